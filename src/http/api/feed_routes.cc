// Addresses of calendars: made, listed and revoked by whoever they belong to; read by calendar programs.
#include "channels/feed_links.h"
#include "http/api/body.h"
#include "http/api/session.h"
#include "http/api/views.h"

namespace massline::http {
namespace {

Json feed_link_view(db::Reader& in, const channels::FeedLink& link, Language language) {
  const auto unit = link.unit ? registry::find_unit(in, link.unit) : std::nullopt;
  return JsonObject{{"id", std::to_string(link.id)},
                    {"unit", unit ? unit_ref(*unit, language) : Json()},
                    {"topics", link.content == channels::FeedContent::planned_with_topics},
                    {"language", language_code(link.language)},
                    {"createdAt", to_string(link.created_at)}};
}

Response list_links(Application& application, const registry::Session& session, Language language) {
  return application.context.store.read([&](db::Reader& in) {
    return json_reply(
        200, JsonObject{{"items", list_of(channels::feed_links_of(in, session.account),
                                          [&](const auto& link) { return feed_link_view(in, link, language); })}});
  });
}

Response create_link(Application& application, const Request& request, const registry::Session& session,
                     Language language) {
  Body body(request);
  const UnitId unit = body.id_or_none<UnitId>("unit").value_or(UnitId{});
  const auto content =
      body.boolean_or("topics", false) ? channels::FeedContent::planned_with_topics : channels::FeedContent::planned;
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  const auto made = channels::create_feed_link(application.context, session.account, unit, content, language);
  return application.context.store.read([&](db::Reader& in) {
    return reply_or_problem(made, language, 201, [&](const channels::NewFeedLink& fresh) {
      return JsonObject{{"link", feed_link_view(in, fresh.link, language)},
                        {"path", "/api/v1/calendars/" + fresh.token + ".ics"}};
    });
  });
}

Response revoke_link(Application& application, const Request& request, const registry::Session& session,
                     Language language) {
  const auto id = path_id<AccountId>(request, "calendar").value_or(AccountId{});
  const auto done = channels::revoke_feed_link(application.context, session.account, id.value);
  return done ? no_content() : problem_reply(done.error(), language);
}

/// Whoever has the address reads it, so no cache on the way may keep what it gave.
Response read_link(Application& application, const Request& request, Language language) {
  const auto calendar = application.context.store.read(
      [&](db::Reader& in) { return channels::calendar_of_link(application.context, in, request.parameter("token")); });
  Response response = calendar ? text_response(200, "text/calendar; charset=utf-8", *calendar)
                               : problem_reply(calendar.error(), language);
  response.headers.set("Cache-Control", "private, no-store");
  return response;
}

}  // namespace

void add_feed_routes(Router& router, Application& application) {
  router.add(Method::get, "/api/v1/calendars",
             for_staff(application, [&](const Request&, const registry::Session& session, Language language) {
               return list_links(application, session, language);
             }));
  router.add(Method::post, "/api/v1/calendars", for_staff(application, create_link), {.rate = RateClass::writing});
  router.add(Method::delete_, "/api/v1/calendars/{calendar}", for_staff(application, revoke_link),
             {.rate = RateClass::writing});
  router.add(Method::get, "/api/v1/calendars/{token}.ics", for_all(application, read_link),
             {.rate = RateClass::reading});
}

}  // namespace massline::http
