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
  // Whether there is one, not how many: a count would tell of matters that accuse those who keep the register.
  const auto open = in.query(
      "SELECT 1 FROM matter WHERE region IN (SELECT id FROM region) AND unit = $1 AND state = 0 LIMIT 1", {unit.id});
  if (!open.empty()) return refuse(refusals::close_with_matters, {{"unit", unit.name}});
  return Done{};
}

Unit carry_out_close(Context& ctx, db::Transaction& tx, const journal::By& by, const Unit& unit) {
  const std::string before = unit_digest(tx, unit);
  Unit ended = unit;
  ended.to = std::max(ctx.today(), unit.from);
  ++ended.version;
  tx.execute("UPDATE unit SET to_date = $3, version = version + 1 WHERE region = $1 AND id = $2",
             {unit.region, unit.id, *ended.to});
  tx.execute("DELETE FROM unit_plan WHERE region = $1 AND unit = $2", {unit.region, unit.id});
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
