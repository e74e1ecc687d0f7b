#include <algorithm>
#include <map>

#include "access/access.h"
#include "base/result.h"
#include "base/text.h"
#include "registry/unit_rows.h"

namespace massline::registry {

namespace {

bool may_be_code(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
  });
}

/// What every search asks for beside the text, with its parameters appended.
std::string restrictions(const UnitSearch& search, Date on, db::Values& parameters) {
  parameters.emplace_back(on);
  std::string out = " AND " + in_force_on("u", static_cast<int>(parameters.size()));
  if (search.places_only) out += " AND u.is_place = 1";
  if (!search.kinds.empty()) {
    out += " AND u.kind IN (" + numbered(parameters.size() + 1, search.kinds.size()) + ")";
    parameters.insert(parameters.end(), search.kinds.begin(), search.kinds.end());
  }
  if (!search.within.empty()) {
    const std::size_t first = parameters.size() + 1;
    parameters.emplace_back(search.within);
    parameters.emplace_back(end_of_subtree(search.within));
    out += " AND u.path >= $" + std::to_string(first) + " AND u.path <= $" + std::to_string(first + 1);
    if (search.within.size() > path_step) {
      parameters.emplace_back(region_path(search.within));
      out += " AND u.region = (SELECT id FROM region WHERE path = $" + std::to_string(first + 2) + ")";
    }
  }
  return out;
}

std::vector<Unit> by_code(db::Reader& in, const UnitSearch& search, const std::string& text, Date on) {
  db::Values parameters{text, text + "zzzzzzzzzzzzzzzzzzzz"};
  const std::string rest = restrictions(search, on, parameters);
  parameters.emplace_back(search.limit);
  return units_from(
      in.query("SELECT " + unit_columns("u") +
                   " FROM unit u WHERE u.region IN (SELECT id FROM region) AND u.code >= $1 AND u.code <= $2" + rest +
                   " ORDER BY u.code, u.path LIMIT $" + std::to_string(parameters.size()),
               parameters));
}

bool has_latin_letters(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
}

/// Looks at every name of the tree, or of the part that is asked for. Folding each costs as much again as looking, so
/// it is done only where the text has letters that have two cases.
std::vector<Unit> by_name(db::Reader& in, const UnitSearch& search, const std::string& text, Date on) {
  const std::string pattern = escaped_for_like(folded(text));
  db::Values parameters{"%" + pattern + "%", pattern + "%", folded(text)};
  const std::string rest = restrictions(search, on, parameters);
  parameters.emplace_back(search.limit);
  const auto either = [&](const std::string& how) {
    return has_latin_letters(text) ? "(lower(u.name) " + how + " OR lower(u.name_en) " + how + ")" : "u.name " + how;
  };
  return units_from(in.query("SELECT " + unit_columns("u") + " FROM unit u WHERE " + either("LIKE $1 ESCAPE '\\'") +
                                 rest + " ORDER BY CASE WHEN " + either("= $3") + " THEN 0 WHEN " +
                                 either("LIKE $2 ESCAPE '\\'") + " THEN 1 ELSE 2 END, length(u.path), u.path LIMIT $" +
                                 std::to_string(parameters.size()),
                             parameters));
}

std::vector<FoundUnit> with_ancestors(db::Reader& in, std::vector<Unit> units) {
  std::vector<std::string> paths, region_paths{std::string(root_path)};
  for (const Unit& unit : units) {
    region_paths.emplace_back(region_path(unit.path));
    for (std::string& path : access::path_and_above(unit.path))
      if (path != unit.path) paths.push_back(std::move(path));
  }
  const auto keep_once = [](std::vector<std::string>& texts) {
    std::sort(texts.begin(), texts.end());
    texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  };
  keep_once(paths);
  keep_once(region_paths);
  std::map<std::string, Unit> by_path;
  if (!paths.empty()) {
    db::Values parameters(region_paths.begin(), region_paths.end());
    parameters.insert(parameters.end(), paths.begin(), paths.end());
    const auto rows = in.query("SELECT " + unit_columns("u") +
                                   " FROM unit u WHERE u.region IN (SELECT id FROM region WHERE path IN (" +
                                   numbered(1, region_paths.size()) + ")) AND u.path IN (" +
                                   numbered(1 + region_paths.size(), paths.size()) + ")",
                               parameters);
    for (Unit& unit : units_from(rows)) by_path.emplace(unit.path, std::move(unit));
  }
  std::vector<FoundUnit> out;
  for (Unit& unit : units) {
    FoundUnit found{std::move(unit), {}};
    for (const std::string& path : access::path_and_above(found.unit.path)) {
      const auto above = by_path.find(path);
      if (path != found.unit.path && above != by_path.end()) found.ancestors.push_back(above->second);
    }
    out.push_back(std::move(found));
  }
  return out;
}

}  // namespace

std::vector<FoundUnit> search_units(db::Reader& in, const UnitSearch& search, Date on) {
  check(search.limit >= 1 && search.limit <= 50, "a search gives 1 to 50 units");
  const std::string text = trimmed(search.text);
  if (text.empty()) return {};
  std::vector<Unit> found;
  if (may_be_code(text)) found = by_code(in, search, text, on);
  if (found.size() < static_cast<std::size_t>(search.limit)) {
    for (Unit& unit : by_name(in, search, text, on)) {
      const bool known =
          std::any_of(found.begin(), found.end(), [&](const Unit& other) { return other.id == unit.id; });
      if (!known && found.size() < static_cast<std::size_t>(search.limit)) found.push_back(std::move(unit));
    }
  }
  return with_ancestors(in, std::move(found));
}

}  // namespace massline::registry
