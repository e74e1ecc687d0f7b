// What the files of the routes of activities share.
#pragma once

#include <cstddef>
#include <string>

#include "http/api/application.h"
#include "http/api/reply.h"
#include "registry/accounts.h"
#include "registry/units.h"

namespace massline::http {

inline constexpr std::size_t sheet_rows_max = 5'000;

/// The commands: plan, hold, correct, change, cancel, restore.
void add_activity_command_routes(Router& router, Application& application);

bool can_at(const Application& application, const registry::Session& session, rulebook::Capability capability,
            const registry::Unit& unit);

Response json_text_reply(int status, std::string text);

}  // namespace massline::http
