#include "registry/add_tree.h"

#include <array>
#include <map>

#include "base/crypto.h"
#include "registry/unit_steps.h"
#include "registry/units.h"

namespace massline::registry {
namespace {

constexpr std::size_t rows_at_once = 20'000;
constexpr std::array<std::string_view, 15> columns{"region", "id",      "parent",   "path",       "kind",      "code",    "name",       "name_en",
                                                   "setting", "is_place", "next_child", "from_date", "to_date", "merged_into", "version"};

/// The way down to the unit that was written last, so that paths need not be kept of all.
struct Step {
  std::size_t unit = 0;
  std::string path;
};

}  // namespace

std::vector<std::int64_t> add_tree(Context& ctx, std::size_t count, const std::function<TreeUnit(std::size_t)>& at,
                                   const std::function<void(std::uint64_t)>& progress) {
  std::vector<std::int64_t> ids;
  ctx.store.write([&](db::Transaction& tx) {
    check(tx.query("SELECT 1 FROM unit LIMIT 1").empty(), "the register is empty");
    ids.clear();
    const auto indexes = tx.take_indexes("unit");
    std::vector<Step> way;
    std::map<RegionId, std::pair<std::int64_t, Digester>> by_region;
    RegionId region;
    std::vector<db::Value> cells;
    for (std::size_t i = 0; i < count; ++i) {
      const TreeUnit unit = at(i);
      const auto id = ctx.ids.make<UnitId>();
      ids.push_back(id.value);
      while (!way.empty() && (i == 0 || way.back().unit != unit.parent)) way.pop_back();
      const std::string path = i == 0 ? std::string(root_path) : child_path(way.back().path, unit.ordinal);
      way.push_back({i, path});
      if (depth_of(path) <= 2) {
        region = RegionId{id.value};
        tx.execute("INSERT INTO region(id, path) VALUES($1, $2)", {region, path});
      }
      const rulebook::UnitKind* kind = ctx.rulebook.unit_kind(unit.kind);
      check(kind != nullptr, "the rulebook has the kind");
      cells.insert(cells.end(), {region, id, i == 0 ? db::Value() : db::Value(ids[unit.parent]), path, unit.kind, unit.code, unit.name,
                                 unit.name_en.empty() ? db::Value() : db::Value(unit.name_en),
                                 unit.setting.empty() ? db::Value() : db::Value(unit.setting), kind->place,
                                 std::int64_t{unit.children} + 1, ctx.today(), {}, {}, 1});
      auto& [units, digester] = by_region[region];
      ++units;
      digester.add(id.value).add(unit.code).add(unit.name).add(unit.kind).add(path);
      if (cells.size() < rows_at_once * columns.size()) continue;
      tx.bulk_insert("unit", columns, cells);
      cells.clear();
      progress(i + 1);
    }
    if (!cells.empty()) tx.bulk_insert("unit", columns, cells);
    progress(count);
    tx.build_indexes(indexes);
    for (auto& [of, imported] : by_region)
      journal::append(tx, {of, ctx.clock.now(), {}, "units.import", "unit-import", of.value, std::to_string(imported.first) + " units", "",
                           imported.second.finish()});
    mark_tree_changed(tx);
    return true;
  });
  return ids;
}

}  // namespace massline::registry
