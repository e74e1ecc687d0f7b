#include "http/api/session.h"

#include "base/refusals.h"
#include "http/api/refusals.h"
#include "http/api/store_faults.h"
#include "registry/refusals.h"
#include "registry/second_factor.h"

namespace massline::http {
namespace {

bool changes_something(Method method) { return method != Method::get && method != Method::head; }

Response unavailable(Language language, const Message& message) {
  return problem_reply(refuse(message).value(), language);
}

/// The answer where a fault of the store or its disk may pass; any other is thrown on to the transport, which answers
/// 500. Called where such a fault was caught.
Response answer_of_fault(Language language) {
  const Message* message = message_of_store_fault(std::current_exception());
  if (message == nullptr) throw;
  return unavailable(language, *message);
}

template <class Call>
Response with_store(const Request& request, Call&& call) {
  try {
    return call();
  } catch (const Fault&) {
    return answer_of_fault(language_of(request));
  }
}

/// That a session was used is noted where it can be: whoever only reads goes on when nothing can be written.
void touch(Context& context, const std::string& token) {
  try {
    registry::touch_session(context, token);
  } catch (const db::Error& error) {
    if (!error.transient()) throw;
  }
}

std::optional<registry::Session> find_session(const Application& application, const Request& request) {
  const std::string token = cookie_of(request, session_cookie);
  if (token.empty()) return std::nullopt;
  Context& context = application.context;
  auto session = context.store.read(
      [&](db::Reader& in) { return registry::session_of(in, token, context.clock.now(), context.today()); });
  if (session && session->touch_due(context.clock.now())) touch(context, token);
  return session;
}

Result<Done> take_turn(const Application& application, const Request& request) {
  if (application.session_limits == nullptr) return Done{};
  RateLimiter& limits = *application.session_limits;
  const auto wait = limits.take(limits.bucket_of_session(cookie_of(request, session_cookie)),
                                changes_something(request.method) ? RateClass::writing : RateClass::reading,
                                RateLimiter::Time::clock::now());
  if (!wait) return Done{};
  return refuse(refusals::session_too_fast, {{"retry_after", std::to_string(*wait)}});
}

}  // namespace

std::string cookie_of(const Request& request, std::string_view name) {
  std::string_view rest = request.headers.get("cookie");
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(';'), rest.size());
    std::string_view pair = rest.substr(0, end);
    while (!pair.empty() && pair.front() == ' ') pair.remove_prefix(1);
    if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=')
      return std::string(pair.substr(name.size() + 1));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return {};
}

Result<registry::Session> require_session(const Application& application, const Request& request) {
  auto session = find_session(application, request);
  if (!session) return refuse(massline::refusals::sign_in_first);
  if (auto may = take_turn(application, request); !may) return tl::unexpected(may.error());
  if (changes_something(request.method) && !session->csrf_matches(request.headers.get("x-csrf")))
    return refuse(refusals::csrf_missing);
  // Setting it up, and one's own sessions, stay open.
  if (!request.path.starts_with("/api/v1/session")) {
    if (auto may = registry::check_second_factor(application.context, *session); !may)
      return tl::unexpected(may.error());
  }
  return std::move(*session);
}

std::optional<registry::Session> session_if_any(const Application& application, const Request& request) {
  auto session = find_session(application, request);
  if (session && changes_something(request.method) && !session->csrf_matches(request.headers.get("x-csrf")))
    return std::nullopt;
  return session;
}

void answer_faults(Language language, const Respond& respond, const std::function<void()>& handle) {
  try {
    handle();
  } catch (const Fault&) {
    respond(answer_of_fault(language));
  }
}

Handler for_staff(Application& application, StaffHandler handler) {
  return [&application, handler = std::move(handler)](const Request& request) {
    return with_store(request, [&] {
      const Language language = language_of(request);
      const auto session = require_session(application, request);
      if (!session) return problem_reply(session.error(), language);
      return handler(request, *session, language);
    });
  };
}

Handler for_staff(Application& application, StaffFunction function) {
  return for_staff(application,
                   StaffHandler([&application, function](const Request& request, const registry::Session& session,
                                                         Language language) {
                     return function(application, request, session, language);
                   }));
}

Handler for_all(Application&, OpenHandler handler) {
  return [handler = std::move(handler)](const Request& request) {
    return with_store(request, [&] { return handler(request, language_of(request)); });
  };
}

Handler for_all(Application& application, OpenFunction function) {
  return for_all(application, OpenHandler([&application, function](const Request& request, Language language) {
                   return function(application, request, language);
                 }));
}

}  // namespace massline::http
