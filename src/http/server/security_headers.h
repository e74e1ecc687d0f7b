// What every answer tells a browser not to do.
#pragma once

#include <string_view>

#include "http/server/message.h"

namespace massline::http {

/// Adds the headers that are not there yet: a strict Content-Security-Policy, X-Content-Type-Options,
/// Referrer-Policy, Permissions-Policy, Cross-Origin-Opener-Policy, Cross-Origin-Resource-Policy; and
/// Cache-Control: no-store, unless the answer has a Cache-Control of its own.
void add_security_headers(Response& response);

/// The same as finished lines, for the writer of responses: one text for all answers that set none of their own.
std::string_view security_header_lines();

}  // namespace massline::http
