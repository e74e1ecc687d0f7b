// Renaming and moving units, and what all changes of units share.
#include "base/refusals.h"
#include "registry/bars.h"
#include "registry/digests.h"
#include "registry/fields.h"
#include "registry/refusals.h"
#include "registry/unit_rows.h"
#include "registry/unit_steps.h"

namespace massline::registry {

namespace common = massline::refusals;

std::string unit_digest(db::Reader& in, const Unit& unit) {
  return digest_of(in, unit.region, "unit", unit.id.value).value_or("");
}

void journal_unit(Context& ctx, db::Transaction& tx, const journal::By& by, std::string act, const Unit& unit,
                  std::string detail, std::string before) {
  journal::append(tx, {unit.region, ctx.clock.now(), by, std::move(act), "unit", unit.id.value, std::move(detail),
                       std::move(before), unit_digest(tx, unit)});
  mark_tree_changed(tx);
}

void mark_tree_changed(db::Transaction& tx) {
  tx.execute(
      "INSERT INTO setting(name, value) VALUES('tree-mark', '1') ON CONFLICT (name) DO UPDATE SET value = "
      "CAST(CAST(setting.value AS BIGINT) + 1 AS TEXT)");
}

Result<UnitToChange> unit_to_change(Context& ctx, db::Reader& in, const Actor& actor, UnitId id, std::int64_t version) {
  auto unit = find_unit(in, id);
  if (!unit) return refuse(common::not_found);
  auto by = authorise(ctx.rulebook, actor, rulebook::Capability::manage_units, unit->path);
  if (!by) return tl::unexpected(by.error());
  if (unit->version != version) return refuse(common::changed_meanwhile);
  if (unit->to && *unit->to <= ctx.today()) return refuse(refusals::already_ended, {{"to", to_string(*unit->to)}});
  return UnitToChange{std::move(*unit), std::move(*by)};
}

void keep_history(db::Transaction& tx, const Unit& unit, Date until) {
  tx.execute(
      "INSERT INTO unit_history(region, unit, until_date, seq, parent, path, name, kind) SELECT $1, $2, $3, "
      "COALESCE(MAX(seq), 0) + 1, $4, $5, $6, $7 FROM unit_history WHERE region = $1 AND unit = $2 AND until_date = "
      "$3",
      {unit.region, unit.id, until, unit.parent ? db::Value(unit.parent) : db::Value(), unit.path, unit.name,
       unit.kind});
}

Result<Unit> rename_unit(Context& ctx, db::Transaction& tx, const Actor& actor, const RenameUnit& change) {
  auto target = unit_to_change(ctx, tx, actor, change.unit, change.version);
  if (!target) return tl::unexpected(target.error());
  auto name = checked_line("name", change.name, name_length_max, Need::required);
  if (!name) return tl::unexpected(name.error());
  auto name_en = checked_line("nameEn", change.name_en, name_length_max, Need::optional);
  if (!name_en) return tl::unexpected(name_en.error());

  Unit& unit = target->unit;
  const std::string before = unit_digest(tx, unit);
  keep_history(tx, unit, ctx.today());
  unit.name = std::move(*name);
  unit.name_en = std::move(*name_en);
  ++unit.version;
  tx.execute("UPDATE unit SET name = $3, name_en = $4, version = version + 1 WHERE region = $1 AND id = $2",
             {unit.region, unit.id, unit.name, unit.name_en.empty() ? db::Value() : db::Value(unit.name_en)});
  journal_unit(ctx, tx, target->by, "unit.rename", unit, "", before);
  return unit;
}

Unit hang_under(db::Transaction& tx, const Unit& unit, const Unit& parent) {
  Unit moved = unit;
  // The ordinal is read here and not from `parent`: several children may come under it in one command.
  const auto next = tx.query("SELECT next_child FROM unit WHERE region = $1 AND id = $2", {parent.region, parent.id});
  moved.path = child_path(parent.path, next.row(0).integer(0));
  moved.parent = parent.id;
  ++moved.version;
  tx.execute("UPDATE unit SET next_child = next_child + 1 WHERE region = $1 AND id = $2", {parent.region, parent.id});
  tx.execute("UPDATE unit SET parent = $3, version = version + 1 WHERE region = $1 AND id = $2",
             {unit.region, unit.id, parent.id});
  // Bars name paths, and must follow them in the same transaction.
  const std::string length = std::to_string(unit.path.size());
  const std::string rest = " SET path = $1 || substr(path, " + std::to_string(unit.path.size() + 1) +
                           ") WHERE substr(path, 1, " + length + ") = $2";
  tx.execute("UPDATE unit" + rest + " AND region = $3", {moved.path, unit.path, unit.region});
  tx.execute("UPDATE bar" + rest, {moved.path, unit.path});
  return moved;
}

Result<Done> check_move(Context& ctx, const Unit& unit, const Unit& parent, Date on) {
  if (!unit.parent) return refuse(refusals::root_stays);
  if (access::is_within(parent.path, unit.path)) return refuse_field(refusals::move_into_itself, "parent");
  if (parent.region != unit.region || depth_of(unit.path) <= 2)
    return refuse_field(refusals::move_across_regions, "parent", {{"unit", unit.name}, {"parent", parent.name}});
  if (auto fits = check_hangs_under(ctx.rulebook, unit.kind, parent.kind); !fits) return fits;
  if (!parent.in_force(on))
    return refuse_field(refusals::unit_not_in_force, "parent", {{"unit", parent.name}, {"date", to_string(on)}});
  if (parent.next_child >= std::int64_t{1} << (5 * path_step))
    return refuse_field(refusals::unit_full, "parent", {{"unit", parent.name}});
  return Done{};
}

Unit carry_out_move(Context& ctx, db::Transaction& tx, const journal::By& by, const Unit& unit, const Unit& parent) {
  const std::string before = unit_digest(tx, unit);
  keep_history(tx, unit, ctx.today());
  const Unit moved = hang_under(tx, unit, parent);
  journal_unit(ctx, tx, by, "unit.move", moved, "under " + parent.code, before);
  after_bars_changed(ctx, tx);
  return moved;
}

Result<Unit> move_unit(Context& ctx, db::Transaction& tx, const Actor& actor, const MoveUnit& change) {
  auto target = unit_to_change(ctx, tx, actor, change.unit, change.version);
  if (!target) return tl::unexpected(target.error());
  const auto parent = find_unit(tx, change.parent);
  if (!parent) return refuse_field(common::not_found, "parent");
  auto by_parent = authorise(ctx.rulebook, actor, rulebook::Capability::manage_units, parent->path);
  if (!by_parent) return tl::unexpected(by_parent.error());
  const Unit& unit = target->unit;
  if (auto possible = check_move(ctx, unit, *parent, change.on); !possible) return tl::unexpected(possible.error());
  if (change.on > ctx.today()) return plan(ctx, tx, target->by, unit, PlannedChange::What::move, parent->id, change.on);
  return carry_out_move(ctx, tx, target->by, unit, *parent);
}

}  // namespace massline::registry
