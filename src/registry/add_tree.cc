#include "registry/add_tree.h"

#include <array>
#include <map>

#include "base/crypto.h"
#include "registry/unit_rows.h"
#include "registry/unit_steps.h"

namespace massline::registry {
namespace {

constexpr std::size_t rows_at_once = 20'000;
constexpr std::array<std::string_view, 15> written_columns{
    "region",  "id",       "parent",     "path",      "kind",    "code",        "name",   "name_en",
    "setting", "is_place", "next_child", "from_date", "to_date", "merged_into", "version"};

/// The way down to the unit that was written last, so that paths need not be kept of all.
struct Step {
  std::size_t unit = 0;
  std::string path;
};

/// Rows of the table `unit` that wait for being written together, and what the journal will say of each region.
class UnitWriter {
 public:
  UnitWriter(Context& ctx, db::Transaction& tx) : ctx_(ctx), tx_(tx) {}

  void add(const Unit& unit) {
    const rulebook::UnitKind* kind = ctx_.rulebook.unit_kind(unit.kind);
    check(kind != nullptr, "the rulebook has the kind");
    cells_.insert(cells_.end(), {unit.region,
                                 unit.id,
                                 unit.parent ? db::Value(unit.parent) : db::Value(),
                                 unit.path,
                                 unit.kind,
                                 unit.code,
                                 unit.name,
                                 unit.name_en.empty() ? db::Value() : db::Value(unit.name_en),
                                 unit.setting.empty() ? db::Value() : db::Value(unit.setting),
                                 kind->place,
                                 unit.next_child,
                                 unit.from,
                                 {},
                                 {},
                                 1});
    auto& [units, digester] = by_region_[unit.region];
    ++units;
    digester.add(unit.id.value).add(unit.code).add(unit.name).add(unit.kind).add(unit.path);
  }
  bool is_full() const { return cells_.size() >= rows_at_once * written_columns.size(); }
  void write() {
    if (!cells_.empty()) tx_.bulk_insert("unit", written_columns, cells_);
    cells_.clear();
  }
  void finish(const std::vector<std::string>& indexes) {
    write();
    tx_.build_indexes(indexes);
    for (auto& [region, imported] : by_region_)
      journal::append(tx_, {region,
                            ctx_.clock.now(),
                            {},
                            "units.import",
                            "unit-import",
                            region.value,
                            std::to_string(imported.first) + " units",
                            "",
                            imported.second.finish()});
    mark_tree_changed(tx_);
  }

 private:
  Context& ctx_;
  db::Transaction& tx_;
  std::vector<db::Value> cells_;
  std::map<RegionId, std::pair<std::int64_t, Digester>> by_region_;
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
    UnitWriter writer(ctx, tx);
    RegionId region;
    for (std::size_t i = 0; i < count; ++i) {
      TreeUnit given = at(i);
      Unit unit;
      unit.id = ctx.ids.make<UnitId>();
      ids.push_back(unit.id.value);
      while (!way.empty() && (i == 0 || way.back().unit != given.parent)) way.pop_back();
      unit.path = i == 0 ? std::string(root_path) : child_path(way.back().path, given.ordinal);
      way.push_back({i, unit.path});
      if (depth_of(unit.path) <= 2) {
        region = RegionId{unit.id.value};
        tx.execute("INSERT INTO region(id, path) VALUES($1, $2)", {region, unit.path});
      }
      unit.region = region;
      if (i > 0) unit.parent = UnitId{ids[given.parent]};
      unit.kind = std::move(given.kind);
      unit.code = std::move(given.code);
      unit.name = std::move(given.name);
      unit.name_en = std::move(given.name_en);
      unit.setting = std::move(given.setting);
      unit.from = given.from.value_or(ctx.today());
      unit.next_child = std::int64_t{given.children} + 1;
      writer.add(unit);
      if (!writer.is_full()) continue;
      writer.write();
      progress(i + 1);
    }
    writer.finish(indexes);
    progress(count);
    return true;
  });
  return ids;
}

std::vector<std::int64_t> add_leaves(Context& ctx, const std::vector<Unit>& parents, std::size_t count, Date from,
                                     const std::function<LeafUnit(std::size_t)>& at,
                                     const std::function<void(std::uint64_t)>& progress) {
  std::vector<std::int64_t> ids;
  ctx.store.write([&](db::Transaction& tx) {
    ids.clear();
    const bool are_many = count > parents.size();
    const auto indexes = are_many ? tx.take_indexes("unit") : std::vector<std::string>();
    UnitWriter writer(ctx, tx);
    std::optional<std::size_t> under;
    std::int64_t ordinal = 0;
    const auto close_parent = [&] {
      if (under)
        tx.execute("UPDATE unit SET next_child = $3 WHERE region = $1 AND id = $2",
                   {parents[*under].region, parents[*under].id, ordinal});
    };
    for (std::size_t i = 0; i < count; ++i) {
      LeafUnit given = at(i);
      const Unit& parent = parents[given.parent];
      check(depth_of(parent.path) > 1, "a leaf has a region above it");
      if (under != given.parent) {
        close_parent();
        under = given.parent;
        ordinal = parent.next_child;
      }
      Unit unit;
      unit.id = ctx.ids.make<UnitId>();
      ids.push_back(unit.id.value);
      unit.region = parent.region;
      unit.parent = parent.id;
      unit.path = child_path(parent.path, ordinal++);
      unit.kind = std::move(given.kind);
      unit.code = std::move(given.code);
      unit.name = std::move(given.name);
      unit.name_en = std::move(given.name_en);
      unit.setting = std::move(given.setting);
      unit.from = from;
      writer.add(unit);
      if (!writer.is_full()) continue;
      writer.write();
      progress(i + 1);
    }
    close_parent();
    writer.finish(indexes);
    progress(count);
    return true;
  });
  return ids;
}

std::vector<Unit> units_of_tree(db::Reader& in, Date on) {
  return units_from(
      in.query("SELECT " + unit_columns("u") + " FROM unit u WHERE " + in_force_on("u", 1) + " ORDER BY u.path", {on}));
}

std::vector<std::string> places_at_depth(db::Reader& in, std::size_t depth, Date on) {
  std::vector<std::string> codes;
  const auto rows = in.query("SELECT u.code FROM unit u WHERE u.is_place = 1 AND LENGTH(u.path) = $2 AND " +
                                 in_force_on("u", 1) + " ORDER BY u.path",
                             {on, static_cast<std::int64_t>(depth * path_step)});
  codes.reserve(rows.size());
  for (const auto& row : rows) codes.push_back(row.text(0));
  return codes;
}

}  // namespace massline::registry
