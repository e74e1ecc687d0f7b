// What units do: planned, held, corrected, cancelled; who was there; calendars.
#include <algorithm>
#include <set>

#include "activities/activity_checks.h"
#include "base/refusals.h"
#include "base/text.h"
#include "channels/calendar_feed.h"
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

constexpr std::size_t sheet_rows_max = 5'000;
constexpr std::size_t sheet_bytes_max = 1024 * 1024;
constexpr std::size_t because_length_max = 500;
constexpr int days_of_a_year = 366;

bool can(const Application& application, const registry::Session& session, Capability capability,
         const registry::Unit& unit) {
  return access::post_that_can(application.context.rulebook, session.viewer, capability, unit.path) != nullptr;
}

Response json_text_reply(int status, std::string text) {
  return text_response(status, "application/json; charset=utf-8", std::move(text));
}

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
          {"names", unit && can(application, session, Capability::read_activities, *unit)},
          {"mayRecord", unit && can(application, session, Capability::record_activities, *unit)}};
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
                          can(application, session, Capability::record_activities, view->unit), language);
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

// ---- what a body says

activities::ActivityInput read_input(Body& body) {
  activities::ActivityInput what;
  what.from = body.instant("from");
  what.to = body.instant("to");
  if (const std::int64_t amount = body.integer_or("amount", 0, 1, INT32_MAX); amount > 0) what.amount = amount;
  what.place = body.id_or_none<UnitId>("place").value_or(UnitId{});
  what.topic = body.text("topic", {.need = Need::optional});
  what.leader = body.id_or_none<PersonId>("leader").value_or(PersonId{});
  return what;
}

std::vector<activities::SheetRow> read_sheet(Body& body) {
  std::vector<activities::SheetRow> sheet;
  for (Body& row : body.nested_list("sheet", sheet_rows_max)) {
    activities::SheetRow one;
    one.row = static_cast<std::int64_t>(sheet.size());
    one.person = row.id<PersonId>("person");
    const std::string presence = row.text("presence");
    const auto known = parse_presence(presence);
    if (!known && !presence.empty())
      row.add_problem(refuse_field(refusals::member_type, "/sheet/" + std::to_string(one.row) + "/presence",
                                   {{"field", "presence"}, {"expected", "present / late / excused / absent"}})
                          .value());
    one.presence = known.value_or(activities::Presence::absent);
    one.reason = row.text("reason", {.need = Need::optional});
    body.absorb(row);
    sheet.push_back(std::move(one));
  }
  return sheet;
}

// ---- commands

/// Where no row of the sheet was kept each has its own reason, in the order of the sheet.
Response refused(Refusal refusal, std::size_t rows, Language language) {
  if (refusal.others.size() == rows) {
    for (std::size_t row = 0; row < rows; ++row) refusal.others[row].field = "/sheet/" + std::to_string(row);
  }
  return problem_reply(refusal, language);
}

/// What was recorded, as it can be read from now on.
Response recorded(Application& application, db::Reader& in, const registry::Session& session, int status,
                  const Result<activities::ActivityView>& view, const std::vector<activities::RowProblem>& problems,
                  Language language) {
  if (!view) return problem_reply(view.error(), language);
  JsonWriter out;
  out.begin_object();
  out.key("activity");
  write_activity_detail(out, application, in, *view,
                        can(application, session, Capability::record_activities, view->unit), language);
  out.member("problems", list_of(problems, [&](const auto& problem) { return sheet_problem_view(problem, language); }));
  out.end_object();
  return json_text_reply(status, out.take());
}

/// The same of an activity that is read again.
Response reread(Application& application, const registry::Session& session, int status, ActivityId id,
                const std::vector<activities::RowProblem>& problems, Language language) {
  return application.context.store.read([&](db::Reader& in) {
    const auto view = activities::view_activity(application.context, in, registry::Actor::of(session.viewer), id);
    return recorded(application, in, session, status, view, problems, language);
  });
}

template <class Command>
Response run(Application& application, const registry::Session& session, int status, Language language,
             Command&& command) {
  const auto actor = registry::Actor::of(session.viewer);
  const auto done = application.context.store.command([&](db::Transaction& tx) { return command(tx, actor); });
  if (!done) return problem_reply(done.error(), language);
  return reread(application, session, status, done->id, {}, language);
}

