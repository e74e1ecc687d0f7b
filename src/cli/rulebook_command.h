// massline rulebook check | explain | diff
#pragma once

#include <functional>
#include <string>

namespace CLI {
class App;
}

namespace massline::cli {

/// Adds the command `rulebook` with its parts. `done` is given the exit status of the part that ran: 0, or 1 if the
/// rulebook has problems or there is no such rule.
void add_rulebook_commands(CLI::App& app, std::function<void(int)> done);

}  // namespace massline::cli
