// What units do, as it is read: lists, one activity, rosters, calendars.
#include <algorithm>
#include <set>

#include "activities/activity_checks.h"
#include "base/refusals.h"
#include "base/text.h"
#include "channels/calendar_feed.h"
#include "http/api/activity_route_parts.h"
#include "http/api/activity_views.h"
#include "http/api/body.h"
#include "http/api/refusals.h"
#include "http/api/session.h"
#include "http/api/views.h"
#include "registry/people.h"
#include "registry/people_around.h"

namespace massline::http {
namespace {

using rulebook::Capability;

constexpr int days_of_a_year = 366;

/// The days asked for, both included, as instants [from, to).
struct Span {
  Instant from, to;
};
Result<Span> span_of(const Application& application, const Request& request, int days_ahead) {
  const auto from = query_date(request, "from");
  if (!from) return tl::unexpected(from.error());
  const auto to = query_date(request, "to");
  if (!to) return tl::unexpected(to.error());
  const Context& context = application.context;
  const Date first = from->value_or(context.today() - std::chrono::days{days_of_a_year});
  const Date last = to->value_or(context.today() + std::chrono::days{days_ahead});
  return Span{context.zone.start_of(first), context.zone.start_of(last + std::chrono::days{1})};
}

Result<std::optional<activities::ActivityState>> query_state(const Request& request) {
  const std::string text = query_text(request, "state");
  const auto state = parse_activity_state(text);
  if (!text.empty() && !state)
    return refuse_field(refusals::member_type, "state",
                        {{"field", "state"}, {"expected", "planned / held / cancelled"}});
  return state;
}

// ---- reading

Response list_kinds(Application& application, Language language) {
  return json_reply(200, JsonObject{{"items", list_of(application.context.rulebook.activities, [&](const auto& kind) {
                                       return activity_kind_view(kind, language);
                                     })}});
}

Response list_activities(Application& application, const Request& request, const registry::Session& session,
                         Language language) {
  const auto span = span_of(application, request, days_of_a_year);
  if (!span) return problem_reply(span.error(), language);
  const auto limit = query_limit(request);
  if (!limit) return problem_reply(limit.error(), language);
  const auto state = query_state(request);
  if (!state) return problem_reply(state.error(), language);
  const activities::ActivityQuery query{.unit = path_id<UnitId>(request, "unit").value_or(UnitId{}),
                                        .from = span->from,
                                        .to = span->to,
                                        .kind = query_text(request, "kind"),
                                        .state = *state,
                                        .order = query_text(request, "order") == "soonest"
                                                     ? activities::ActivityOrder::soonest_first
                                                     : activities::ActivityOrder::newest_first,
                                        .after = query_text(request, "cursor"),
                                        .limit = *limit};
  return application.context.store.read([&](db::Reader& in) {
    const auto page =
        activities::activities_of_unit(application.context, in, registry::Actor::of(session.viewer), query);
    return reply_or_problem(page, language, 200, [&](const activities::ActivityPage& found) {
      const auto unit = registry::find_unit(in, query.unit);
      return JsonObject{
          {"items", list_of(found.activities,
                            [&](const auto& row) { return activity_row_view(application, in, row, language); })},
          {"next", text_or_null(found.next)},
          {"names", unit && can_at(application, session, Capability::read_activities, *unit)},
          {"mayRecord", unit && can_at(application, session, Capability::record_activities, *unit)}};
    });
  });
}

Response get_activity(Application& application, const Request& request, const registry::Session& session,
                      Language language) {
  const auto id = path_id<ActivityId>(request, "activity").value_or(ActivityId{});
  return application.context.store.read([&](db::Reader& in) {
    const auto view = activities::view_activity(application.context, in, registry::Actor::of(session.viewer), id);
    if (!view) return problem_reply(view.error(), language);
    JsonWriter out;
    write_activity_detail(out, application, in, *view,
                          can_at(application, session, Capability::record_activities, view->unit), language);
    return json_text_reply(200, out.take());
  });
}

Response my_activities(Application& application, const Request& request, const registry::Session& session,
                       Language language) {
  const auto span = span_of(application, request, 0);
  if (!span) return problem_reply(span.error(), language);
  return application.context.store.read([&](db::Reader& in) {
    const auto mine = activities::activities_of_person(application.context, in, registry::Actor::of(session.viewer),
                                                       session.viewer.person, span->from, span->to);
    return reply_or_problem(mine, language, 200, [&](const std::vector<activities::PersonActivity>& found) {
      return JsonObject{{"items", list_of(found, [&](const activities::PersonActivity& one) {
                           return JsonObject{{"activity", activity_view(application, in, one.activity, language)},
                                             {"presence", presence_name(one.presence)},
                                             {"led", one.led},
                                             {"reported", one.reported}};
                         })}};
    });
  });
}

/// Each member once, by name; one with two memberships by the first of them.
Response get_roster(Application& application, const Request& request, const registry::Session& session,
                    Language language) {
  const auto on = query_date(request, "on");
  if (!on) return problem_reply(on.error(), language);
  const Date day = on->value_or(application.context.today());
  const auto id = path_id<UnitId>(request, "unit").value_or(UnitId{});
  return application.context.store.read([&](db::Reader& in) -> Response {
    const auto place =
        activities::place_to_record(application.context, in, registry::Actor::of(session.viewer), id, day);
    if (!place) return problem_reply(place.error(), language);
    JsonArray members;
    std::set<PersonId> seen;
    for (const auto& membership : registry::members_of_unit(in, id, day, static_cast<int>(sheet_rows_max))) {
      if (!seen.insert(membership.person).second) continue;
      const auto& kinds = application.context.rulebook.memberships;
      const auto kind =
          std::find_if(kinds.begin(), kinds.end(), [&](const auto& one) { return one.id == membership.kind; });
      members.push_back(JsonObject{
          {"person", to_string(membership.person)},
          {"name", membership.person_name},
          {"membership", named(membership.kind, kind == kinds.end() ? membership.kind : kind->title.in(language))}});
    }
    return json_reply(
        200,
        JsonObject{{"unit", unit_ref(place->unit, language)}, {"on", to_string(day)}, {"members", std::move(members)}});
  });
}

/// Who may stand in the sheet beside the members. Only some words of a name give anybody.
Response get_guests(Application& application, const Request& request, const registry::Session& session,
                    Language language) {
  constexpr int guests_most = 20;
  const auto on = query_date(request, "on");
  if (!on) return problem_reply(on.error(), language);
  const Date day = on->value_or(application.context.today());
  const auto id = path_id<UnitId>(request, "unit").value_or(UnitId{});
  const std::string words = trimmed(query_text(request, "query"));
  return application.context.store.read([&](db::Reader& in) -> Response {
    const auto place =
        activities::place_to_record(application.context, in, registry::Actor::of(session.viewer), id, day);
    if (!place) return problem_reply(place.error(), language);
    JsonArray items;
    if (!words.empty())
      for (const auto& one :
           registry::people_around(in, activities::ground_of(in, place->unit), id, words, day, guests_most))
        items.push_back(JsonObject{{"person", to_string(one.person)}, {"name", one.name}, {"unit", one.unit_name}});
    return json_reply(200, JsonObject{{"items", std::move(items)}});
  });
}

Response calendar_reply(const Result<std::string>& calendar, Language language) {
  if (!calendar) return problem_reply(calendar.error(), language);
  return text_response(200, "text/calendar; charset=utf-8", *calendar);
}

Response unit_calendar(Application& application, const Request& request, const registry::Session& session,
                       Language language) {
  const auto id = path_id<UnitId>(request, "unit").value_or(UnitId{});
  return application.context.store.read([&](db::Reader& in) {
    return calendar_reply(
        channels::calendar_of_unit(application.context, in, registry::Actor::of(session.viewer), id, language),
        language);
  });
}

Response my_calendar(Application& application, const Request&, const registry::Session& session, Language language) {
  return application.context.store.read([&](db::Reader& in) {
    return calendar_reply(channels::calendar_of_person(application.context, in, registry::Actor::of(session.viewer),
                                                       session.viewer.person, language),
                          language);
  });
}

}  // namespace

void add_activity_routes(Router& router, Application& application) {
  const auto add = [&](Method method, std::string_view pattern, StaffFunction handle) {
    router.add(method, pattern, for_staff(application, handle));
  };
  router.add(Method::get, "/api/v1/activity-kinds", for_all(application, [&](const Request&, Language language) {
               return list_kinds(application, language);
             }));
  add(Method::get, "/api/v1/units/{unit}/activities", list_activities);
  add(Method::get, "/api/v1/units/{unit}/activities.ics", unit_calendar);
  add(Method::get, "/api/v1/units/{unit}/roster", get_roster);
  add(Method::get, "/api/v1/units/{unit}/guests", get_guests);
  add(Method::get, "/api/v1/activities/mine", my_activities);
  add(Method::get, "/api/v1/activities/mine.ics", my_calendar);
  add(Method::get, "/api/v1/activities/{activity}", get_activity);
  add_activity_command_routes(router, application);
}

}  // namespace massline::http
