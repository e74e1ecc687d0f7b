#include "registry/unit_rows.h"

namespace massline::registry {

std::string unit_columns(std::string_view alias) {
  std::string out;
  for (const char* column : {"region", "id", "parent", "path", "kind", "code", "name", "name_en", "setting", "is_place",
                             "from_date", "to_date", "merged_into", "version", "next_child"}) {
    out += (out.empty() ? "" : ", ") + std::string(alias) + "." + column;
  }
  return out;
}

Unit unit_of(const db::Rows::Row& row) {
  Unit unit;
  unit.region = row.id<RegionId>(0);
  unit.id = row.id<UnitId>(1);
  unit.parent = row.id<UnitId>(2);
  unit.path = row.text(3);
  unit.kind = row.text(4);
  unit.code = row.text(5);
  unit.name = row.text(6);
  unit.name_en = row.text_or_empty(7);
  unit.setting = row.text_or_empty(8);
  unit.is_place = row.boolean(9);
  unit.from = row.date(10);
  unit.to = row.date_or_none(11);
  unit.merged_into = row.id<UnitId>(12);
  unit.version = row.integer(13);
  unit.next_child = row.integer(14);
  return unit;
}

std::vector<Unit> units_from(const db::Rows& rows) {
  std::vector<Unit> out;
  out.reserve(rows.size());
  for (const auto row : rows) out.push_back(unit_of(row));
  return out;
}

std::string numbered(std::size_t first, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += (i == 0 ? "$" : ", $") + std::to_string(first + i);
  return out;
}

std::string_view region_path(std::string_view path) { return path.substr(0, 2 * path_step); }

std::string in_force_on(std::string_view alias, int parameter) {
  const std::string table(alias), day = "$" + std::to_string(parameter);
  return "(" + table + ".from_date <= " + day + " AND (" + table + ".to_date IS NULL OR " + table + ".to_date > " +
         day + "))";
}

std::string end_of_subtree(std::string_view path) { return std::string(path) + std::string(16 * path_step, 'Z'); }

std::string escaped_for_like(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

}  // namespace massline::registry
