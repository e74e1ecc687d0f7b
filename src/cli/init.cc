#include <fmt/format.h>

#include <cstdio>
#include <fstream>

#include "cli/commands.h"
#include "cli/passwords.h"
#include "cli/sample.h"
#include "cli/sample_matters.h"
#include "cli/secret_file.h"
#include "cli/signing_file.h"
#include "cli/vault_file.h"
#include "db/migrations.h"

namespace massline::cli {
namespace {

void make_data_folder(const InitOptions& options) {
  namespace fs = std::filesystem;
  const fs::path& data = options.data.data;
  make_own_folder(data);
  fs::create_directories(data / "files");
  SystemRandom random;
  write_vault_file(data / "vault.key", {new_key_ring(random), "", ""});
  make_signing_file(data / "signing.key", random);
  if (!options.data.database.empty()) write_secret_file(data / "database.url", options.data.database);
  fs::copy(options.data.rulebook, data / "rulebook", fs::copy_options::recursive);
  sync_tree(data);

  const Surroundings system = surroundings_of_the_system();
  const Instant now = system.clock.now();
  // With matters of the last weeks, the sample was made before them: the journal goes forward in time alone.
  ManualClock clock(options.sample_matters.empty() ? now : Instant{now.ms - sample_matters_since.count() * ms_per_day});
  const Surroundings surroundings{clock, system.random, system.open_store, system.read_rulebook};
  Runtime runtime({.data = data, .database = options.data.database, .rulebook = {}, .passphrase_file = {}},
                  surroundings, Runtime::Database::is_new);
  Context& ctx = runtime.context();
  const bool used = ctx.store.read([](db::Reader& in) { return !in.query("SELECT id FROM unit LIMIT 1").empty(); });
  if (used)
    throw UserError(
        "The database already holds an organisation. Give an empty one, or serve this one with the data "
        "folder that was made with it (its vault key opens what is sealed there).");
  ctx.store.write([&](db::Transaction& tx) {
    set_setting(tx, "rulebook", ctx.rulebook.id);
    return true;
  });
  fmt::print("Data folder {} made, with the rulebook “{}”.\n", data.string(), ctx.rulebook.title.en);
  if (options.sample.empty()) return;

  const std::string password = new_password(random);
  const SampleOrganisation sample = create_sample(ctx, options.sample, password);
  std::string accounts = fmt::format("Password of every sample account: {}\n\n", password);
  for (const auto& account : sample.accounts)
    accounts += fmt::format("  {:<20} {} ({})\n", account.login, account.name, account.posts);
  fmt::print("Sample organisation: {} units, {} people.\n", sample.unit_ids.size(), sample.person_ids.size());
  if (!options.sample_matters.empty()) {
    const SampleMatters matters = create_sample_matters(ctx, clock, now, options.sample_matters, sample);
    if (!matters.receipts.empty()) accounts += "\nReceipts to follow a matter with, as the person who raised it:\n\n";
    for (const auto& shown : matters.receipts)
      accounts += fmt::format("  {:<20} {} {}\n", shown.receipt, shown.code, shown.about);
    fmt::print("{} matters of the last weeks.\n", matters.count);
  }
  write_secret_file(data / "sample-accounts.txt", accounts);
}

}  // namespace

int run_init(const InitOptions& options) {
  namespace fs = std::filesystem;
  const fs::path& data = options.data.data;
  if (options.data.rulebook.empty()) throw UserError("Which rulebook? Give --rulebook DIR, such as rulebooks/cpc.");
  if (fs::exists(data) && !fs::is_empty(data))
    throw UserError(fmt::format("{}: is there already and not empty. Give another folder with --data.", data.string()));
  read_rulebook_or_throw(options.data.rulebook);
  try {
    make_data_folder(options);
  } catch (...) {
    std::error_code ignored;
    fs::remove_all(data, ignored);
    throw;
  }
  return 0;
}

}  // namespace massline::cli
