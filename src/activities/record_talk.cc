#include "activities/activity_checks.h"
#include "activities/activity_table.h"
#include "activities/refusals.h"
#include "base/refusals.h"

namespace massline::activities {

namespace {

namespace common = massline::refusals;

/// Either of the two, or whoever records what the unit does.
Result<Place> place_of_talk(Context& ctx, db::Reader& in, const registry::Actor& actor, const RecordTalk& talk) {
  const PersonId viewer = actor.viewer.person;
  if (actor.kind == registry::Actor::Kind::person && viewer && (viewer == talk.one || viewer == talk.other)) {
    auto unit = registry::find_unit(in, talk.unit);
    if (!unit) return refuse_field(common::not_found, "unit");
    if (!unit->in_force(talk.on))
      return refuse_field(refusals::unit_closed, "unit", {{"unit", unit->name}, {"date", to_string(talk.on)}});
    return Place{std::move(*unit), {viewer, "", UnitId{}}};
  }
  return place_to_record(ctx, in, actor, talk.unit, talk.on);
}

}  // namespace

Result<Activity> record_talk(Context& ctx, db::Transaction& tx, const registry::Actor& actor, const RecordTalk& talk) {
  auto place = place_of_talk(ctx, tx, actor, talk);
  if (!place) return tl::unexpected(place.error());
  const auto kind = kind_to_record(ctx.rulebook, talk.kind, true);
  if (!kind) return tl::unexpected(kind.error());
  if (talk.on > ctx.today()) return refuse_field(refusals::in_future, "on");
  if (talk.one == talk.other) return refuse_field(refusals::same_person, "other");
  const std::string ground = ground_of(tx, place->unit);
  for (const auto& [field, person] : {std::pair{"one", talk.one}, std::pair{"other", talk.other}})
    if (!person || !belongs_to_ground(tx, ground, person, talk.on))
      return refuse_field(refusals::not_member, field, {{"date", to_string(talk.on)}});
  Activity activity;
  activity.region = place->unit.region;
  activity.id = ctx.ids.make<ActivityId>();
  activity.unit = place->unit.id;
  activity.kind = talk.kind;
  activity.state = ActivityState::held;
  activity.from = ctx.zone.start_of(talk.on);
  activity.to = ctx.zone.start_of(talk.on + std::chrono::days{1});
  activity.amount = 1;
  activity.version = 1;
  activity.salt = ctx.random.bytes(16);
  insert_activity(tx, activity);
  write_persons(tx, activity, {talk.one, talk.other});
  journal_activity(tx, activity, ctx.clock.now(), place->by, "activity.talk", activity.kind, "");
  return activity;
}

}  // namespace massline::activities
