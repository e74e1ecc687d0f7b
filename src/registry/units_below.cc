#include "registry/units_below.h"

#include <algorithm>

#include "registry/unit_rows.h"

namespace massline::registry {

std::vector<UnitBelow> units_below(db::Reader& in, const Unit& parent, Date on) {
  // Each child of the root is a region of its own, so those are found by the list of regions.
  static const std::string columns = "SELECT u.id, u.kind, u.name, u.name_en, u.path FROM unit u WHERE ";
  static const std::string of_root =
      columns + "u.id IN (SELECT id FROM region) AND u.parent = $2 AND " + in_force_on("u", 1);
  static const std::string of_unit = columns + "u.region = $3 AND u.parent = $2 AND " + in_force_on("u", 1);
  const auto rows =
      parent.parent ? in.query(of_unit, {on, parent.id, parent.region}) : in.query(of_root, {on, parent.id});
  std::vector<std::pair<std::string, UnitBelow>> by_path;
  by_path.reserve(rows.size());
  for (const auto row : rows)
    by_path.emplace_back(row.text(4), UnitBelow{row.id<UnitId>(0), row.text(1), row.text(2), row.text_or_empty(3)});
  std::sort(by_path.begin(), by_path.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<UnitBelow> out;
  out.reserve(by_path.size());
  for (auto& [path, unit] : by_path) out.push_back(std::move(unit));
  return out;
}

}  // namespace massline::registry
