// What a person keeps of their own account: where they are signed in, and the second factor; and what whoever keeps the
// accounts does for them: a link to sign in by, a second factor that is lost or must be there.
#include <algorithm>

#include "base/refusals.h"
#include "base/totp.h"
#include "http/api/body.h"
#include "http/api/session.h"
#include "http/api/session_views.h"
#include "http/api/views.h"
#include "registry/people.h"
#include "registry/second_factor.h"
#include "registry/sign_in.h"

namespace massline::http {
namespace {

std::string token_of(const Request& request) { return cookie_of(request, session_cookie); }

Response empty_or_problem(const Result<Done>& result, Language language) {
  return result ? no_content() : problem_reply(result.error(), language);
}

Response list_sessions(Application& application, const Request& request, const registry::Session& session, Language) {
  const auto sessions = application.context.store.read([&](db::Reader& in) {
    return registry::sessions_of(in, session.account, token_of(request), application.context.clock.now());
  });
  return json_reply(200, JsonObject{{"items", list_of(sessions, [](const registry::OpenSession& one) {
                                       return JsonObject{{"id", one.id},
                                                         {"device", text_or_null(one.device)},
                                                         {"way", one.way},
                                                         {"createdAt", to_string(one.created_at)},
                                                         {"seenAt", to_string(one.seen_at)},
                                                         {"expiresAt", to_string(one.expires_at)},
                                                         {"current", one.current}};
                                     })}});
}

Response end_others(Application& application, const Request& request, const registry::Session& session, Language) {
  registry::end_other_sessions(application.context, session.account, token_of(request));
  return no_content();
}

Response end_one(Application& application, const Request& request, const registry::Session& session,
                 Language language) {
  return empty_or_problem(registry::end_session(application.context, session.account, request.parameter("session")),
                          language);
}

Response name_device(Application& application, const Request& request, const registry::Session&, Language language) {
  Body body(request);
  const std::string device = body.text("device", {.max = registry::device_name_length_max, .need = Need::optional});
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  return empty_or_problem(registry::name_device(application.context, token_of(request), device), language);
}

Response begin_factor(Application& application, const Request& request, const registry::Session& session,
                      Language language) {
  Body body(request);
  const std::string password = body.text("password", {.max = registry::password_length_max, .need = Need::optional});
  const std::string code = body.text("code", {.max = code_length_max, .need = Need::optional});
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  const auto secret = registry::begin_second_factor(application.context, session, token_of(request), password, code);
  return reply_or_problem(secret, language, 201, [&](const std::string& bytes) {
    const std::string issuer = application.context.rulebook.organisation.in(language);
    return JsonObject{{"secret", to_base32(bytes)}, {"uri", totp_uri(issuer, session.account.name, bytes)}};
  });
}

template <class Command>
Response with_code(const Request& request, Language language, Command&& command) {
  Body body(request);
  const std::string code = body.text("code", {.max = code_length_max});
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  return command(code);
}

Response codes_reply(const Result<std::vector<std::string>>& codes, Language language) {
  return reply_or_problem(codes, language, 201, [](const std::vector<std::string>& shown) {
    return JsonObject{{"codes", strings(shown)}};
  });
}

Response confirm_factor(Application& application, const Request& request, const registry::Session& session,
                        Language language) {
  return with_code(request, language, [&](const std::string& code) {
    return codes_reply(registry::confirm_second_factor(application.context, session, token_of(request), code),
                       language);
  });
}

Response renew_codes(Application& application, const Request& request, const registry::Session& session,
                     Language language) {
  return with_code(request, language, [&](const std::string& code) {
    return codes_reply(registry::renew_recovery_codes(application.context, session, token_of(request), code), language);
  });
}

Response remove_factor(Application& application, const Request& request, const registry::Session& session,
                       Language language) {
  return with_code(request, language, [&](const std::string& code) {
    return empty_or_problem(registry::remove_second_factor(application.context, session, token_of(request), code),
                            language);
  });
}

/// The open account of the person in the path; whether the reader manages it, the command finds out.
Result<registry::Account> account_in_path(Application& application, const Request& request) {
  const auto person = path_id<PersonId>(request, "person").value_or(PersonId{});
  const auto accounts =
      application.context.store.read([&](db::Reader& in) { return registry::accounts_of_person(in, person); });
  const auto open = std::find_if(accounts.begin(), accounts.end(), [](const auto& one) { return !one.closed; });
  if (open == accounts.end()) return refuse(massline::refusals::not_found);
  return *open;
}

Response make_link(Application& application, const Request& request, const registry::Session& session,
                   Language language) {
  const auto account = account_in_path(application, request);
  if (!account) return problem_reply(account.error(), language);
  const auto link = registry::make_sign_in_link(application.context, registry::Actor::of(session.viewer),
                                                account->region, account->id);
  return reply_or_problem(link, language, 201, [](const registry::SignInLink& made) {
    return JsonObject{{"token", made.token}, {"expiresAt", to_string(made.expires_at)}};
  });
}

Response require_factor(Application& application, const Request& request, const registry::Session& session,
                        Language language) {
  Body body(request);
  const bool required = body.boolean_or("required", true);
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  const auto account = account_in_path(application, request);
  if (!account) return problem_reply(account.error(), language);
  return empty_or_problem(registry::require_second_factor(application.context, registry::Actor::of(session.viewer),
                                                          account->region, account->id, required),
                          language);
}

Response reset_factor(Application& application, const Request& request, const registry::Session& session,
                      Language language) {
  const auto account = account_in_path(application, request);
  if (!account) return problem_reply(account.error(), language);
  return empty_or_problem(registry::reset_second_factor(application.context, registry::Actor::of(session.viewer),
                                                        account->region, account->id),
                          language);
}

}  // namespace

void add_account_routes(Router& router, Application& application) {
  const auto add = [&](Method method, std::string_view pattern, RateClass rate, StaffFunction handle) {
    router.add(method, pattern, for_staff(application, handle), {.rate = rate});
  };
  add(Method::get, "/api/v1/sessions", RateClass::reading, list_sessions);
  add(Method::delete_, "/api/v1/sessions", RateClass::writing, end_others);
  add(Method::delete_, "/api/v1/sessions/{session}", RateClass::writing, end_one);
  add(Method::post, "/api/v1/session/device", RateClass::writing, name_device);
  add(Method::post, "/api/v1/session/second-factor", RateClass::secret, begin_factor);
  add(Method::post, "/api/v1/session/second-factor/confirm", RateClass::secret, confirm_factor);
  add(Method::post, "/api/v1/session/second-factor/codes", RateClass::secret, renew_codes);
  add(Method::post, "/api/v1/session/second-factor/remove", RateClass::secret, remove_factor);
  add(Method::post, "/api/v1/people/{person}/sign-in-link", RateClass::writing, make_link);
  add(Method::post, "/api/v1/people/{person}/second-factor", RateClass::writing, require_factor);
  add(Method::delete_, "/api/v1/people/{person}/second-factor", RateClass::writing, reset_factor);
}

}  // namespace massline::http
