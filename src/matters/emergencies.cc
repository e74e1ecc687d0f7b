#include "matters/emergencies.h"

#include "base/refusals.h"
#include "journal/journal.h"
#include "matters/inputs.h"
#include "matters/refusals.h"
#include "registry/actor.h"
#include "registry/units.h"

namespace massline::matters {

namespace {

namespace common = massline::refusals;

constexpr std::string_view select_emergencies =
    "SELECT e.region, e.id, e.unit, u.path, e.title, e.declared_at, e.declared_by, e.last_day, e.ended_at, e.version "
    "FROM "
    "emergency e JOIN unit u ON u.region = e.region AND u.id = e.unit WHERE e.region IN (SELECT id FROM region) ";

Emergency emergency_of(const db::Rows::Row& row) {
  return {row.id<RegionId>(0),
          row.id<EmergencyId>(1),
          row.id<UnitId>(2),
          row.text(3),
          row.text(4),
          row.instant(5),
          row.id<PersonId>(6),
          row.date(7),
          row.instant_or_none(8),
          row.integer(9)};
}

Result<journal::By> allowed(Context& ctx, const access::Viewer& viewer, std::string_view path) {
  return registry::authorise(ctx.rulebook, registry::Actor::of(viewer), rulebook::Capability::declare_emergencies,
                             path);
}

void journal_emergency(db::Transaction& tx, const Emergency& emergency, Instant at, const journal::By& by,
                       std::string act) {
  journal::append(tx, {emergency.region, at, by, std::move(act), "emergency", emergency.id.value,
                       "until " + to_string(emergency.last_day), "", ""});
}

}  // namespace

Instant Emergency::end(const Zone& zone) const {
  const Instant by_itself = zone.start_of(last_day + std::chrono::days{1});
  return ended_at && *ended_at < by_itself ? *ended_at : by_itself;
}

Result<Emergency> declare_emergency(Context& ctx, const access::Viewer& viewer, const DeclareEmergency& request) {
  Problems problems;
  const std::string title = checked_text(problems, request.title, 200, "/title", {"Emergency", "突发事件"});
  if (problems.empty() && title.empty())
    problems.add(refuse_field(common::field_missing, "/title", field_parameters({"Emergency", "突发事件"})));
  const Date today = ctx.today();
  if (request.last_day < today || request.last_day > today + std::chrono::days{emergency_days_max})
    problems.add(refuse_field(refusals::emergency_too_long, "/lastDay", {{"max", std::to_string(emergency_days_max)}}));
  return ctx.store.command([&](db::Transaction& tx) -> Result<Emergency> {
    const auto unit = registry::find_unit(tx, request.unit);
    if (!unit || !unit->in_force(today)) return refuse_field(common::not_found, "/unit");
    const auto by = allowed(ctx, viewer, unit->path);
    if (!by) return tl::unexpected(by.error());
    if (!problems.empty()) return problems.take();
    Emergency emergency{unit->region,  ctx.ids.make<EmergencyId>(),
                        unit->id,      unit->path,
                        title,         ctx.clock.now(),
                        viewer.person, request.last_day,
                        std::nullopt,  1};
    tx.execute(
        "INSERT INTO emergency(region, id, unit, title, declared_at, declared_by, last_day, version) VALUES($1, $2, "
        "$3, $4, "
        "$5, $6, $7, 1)",
        {emergency.region, emergency.id, emergency.unit, emergency.title, emergency.declared_at, emergency.declared_by,
         emergency.last_day});
    journal_emergency(tx, emergency, emergency.declared_at, *by, "emergency.declare");
    return emergency;
  });
}

Result<Emergency> end_emergency(Context& ctx, const access::Viewer& viewer, EmergencyId id, std::int64_t version) {
  return ctx.store.command([&](db::Transaction& tx) -> Result<Emergency> {
    static const std::string sql = std::string(select_emergencies) + "AND e.id = $1";
    const auto rows = tx.query(sql, {id});
    if (rows.empty()) return refuse(common::not_found);
    Emergency emergency = emergency_of(rows.row(0));
    const auto by = allowed(ctx, viewer, emergency.unit_path);
    if (!by) return tl::unexpected(by.error());
    if (emergency.version != version) return refuse(common::changed_meanwhile);
    const Instant now = ctx.clock.now();
    if (emergency.end(ctx.zone) <= now) return refuse(refusals::emergency_over);
    emergency.ended_at = now;
    ++emergency.version;
    tx.execute("UPDATE emergency SET ended_at = $3, version = version + 1 WHERE region = $1 AND id = $2",
               {emergency.region, id, now});
    journal_emergency(tx, emergency, now, *by, "emergency.end");
    return emergency;
  });
}

std::vector<Emergency> emergencies(db::Reader& in) {
  static const std::string sql = std::string(select_emergencies) + "ORDER BY e.declared_at DESC, e.id DESC";
  std::vector<Emergency> out;
  for (const auto row : in.query(sql)) out.push_back(emergency_of(row));
  return out;
}

bool may_declare(Context& ctx, const access::Viewer& viewer, std::string_view path) {
  return allowed(ctx, viewer, path).has_value();
}

std::optional<Emergency> emergency_at(const std::vector<Emergency>& all, std::string_view path, Instant at,
                                      const Zone& zone) {
  std::optional<Emergency> last;
  for (const Emergency& emergency : all) {
    if (!path.starts_with(emergency.unit_path) || at < emergency.declared_at || at >= emergency.end(zone)) continue;
    if (!last || emergency.end(zone) > last->end(zone)) last = emergency;
  }
  return last;
}

}  // namespace massline::matters
