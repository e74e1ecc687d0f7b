#include "cli/backup_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <memory>

#include "backup/backup.h"
#include "cli/erasure_list.h"
#include "cli/runtime.h"
#include "cli/secret_file.h"
#include "cli/vault_command.h"
#include "db/migrations.h"
#include "duties/live_file.h"
#include "matters/matter_commands.h"
#include "retention/erase.h"

namespace massline::cli {
namespace {

namespace fs = std::filesystem;

struct BackupOptions {
  DataOptions data;
  fs::path to;
  std::size_t keep = 0;
};

struct CheckOptions {
  fs::path from;
  std::string name;
};

struct RestoreOptions {
  DataOptions data;
  fs::path from;
  std::string name;
  fs::path keys;
};

/// Says how far it is, once a second; on a terminal in one line.
backup::Progress progress_on_screen() {
  using Steady = std::chrono::steady_clock;
  const bool terminal = ::isatty(STDERR_FILENO) == 1;
  return [terminal, last = Steady::now()](const std::string& what, std::uint64_t done) mutable {
    if (Steady::now() - last < std::chrono::seconds(1)) return;
    last = Steady::now();
    fmt::print(stderr, "{}  {}: {}{}", terminal ? "\r\033[K" : "", what, done, terminal ? "" : "\n");
    std::fflush(stderr);
  };
}

void end_progress() {
  if (::isatty(STDERR_FILENO) == 1) fmt::print(stderr, "\r\033[K");
}

std::vector<backup::SavedFolder> folders_of(const fs::path& data) {
  // A file that somebody is still writing has an ending, and loses it once it is whole.
  return {{"files", data / "files", [](const fs::path& file) { return !file.has_extension(); }},
          {"rulebook", data / "rulebook"},
          {households_file, data / households_file}};
}

bool is_below(const fs::path& path, const fs::path& folder) {
  const fs::path relative = fs::weakly_canonical(path).lexically_relative(fs::weakly_canonical(folder));
  return !relative.empty() && *relative.begin() != "..";
}

int run_backup(const BackupOptions& options) {
  const fs::path& data = options.data.data;
  if (!fs::is_directory(data)) throw UserError(fmt::format("{}: there is no such data folder.", data.string()));
  for (const auto& folder : folders_of(data))
    if (is_below(options.to, folder.path))
      throw UserError(fmt::format("{}: lies in what is to be saved. Name a folder elsewhere, best on another disk.",
                                  options.to.string()));
  const auto store = open_with_data(target_of(options.data), surroundings_of_the_system());
  const Instant now = SystemClock().now();
  const auto report = backup::back_up(
      *store, {.to = options.to, .folders = folders_of(data), .at = now, .keep = options.keep}, progress_on_screen());
  end_progress();
  // A database from before there were erasures has none.
  if (store->schema_step() == std::ssize(db::migrations())) save_erasures(*store, options.to);
  store->write([&](db::Transaction& tx) {
    set_setting(tx, last_backup_at, std::to_string(now.ms));
    return true;
  });
  fmt::print("Saved {}: {} rows and {} files. Written: {} parts, {} bytes; {} parts were there already{}.\n",
             report.backup.name, report.backup.rows(), report.backup.files.size(), report.chunks_written,
             report.bytes_written, report.chunks_found,
             report.removed_chunks > 0
                 ? fmt::format("; {} that no backup has any more were removed", report.removed_chunks)
                 : "");
  if (store->read([](db::Reader& in) { return duties::is_columns_only(in); }))
    fmt::print(
        "The members of this simulated country have no rows, so they are not in it: “massline simulate” with the same "
        "seed makes them again.\n");
  fmt::print(
      "The keys in {} are not in it: keep a copy of them in another place. Without them nobody can read the names and "
      "contacts in this backup, you included.\n",
      (data / "*.key").string());
  return 0;
}

int run_backup_check(const CheckOptions& options) {
  const auto backup = value_or_throw(backup::read_backup(options.from, options.name));
  value_or_throw(backup::check_backup(backup, progress_on_screen()));
  end_progress();
  fmt::print("{} holds: every part of its {} rows and {} files is there as it was written.\n", backup.name,
             backup.rows(), backup.files.size());
  return 0;
}

void copy_keys(const fs::path& from, const fs::path& to) {
  int copied = 0;
  for (const auto& entry : fs::directory_iterator(from)) {
    if (!entry.is_regular_file() || entry.path().extension() != ".key") continue;
    write_secret_file(to / entry.path().filename(), read_file(entry.path()));
    ++copied;
  }
  if (copied == 0)
    throw UserError(fmt::format("{}: holds no *.key files. Give the folder in which you keep the keys of these data.",
                                from.string()));
}

void restore_into(const RestoreOptions& options, const backup::Backup& backup) {
  const fs::path& data = options.data.data;
  make_own_folder(data);
  write_secret_file(data / unfinished_restore, "");
  fs::create_directories(data / "files");
  copy_keys(options.keys, data);
  if (!options.data.database.empty()) write_secret_file(data / "database.url", options.data.database);
  value_or_throw(backup::restore_files(backup, data, progress_on_screen()));
  const auto store = db::Store::open(target_of(options.data));
  value_or_throw(backup::restore_rows(backup, *store, db::migrations(), progress_on_screen()));
  end_progress();
}

/// A backup still has what was erased after it: nothing of that comes back.
std::int64_t erase_what_is_over(Context& ctx, const fs::path& backups) {
  std::int64_t erased = retention::erase_again(ctx, read_erasures(backups));
  for (const auto& line : retention::erase(ctx, retention::EraseMode::for_good, 0).lines) erased += line.subjects;
  return erased;
}

/// Opens what was restored, with its keys, and erases what had been erased since.
void make_ready(const RestoreOptions& options) {
  Runtime runtime(options.data, surroundings_of_the_system(), Runtime::Database::being_restored);
  const std::int64_t erased = erase_what_is_over(runtime.context(), options.from);
  matters::rebuild_search(runtime.context());
  if (erased > 0) {
    runtime.context().store.leave_no_remains();
    fmt::print("{} thing(s) in this backup had been erased since, or their time is over: they were erased again.\n",
               erased);
  }
  fs::remove(options.data.data / unfinished_restore);
}

int run_restore(const RestoreOptions& options) {
  const fs::path& data = options.data.data;
  if (fs::exists(data) && !fs::is_empty(data))
    throw UserError(fmt::format("{}: is there already and not empty. Give another folder with --data.", data.string()));
  const auto backup = value_or_throw(backup::read_backup(options.from, options.name));
  // Before anything is made: half a restore helps nobody.
  value_or_throw(backup::check_backup(backup, progress_on_screen()));
  try {
    restore_into(options, backup);
    make_ready(options);
  } catch (...) {
    std::error_code ignored;
    fs::remove_all(data, ignored);
    throw;
  }
  fmt::print("Restored {} into {}: {} rows and {} files, as of {}.\nLook it over with: massline doctor --data {}\n",
             backup.name, data.string(), backup.rows(), backup.files.size(), to_string(backup.at), data.string());
  return 0;
}

}  // namespace

void back_up_before_migration(const DataOptions& options, db::Store& store) {
  const int step = store.schema_step();
  if (step == 0 || step >= std::ssize(db::migrations())) return;
  const fs::path to = options.data / "before-upgrade";
  fmt::print("The database is at step {} of its schema, and this program brings it to {}. First a backup into {} …\n",
             step, db::migrations().size(), to.string());
  std::fflush(stdout);
  const auto report =
      backup::back_up(store, {.to = to, .folders = {}, .at = SystemClock().now(), .keep = 2}, progress_on_screen());
  end_progress();
  fmt::print("Saved {}: {} rows.\n", report.backup.name, report.backup.rows());
}

void add_backup_commands(CLI::App& app, std::function<void(int)> done) {
  auto backup = std::make_shared<BackupOptions>();
  auto* backup_command =
      app.add_subcommand("backup", "Copy all rows and files while the program serves; the keys are not in it");
  add_data_options(*backup_command, backup->data);
  backup_command->add_option("--to", backup->to, "The folder for backups: what several have alike is kept once")
      ->required();
  backup_command->add_option("--keep", backup->keep, "How many to keep there, the newest; 0 keeps all")
      ->capture_default_str();
  backup_command->callback([backup, done] { done(run_backup(*backup)); });

  auto check = std::make_shared<CheckOptions>();
  auto* check_command =
      app.add_subcommand("check-backup", "Read every part of a backup and compare it with its digest");
  check_command->add_option("from", check->from, "The folder of backups")->required();
  check_command->add_option("--backup", check->name, "Which of them; default the newest");
  check_command->callback([check, done] { done(run_backup_check(*check)); });

  auto restore = std::make_shared<RestoreOptions>();
  auto* restore_command =
      app.add_subcommand("restore", "Make a data folder from a backup and the keys that were kept apart");
  restore_command->add_option("from", restore->from, "The folder of backups")->required();
  restore_command->add_option("--backup", restore->name, "Which of them; default the newest");
  restore_command->add_option("--keys", restore->keys, "The folder that holds the *.key files")
      ->required()
      ->check(CLI::ExistingDirectory);
  add_data_options(*restore_command, restore->data);
  restore_command->callback([restore, done] { done(run_restore(*restore)); });
}

}  // namespace massline::cli
