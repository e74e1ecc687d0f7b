// massline sign-in: providers of an organisation's own sign-in, whose account is whose there, and second factors of
// posts.
#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace massline::cli {

/// In the table of settings: “not-asked” where second factors that the rulebook asks of posts are not asked for.
inline constexpr const char* factors_setting = "second-factors-of-posts";
inline constexpr const char* factors_not_asked = "not-asked";

void add_sign_in_commands(CLI::App& app, std::function<void(int)> done);

}  // namespace massline::cli
