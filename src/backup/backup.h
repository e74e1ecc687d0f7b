// A copy of everything but the keys: all rows in one snapshot, the files that go with them and the rulebook, while the
// program serves. The same form for SQLite and PostgreSQL, so that a copy of the one can be restored into the other.
//
//   folder/backups/20261126T201000Z-<16 hex>.json   what one backup holds; written last, so it is there or it is not
//   folder/chunks/ab/abcd…                          rows as lines of JSON, and whole files, each under its digest
//
// Several backups share what they have alike. Whoever has the folder alone reads no name and no contact: the keys that
// open them are not in it, and have to be kept in another place.
//
//   BackupReport report = back_up(store, {.to = "/mnt/backup", .folders = {{"files", data / "files"}}, .at = now}, {});
//   Result<Backup> backup = read_backup("/mnt/backup", "");           // the newest
//   Result<Restored> done = restore_rows(*backup, empty_store, {});
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/time.h"
#include "db/db.h"

namespace massline::backup {

struct SavedTable {
  std::string name;
  std::vector<std::string> columns;
  std::uint64_t rows = 0;
  std::vector<std::string> chunks;
};

struct SavedFile {
  std::string path;  // "files/ab/abcd…": the folder's name, then the way below it
  std::uint64_t size = 0;
  std::string chunk;
};

/// What one backup holds.
struct Backup {
  std::filesystem::path folder;
  std::string name;
  Instant at;
  int schema_step = 0;
  std::vector<SavedTable> tables;
  std::vector<SavedFile> files;

  std::uint64_t rows() const;
};

/// A folder, or one file, that goes with the rows, under the name it gets in the backup.
struct SavedFolder {
  std::string name;
  std::filesystem::path path;
  bool (*takes)(const std::filesystem::path& file) = nullptr;  // null: all of them
};

struct BackupRequest {
  std::filesystem::path to;
  std::vector<SavedFolder> folders;
  Instant at;
  std::size_t keep = 0;  // so many backups stay in the folder, the newest; 0: all
};

/// Told after each chunk: what is being done, and how many rows or files of it are.
using Progress = std::function<void(const std::string& what, std::uint64_t done)>;

struct BackupReport {
  Backup backup;
  std::uint64_t chunks_written = 0, bytes_written = 0, chunks_found = 0, removed_chunks = 0;
};

/// May be ended at any moment and begun again: finished chunks are found, and not written twice. Throws Fault,
/// db::Error.
BackupReport back_up(db::Store& store, const BackupRequest& request, const Progress& progress);

/// The finished backups of a folder, oldest first.
std::vector<std::string> backups_in(const std::filesystem::path& folder);
/// `name` empty: the newest. Errors: refuses no_backup, backup_unknown, backup_altered.
Result<Backup> read_backup(const std::filesystem::path& folder, const std::string& name);
/// Reads every chunk. Errors: refuses chunk_missing, chunk_altered.
Result<Done> check_backup(const Backup& backup, const Progress& progress);

/// Into an empty database, which gets the schema of the backup, the rows, and then the newest schema.
/// Errors: refuses backup_newer, database_not_empty, chunk_missing, chunk_altered. Throws db::Error.
Result<Done> restore_rows(const Backup& backup, db::Store& store, std::span<const db::Migration> migrations,
                          const Progress& progress);
/// Below `to`, which has to be there. Errors: refuses chunk_missing, chunk_altered. Throws Fault.
Result<Done> restore_files(const Backup& backup, const std::filesystem::path& to, const Progress& progress);

}  // namespace massline::backup
