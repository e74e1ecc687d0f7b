#include <algorithm>

#include "base/refusals.h"
#include "registry/refusals.h"
#include "registry/unit_rows.h"
#include "registry/unit_steps.h"

namespace massline::registry {

Result<Done> check_close(db::Reader& in, const Unit& unit, Date on) {
  if (!unit.parent) return refuse(refusals::root_stays);
  const auto count = [&](const std::string& sql) {
    return in.query(sql, {unit.region, unit.id, on}).row(0).integer(0);
  };
  const auto children =
      count("SELECT COUNT(*) FROM unit WHERE region = $1 AND parent = $2 AND (to_date IS NULL OR to_date > $3)");
  if (children > 0)
    return refuse(refusals::close_with_children, {{"unit", unit.name}, {"count", std::to_string(children)}});
  const auto held =
      count("SELECT COUNT(*) FROM post WHERE region = $1 AND unit = $2 AND (to_date IS NULL OR to_date > $3)") +
      count("SELECT COUNT(*) FROM membership WHERE region = $1 AND unit = $2 AND (to_date IS NULL OR to_date > $3)");
  if (held > 0) return refuse(refusals::close_with_posts, {{"unit", unit.name}, {"count", std::to_string(held)}});
  // Those that accuse somebody or are confidential go higher when it closes: a refusal would tell whoever keeps the
  // register that there is one.
  const auto open = in.query(
      "SELECT 1 FROM matter m WHERE m.region IN (SELECT id FROM region) AND m.unit = $1 AND m.state = 0 AND "
      "m.confidential = 0 AND NOT EXISTS (SELECT 1 FROM bar b WHERE b.region = m.region AND b.matter = m.id) LIMIT 1",
      {unit.id});
  if (!open.empty()) return refuse(refusals::close_with_matters, {{"unit", unit.name}});
  return Done{};
}

namespace {

/// What nobody was told of at the check: to the next authority above that it does not accuse.
void hand_up_protected(Context& ctx, db::Transaction& tx, const journal::By& by, const Unit& unit) {
  const auto rows = tx.query(
      "SELECT region, id FROM matter WHERE region IN (SELECT id FROM region) AND unit = $1 AND state = 0 ORDER BY "
      "region, id",
      {unit.id});
  if (rows.empty()) return;
  check(static_cast<bool>(ctx.digest_of_matter), "the program was composed with the digest of matters");
  for (const auto row : rows) {
    const auto region = row.id<RegionId>(0);
    const auto matter = row.id<MatterId>(1);
    std::vector<std::string> barred;
    for (const auto bar :
         tx.query("SELECT path FROM bar WHERE region = $1 AND matter = $2 AND path IS NOT NULL", {region, matter}))
      barred.push_back(bar.text(0));
    auto above = next_authority_above(tx, ctx.rulebook, unit.path, barred, ctx.today());
    if (!above) above = root_unit(tx);
    check(above.has_value(), "a unit that can be closed has the root above it");
    const std::string before = ctx.digest_of_matter(tx, region, matter);
    tx.execute(
        "UPDATE matter SET unit = $3, unit_region = NULLIF($5, region), sender = $4, handler = NULL, version = version "
        "+ 1 WHERE region = $1 AND id = $2",
        {region, matter, above->id, unit.id, above->region});
    journal::append(tx, {region, ctx.clock.now(), by, "matter.unit-closed", "matter", matter.value, unit.code, before,
                         ctx.digest_of_matter(tx, region, matter)});
  }
}

}  // namespace

Unit carry_out_close(Context& ctx, db::Transaction& tx, const journal::By& by, const Unit& unit) {
  const std::string before = unit_digest(tx, unit);
  Unit ended = unit;
  ended.to = std::max(ctx.today(), unit.from);
  ++ended.version;
  tx.execute("UPDATE unit SET to_date = $3, version = version + 1 WHERE region = $1 AND id = $2",
             {unit.region, unit.id, *ended.to});
  tx.execute("DELETE FROM unit_plan WHERE region = $1 AND unit = $2", {unit.region, unit.id});
  hand_up_protected(ctx, tx, by, unit);
  journal_unit(ctx, tx, by, "unit.close", ended, "", before);
  return ended;
}

Result<Unit> close_unit(Context& ctx, db::Transaction& tx, const Actor& actor, const CloseUnit& change) {
  auto target = unit_to_change(ctx, tx, actor, change.unit, change.version);
  if (!target) return tl::unexpected(target.error());
  const Unit& unit = target->unit;
  if (auto possible = check_close(tx, unit, std::max(change.on, ctx.today())); !possible)
    return tl::unexpected(possible.error());
  if (change.on > ctx.today()) return plan(ctx, tx, target->by, unit, PlannedChange::What::close, {}, change.on);
  return carry_out_close(ctx, tx, target->by, unit);
}

}  // namespace massline::registry
