// What every answer tells a browser not to do.
#pragma once

#include <string>

#include "http/server/message.h"

namespace massline::http {

/// Appends header lines to `out`, those that `own` does not set: a strict Content-Security-Policy
/// with Trusted Types (texts become markup only through the page's one policy, web/src/trusted_types.ts),
/// X-Content-Type-Options, Referrer-Policy, Permissions-Policy, Cross-Origin-Opener-Policy,
/// Cross-Origin-Resource-Policy, and Cache-Control: no-store. The server does it for every answer.
void append_security_headers(const Headers& own, std::string& out);

}  // namespace massline::http
