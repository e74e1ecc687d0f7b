#include "retention/terms.h"

#include <algorithm>

#include "matters/emergencies.h"
#include "registry/units.h"

namespace massline::retention {

std::optional<Date> end_of(Context& ctx, db::Reader& in, const matters::Matter& matter,
                           const rulebook::RetentionRule& rule) {
  if (!matter.closed_at) return std::nullopt;
  const Date closed = ctx.zone.date_of(*matter.closed_at);
  if (rule.after == "closed") return rulebook::end_of_keeping(closed, rule.keep);
  const auto unit = registry::find_unit(in, matter.place ? matter.place : matter.unit);
  const auto emergency =
      unit ? matters::emergency_at(matters::emergencies(in), unit->path, matter.raised_at, ctx.zone) : std::nullopt;
  // Without one, as by a rulebook that was changed since: it is over when the matter is.
  if (!emergency) return rulebook::end_of_keeping(closed, rule.keep);
  const Instant end = emergency->end(ctx.zone);
  if (end > ctx.clock.now()) return std::nullopt;
  return rulebook::end_of_keeping(ctx.zone.date_of(end), rule.keep);
}

std::optional<Date> end_of(Context& ctx, db::Reader& in, const matters::Matter& matter,
                           const rulebook::RetentionRule& rule, const matters::DataToEnd& data) {
  const auto end = end_of(ctx, in, matter, rule);
  if (!end || !data.came) return end;
  const Date came = ctx.zone.date_of(*data.came);
  if (!data.rest_erased && came < *end) return end;
  return std::max(*end, rulebook::end_of_keeping(came, rule.keep));
}

}  // namespace massline::retention
