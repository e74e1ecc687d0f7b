#include "sim/naive_barrier.h"

namespace massline::sim {

NaiveBarrier::NaiveBarrier(db::Reader& in, const rulebook::Rulebook& rulebook, Date today) {
  for (const auto row : in.query("SELECT id, parent, merged_into FROM unit"))
    units_[row.id<UnitId>(0)] = {row.id<UnitId>(1), row.id<UnitId>(2)};
  for (const auto row : in.query("SELECT person, unit, kind, from_date, to_date FROM post")) {
    const auto to = row.date_or_none(4);
    if (to && *to <= today) continue;
    const rulebook::PostKind* kind = rulebook.post(row.text(2));
    const bool leads = kind != nullptr && kind->leads;
    const auto person = row.id<PersonId>(0);
    posts_.insert({person, {person, row.id<UnitId>(1), leads, row.date(3) <= today}});
  }
}

Accused NaiveBarrier::accused_by(db::Reader& in, RegionId region, MatterId matter) const {
  Accused out;
  for (const auto row : in.query(
           "SELECT unit, person FROM party WHERE region = $1 AND matter = $2 AND role = 'accused'", {region, matter})) {
    for (UnitId unit = row.id<UnitId>(0); unit; unit = units_.at(unit).merged_into) out.units.insert(unit);
    const auto person = row.id<PersonId>(1);
    if (!person) continue;
    out.persons.insert(person);
    // Whoever leads a unit, or is named to lead it, has everybody there under them.
    const auto [first, last] = posts_.equal_range(person);
    for (auto post = first; post != last; ++post)
      if (post->second.leads) out.units.insert(post->second.unit);
  }
  return out;
}

bool NaiveBarrier::is_under(UnitId unit, const Accused& accused) const {
  for (UnitId at = unit; at; at = units_.at(at).parent)
    if (accused.units.contains(at)) return true;
  return false;
}

bool NaiveBarrier::is_barred(PersonId person, const Accused& accused) const {
  if (accused.persons.contains(person)) return true;
  const auto [first, last] = posts_.equal_range(person);
  for (auto post = first; post != last; ++post)
    if (post->second.begun && is_under(post->second.unit, accused)) return true;
  return false;
}

}  // namespace massline::sim
