#include "activities/activity_checks.h"
#include "activities/activity_lists.h"
#include "activities/activity_table.h"
#include "activities/attendance.h"
#include "activities/refusals.h"
#include "base/refusals.h"

namespace massline::activities {

namespace {

/// All that is to be written, checked; `before` is set where a row is replaced.
struct Prepared {
  Recorded recorded;
  std::optional<Activity> before;
  journal::By by;
  std::vector<PersonId> roster, others;
};

Refusal nobody_kept(const std::vector<RowProblem>& problems) {
  Refusal out = refuse(refusals::nobody_kept).value();
  for (const RowProblem& problem : problems) out.others.push_back(problem.refusal);
  return out;
}

ActivityState state_before(db::Reader& in, const Activity& activity) {
  const auto rows = in.query("SELECT state FROM activity_past WHERE region = $1 AND activity = $2 AND version = $3",
                             {activity.region, activity.id, activity.version - 1});
  check(!rows.empty(), "what was cancelled was something before");
  return static_cast<ActivityState>(rows.row(0).integer(0));
}

/// The sheet that gave this attendance.
std::vector<SheetRow> sheet_of(const Attendance& attendance) {
  std::vector<SheetRow> sheet;
  for (const auto* marks : {&attendance.members, &attendance.guests})
    for (const Mark& mark : *marks)
      if (mark.presence != Presence::absent)
        sheet.push_back({static_cast<std::int64_t>(sheet.size()), mark.person, mark.presence, mark.reason});
  return sheet;
}

/// The sheet and the input, on top of an activity that has its region, unit and kind; `unit` is that unit.
Result<Done> fill_held(Context& ctx, db::Reader& in, const ActivityInput& what, const std::vector<SheetRow>& sheet,
                       const registry::Unit& unit, Prepared& out) {
  Activity& activity = out.recorded.activity;
  const auto kind = kind_to_record(ctx.rulebook, activity.kind, false);
  if (!kind) return tl::unexpected(kind.error());
  if (auto filled = fill_activity(ctx, in, what, **kind, unit, activity); !filled)
    return tl::unexpected(filled.error());
  if (activity.to > ctx.clock.now()) return refuse_field(refusals::in_future, "to");
  const Date on = ctx.zone.date_of(activity.from);
  if (!unit.in_force(on))
    return refuse_field(refusals::unit_closed, "unit", {{"unit", unit.name}, {"date", to_string(on)}});
  out.roster = members_on(in, activity.region, activity.unit, on);
  CheckedSheet checked = check_sheet(ctx, in, unit, activity, out.roster, sheet);
  if (checked.kept == 0 && !sheet.empty()) return tl::unexpected(nobody_kept(checked.problems));
  activity.state = ActivityState::held;
  activity.attendance = encode_attendance(checked.attendance);
  out.recorded.attendance = std::move(checked.attendance);
  out.recorded.problems = std::move(checked.problems);
  out.others = std::move(checked.others);
  return Done{};
}

registry::Unit unit_of(db::Reader& in, const Activity& activity) {
  auto unit = registry::find_unit(in, activity.unit);
  check(unit.has_value(), "an activity has a unit");
  return std::move(*unit);
}

Result<Prepared> prepare_hold(Context& ctx, db::Reader& in, const registry::Actor& actor, const HoldActivity& held) {
  Prepared out;
  Activity& activity = out.recorded.activity;
  registry::Unit unit;
  if (held.planned) {
    auto target = activity_to_change(ctx, in, actor, held.planned, held.version);
    if (!target) return tl::unexpected(target.error());
    if (target->activity.state != ActivityState::planned) return refuse(refusals::not_planned);
    activity = target->activity;
    out.before = std::move(target->activity);
    out.by = std::move(target->by);
    ++activity.version;
    unit = unit_of(in, activity);
  } else {
    auto place = place_to_record(ctx, in, actor, held.unit, ctx.zone.date_of(held.what.from));
    if (!place) return tl::unexpected(place.error());
    activity.region = place->unit.region;
    activity.unit = place->unit.id;
    activity.kind = held.kind;
    activity.version = 1;
    out.by = std::move(place->by);
    unit = std::move(place->unit);
  }
  if (auto filled = fill_held(ctx, in, held.what, held.sheet, unit, out); !filled)
    return tl::unexpected(filled.error());
  return out;
}

Recorded write(Context& ctx, db::Transaction& tx, Prepared&& prepared, std::string_view because, std::string act) {
  Activity& activity = prepared.recorded.activity;
  const Instant now = ctx.clock.now();
  activity.roster = prepared.roster.empty() ? 0
                                            : roster_version(tx, activity.region, activity.unit,
                                                             ctx.zone.date_of(activity.from), prepared.roster);
  if (prepared.before) {
    replace_activity(tx, *prepared.before, activity, now, prepared.by, because);
  } else {
    activity.id = ctx.ids.make<ActivityId>();
    activity.salt = ctx.random.bytes(16);
    insert_activity(tx, activity);
  }
  write_persons(tx, activity, prepared.others);
  journal_activity(tx, activity, now, prepared.by, std::move(act), activity.kind,
                   prepared.before ? digest_of_activity(*prepared.before) : "");
  return std::move(prepared.recorded);
}

}  // namespace

Result<Recorded> hold_activity(Context& ctx, db::Transaction& tx, const registry::Actor& actor,
                               const HoldActivity& held) {
  auto prepared = prepare_hold(ctx, tx, actor, held);
  if (!prepared) return tl::unexpected(prepared.error());
  return write(ctx, tx, std::move(*prepared), "", "activity.hold");
}

Result<Recorded> check_hold(Context& ctx, db::Reader& in, const registry::Actor& actor, const HoldActivity& held) {
  auto prepared = prepare_hold(ctx, in, actor, held);
  if (!prepared) return tl::unexpected(prepared.error());
  return std::move(prepared->recorded);
}

Result<Recorded> correct_activity(Context& ctx, db::Transaction& tx, const registry::Actor& actor,
                                  const CorrectActivity& correction) {
  auto target = activity_to_change(ctx, tx, actor, correction.activity, correction.version);
  if (!target) return tl::unexpected(target.error());
  if (target->activity.state != ActivityState::held) return refuse(refusals::not_held);
  auto because = checked_line("because", correction.because, because_length, true);
  if (!because) return tl::unexpected(because.error());
  Prepared prepared;
  prepared.recorded.activity = target->activity;
  ++prepared.recorded.activity.version;
  prepared.before = std::move(target->activity);
  prepared.by = std::move(target->by);
  const auto unit = unit_of(tx, prepared.recorded.activity);
  if (auto filled = fill_held(ctx, tx, correction.what, correction.sheet, unit, prepared); !filled)
    return tl::unexpected(filled.error());
  return write(ctx, tx, std::move(prepared), *because, "activity.correct");
}

Result<Recorded> restore_activity(Context& ctx, db::Transaction& tx, const registry::Actor& actor,
                                  const CancelActivity& restore) {
  auto target = activity_to_change(ctx, tx, actor, restore.activity, restore.version);
  if (!target) return tl::unexpected(target.error());
  if (target->activity.state != ActivityState::cancelled) return refuse(refusals::not_cancelled);
  auto because = checked_line("because", restore.because, because_length, true);
  if (!because) return tl::unexpected(because.error());
  Prepared prepared;
  Activity& activity = prepared.recorded.activity;
  activity = target->activity;
  ++activity.version;
  activity.state = state_before(tx, target->activity);
  const rulebook::ActivityKind* kind = ctx.rulebook.activity(activity.kind);
  if (activity.state == ActivityState::held && (kind == nullptr || !kind->pair_only)) {
    const ActivityInput what{activity.from,  activity.to,    activity.amount,
                             activity.place, activity.topic, activity.leader};
    const auto sheet = sheet_of(attendance_of(tx, activity));
    if (auto filled = fill_held(ctx, tx, what, sheet, unit_of(tx, activity), prepared); !filled)
      return tl::unexpected(filled.error());
  } else {
    prepared.others = persons_of(tx, activity);
  }
  prepared.before = std::move(target->activity);
  prepared.by = std::move(target->by);
  return write(ctx, tx, std::move(prepared), *because, "activity.restore");
}

}  // namespace massline::activities
