// massline doctor: what is wrong with a data folder, and what to do about it.
#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace massline::cli {

/// Adds the command. `done` is given 0 where nothing is wrong, else 1.
void add_doctor_command(CLI::App& app, std::function<void(int)> done);

}  // namespace massline::cli
