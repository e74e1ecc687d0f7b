#include <algorithm>

#include "base/refusals.h"
#include "registry/bars.h"
#include "registry/digests.h"
#include "registry/people_rows.h"
#include "registry/refusals.h"
#include "registry/unit_rows.h"
#include "registry/unit_steps.h"

namespace massline::registry {

namespace {

namespace common = massline::refusals;

std::vector<Unit> children_in_force(db::Reader& in, const Unit& unit, Date on) {
  return units_from(in.query("SELECT " + unit_columns("u") +
                                 " FROM unit u WHERE u.region = $1 AND u.parent = $2 AND "
                                 "(u.to_date IS NULL OR u.to_date > $3) ORDER BY u.path",
                             {unit.region, unit.id, on}));
}

/// A matter's row may name units of any region, and stays in its own.
void hand_over_matters(Context& ctx, db::Transaction& tx, const journal::By& by, const Unit& unit,
                       const Unit& survivor) {
  const auto rows = tx.query(
      "SELECT region, id FROM matter WHERE region IN (SELECT id FROM region) AND state < 2 AND (unit = $1 OR sender = "
      "$1 OR "
      "decided_unit = $1 OR escalated = $1) ORDER BY region, id",
      {unit.id});
  if (rows.empty()) return;
  check(static_cast<bool>(ctx.digest_of_matter), "the program was composed with the digest of matters");
  for (const auto row : rows) {
    const auto region = row.id<RegionId>(0);
    const auto matter = row.id<MatterId>(1);
    const std::string before = ctx.digest_of_matter(tx, region, matter);
    tx.execute(
        "UPDATE matter SET unit = CASE WHEN unit = $3 THEN $4 ELSE unit END, unit_region = CASE WHEN unit = $3 THEN "
        "NULLIF($5, region) ELSE unit_region END, sender = CASE WHEN sender = $3 THEN $4 "
        "ELSE sender END, decided_unit = CASE WHEN decided_unit = $3 THEN $4 ELSE decided_unit END, escalated = CASE "
        "WHEN escalated = $3 THEN $4 ELSE escalated END, version = version + 1 WHERE region = $1 AND id = $2",
        {region, matter, unit.id, survivor.id, survivor.region});
    journal::append(tx, {region, ctx.clock.now(), by, "matter.unit-merged", "matter", matter.value,
                         unit.code + " into " + survivor.code, before, ctx.digest_of_matter(tx, region, matter)});
  }
}

/// Who accused the unit, or one that was merged into it before, accused what is now the survivor.
void renew_bars_against(Context& ctx, db::Transaction& tx, UnitId unit) {
  const auto rows = tx.query(
      "SELECT DISTINCT region, matter FROM party WHERE region IN (SELECT id FROM region) AND unit = $1", {unit});
  for (const auto row : rows) recompute_bars(tx, ctx.rulebook, row.id<RegionId>(0), row.id<MatterId>(1), ctx.today());
  for (const auto row :
       tx.query("SELECT id FROM unit WHERE region IN (SELECT id FROM region) AND merged_into = $1", {unit}))
    renew_bars_against(ctx, tx, row.id<UnitId>(0));
}

}  // namespace

Result<Done> check_merge(db::Reader& in, const Unit& unit, const Unit& survivor, Date on) {
  if (!unit.parent) return refuse(refusals::root_stays);
  if (access::is_within(survivor.path, unit.path)) return refuse_field(refusals::merge_into_itself, "into");
  if (unit.kind != survivor.kind) return refuse_field(refusals::merge_other_kind, "into");
  if (!survivor.in_force(on))
    return refuse_field(refusals::unit_not_in_force, "into", {{"unit", survivor.name}, {"date", to_string(on)}});
  if (unit.region != survivor.region && !children_in_force(in, unit, on).empty())
    return refuse(refusals::merge_children_first, {{"unit", unit.name}});
  return Done{};
}

Unit carry_out_merge(Context& ctx, db::Transaction& tx, const journal::By& by, const Unit& unit, const Unit& survivor) {
  const Date today = ctx.today();
  for (const Unit& child : children_in_force(tx, unit, today)) carry_out_move(ctx, tx, by, child, survivor);
  hand_over_posts(ctx, tx, by, unit, survivor);
  hand_over_memberships(ctx, tx, by, unit, survivor);
  hand_over_matters(ctx, tx, by, unit, survivor);

  const std::string before = unit_digest(tx, unit);
  Unit ended = unit;
  ended.to = std::max(today, unit.from);
  ended.merged_into = survivor.id;
  ++ended.version;
  tx.execute("UPDATE unit SET to_date = $3, merged_into = $4, version = version + 1 WHERE region = $1 AND id = $2",
             {unit.region, unit.id, *ended.to, survivor.id});
  tx.execute("DELETE FROM unit_plan WHERE region = $1 AND unit = $2", {unit.region, unit.id});
  journal_unit(ctx, tx, by, "unit.merge", ended, "into " + survivor.code, before);
  renew_bars_against(ctx, tx, ended.id);
  after_bars_changed(ctx, tx);
  return ended;
}

Result<Unit> merge_units(Context& ctx, db::Transaction& tx, const Actor& actor, const MergeUnits& change) {
  auto target = unit_to_change(ctx, tx, actor, change.unit, change.version);
  if (!target) return tl::unexpected(target.error());
  const auto survivor = find_unit(tx, change.survivor);
  if (!survivor) return refuse_field(common::not_found, "into");
  auto by_survivor = authorise(ctx.rulebook, actor, rulebook::Capability::manage_units, survivor->path);
  if (!by_survivor) return tl::unexpected(by_survivor.error());
  const Unit& unit = target->unit;
  if (auto possible = check_merge(tx, unit, *survivor, std::max(change.on, ctx.today())); !possible)
    return tl::unexpected(possible.error());
  if (change.on > ctx.today())
    return plan(ctx, tx, target->by, unit, PlannedChange::What::merge, survivor->id, change.on);
  return carry_out_merge(ctx, tx, target->by, unit, *survivor);
}

}  // namespace massline::registry
