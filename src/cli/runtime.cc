#include "cli/runtime.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "base/crypto.h"
#include "base/vault_number.h"
#include "cli/backup_command.h"
#include "cli/sign_in_command.h"
#include "cli/vault_file.h"
#include "db/migrations.h"
#include "journal/checkpoints.h"
#include "journal/keys_in_use.h"
#include "matters/digests.h"
#include "matters/matter_commands.h"
#include "retention/kinds.h"

namespace massline::cli {
namespace {

/// A key that is new here is published; every later start finds it.
void publish_own_key(Context& ctx, const std::string& endorsed) {
  const std::string own = public_key_of(ctx.signing_seed);
  const auto keys = ctx.store.read([](db::Reader& in) { return journal::published_keys(in); });
  for (const auto& key : keys)
    if (key.public_key == own) return;
  journal::publish_key(ctx, endorsed);
}

}  // namespace

db::Target target_of(const DataOptions& options) {
  std::string url = options.database;
  const auto recorded = options.data / "database.url";
  if (url.empty() && std::filesystem::exists(recorded)) url = read_file(recorded);
  if (url.empty()) url = (options.data / "massline.db").string();
  return {.url = url, .readers = 8, .schema = {}};
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw UserError(fmt::format("{}: can't be read ({}).", path.string(), std::strerror(errno)));
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::shared_ptr<const rulebook::Rulebook> read_rulebook_or_throw(const std::filesystem::path& folder) {
  auto read = retention::read_rulebook(folder.string());
  if (read.rulebook) return read.rulebook;
  std::string message = fmt::format("{}: the rulebook has {} problem(s):", folder.string(), read.problems.size());
  for (const auto& problem : read.problems) message += "\n  " + rulebook::to_string(problem);
  throw UserError(message);
}

std::shared_ptr<const rulebook::Rulebook> read_rulebook_in_use(const std::filesystem::path& folder) {
  auto read = rulebook::read_rulebook(folder.string());
  return read.rulebook ? read.rulebook : read_rulebook_or_throw(folder);
}

std::string setting(db::Reader& in, std::string_view name) {
  const auto rows = in.query("SELECT value FROM setting WHERE name = $1", {name});
  return rows.empty() ? std::string() : rows.row(0).text(0);
}

void set_setting(db::Transaction& tx, std::string_view name, std::string_view value) {
  tx.execute("INSERT INTO setting(name, value) VALUES($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
             {name, value});
}

Surroundings surroundings_of_the_system() {
  static const SystemClock clock;
  static SystemRandom random;
  return {clock, random, db::Store::open, read_rulebook_in_use};
}

std::unique_ptr<db::Store> open_with_data(const db::Target& target, const Surroundings& surroundings) {
  constexpr std::string_view remedy =
      "Put back the one that was made with this data folder, or restore the newest backup into another folder "
      "(massline restore).";
  const bool is_file = !target.url.starts_with("postgres");
  if (is_file && !std::filesystem::exists(target.url))
    throw UserError(fmt::format("{}: is gone. {}", target.url, remedy));
  auto store = surroundings.open_store(target);
  if (store->schema_step() == 0)  // the address of a server may hold a password
    throw UserError(fmt::format("{} holds nothing. {}", is_file ? target.url + ":" : "The database", remedy));
  return store;
}

Runtime::Runtime(const DataOptions& options, const Surroundings& surroundings, Database database)
    : data_(options.data) {
  if (database != Database::being_restored && std::filesystem::exists(data_ / unfinished_restore))
    throw UserError(
        fmt::format("{}: was being restored, which was interrupted. Remove it (and empty its database, if "
                    "that lies on a server), and restore again.",
                    data_.string()));
  const auto key_file = data_ / "vault.key";
  if (!std::filesystem::exists(key_file))
    throw UserError(std::filesystem::exists(data_ / "rulebook")
                        ? fmt::format("{}: is gone. Put back the file that was made with this data folder, and do not "
                                      "make another: names and contacts open with no other.",
                                      key_file.string())
                        : fmt::format("{}: is not a data folder of massline. Make one with: massline init --data {}",
                                      data_.string(), data_.string()));
  vault_use_ = VaultUse(data_);
  const auto rulebook_folder = options.rulebook.empty() ? data_ / "rulebook" : options.rulebook;
  rulebook_ = surroundings.read_rulebook(rulebook_folder);
  zone_ = std::make_unique<Zone>(rulebook_->zone);
  ids_ = std::make_unique<IdMaker>(surroundings.clock, surroundings.random);
  target_ = target_of(options);
  store_ = database == Database::is_new ? surroundings.open_store(target_) : open_with_data(target_, surroundings);
  back_up_before_migration(options, *store_);
  if (const auto migrated = store_->migrate(db::migrations()); !migrated)
    throw UserError(migrated.error().text(Language::en));
  const std::string kept = store_->read([](db::Reader& in) { return setting(in, "rulebook"); });
  if (!kept.empty() && kept != rulebook_->id)
    throw UserError(
        fmt::format("{}: these data were made under the rulebook “{}”, and “{}” was given. Give the first, or "
                    "another data folder.",
                    data_.string(), kept, rulebook_->id));
  Vault vault = open_vault(key_file, {.file = options.passphrase_file});
  require_vault_in_use(vault, key_file);
  const SigningFile signing = signing_key(surroundings.random);
  context_ = std::make_unique<Context>(
      Context{.store = *store_,
              .rulebook = *rulebook_,
              .clock = surroundings.clock,
              .random = surroundings.random,
              .ids = *ids_,
              .zone = *zone_,
              .vault = std::move(vault),
              .files_folder = (data_ / "files").string(),
              .signing_seed = signing.seed,
              .factors_of_posts =
                  store_->read([](db::Reader& in) { return setting(in, factors_setting); }) != factors_not_asked,
              .digest_of_matter =
                  [](db::Reader& in, RegionId region, MatterId matter) {
                    return matters::digest_of(in, region, "matter", matter.value).value_or("");
                  },
              .leave_barred_units = [](Context& ctx, db::Transaction& tx) { matters::leave_barred_units(ctx, tx); }});
  publish_own_key(*context_, signing.endorsed);
}

void Runtime::require_vault_in_use(const Vault& vault, const std::filesystem::path& key_file) const {
  const std::uint32_t first = store_->read([](db::Reader& in) { return journal::first_key_in_use(in); });
  if (key_number_of(vault.seal("")) < first)
    throw UserError(
        fmt::format("{}: is older than these data, which are sealed under key {}. Put back the file that was made by "
                    "the last massline vault rotate.",
                    key_file.string(), first));
}

SigningFile Runtime::signing_key(Random& random) const {
  const auto file = data_ / "signing.key";
  if (!std::filesystem::exists(file)) {
    const bool has_signed = store_->read([](db::Reader& in) { return !journal::published_keys(in).empty(); });
    if (has_signed)
      throw UserError(
          fmt::format("{}: is gone. Put back the file that was made with this data folder.", file.string()));
    make_signing_file(file, random);
  }
  return read_signing_file(file);
}

}  // namespace massline::cli
