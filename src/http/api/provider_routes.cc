// Signing in through the organisation's own provider, and the connections of an account with it. The browser comes back
// to a page of the web face, which hands the answer in here: so it is told in its own words what went wrong, and
// cookies need never travel with a request from another site.
#include "base/refusals.h"
#include "http/api/body.h"
#include "http/api/refusals.h"
#include "http/api/session.h"
#include "http/api/session_views.h"
#include "http/api/views.h"
#include "oidc/providers.h"
#include "oidc/refusals.h"
#include "registry/connections.h"
#include "registry/refusals.h"
#include "registry/second_factor.h"

namespace massline::http {
namespace {

constexpr std::string_view flow_cookie = "massline_flow";
constexpr std::string_view flow_path = "/api/v1/session";
constexpr std::string_view for_sign_in = "sign-in";
constexpr std::size_t answer_length_max = 4'096;  // characters

/// A connection is made for the account that began it, and for no other.
std::string for_connection(const registry::Account& account) {
  return "connect " + to_string(account.region) + " " + to_string(account.id);
}

void set_flow(Response& response, const Application& application, std::string_view flow, std::int64_t seconds) {
  response.headers.add("Set-Cookie", cookie(flow_cookie, flow, flow_path, seconds, application.secure_cookies));
}

const std::string& title_of(const oidc::ProviderSettings& settings, Language language) {
  return language == Language::zh ? settings.title_zh : settings.title_en;
}

Response list_providers(const Application& application, Language language) {
  JsonArray items;
  if (application.providers != nullptr)
    for (const auto& one : application.providers->settings())
      items.push_back(JsonObject{{"id", one.id}, {"title", title_of(one, language)}});
  return json_reply(200, JsonObject{{"items", std::move(items)}});
}

Response begin(Application& application, const std::string& id, std::string_view purpose, Language language) {
  if (application.providers == nullptr || application.providers->find(id) == nullptr)
    return problem_reply(refuse(massline::refusals::not_found).value(), language);
  const auto begun = application.providers->begin(id, purpose);
  if (!begun) return problem_reply(begun.error(), language);
  Response response = json_reply(200, JsonObject{{"address", begun->address}});
  set_flow(response, application, begun->flow, oidc::flow_length_ms / 1000);
  return response;
}

oidc::ProviderAnswer answer_in(Body& body) {
  oidc::ProviderAnswer answer;
  answer.state = body.text("state", {.max = answer_length_max, .need = Need::optional});
  answer.code = body.text("code", {.max = answer_length_max, .need = Need::optional});
  answer.issuer = body.text("issuer", {.max = answer_length_max, .need = Need::optional});
  return answer;
}

Result<oidc::Person> finish(Application& application, const Request& request, const oidc::ProviderAnswer& answer,
                            std::string_view purpose) {
  if (application.providers == nullptr) return refuse(oidc::refusals::flow_gone);
  return application.providers->finish(answer, cookie_of(request, flow_cookie), purpose);
}

registry::Vouched vouched(const oidc::Person& person) {
  return {person.provider, person.issuer, person.subject, person.name, person.has_factor};
}

Response sign_in_by_provider(Application& application, const Request& request, Language language) {
  Body body(request);
  const auto answer = answer_in(body);
  registry::VouchedSignIn attempt;
  attempt.code = body.text("factor", {.max = code_length_max, .need = Need::optional});
  attempt.device_name = body.text("device", {.max = registry::device_name_length_max, .need = Need::optional});
  attempt.caller = caller_of(request);
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  // Whoever was asked for a code after the provider's answer shows that answer no second time: it is good once.
  std::optional<oidc::Person> person;
  if (answer.state.empty() && application.providers != nullptr)
    person = application.providers->kept(cookie_of(request, flow_cookie));
  if (!person) {
    auto told = finish(application, request, answer, for_sign_in);
    if (!told) return problem_reply(told.error(), language);
    person = std::move(*told);
  }
  attempt.who = vouched(*person);
  const auto signed_in = registry::sign_in_vouched(application.context, attempt);
  Response response = signed_in_reply(application, signed_in, language);
  if (signed_in)
    set_flow(response, application, "", 0);
  else if (signed_in.error().message == &registry::refusals::code_needed)
    set_flow(response, application, application.providers->keep(*person), oidc::flow_length_ms / 1000);
  return response;
}

Response list_connections(Application& application, const registry::Session& session, Language language) {
  const auto connections =
      application.context.store.read([&](db::Reader& in) { return registry::connections_of(in, session.account); });
  return json_reply(
      200, JsonObject{{"items", list_of(connections, [&](const registry::Connection& one) {
                         const auto* settings =
                             application.providers == nullptr ? nullptr : application.providers->find(one.provider);
                         return JsonObject{
                             {"id", one.id},
                             {"provider", settings == nullptr ? one.provider : title_of(*settings, language)},
                             {"madeAt", to_string(one.made_at)}};
                       })}});
}

Response begin_connection(Application& application, const Request& request, const registry::Session& session,
                          Language language) {
  Body body(request);
  const std::string provider = body.text("provider", {.max = 40});
  const std::string password = body.text("password", {.max = registry::password_length_max, .need = Need::optional});
  const std::string code = body.text("code", {.max = code_length_max, .need = Need::optional});
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  const auto proved = registry::prove_owner(application.context, session, cookie_of(request, session_cookie), password);
  if (!proved) return problem_reply(proved.error(), language);
  // The provider may vouch for a factor of its own, and then none is asked for here.
  const auto factor = registry::prove_factor(application.context, session, cookie_of(request, session_cookie), code);
  if (!factor) return problem_reply(factor.error(), language);
  return begin(application, provider, for_connection(session.account), language);
}

Response finish_connection(Application& application, const Request& request, const registry::Session& session,
                           Language language) {
  Body body(request);
  const auto answer = answer_in(body);
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  const auto person = finish(application, request, answer, for_connection(session.account));
  if (!person) {
    // Whoever is signed in is not told to sign in.
    Refusal refusal = person.error();
    if (refusal.message->kind == RefusalKind::unauthorised)
      return problem_reply(refuse(refusals::connection_failed,
                                  {{"why", refusal.text(Language::en)}, {"why.zh", refusal.text(Language::zh)}})
                               .value(),
                           language);
    return problem_reply(refusal, language);
  }
  const auto connected = registry::connect(application.context, session, vouched(*person));
  Response response = connected ? no_content() : problem_reply(connected.error(), language);
  set_flow(response, application, "", 0);
  return response;
}

}  // namespace

void add_provider_routes(Router& router, Application& application) {
  router.add(Method::get, "/api/v1/session/providers", for_all(application, [&](const Request&, Language language) {
               return list_providers(application, language);
             }));
  router.add(Method::post, "/api/v1/session/providers/{provider}",
             for_all(application,
                     [&](const Request& request, Language language) {
                       return begin(application, request.parameter("provider"), for_sign_in, language);
                     }),
             {.rate = RateClass::secret});
  router.add(Method::post, "/api/v1/session/provider", for_all(application, sign_in_by_provider),
             {.rate = RateClass::secret});
  const auto add = [&](Method method, std::string_view pattern, RateClass rate, StaffFunction handle) {
    router.add(method, pattern, for_staff(application, handle), {.rate = rate});
  };
  add(Method::get, "/api/v1/session/connections", RateClass::reading,
      [](Application& app, const Request&, const registry::Session& session, Language language) {
        return list_connections(app, session, language);
      });
  add(Method::post, "/api/v1/session/connections", RateClass::secret, begin_connection);
  add(Method::post, "/api/v1/session/connections/finish", RateClass::secret, finish_connection);
  add(Method::delete_, "/api/v1/session/connections/{connection}", RateClass::writing,
      [](Application& app, const Request& request, const registry::Session& session, Language language) {
        const auto ended = registry::disconnect(app.context, session, request.parameter("connection"));
        return ended ? no_content() : problem_reply(ended.error(), language);
      });
}

}  // namespace massline::http
