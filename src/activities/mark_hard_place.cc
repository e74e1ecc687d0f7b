#include "activities/activities.h"
#include "activities/refusals.h"
#include "base/refusals.h"
#include "registry/units.h"

namespace massline::activities {

Result<Done> mark_hard_place(Context& ctx, db::Transaction& tx, const registry::Actor& actor,
                             const MarkHardPlace& mark) {
  const auto unit = registry::find_unit(tx, mark.unit);
  if (!unit) return refuse_field(massline::refusals::not_found, "unit");
  auto by = registry::authorise(ctx.rulebook, actor, rulebook::Capability::manage_units, unit->path);
  if (!by) return tl::unexpected(by.error());
  if (mark.to && *mark.to <= mark.from) return refuse_field(refusals::times_backwards, "to");
  tx.execute("DELETE FROM hard_place WHERE region = $1 AND unit = $2 AND from_date = $3",
             {unit->region, unit->id, mark.from});
  tx.execute("INSERT INTO hard_place(region, unit, from_date, to_date) VALUES($1, $2, $3, $4)",
             {unit->region, unit->id, mark.from, mark.to ? db::Value(*mark.to) : db::Value()});
  journal::append(tx, {unit->region, ctx.clock.now(), *by, "hard-place.mark", "hard-place", unit->id.value,
                       "from " + to_string(mark.from) + (mark.to ? " to " + to_string(*mark.to) : ""), "", ""});
  return Done{};
}

}  // namespace massline::activities
