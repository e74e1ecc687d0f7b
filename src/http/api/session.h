// Who asks: the session of a request, and the wrappers that routes are made with.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "http/api/application.h"
#include "http/api/reply.h"
#include "http/server/message.h"
#include "http/server/router.h"
#include "registry/accounts.h"

namespace massline::http {

inline constexpr std::string_view session_cookie = "massline_session";

/// The value of a cookie; empty if there is none.
std::string cookie_of(const Request& request, std::string_view name);

/// The session that the request's cookie names and, where the request changes something, its X-CSRF header proves.
/// Errors: sign_in_first, csrf_missing.
Result<registry::Session> require_session(const Application& application, const Request& request);

/// The same, but nothing for somebody without a session, or one that a foreign page used.
std::optional<registry::Session> session_if_any(const Application& application, const Request& request);

using StaffHandler = std::function<Response(const Request&, const registry::Session&, Language)>;
/// A handler that runs for signed-in people alone; faults of the store become 503.
Handler for_staff(Application& application, StaffHandler handler);
using StaffFunction = Response (*)(Application&, const Request&, const registry::Session&, Language);
Handler for_staff(Application& application, StaffFunction function);

using OpenHandler = std::function<Response(const Request&, Language)>;
/// A handler for everybody; faults of the store become 503.
Handler for_all(Application& application, OpenHandler handler);
using OpenFunction = Response (*)(Application&, const Request&, Language);
Handler for_all(Application& application, OpenFunction function);

/// Runs a part of an asynchronous handler, on whatever thread: a fault of the store that may pass becomes 503. What
/// else is thrown is logged, and becomes 500.
void answer_faults(Language language, const Respond& respond, const std::function<void()>& handle);

/// The value, or the refusal as an answer.
template <class T, class View>
Response reply_or_problem(const Result<T>& result, Language language, int status, View&& view) {
  if (!result) return problem_reply(result.error(), language);
  return json_reply(status, view(*result));
}

}  // namespace massline::http
