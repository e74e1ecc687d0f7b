#include "activities/busy.h"

#include <functional>

#include "activities/activities.h"
#include "activities/activity_table.h"

namespace massline::activities {

namespace {

bool has_hours(const rulebook::Rulebook& rulebook, const std::string& kind_id) {
  const rulebook::ActivityKind* kind = rulebook.activity(kind_id);
  return kind != nullptr && !kind->pair_only && kind->measure != rulebook::Measure::days;
}

using Units = std::set<std::pair<RegionId, UnitId>>;

/// The units in which the members of this one, and the guests, are members too. The join is crossed so that SQLite
/// keeps its order: without figures of its tables it would begin with all memberships of the region.
Units units_to_search(db::Reader& in, const Activity& activity, const std::set<PersonId>& guests) {
  Units out{{activity.region, activity.unit}};
  for (const auto row : in.query(
           "SELECT m.unit FROM membership o CROSS JOIN membership m WHERE o.region = $1 AND o.unit = $2 AND m.region = "
           "o.region AND m.person = o.person AND m.unit <> o.unit",
           {activity.region, activity.unit}))
    out.emplace(activity.region, row.id<UnitId>(0));
  for (const PersonId guest : guests)
    for (const auto row : in.query(
             "SELECT region, unit FROM membership WHERE region IN (SELECT id FROM region) AND person = $1", {guest}))
      out.emplace(row.id<RegionId>(0), row.id<UnitId>(1));
  return out;
}

using Note = std::function<void(PersonId, const Activity&)>;

/// Where they took part without being members. The statement has a fixed number of parameters, so that it is prepared
/// once.
void note_guests(Context& ctx, db::Reader& in, const Activity& activity, const std::set<PersonId>& persons,
                 Instant earliest, const Note& note) {
  constexpr std::size_t chunk = 25, first = 4;
  static const std::string select = [] {
    std::string list;
    for (std::size_t i = 0; i < chunk; ++i) list += (i == 0 ? "$" : ", $") + std::to_string(first + i);
    return "SELECT " + activity_columns("a") +
           ", p.person FROM activity_person p JOIN activity a ON a.region = p.region AND a.id = p.activity WHERE "
           "p.region IN (SELECT id FROM region) AND p.from_at < $1 AND p.from_at > $2 AND a.to_at > $3 AND a.state = 1 "
           "AND p.person IN (" +
           list + ")";
  }();
  constexpr std::size_t person_column = 16;
  for (auto next = persons.begin(); next != persons.end();) {
    std::vector<db::Value> parameters{activity.to, earliest, activity.from};
    for (std::size_t i = 0; i < chunk && next != persons.end(); ++i) parameters.emplace_back(*next++);
    while (parameters.size() < first - 1 + chunk) parameters.push_back(parameters.back());
    for (const auto row : in.query(select, parameters)) {
      const Activity other = activity_of(row);
      const auto person = row.id<PersonId>(person_column);
      if (other.id == activity.id || !has_hours(ctx.rulebook, other.kind)) continue;
      bool there = other.leader == person;
      for (const Mark& mark : attendance_of(in, other).guests)
        there = there || (mark.person == person && was_there(mark.presence));
      if (there) note(person, other);
    }
  }
}

}  // namespace

std::map<PersonId, Activity> busy_at(Context& ctx, db::Reader& in, const Activity& activity,
                                     const std::set<PersonId>& persons, const std::set<PersonId>& guests) {
  std::map<PersonId, Activity> out;
  if (!has_hours(ctx.rulebook, activity.kind) || persons.empty()) return out;
  const auto note = [&](PersonId person, const Activity& other) {
    if (persons.contains(person)) out.emplace(person, other);
  };
  static const std::string of_unit =
      "SELECT " + activity_columns("a") +
      " FROM activity a WHERE a.region = $1 AND a.unit = $2 AND a.from_at < $3 AND a.from_at > $4 AND a.to_at > $5 AND "
      "a.state = 1";
  const Instant earliest{activity.from.ms - activity_days_max * ms_per_day};
  for (const auto& [region, unit] : units_to_search(in, activity, guests))
    for (const auto row : in.query(of_unit, {region, unit, activity.to, earliest, activity.from})) {
      const Activity other = activity_of(row);
      if (other.id == activity.id || !has_hours(ctx.rulebook, other.kind)) continue;
      const Attendance attendance = attendance_of(in, other);
      for (const auto* marks : {&attendance.members, &attendance.guests})
        for (const Mark& mark : *marks)
          if (was_there(mark.presence)) note(mark.person, other);
      if (other.leader) note(other.leader, other);
    }
  note_guests(ctx, in, activity, persons, earliest, note);
  return out;
}

}  // namespace massline::activities
