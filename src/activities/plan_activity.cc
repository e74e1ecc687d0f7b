#include "activities/activity_checks.h"
#include "activities/activity_lists.h"
#include "activities/activity_table.h"
#include "activities/refusals.h"
#include "base/refusals.h"

namespace massline::activities {

Result<Activity> plan_activity(Context& ctx, db::Transaction& tx, const registry::Actor& actor,
                               const PlanActivity& plan) {
  auto place = place_to_record(ctx, tx, actor, plan.unit, ctx.zone.date_of(plan.what.from));
  if (!place) return tl::unexpected(place.error());
  const auto kind = kind_to_record(ctx.rulebook, plan.kind, false);
  if (!kind) return tl::unexpected(kind.error());
  Activity activity;
  activity.region = place->unit.region;
  activity.unit = place->unit.id;
  activity.kind = plan.kind;
  activity.version = 1;
  if (auto filled = fill_activity(ctx, tx, plan.what, **kind, place->unit, activity); !filled)
    return tl::unexpected(filled.error());
  if (activity.to <= ctx.clock.now()) return refuse_field(refusals::in_past, "from");
  activity.id = ctx.ids.make<ActivityId>();
  activity.salt = ctx.random.bytes(16);
  insert_activity(tx, activity);
  journal_activity(tx, activity, ctx.clock.now(), place->by, "activity.plan", activity.kind, "");
  return activity;
}

Result<Activity> change_plan(Context& ctx, db::Transaction& tx, const registry::Actor& actor,
                             const ChangePlan& change) {
  const auto target = activity_to_change(ctx, tx, actor, change.activity, change.version);
  if (!target) return tl::unexpected(target.error());
  const Activity& before = target->activity;
  if (before.state != ActivityState::planned) return refuse(refusals::not_planned);
  // The unit may be closed by the day that the plan moves to.
  const auto place = place_to_record(ctx, tx, actor, before.unit, ctx.zone.date_of(change.what.from));
  if (!place) return tl::unexpected(place.error());
  const auto kind = kind_to_record(ctx.rulebook, before.kind, false);
  if (!kind) return tl::unexpected(kind.error());
  Activity after = before;
  ++after.version;
  if (auto filled = fill_activity(ctx, tx, change.what, **kind, place->unit, after); !filled)
    return tl::unexpected(filled.error());
  if (after.to <= ctx.clock.now()) return refuse_field(refusals::in_past, "from");
  replace_activity(tx, before, after, ctx.clock.now(), target->by, "");
  journal_activity(tx, after, ctx.clock.now(), target->by, "activity.replan", after.kind, digest_of_activity(before));
  return after;
}

Result<Activity> cancel_activity(Context& ctx, db::Transaction& tx, const registry::Actor& actor,
                                 const CancelActivity& cancel) {
  auto target = activity_to_change(ctx, tx, actor, cancel.activity, cancel.version);
  if (!target) return tl::unexpected(target.error());
  const Activity& before = target->activity;
  if (before.state == ActivityState::cancelled) return refuse(refusals::already_cancelled);
  auto because = checked_line("because", cancel.because, because_length, true);
  if (!because) return tl::unexpected(because.error());
  Activity after = before;
  after.state = ActivityState::cancelled;
  ++after.version;
  const auto persons = persons_of(tx, before);
  replace_activity(tx, before, after, ctx.clock.now(), target->by, *because);
  write_persons(tx, after, persons);
  journal_activity(tx, after, ctx.clock.now(), target->by, "activity.cancel", after.kind, digest_of_activity(before));
  return after;
}

}  // namespace massline::activities
