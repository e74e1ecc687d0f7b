// One line for each request, with nothing in it that says who asked or for what secret.
#pragma once

#include <string_view>

#include "http/server/message.h"

namespace massline::http {

/// Writes method, route pattern (never the target: it may hold secrets), status, milliseconds and request id to the
/// log, as an error from status 500 up.
void log_request(Method method, std::string_view route, int status, double seconds, std::string_view request_id);

/// Writes a fault of a handler, or of the transport where request_id is empty.
void log_fault(std::string_view what, std::string_view route, std::string_view request_id);

}  // namespace massline::http
