// The registry changes under a matter: whoever it accuses comes to lead the unit that has it, or that unit is moved or
// merged below them; or whoever has it in hand gets a post under them. The matter leaves in the same transaction.
#include "matters/matter_commands.h"
#include "matters/matter_table.h"
#include "matters/matter_work.h"
#include "matters/step_effects.h"
#include "registry/bars.h"

namespace massline::matters {

namespace {

/// More than this come up only where a whole province is accused; what is left goes with the next round of the job.
constexpr int most_at_once = 10'000;

/// False where nobody is left above: the accused are kept out all the same, and the late clock says so.
bool leave(Context& ctx, db::Transaction& tx, const registry::BarredAtUnit& barred) {
  auto row = find_matter(tx, barred.region, barred.matter);
  if (!row) return false;
  MatterWork work(ctx, tx, std::move(*row));
  const auto unit = registry::find_unit(tx, work.matter.unit);
  check(unit.has_value(), "a matter always has a responsible unit");
  // What is closed stays where it was answered; nobody whom it accuses has it in hand all the same.
  bool goes = false;
  if (work.matter.state == MatterState::open) {
    const auto away = away_from_accused(work, *unit, {});
    goes = away && *away;
    if (goes) go_higher(work, **away);
  }
  if (!take_from_accused(work) && !goes) return false;
  work.save({}, "matter.leave-barred-unit", "");
  return true;
}

}  // namespace

JobReport leave_barred_units(Context& ctx, db::Transaction& tx) {
  JobReport report;
  for (const auto& barred : registry::matters_at_barred_units(tx, ctx.today(), most_at_once)) {
    ++report.looked_at;
    if (leave(ctx, tx, barred)) ++report.changed;
  }
  return report;
}

JobReport leave_barred_units(Context& ctx) {
  // The writer is not asked as long as there is nothing to do.
  const bool any =
      ctx.store.read([&](db::Reader& in) { return !registry::matters_at_barred_units(in, ctx.today(), 1).empty(); });
  JobReport report;
  if (any)
    ctx.store.write([&](db::Transaction& tx) {
      report = leave_barred_units(ctx, tx);
      return report.changed > 0;
    });
  return report;
}

}  // namespace massline::matters