template <class Command>
Response run_with_sheet(Application& application, const registry::Session& session, int status, std::size_t rows,
                        Language language, Command&& command) {
  const auto actor = registry::Actor::of(session.viewer);
  const auto done = application.context.store.command([&](db::Transaction& tx) { return command(tx, actor); });
  if (!done) return refused(done.error(), rows, language);
  return application.context.store.read([&](db::Reader& in) {
    const auto view = activities::view_activity(application.context, in, actor, done->activity, done->attendance);
    return recorded(application, in, session, status, view, done->problems, language);
  });
}

Response record_talk(Application& application, const registry::Session& session, UnitId unit, const std::string& kind,
                     Body& body, Language language) {
  activities::RecordTalk talk{.unit = unit, .kind = kind, .one = {}, .other = {}};
  talk.on = body.date("on");
  talk.one = body.id<PersonId>("one");
  talk.other = body.id<PersonId>("other");
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  return run(application, session, 201, language, [&](db::Transaction& tx, const registry::Actor& actor) {
    return activities::record_talk(application.context, tx, actor, talk);
  });
}

Response plan(Application& application, const registry::Session& session, UnitId unit, const std::string& kind,
              Body& body, Language language) {
  const activities::PlanActivity plan{.unit = unit, .kind = kind, .what = read_input(body)};
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  return run(application, session, 201, language, [&](db::Transaction& tx, const registry::Actor& actor) {
    return activities::plan_activity(application.context, tx, actor, plan);
  });
}

Response record_activity(Application& application, const Request& request, const registry::Session& session,
                         Language language) {
  const auto unit = path_id<UnitId>(request, "unit").value_or(UnitId{});
  Body body(request);
  const std::string kind = body.text("kind");
  const auto* known = application.context.rulebook.activity(kind);
  if (known != nullptr && known->pair_only) return record_talk(application, session, unit, kind, body, language);
  const std::string state = body.text("state");
  if (state == "planned") return plan(application, session, unit, kind, body, language);
  if (!state.empty() && state != "held")
    body.add_problem(
        refuse_field(refusals::member_type, "/state", {{"field", "state"}, {"expected", "planned / held"}}).value());
  activities::HoldActivity held{
      .planned = {}, .version = 0, .unit = unit, .kind = kind, .what = read_input(body), .sheet = {}};
  held.sheet = read_sheet(body);
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  return run_with_sheet(application, session, 201, held.sheet.size(), language,
                        [&](db::Transaction& tx, const registry::Actor& actor) {
                          return activities::hold_activity(application.context, tx, actor, held);
                        });
}

/// An id that is no id belongs to nothing that was planned, and must not make a new activity.
Response no_such_activity(Language language) {
  return problem_reply(refuse(massline::refusals::not_found).value(), language);
}

Response hold_planned(Application& application, const Request& request, const registry::Session& session,
                      Language language) {
  const auto id = path_id<ActivityId>(request, "activity");
  if (!id) return no_such_activity(language);
  Body body(request);
  activities::HoldActivity held{.planned = *id, .version = 0, .unit = {}, .kind = {}, .what = {}, .sheet = {}};
  held.version = body.integer("version", 0, INT64_MAX);
  held.what = read_input(body);
  held.sheet = read_sheet(body);
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  return run_with_sheet(application, session, 200, held.sheet.size(), language,
                        [&](db::Transaction& tx, const registry::Actor& actor) {
                          return activities::hold_activity(application.context, tx, actor, held);
                        });
}

Response correct(Application& application, const Request& request, const registry::Session& session,
                 Language language) {
  const auto id = path_id<ActivityId>(request, "activity");
  if (!id) return no_such_activity(language);
  Body body(request);
  activities::CorrectActivity correction{.activity = *id, .version = 0, .what = {}, .sheet = {}, .because = {}};
  correction.version = body.integer("version", 0, INT64_MAX);
  correction.because = body.text("because", {.max = because_length_max});
  correction.what = read_input(body);
  correction.sheet = read_sheet(body);
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  return run_with_sheet(application, session, 200, correction.sheet.size(), language,
                        [&](db::Transaction& tx, const registry::Actor& actor) {
                          return activities::correct_activity(application.context, tx, actor, correction);
                        });
}

