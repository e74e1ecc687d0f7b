// massline export journal, and massline verify: of the database, or of files that were given out.
#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace massline::cli {

struct DataOptions;

/// Walks the journal of a data folder, compares rows with their last act, and says so. 1 if something does not hold.
int verify_database(const DataOptions& options);

/// Adds the commands `export` and `verify`. `done` is given the exit status: 0, or 1 if something does not hold.
void add_proof_commands(CLI::App& app, std::function<void(int)> done);

}  // namespace massline::cli
