// Signing in and out, and what a person may change of their own account.
#include "base/refusals.h"
#include "http/api/body.h"
#include "http/api/session.h"
#include "http/api/session_views.h"
#include "http/api/views.h"
#include "registry/second_factor.h"

namespace massline::http {
namespace {

void set_session(Response& response, const Application& application, std::string_view token, std::int64_t seconds) {
  response.headers.add("Set-Cookie", cookie(session_cookie, token, "/", seconds, application.secure_cookies));
}

Response sign_in(Application& application, const Request& request, Language language) {
  Body body(request);
  registry::SignIn attempt;
  attempt.name = body.text("name", {.max = 100});
  attempt.password = body.text("password", {.max = registry::password_length_max});
  attempt.code = body.text("code", {.max = code_length_max, .need = Need::optional});
  attempt.device_name = body.text("device", {.max = registry::device_name_length_max, .need = Need::optional});
  attempt.caller = caller_of(request);
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  return signed_in_reply(application, registry::sign_in(application.context, attempt), language);
}

Response sign_in_by_link(Application& application, const Request& request, Language language) {
  Body body(request);
  registry::LinkSignIn attempt;
  attempt.token = body.text("token", {.max = 100});
  attempt.code = body.text("code", {.max = code_length_max, .need = Need::optional});
  attempt.device_name = body.text("device", {.max = registry::device_name_length_max, .need = Need::optional});
  attempt.caller = caller_of(request);
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  return signed_in_reply(application, registry::sign_in_by_link(application.context, attempt), language);
}

Response change_password(Application& application, const Request& request, const registry::Session& session,
                         Language language) {
  Body body(request);
  registry::ChangePassword change{.region = session.account.region,
                                  .account = session.account.id,
                                  .old_password = {},
                                  .password = {},
                                  .keep_token = cookie_of(request, session_cookie)};
  change.old_password = body.text("old", {.max = registry::password_length_max, .need = Need::optional});
  change.password = body.text("new", {.max = registry::password_length_max});
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  const auto done = registry::change_password(application.context, change);
  return done ? no_content() : problem_reply(done.error(), language);
}

Response change_language(Application& application, const Request& request, const registry::Session& session,
                         Language language) {
  Body body(request);
  const std::string wanted = body.text("language");
  if (wanted != "en" && wanted != "zh" && !wanted.empty())
    body.add_problem(
        refuse_field(massline::refusals::field_not_valid, "/language", {{"field", "language"}, {"expected", "en / zh"}})
            .value());
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  const auto account = registry::set_language(application.context, session.account.region, session.account.id,
                                              wanted == "zh" ? Language::zh : Language::en);
  if (!account) return problem_reply(account.error(), language);
  registry::Session changed = session;
  changed.account = *account;
  return json_reply(200, session_view(application, changed, language));
}

}  // namespace

std::string cookie(std::string_view name, std::string_view value, std::string_view path, std::int64_t seconds,
                   bool secure) {
  std::string text(name);
  text.append("=")
      .append(value)
      .append("; Path=")
      .append(path)
      .append("; HttpOnly; SameSite=Strict; Max-Age=")
      .append(std::to_string(seconds));
  if (secure) text.append("; Secure");
  return text;
}

Json second_factor_view(const Application& application, db::Reader& in, const registry::Session& session,
                        Language language) {
  const auto factor = registry::second_factor_of(application.context, in, session);
  JsonObject view{{"on", factor.on},
                  {"required", factor.required},
                  {"due", !registry::check_second_factor(application.context, session).has_value()},
                  {"recoveryCodesLeft", factor.recovery_codes_left}};
  if (factor.post != nullptr) view["post"] = factor.post->title.in(language);
  return view;
}

Json session_view(const Application& application, const registry::Session& session, Language language) {
  const auto& rulebook = application.context.rulebook;
  return application.context.store.read([&](db::Reader& in) -> Json {
    JsonArray posts;
    std::set<std::string> capabilities;
    for (const access::HeldPost& held : session.viewer.posts) {
      const auto* kind = rulebook.post(held.kind);
      const auto unit = registry::find_unit(in, held.unit);
      if (kind == nullptr || !unit) continue;
      for (const auto capability : kind->may) capabilities.emplace(rulebook::capability_name(capability));
      posts.push_back(JsonObject{{"id", to_string(held.id)},
                                 {"kind", held.kind},
                                 {"title", kind->title.in(language)},
                                 {"unit", unit_ref(*unit, language)},
                                 {"leads", kind->leads}});
    }
    return JsonObject{{"person", named(to_string(session.account.person), session.person_name)},
                      {"account", session.account.name},
                      {"language", language_code(session.account.language)},
                      {"csrf", session.csrf},
                      {"posts", std::move(posts)},
                      {"capabilities", strings({capabilities.begin(), capabilities.end()})},
                      {"secondFactor", second_factor_view(application, in, session, language)},
                      {"expiresAt", to_string(session.expires_at)}};
  });
}

registry::Caller caller_of(const Request& request) {
  return {request.client_bucket, cookie_of(request, device_cookie)};
}

void set_signed_in(Response& response, const Application& application, const registry::SignedIn& signed_in) {
  set_session(response, application, signed_in.token, registry::session_length_ms / 1000);
  response.headers.add("Set-Cookie", cookie(device_cookie, signed_in.device, "/api/v1/session",
                                            registry::device_length_ms / 1000, application.secure_cookies));
}

Response signed_in_reply(const Application& application, const Result<registry::SignedIn>& signed_in,
                         Language language) {
  if (!signed_in) return problem_reply(signed_in.error(), language);
  Response response = json_reply(200, session_view(application, signed_in->session, language));
  set_signed_in(response, application, *signed_in);
  return response;
}

void add_session_routes(Router& router, Application& application) {
  router.add(Method::post, "/api/v1/session", for_all(application, sign_in), {.rate = RateClass::secret});
  router.add(Method::post, "/api/v1/session/link", for_all(application, sign_in_by_link), {.rate = RateClass::secret});
  router.add(Method::get, "/api/v1/session",
             for_staff(application, [&](const Request&, const registry::Session& session, Language language) {
               return json_reply(200, session_view(application, session, language));
             }));
  router.add(Method::delete_, "/api/v1/session",
             for_staff(application, [&](const Request& request, const registry::Session&, Language) {
               registry::sign_out(application.context, cookie_of(request, session_cookie));
               application.events.end_session(cookie_of(request, session_cookie));
               Response response = no_content();
               set_session(response, application, "", 0);
               return response;
             }));
  router.add(Method::post, "/api/v1/session/password", for_staff(application, change_password),
             {.rate = RateClass::secret});
  router.add(Method::post, "/api/v1/session/language", for_staff(application, change_language),
             {.rate = RateClass::writing});
}

}  // namespace massline::http