Response change_plan(Application& application, const Request& request, const registry::Session& session,
                     Language language) {
  const auto id = path_id<ActivityId>(request, "activity");
  if (!id) return no_such_activity(language);
  Body body(request);
  activities::ChangePlan change{
      .activity = *id, .version = body.integer("version", 0, INT64_MAX), .what = read_input(body)};
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  return run(application, session, 200, language, [&](db::Transaction& tx, const registry::Actor& actor) {
    return activities::change_plan(application.context, tx, actor, change);
  });
}

/// What ends an activity, or takes that back: {version, because}.
tl::expected<activities::CancelActivity, std::vector<Refusal>> read_cancellation(ActivityId id,
                                                                                 const Request& request) {
  Body body(request);
  activities::CancelActivity cancel{.activity = id, .version = body.integer("version", 0, INT64_MAX), .because = {}};
  cancel.because = body.text("because", {.max = because_length_max});
  if (auto problems = body.problems()) return tl::unexpected(std::move(*problems));
  return cancel;
}

Response cancel(Application& application, const Request& request, const registry::Session& session, Language language) {
  const auto id = path_id<ActivityId>(request, "activity");
  if (!id) return no_such_activity(language);
  const auto cancel = read_cancellation(*id, request);
  if (!cancel) return problem_reply(cancel.error(), language);
  return run(application, session, 200, language, [&](db::Transaction& tx, const registry::Actor& actor) {
    return activities::cancel_activity(application.context, tx, actor, *cancel);
  });
}

Response restore(Application& application, const Request& request, const registry::Session& session,
                 Language language) {
  const auto id = path_id<ActivityId>(request, "activity");
  if (!id) return no_such_activity(language);
  const auto restore = read_cancellation(*id, request);
  if (!restore) return problem_reply(restore.error(), language);
  const auto actor = registry::Actor::of(session.viewer);
  const auto done = application.context.store.command(
      [&](db::Transaction& tx) { return activities::restore_activity(application.context, tx, actor, *restore); });
  if (!done) return problem_reply(done.error(), language);
  return reread(application, session, 200, done->activity.id, done->problems, language);
}

}  // namespace

void add_activity_routes(Router& router, Application& application) {
  using Handle = Response (*)(Application&, const Request&, const registry::Session&, Language);
  const auto add = [&](Method method, std::string_view pattern, Handle handle) {
    RouteOptions options{.rate = method == Method::get ? RateClass::reading : RateClass::writing};
    if (method == Method::post) options.max_body_bytes = sheet_bytes_max;
    router.add(
        method, pattern,
        for_staff(application,
                  [&application, handle](const Request& request, const registry::Session& session, Language language) {
                    return handle(application, request, session, language);
                  }),
        options);
  };
  router.add(Method::get, "/api/v1/activity-kinds", for_all(application, [&](const Request&, Language language) {
               return list_kinds(application, language);
             }));
  add(Method::get, "/api/v1/units/{unit}/activities", list_activities);
  add(Method::post, "/api/v1/units/{unit}/activities", record_activity);
  add(Method::get, "/api/v1/units/{unit}/activities.ics", unit_calendar);
  add(Method::get, "/api/v1/units/{unit}/roster", get_roster);
  add(Method::get, "/api/v1/units/{unit}/guests", get_guests);
  add(Method::get, "/api/v1/activities/mine", my_activities);
  add(Method::get, "/api/v1/activities/mine.ics", my_calendar);
  add(Method::get, "/api/v1/activities/{activity}", get_activity);
  add(Method::post, "/api/v1/activities/{activity}/hold", hold_planned);
  add(Method::post, "/api/v1/activities/{activity}/correct", correct);
  add(Method::post, "/api/v1/activities/{activity}/plan", change_plan);
  add(Method::post, "/api/v1/activities/{activity}/cancel", cancel);
  add(Method::post, "/api/v1/activities/{activity}/restore", restore);
}

}  // namespace massline::http
