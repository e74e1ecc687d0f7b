// massline vault rotate | status | passphrase | signing-key
#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace massline::cli {

struct DataOptions;

/// --data, --db and --passphrase-file, which every command has that opens a data folder.
void add_data_options(CLI::App& command, DataOptions& options);

/// Adds the command `vault` with its parts. `done` is given the exit status of the part that ran.
void add_vault_commands(CLI::App& app, std::function<void(int)> done);

}  // namespace massline::cli
