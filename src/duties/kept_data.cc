#include "duties/kept_data.h"

#include <string>

namespace massline::duties {

std::vector<rulebook::DataKind> kept_data() {
  return {{"household",
           {"Households: persons and income, without names", "住户人数和收入（不含姓名）"},
           {"household"},
           {"recorded"},
           "erase",
           false}};
}

std::int64_t erase_households(Context& ctx, db::Transaction& tx, RegionId region, Instant before) {
  tx.execute("UPDATE household SET at = $2 WHERE region = $1 AND at = 0", {region, ctx.clock.now()});
  const std::int64_t rows = tx.execute_counted("DELETE FROM household WHERE region = $1 AND at < $2", {region, before});
  // Whoever has read them reads anew.
  if (rows > 0)
    tx.execute(
        "INSERT INTO setting(name, value) VALUES('households', $1) ON CONFLICT (name) DO UPDATE SET value = "
        "excluded.value",
        {std::to_string(ctx.ids.make<Id<struct HouseholdTag>>().value)});
  return rows;
}

std::int64_t count_households(db::Reader& in, RegionId region, Instant before) {
  return in.query("SELECT COUNT(*) FROM household WHERE region = $1 AND at < $2 AND at > 0", {region, before})
      .row(0)
      .integer(0);
}

}  // namespace massline::duties
