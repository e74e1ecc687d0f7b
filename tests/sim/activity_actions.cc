// What units do, and who was there.
#include <algorithm>

#include "activities/activities.h"
#include "activities/activity_table.h"
#include "registry/people.h"
#include "sim/actions.h"

namespace massline::sim {

namespace {

using activities::Presence;
using registry::Actor;

/// Hours that lie in the past, or days ahead.
activities::ActivityInput any_input(World& world, bool past) {
  const Instant now = world.ctx().clock.now();
  const std::int64_t shift = static_cast<std::int64_t>(1 + world.random().below(14 * 24)) * 3'600'000;
  activities::ActivityInput input;
  input.from = Instant{past ? now.ms - shift - 2 * 3'600'000 : now.ms + shift};
  input.to = Instant{input.from.ms + 2 * 3'600'000};
  if (world.chance(50)) input.leader = world.any(world.people);
  return input;
}

std::vector<activities::SheetRow> any_sheet(World& world, UnitId unit, Instant at) {
  const auto members = world.ctx().store.read(
      [&](db::Reader& in) { return registry::members_of_unit(in, unit, world.ctx().zone.date_of(at), 200); });
  std::vector<activities::SheetRow> sheet;
  for (const registry::Membership& member : members)
    if (world.chance(70)) sheet.push_back({std::ssize(sheet) + 1, member.person, Presence::present, ""});
  if (world.chance(20)) sheet.push_back({std::ssize(sheet) + 1, world.any(world.people), Presence::present, ""});
  return sheet;
}

/// A unit with members, if one is found soon.
UnitId any_unit_with_members(World& world) {
  const PersonId person = world.any(world.people);
  const auto all = world.ctx().store.read([&](db::Reader& in) { return registry::memberships_of_person(in, person); });
  return all.empty() ? world.any(world.units) : world.any(all).unit;
}

template <class Command>
auto run_as_any(World& world, Command&& command) {
  const Actor actor = any_actor(world);
  return world.ctx().store.command([&](db::Transaction& tx) { return command(world.ctx(), tx, actor); });
}

std::string hold(World& world) {
  const UnitId unit = any_unit_with_members(world);
  const std::string& kind = world.any(world.ctx().rulebook.activities).id;
  const activities::ActivityInput what = any_input(world, world.chance(95));
  const activities::HoldActivity held{{}, 0, unit, kind, what, any_sheet(world, unit, what.from)};
  return "hold " + kind + ": " + outcome(run_as_any(world, [&](Context& ctx, db::Transaction& tx, const Actor& actor) {
           return activities::hold_activity(ctx, tx, actor, held);
         }));
}

std::string plan(World& world) {
  const activities::PlanActivity planned{world.any(world.units), world.any(world.ctx().rulebook.activities).id,
                                         any_input(world, world.chance(5))};
  return "plan: " + outcome(run_as_any(world, [&](Context& ctx, db::Transaction& tx, const Actor& actor) {
           return activities::plan_activity(ctx, tx, actor, planned);
         }));
}

std::optional<activities::Activity> any_activity(World& world) {
  return world.ctx().store.read([&](db::Reader& in) -> std::optional<activities::Activity> {
    const auto count = in.query("SELECT COUNT(*) FROM activity").row(0).integer(0);
    if (count == 0) return std::nullopt;
    const auto at = static_cast<std::int64_t>(world.random().below(static_cast<std::uint64_t>(count)));
    const auto rows = in.query("SELECT id FROM activity ORDER BY id LIMIT 1 OFFSET $1", {at});
    return activities::find_activity(in, rows.row(0).id<ActivityId>(0));
  });
}

std::string change(World& world) {
  const auto activity = any_activity(world);
  if (!activity) return "change-activity: nothing there";
  if (world.chance(40))
    return "cancel: " + outcome(run_as_any(world, [&](Context& ctx, db::Transaction& tx, const Actor& actor) {
             return activities::cancel_activity(ctx, tx, actor,
                                                {activity->id, activity->version, "It did not come about"});
           }));
  const activities::ActivityInput what = any_input(world, true);
  const activities::CorrectActivity correction{activity->id, activity->version, what,
                                               any_sheet(world, activity->unit, what.from), "Written down wrongly"};
  return "correct: " + outcome(run_as_any(world, [&](Context& ctx, db::Transaction& tx, const Actor& actor) {
           return activities::correct_activity(ctx, tx, actor, correction);
         }));
}

std::string talk(World& world) {
  for (const rulebook::ActivityKind& kind : world.ctx().rulebook.activities) {
    if (!kind.pair_only) continue;
    const activities::RecordTalk pair{world.any(world.units), kind.id, world.ctx().today(), world.any(world.people),
                                      world.any(world.people)};
    return "talk: " + outcome(run_as_any(world, [&](Context& ctx, db::Transaction& tx, const Actor& actor) {
             return activities::record_talk(ctx, tx, actor, pair);
           }));
  }
  return "talk: no such kind";
}

}  // namespace

std::vector<Action> activity_actions() {
  return {{"hold", 4, hold}, {"plan", 1, plan}, {"change-activity", 2, change}, {"talk", 1, talk}};
}

}  // namespace massline::sim
