// massline vault: the keys that seal who people are.
#include "cli/vault_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <memory>
#include <thread>

#include "base/crypto.h"
#include "cli/runtime.h"
#include "cli/vault_file.h"
#include "journal/journal.h"
#include "journal/keys_in_use.h"
#include "journal/reseal.h"

namespace massline::cli {
namespace {

struct VaultOptions {
  DataOptions data;
  int wait_seconds = 10;           // for a running server to commit what it sealed before
  std::filesystem::path new_file;  // holds the new passphrase; empty: the environment, then a prompt
  bool remove = false;
};

VaultFile read_file_of(const DataOptions& data) {
  return read_vault_file(data.data / "vault.key", [&] { return ask_passphrase({.file = data.passphrase_file}); });
}

/// What was done with the keys is an act as any other.
void journal_keys(Context& ctx, const std::string& act, const std::string& detail) {
  ctx.store.write([&](db::Transaction& tx) {
    for (const auto row : tx.query("SELECT id FROM region ORDER BY id"))
      journal::append(tx, {row.id<RegionId>(0), ctx.clock.now(), {}, act, "vault", 0, detail, "", ""});
    return true;
  });
}

journal::ResealReport reseal_and_tell(Context& ctx) {
  const auto report = journal::reseal(ctx.store, ctx.vault, [](const journal::ResealReport& so_far) {
    fmt::print(stderr, "\r{} values looked at, {} sealed anew", so_far.looked_at, so_far.resealed);
  });
  fmt::print(stderr, "\n");
  return report;
}

/// The wait lets a running server commit what it sealed before it looked at the file again. What is later than that is
/// refused by the store, so that after the last pass nothing is left, and nothing can come, under the older keys.
void reseal_until_done(Context& ctx, bool served, int wait_seconds, std::uint32_t number) {
  reseal_and_tell(ctx);
  if (served) {
    fmt::print("A server is running: waiting {} seconds for what it has at hand.\n", wait_seconds);
    std::fflush(stdout);
    std::this_thread::sleep_for(std::chrono::seconds(wait_seconds));
  }
  ctx.store.write([&](db::Transaction& tx) {
    journal::retire_keys_before(tx, number);
    return true;
  });
  auto report = reseal_and_tell(ctx);
  while (report.resealed != 0) report = reseal_and_tell(ctx);
  if (report.not_opened != 0)
    throw UserError(
        fmt::format("{} sealed values are opened by none of the keys. The older keys were kept: look for the "
                    "file that these values were sealed with.",
                    report.not_opened));
}

int run_rotate(const VaultOptions& options) {
  const auto path = options.data.data / "vault.key";
  VaultFile file = read_file_of(options.data);
  // Refuses a file that is older than the data, before another key gets the number that the lost one has.
  Runtime runtime(options.data);
  Context& ctx = runtime.context();
  SystemRandom random;
  if (file.ring.keys.size() == 1) {
    file.ring.keys.push_back({file.ring.keys.back().number + 1, random.bytes(key_size)});
    write_vault_file(path, file);
  } else {
    fmt::print("A change of keys was interrupted; it goes on.\n");
  }
  const std::uint32_t number = file.ring.keys.back().number;
  ctx.vault = Vault(file.ring);
  const bool served = !runtime.vault_use().is_only();
  reseal_until_done(ctx, served, options.wait_seconds, number);
  journal_keys(ctx, "vault.rotate", fmt::format("key {}", number));
  file.ring.keys.erase(file.ring.keys.begin(), file.ring.keys.end() - 1);
  write_vault_file(path, file);
  fmt::print("All is sealed under key {}; the keys before it are destroyed. Destroy their copies too.\n", number);
  return 0;
}

int run_status(const VaultOptions& options) {
  const VaultFile file = read_file_of(options.data);
  fmt::print("The file is {}. Keys:", file.wrapping.empty() ? "not sealed" : "sealed under a passphrase");
  for (const SealingKey& key : file.ring.keys) fmt::print(" {}", key.number);
  fmt::print(" (the last one seals).\n");
  if (file.ring.keys.size() > 1)
    fmt::print("A change of keys was interrupted: massline vault rotate goes on with it.\n");
  return 0;
}

int run_passphrase(const VaultOptions& options) {
  const auto path = options.data.data / "vault.key";
  VaultFile file = read_file_of(options.data);
  if (options.remove) {
    file.salt.clear();
    file.wrapping.clear();
  } else {
    const std::string passphrase = ask_passphrase({.file = options.new_file,
                                                   .variable = "MASSLINE_NEW_PASSPHRASE",
                                                   .prompt = "New passphrase (12 characters at least): "});
    if (passphrase.size() < 12)
      throw UserError("A passphrase has 12 characters at least: several words, for instance.");
    SystemRandom random;
    file.salt = random.bytes(16);
    file.wrapping = key_from_passphrase(passphrase, file.salt);
  }
  write_vault_file(path, file);
  fmt::print("{}\n", options.remove
                         ? "The vault's key file is no longer sealed."
                         : "The vault's key file is sealed under the new passphrase. Start running servers again.");
  return 0;
}

int run_sign_rotate(const VaultOptions& options) {
  SystemRandom random;
  rotate_signing_file(options.data.data / "signing.key", random);
  Runtime runtime(options.data);  // publishes the key
  journal_keys(runtime.context(), "signing.rotate", to_hex(public_key_of(runtime.context().signing_seed)));
  fmt::print(
      "Receipts and checkpoints are signed with a new key from the next start of the server on:\n{}\nThe keys before "
      "it stay published, so that what they signed can still be checked.\n",
      to_hex(public_key_of(runtime.context().signing_seed)));
  return 0;
}

}  // namespace

void add_data_options(CLI::App& command, DataOptions& options) {
  command.add_option("--data", options.data, "The data folder")->capture_default_str();
  command.add_option("--db", options.database,
                     "postgres://user@host:port/database, in place of SQLite in the data folder");
  command.add_option("--passphrase-file", options.passphrase_file,
                     "File with the passphrase of the vault; default: MASSLINE_PASSPHRASE, then a prompt");
}

void add_vault_commands(CLI::App& app, std::function<void(int)> done) {
  const auto options = std::make_shared<VaultOptions>();
  CLI::App* group = app.add_subcommand("vault", "The keys that seal who people are");
  group->require_subcommand(1);

  CLI::App* rotate = group->add_subcommand(
      "rotate", "Make a new key, seal everything under it, destroy the old one; goes on where it was interrupted");
  add_data_options(*rotate, options->data);
  rotate->add_option("--wait", options->wait_seconds, "Seconds given to a running server to finish what it has at hand")
      ->check(CLI::Range(5, 3600))
      ->capture_default_str();
  rotate->callback([options, done] { done(run_rotate(*options)); });

  CLI::App* status = group->add_subcommand("status", "Say which keys there are; the keys themselves are not shown");
  add_data_options(*status, options->data);
  status->callback([options, done] { done(run_status(*options)); });

  CLI::App* passphrase =
      group->add_subcommand("passphrase", "Seal the file of the keys under a passphrase, or another one");
  add_data_options(*passphrase, options->data);
  passphrase->add_option("--new-file", options->new_file,
                         "File with the new passphrase; default: MASSLINE_NEW_PASSPHRASE, then a prompt");
  passphrase->add_flag("--remove", options->remove, "Leave the file without one");
  passphrase->callback([options, done] { done(run_passphrase(*options)); });

  CLI::App* sign = group->add_subcommand("signing-key", "Make a new key that signs receipts and checkpoints");
  add_data_options(*sign, options->data);
  sign->callback([options, done] { done(run_sign_rotate(*options)); });
}

}  // namespace massline::cli
