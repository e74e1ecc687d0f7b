// What is recorded of what units do: planned, held, corrected, cancelled.
#include <exception>
#include <memory>
#include <optional>

#include "activities/activities.h"
#include "activities/activity_lists.h"
#include "base/refusals.h"
#include "db/no_reader.h"
#include "http/api/activity_route_parts.h"
#include "http/api/activity_views.h"
#include "http/api/body.h"
#include "http/api/refusals.h"
#include "http/api/session.h"
#include "http/api/views.h"
#include "http/server/request_log.h"

namespace massline::http {

bool can_at(const Application& application, const registry::Session& session, rulebook::Capability capability,
            const registry::Unit& unit) {
  return access::post_that_can(application.context.rulebook, session.viewer, capability, unit.path) != nullptr;
}

Response json_text_reply(int status, std::string text) {
  return text_response(status, "application/json; charset=utf-8", std::move(text));
}

namespace {

using rulebook::Capability;

constexpr std::size_t sheet_bytes_max = 1024 * 1024;
constexpr std::size_t because_length_max = 500;
constexpr std::string_view recording_pattern = "/api/v1/units/{unit}/activities";

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
                        can_at(application, session, Capability::record_activities, view->unit), language);
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

/// One that is held without having been planned, as most are. No thread waits for the disk; the answer is put together
/// from what was read before and what was written.
class Holding {
 public:
  Holding(Application& application, registry::Session session, activities::HoldActivity held,
          activities::ViewParts parts, Language language, Respond respond, std::string request_id)
      : application_(application),
        session_(std::move(session)),
        held_(std::move(held)),
        parts_(std::move(parts)),
        language_(language),
        respond_(std::move(respond)),
        request_id_(std::move(request_id)) {}

  static void write(const std::shared_ptr<Holding>& holding) {
    holding->application_.context.store.write_async(
        [holding](db::Transaction& tx) {
          const auto actor = registry::Actor::of(holding->session_.viewer);
          holding->done_.emplace(activities::hold_activity(holding->application_.context, tx, actor, holding->held_));
          return holding->done_->has_value();
        },
        [holding](bool, const std::exception_ptr& error) { holding->respond_to_end(error); });
  }

 private:
  /// On the thread that waits for the disk, which no exception may reach.
  void respond_to_end(const std::exception_ptr& error) const {
    try {
      answer_faults(language_, respond_, [&] {
        if (error) std::rethrow_exception(error);
        respond_(answer());
      });
    } catch (const std::exception& fault) {
      log_fault(fault.what(), recording_pattern, request_id_);
    }
  }

  Response answer() const {
    const auto& done = done_.value();
    if (!done) return refused(done.error(), held_.sheet.size(), language_);
    const auto actor = registry::Actor::of(session_.viewer);
    const auto write = [&](db::Reader& in, const Result<activities::ActivityView>& view) {
      return recorded(application_, in, session_, 201, view, done->problems, language_);
    };
    db::NoReader nothing;
    try {
      if (auto view = activities::view_of_new(application_.context, actor, *done, parts_))
        return write(nothing, std::move(*view));
    } catch (const db::NoReader::Asked&) {
    }
    return application_.context.store.read([&](db::Reader& in) {
      return write(in, activities::view_activity(application_.context, in, actor, done->activity, done->attendance));
    });
  }

  Application& application_;
  const registry::Session session_;
  const activities::HoldActivity held_;
  const activities::ViewParts parts_;
  const Language language_;
  const Respond respond_;
  const std::string request_id_;
  std::optional<Result<activities::Recorded>> done_;
};

bool is_pair_only(const Application& application, const std::string& kind) {
  const auto* known = application.context.rulebook.activity(kind);
  return known != nullptr && known->pair_only;
}

void record_activity(Application& application, const Request& request, const Respond& respond) {
  const Language language = language_of(request);
  Body body(request);
  activities::HoldActivity held{.planned = {},
                                .version = 0,
                                .unit = path_id<UnitId>(request, "unit").value_or(UnitId{}),
                                .kind = body.text("kind"),
                                .what = {},
                                .sheet = {}};
  const bool is_pair = is_pair_only(application, held.kind);
  const std::string state = is_pair ? std::string() : body.text("state");
  const bool is_held = !is_pair && state != "planned";
  if (is_held) {
    if (!state.empty() && state != "held")
      body.add_problem(
          refuse_field(refusals::member_type, "/state", {{"field", "state"}, {"expected", "planned / held"}}).value());
    held.what = read_input(body);
    held.sheet = read_sheet(body);
  }
  activities::ViewParts parts;
  // Who asks and what the answer will show, from one snapshot.
  auto session = application.context.store.read([&](db::Reader& in) {
    auto asking = require_session(application, request);
    if (asking && is_held) parts = activities::view_parts(application.context, in, held);
    return asking;
  });
  if (!session) return respond(problem_reply(session.error(), language));
  if (is_pair) return respond(record_talk(application, *session, held.unit, held.kind, body, language));
  if (!is_held) return respond(plan(application, *session, held.unit, held.kind, body, language));
  if (const auto problems = body.problems()) return respond(problem_reply(*problems, language));
  Holding::write(std::make_shared<Holding>(application, std::move(*session), std::move(held), std::move(parts),
                                           language, respond, request.id));
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

void add_activity_command_routes(Router& router, Application& application) {
  const RouteOptions options{.max_body_bytes = sheet_bytes_max, .rate = RateClass::writing};
  const auto add = [&](std::string_view pattern, StaffFunction handle) {
    router.add(Method::post, pattern, for_staff(application, handle), options);
  };
  router.add_async(
      Method::post, recording_pattern,
      [&application](const Request& request, const Respond& respond) {
        answer_faults(language_of(request), respond, [&] { record_activity(application, request, respond); });
      },
      options);
  add("/api/v1/activities/{activity}/hold", hold_planned);
  add("/api/v1/activities/{activity}/correct", correct);
  add("/api/v1/activities/{activity}/plan", change_plan);
  add("/api/v1/activities/{activity}/cancel", cancel);
  add("/api/v1/activities/{activity}/restore", restore);
}

}  // namespace massline::http
