#include "registry/units.h"

#include <algorithm>
#include <iterator>

#include "access/access.h"
#include "base/result.h"
#include "registry/unit_rows.h"

namespace massline::registry {

namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

template <class Text>
void bind_all(db::Values& parameters, const std::vector<Text>& values) {
  for (const Text& value : values) parameters.emplace_back(value);
}

/// The units at these paths, by path. Region by region: the stores are quick at a few exact questions, and slow at one
/// with a list for each column.
std::vector<Unit> units_at(db::Reader& in, std::vector<std::string> paths) {
  std::sort(paths.begin(), paths.end());
  std::vector<Unit> out;
  for (auto first = paths.begin(); first != paths.end();) {
    const std::string_view region = region_path(*first);
    const auto last =
        std::find_if(first, paths.end(), [&](const std::string& path) { return region_path(path) != region; });
    const auto known = in.query("SELECT id FROM region WHERE path = $1", {region});
    if (!known.empty()) {
      db::Values parameters{known.row(0).id<RegionId>(0)};
      parameters.insert(parameters.end(), first, last);
      for (Unit& unit :
           units_from(in.query("SELECT " + unit_columns("u") + " FROM unit u WHERE u.region = $1 AND u.path IN (" +
                                   numbered(2, parameters.size() - 1) + ") ORDER BY u.path",
                               parameters)))
        out.push_back(std::move(unit));
    }
    first = last;
  }
  return out;
}

/// The units of these kinds in force directly under this one.
std::vector<Unit> children_of_kinds(db::Reader& in, const Unit& parent, const NearestQuery& query) {
  db::Values parameters{query.on};
  bind_all(parameters, query.kinds);
  std::string sql = "SELECT " + unit_columns("u") + " FROM unit u WHERE ";
  if (parent.parent) {
    const std::size_t next = parameters.size() + 1;
    sql += "u.region = $" + std::to_string(next) + " AND u.parent = $" + std::to_string(next + 1);
    parameters.emplace_back(parent.region);
    parameters.emplace_back(parent.id);
  } else {
    sql += "u.id IN (SELECT id FROM region) AND u.parent IS NOT NULL";
  }
  sql += " AND u.kind IN (" + numbered(2, query.kinds.size()) + ") AND " + in_force_on("u", 1);
  return units_from(in.query(sql, parameters));
}

}  // namespace

std::string child_path(std::string_view parent_path, std::int64_t ordinal) {
  check(ordinal >= 1 && ordinal < (std::int64_t{1} << (5 * path_step)), "an ordinal fits in one step of a path");
  std::string out(parent_path);
  for (int shift = 5 * (static_cast<int>(path_step) - 1); shift >= 0; shift -= 5)
    out += alphabet[static_cast<std::size_t>(ordinal >> shift & 31)];
  return out;
}

std::int64_t tree_mark(db::Reader& in) {
  const auto mark = in.query("SELECT CAST(value AS BIGINT) FROM setting WHERE name = 'tree-mark'");
  return mark.empty() ? 0 : mark.row(0).integer(0);
}

std::optional<Unit> find_unit(db::Reader& in, UnitId id) {
  static const std::string by_id = "SELECT " + unit_columns("u") + " FROM unit u WHERE u.id = $1";
  const auto rows = in.query(by_id, {id});
  if (rows.empty()) return std::nullopt;
  return unit_of(rows.row(0));
}

std::vector<Unit> find_units(db::Reader& in, std::span<const UnitId> ids) {
  if (ids.empty()) return {};
  db::Values parameters(ids.begin(), ids.end());
  return units_from(in.query(
      "SELECT " + unit_columns("u") + " FROM unit u WHERE u.id IN (" + numbered(1, ids.size()) + ") ORDER BY u.path",
      parameters));
}

std::optional<Unit> find_unit_by_code(db::Reader& in, std::string_view code, Date on) {
  static const std::string by_code = "SELECT " + unit_columns("u") +
                                     " FROM unit u WHERE u.region IN (SELECT id FROM region) AND u.code = $1 AND " +
                                     in_force_on("u", 2) + " ORDER BY u.path LIMIT 1";
  const auto rows = in.query(by_code, {code, on});
  if (rows.empty()) return std::nullopt;
  return unit_of(rows.row(0));
}

std::vector<Unit> find_units_by_code(db::Reader& in, std::span<const std::string_view> codes, Date on) {
  constexpr std::size_t codes_at_once = 200;
  std::vector<Unit> out;
  for (std::size_t first = 0; first < codes.size(); first += codes_at_once) {
    const auto some = codes.subspan(first, std::min(codes_at_once, codes.size() - first));
    db::Values parameters{on};
    parameters.insert(parameters.end(), some.begin(), some.end());
    auto found = units_from(in.query("SELECT " + unit_columns("u") +
                                         " FROM unit u WHERE u.region IN (SELECT id FROM region) AND u.code IN (" +
                                         numbered(2, some.size()) + ") AND " + in_force_on("u", 1),
                                     parameters));
    std::move(found.begin(), found.end(), std::back_inserter(out));
  }
  return out;
}

std::optional<Unit> find_unit_at(db::Reader& in, std::string_view path) {
  auto units = units_at(in, {std::string(path)});
  if (units.empty()) return std::nullopt;
  return std::move(units.front());
}

std::optional<Unit> root_unit(db::Reader& in) { return find_unit_at(in, root_path); }

