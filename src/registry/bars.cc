#include "registry/bars.h"

#include <algorithm>
#include <set>

#include "access/access.h"
#include "registry/people.h"
#include "registry/units.h"

namespace massline::registry {

namespace {

struct Barred {
  std::set<std::string> paths;
  std::set<PersonId> persons;
};

void bar_unit(db::Reader& in, UnitId id, Barred& barred) {
  // A unit merged into another lives on in it; mergers can't go in a circle, since a merged unit is no survivor again.
  for (auto unit = find_unit(in, id); unit; unit = find_unit(in, unit->merged_into)) {
    barred.paths.insert(unit->path);
    if (!unit->merged_into) return;
  }
}

void bar_person(db::Reader& in, const rulebook::Rulebook& rulebook, PersonId person, Date today, Barred& barred) {
  barred.persons.insert(person);
  const auto rows = in.query(
      "SELECT p.kind, u.path FROM post p JOIN unit u ON u.region = p.region AND u.id = p.unit WHERE p.region IN "
      "(SELECT id "
      "FROM region) AND p.person = $1 AND (p.to_date IS NULL OR p.to_date > $2)",
      {person, today});
  for (const auto row : rows) {
    const rulebook::PostKind* kind = rulebook.post(row.text(0));
    if (kind != nullptr && kind->leads) barred.paths.insert(row.text(1));
  }
}

}  // namespace

void recompute_bars(db::Transaction& tx, const rulebook::Rulebook& rulebook, RegionId region, MatterId matter,
                    Date today) {
  Barred barred;
  const auto parties = tx.query("SELECT unit, person FROM party WHERE region = $1 AND matter = $2 AND role = 'accused'",
                                {region, matter});
  for (const auto row : parties) {
    if (!row.is_null(0)) bar_unit(tx, row.id<UnitId>(0), barred);
    if (!row.is_null(1)) bar_person(tx, rulebook, row.id<PersonId>(1), today, barred);
  }
  tx.execute("DELETE FROM bar WHERE region = $1 AND matter = $2", {region, matter});
  std::int64_t id = 0;
  constexpr std::string_view insert = "INSERT INTO bar(region, matter, id, path, person) VALUES($1, $2, $3, $4, $5)";
  for (const std::string& path : barred.paths) tx.execute(insert, {region, matter, ++id, path, db::Value()});
  for (const PersonId person : barred.persons) tx.execute(insert, {region, matter, ++id, db::Value(), person});
}

int recompute_bars_for_person(db::Transaction& tx, const rulebook::Rulebook& rulebook, PersonId person, Date today) {
  const auto matters = tx.query(
      "SELECT DISTINCT region, matter FROM party WHERE region IN (SELECT id FROM region) AND person = $1 AND role = "
      "'accused'",
      {person});
  for (const auto row : matters) recompute_bars(tx, rulebook, row.id<RegionId>(0), row.id<MatterId>(1), today);
  return static_cast<int>(matters.size());
}

bool has_barring_matters_in_hand(db::Reader& in, PersonId person) {
  return !in.query(
                "SELECT 1 FROM matter m WHERE m.region IN (SELECT id FROM region) AND m.handler = $1 "
                "AND EXISTS (SELECT 1 FROM bar b WHERE b.region = m.region AND b.matter = m.id) LIMIT 1",
                {person})
              .empty();
}

void after_bars_changed(Context& ctx, db::Transaction& tx) {
  if (ctx.leave_barred_units) ctx.leave_barred_units(ctx, tx);
}

std::vector<std::string> paths_barred_by(db::Reader& in, const rulebook::Rulebook& rulebook, UnitId unit,
                                         PersonId person, Date today) {
  Barred barred;
  if (unit) bar_unit(in, unit, barred);
  if (person) bar_person(in, rulebook, person, today, barred);
  return {barred.paths.begin(), barred.paths.end()};
}

std::vector<BarredAtUnit> matters_at_barred_units(db::Reader& in, Date today, int limit) {
  std::vector<BarredAtUnit> out;
  constexpr std::string_view sql =
      "SELECT DISTINCT m.region, m.id FROM bar b JOIN matter m ON m.region = b.region AND m.id = b.matter WHERE "
      "m.handler = b.person OR (b.path IS NOT NULL AND ((m.state = 0 AND EXISTS (SELECT 1 FROM unit u WHERE u.id IN "
      "(m.unit, m.escalated) AND substr(u.path, 1, length(b.path)) = b.path)) OR EXISTS (SELECT 1 FROM post p JOIN "
      "unit u "
      "ON u.region = p.region AND u.id = p.unit WHERE p.person = m.handler AND p.from_date <= $2 AND (p.to_date IS "
      "NULL OR "
      "p.to_date > $2) AND substr(u.path, 1, length(b.path)) = b.path))) ORDER BY m.region, m.id LIMIT $1";
  for (const auto row : in.query(sql, {limit, today})) out.push_back({row.id<RegionId>(0), row.id<MatterId>(1)});
  return out;
}

}  // namespace massline::registry
