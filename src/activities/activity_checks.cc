#include "activities/activity_checks.h"

#include <algorithm>

#include "activities/activity_table.h"
#include "activities/refusals.h"
#include "base/refusals.h"
#include "base/text.h"
#include "registry/people.h"

namespace massline::activities {

namespace {

namespace common = massline::refusals;
using rulebook::Measure;

constexpr std::size_t topic_length = 200;
constexpr std::int64_t ms_per_minute = 60'000;

/// What lies between the two, in the measure of the kind: all that an activity can be worth.
std::int64_t most_of(const Zone& zone, Measure measure, Instant from, Instant to) {
  switch (measure) {
    case Measure::hours:
      return (to.ms - from.ms) / ms_per_minute;
    case Measure::days:
      return day_number(zone.date_of(Instant{to.ms - 1})) - day_number(zone.date_of(from)) + 1;
    case Measure::times:
      return 1;
  }
  return 1;
}

bool is_hard_place(db::Reader& in, const registry::Unit& place, Date on) {
  const auto marks = in.query(
      "SELECT u.path FROM hard_place h JOIN unit u ON u.region = h.region AND u.id = h.unit WHERE h.region = $1 AND "
      "h.from_date <= $2 AND (h.to_date IS NULL OR h.to_date > $2)",
      {place.region, on});
  for (const auto row : marks)
    if (access::is_within(place.path, row.text(0))) return true;
  return false;
}

}  // namespace

Result<Place> place_to_record(Context& ctx, db::Reader& in, const registry::Actor& actor, UnitId id, Date on) {
  auto unit = registry::find_unit(in, id);
  if (!unit) return refuse_field(common::not_found, "unit");
  auto by = registry::authorise(ctx.rulebook, actor, rulebook::Capability::record_activities, unit->path);
  if (!by) return tl::unexpected(by.error());
  if (!unit->in_force(on))
    return refuse_field(refusals::unit_closed, "unit", {{"unit", unit->name}, {"date", to_string(on)}});
  return Place{std::move(*unit), std::move(*by)};
}

Result<Target> activity_to_change(Context& ctx, db::Reader& in, const registry::Actor& actor, ActivityId id,
                                  std::int64_t version) {
  auto activity = find_activity(in, id);
  if (!activity) return refuse(common::not_found);
  const auto unit = registry::find_unit(in, activity->unit);
  auto by = registry::authorise(ctx.rulebook, actor, rulebook::Capability::record_activities, unit ? unit->path : "");
  // Whoever may not record it is told nothing of it.
  if (!by) return refuse(common::not_found);
  if (activity->version != version) return refuse(common::changed_meanwhile);
  return Target{std::move(*activity), std::move(*by)};
}

Result<const rulebook::ActivityKind*> kind_to_record(const rulebook::Rulebook& rulebook, const std::string& id,
                                                     bool pair) {
  const rulebook::ActivityKind* kind = rulebook.activity(id);
  if (kind == nullptr) return refuse_field(refusals::kind_unknown, "kind", {{"kind", id}});
  if (kind->pair_only == pair) return kind;
  return refuse_field(pair ? refusals::kind_is_not_pair : refusals::kind_is_pair, "kind",
                      {{"kind", kind->title.en}, {"kind.zh", kind->title.zh}});
}

Result<std::string> checked_line(std::string_view field, std::string_view text, std::size_t max, bool required) {
  if (!is_valid_utf8(text) || has_control_characters(text))
    return refuse_field(common::field_not_text, std::string(field), {{"field", std::string(field)}});
  std::string line = trimmed(text);
  if (line.empty() && required)
    return refuse_field(common::field_missing, std::string(field), {{"field", std::string(field)}});
  if (length_of(line) > max)
    return refuse_field(common::field_too_long, std::string(field),
                        {{"field", std::string(field)}, {"max", std::to_string(max)}});
  return line;
}

Result<Done> fill_activity(Context& ctx, db::Reader& in, const ActivityInput& what, const rulebook::ActivityKind& kind,
                           const registry::Unit& unit, Activity& activity) {
  if (what.to <= what.from) return refuse_field(refusals::times_backwards, "to");
  if (what.to.ms - what.from.ms > activity_days_max * ms_per_day)
    return refuse_field(refusals::too_long, "to", {{"days", std::to_string(activity_days_max)}});
  const std::int64_t most = most_of(ctx.zone, kind.measure, what.from, what.to);
  activity.amount = what.amount.value_or(most);
  if (activity.amount < 1 || activity.amount > most) return refuse_field(refusals::amount_not_valid, "amount");
  activity.from = what.from;
  activity.to = what.to;
  const Date on = ctx.zone.date_of(what.from);
  activity.place = what.place;
  const auto place = what.place && what.place != unit.id ? registry::find_unit(in, what.place) : std::optional(unit);
  if (!place) return refuse_field(common::not_found, "place");
  if (!place->in_force(on))
    return refuse_field(refusals::unit_closed, "place", {{"unit", place->name}, {"date", to_string(on)}});
  activity.hard_place = is_hard_place(in, *place, on);
  auto topic = checked_line("topic", what.topic, topic_length, false);
  if (!topic) return tl::unexpected(topic.error());
  activity.topic = std::move(*topic);
  if (what.leader && !registry::find_person(in, what.leader)) return refuse_field(refusals::person_unknown, "leader");
  activity.leader = what.leader;
  return Done{};
}

std::string ground_of(db::Reader& in, const registry::Unit& unit) {
  if (unit.is_place) return unit.path;
  const auto above = registry::ancestors(in, unit);
  const auto place = std::find_if(above.rbegin(), above.rend(), [](const registry::Unit& one) { return one.is_place; });
  return place == above.rend() ? unit.path : place->path;
}

bool belongs_to_ground(db::Reader& in, const std::string& ground, PersonId person, Date on) {
  for (const char* table : {"membership", "post"}) {
    const auto rows = in.query("SELECT u.path FROM " + std::string(table) +
                                   " m JOIN unit u ON u.region = m.region AND u.id = m.unit WHERE m.region IN (SELECT "
                                   "id FROM region) AND m.person = $1 AND m.from_date <= $2 AND (m.to_date IS NULL OR "
                                   "m.to_date > $2)",
                               {person, on});
    for (const auto row : rows)
      if (access::is_within(row.text(0), ground) ||
          (table == std::string_view("post") && access::is_within(ground, row.text(0))))
        return true;
  }
  return false;
}

}  // namespace massline::activities