std::vector<RegionId> regions(db::Reader& in) {
  std::vector<RegionId> out;
  for (const auto row : in.query("SELECT id FROM region ORDER BY path")) out.push_back(row.id<RegionId>(0));
  return out;
}

std::vector<Unit> ancestors(db::Reader& in, const Unit& unit) {
  auto paths = access::path_and_above(unit.path);
  paths.pop_back();
  return units_at(in, paths);
}

ChildPage children(db::Reader& in, const Unit& parent, Date on, std::string_view after, int limit) {
  check(limit >= 1 && limit <= 200, "a page has 1 to 200 units");
  // Each child of the root is a region of its own, so those are found by the list of regions.
  static const std::string counted =
      "SELECT " + unit_columns("u") +
      ", (SELECT COUNT(*) FROM unit c WHERE c.region = u.region AND c.parent = u.id AND " + in_force_on("c", 1) +
      "), (SELECT COUNT(*) FROM post p WHERE p.region = u.region AND p.unit = u.id AND " + in_force_on("p", 1) +
      ") FROM unit u ";
  // A bare path here would make SQLite walk the whole region in the order of paths.
  static const std::string rest =
      " AND u.path || '' > $2 AND " + in_force_on("u", 1) + " ORDER BY u.path || '' LIMIT $3";
  static const std::string of_root = counted + "WHERE u.id IN (SELECT id FROM region) AND u.parent = $4" + rest;
  static const std::string of_unit = counted + "WHERE u.region = $5 AND u.parent = $4" + rest;
  const int wanted = limit + 1;
  const auto rows = parent.parent ? in.query(of_unit, {on, after, wanted, parent.id, parent.region})
                                  : in.query(of_root, {on, after, wanted, parent.id});
  ChildPage page;
  for (const auto row : rows) {
    if (page.units.size() == static_cast<std::size_t>(limit)) {
      page.next = page.units.back().unit.path;
      break;
    }
    page.units.push_back({unit_of(row), row.integer(unit_column_count), row.integer(unit_column_count + 1)});
  }
  return page;
}

std::optional<Unit> nearest_unit(db::Reader& in, const NearestQuery& query) {
  if (query.kinds.empty() || query.place_path.empty()) return std::nullopt;
  auto above = units_at(in, access::path_and_above(query.place_path));
  // From the place upwards, and no further than has to be: at each unit the order of the kinds, then itself before what
  // hangs under it.
  for (auto unit = above.rbegin(); unit != above.rend(); ++unit) {
    std::vector<Unit> candidates = children_of_kinds(in, *unit, query);
    const auto turn_of = [&](const Unit& candidate) {
      return std::find(query.kinds.begin(), query.kinds.end(), candidate.kind) - query.kinds.begin();
    };
    if (unit->in_force(query.on) && turn_of(*unit) < std::ssize(query.kinds)) candidates.push_back(*unit);
    std::erase_if(candidates, [&](const Unit& candidate) {
      return std::any_of(query.barred_paths.begin(), query.barred_paths.end(),
                         [&](const std::string& barred) { return access::is_within(candidate.path, barred); });
    });
    if (candidates.empty()) continue;
    // A path sorts before those below it.
    const auto rank = [&](const Unit& candidate) {
      return std::pair(turn_of(candidate), std::string_view(candidate.path));
    };
    return *std::min_element(candidates.begin(), candidates.end(),
                             [&](const Unit& a, const Unit& b) { return rank(a) < rank(b); });
  }
  return std::nullopt;
}

std::optional<Unit> next_authority_above(db::Reader& in, const rulebook::Rulebook& rulebook, std::string_view path,
                                         std::span<const std::string> barred_paths, Date on) {
  auto paths = access::path_and_above(path);
  if (!paths.empty()) paths.pop_back();
  auto above = units_at(in, paths);
  std::reverse(above.begin(), above.end());
  for (Unit& unit : above) {
    const rulebook::UnitKind* kind = rulebook.unit_kind(unit.kind);
    const bool barred = std::any_of(barred_paths.begin(), barred_paths.end(),
                                    [&](const std::string& bar) { return access::is_within(unit.path, bar); });
    if (kind != nullptr && kind->authority && unit.in_force(on) && !barred) return std::move(unit);
  }
  return std::nullopt;
}

std::vector<UnitChange> history_of(db::Reader& in, const Unit& unit) {
  std::vector<UnitChange> out;
  for (const auto row : in.query("SELECT until_date, parent, path, name, kind FROM unit_history WHERE region = $1 AND "
                                 "unit = $2 ORDER BY until_date DESC, seq DESC",
                                 {unit.region, unit.id}))
    out.push_back({row.date(0), row.id<UnitId>(1), row.text(2), row.text(3), row.text(4)});
  return out;
}

std::vector<PlannedChange> planned_changes(db::Reader& in, const Unit& unit) {
  std::vector<PlannedChange> out;
  for (const auto row : in.query("SELECT what, other, on_date FROM unit_plan WHERE region = $1 AND unit = $2 ORDER BY "
                                 "on_date, id",
                                 {unit.region, unit.id})) {
    const std::string& what = row.text(0);
    out.push_back({what == "move"    ? PlannedChange::What::move
                   : what == "merge" ? PlannedChange::What::merge
                                     : PlannedChange::What::close,
                   row.id<UnitId>(1), row.date(2)});
  }
  return out;
}

}  // namespace massline::registry
