// massline backup | restore
#pragma once

#include <functional>

#include "db/db.h"

namespace CLI {
class App;
}

namespace massline::cli {

struct DataOptions;

/// Adds the commands. `done` is given the exit status of the one that ran.
void add_backup_commands(CLI::App& app, std::function<void(int)> done);

/// Where an older program made the database: copies it into the data folder's own backups before the schema changes.
/// Nothing for a database that is new, or at the newest step.
void back_up_before_migration(const DataOptions& options, db::Store& store);

/// When the last backup was made, for whoever asks how things are. Settings of the store.
inline constexpr const char* last_backup_at = "last-backup-at";

}  // namespace massline::cli
