// massline erase: ends personal data whose time is over, as the server does by itself every hour.
#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace massline::cli {

void add_erase_command(CLI::App& app, std::function<void(int)> done);

}  // namespace massline::cli
