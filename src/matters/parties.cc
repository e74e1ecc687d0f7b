// Naming whom a matter accuses, or whom else it concerns. The barrier holds from then on.
#include "base/refusals.h"
#include "matters/joined.h"
#include "matters/matter_commands.h"
#include "matters/matter_table.h"
#include "matters/matter_work.h"
#include "matters/refusals.h"
#include "matters/step_effects.h"
#include "matters/texts.h"
#include "matters/who_may.h"
#include "registry/people.h"

namespace massline::matters {

namespace {

Result<Done> check_party(db::Reader& in, const NameParty& request) {
  if (request.role != "accused" && request.role != "other-side" && request.role != "concerned")
    return refuse_field(refusals::role_not_known, "/role");
  if (static_cast<bool>(request.unit) == static_cast<bool>(request.person))
    return refuse_field(refusals::party_not_given, "/unit");
  if (request.unit && !registry::find_unit(in, request.unit))
    return refuse_field(refusals::unit_not_fit, "/unit", {{"field", "unit"}, {"field.zh", "单位"}});
  if (request.person && !registry::find_person(in, request.person))
    return refuse_field(refusals::person_not_fit, "/person", {{"field", "person"}, {"field.zh", "人员"}});
  return Done{};
}

Result<Changed> add_party(MatterWork& work, const Party& party, const journal::By& by) {
  const auto unit = registry::find_unit(work.tx, work.matter.unit);
  check(unit.has_value(), "a matter always has a responsible unit");
  const auto away = away_from_accused(work, *unit, {party});
  if (!away) return tl::unexpected(away.error());
  add_parties(work, {party});
  // Those it was joined with don't accuse the same any more.
  if (party.role == "accused") {
    if (work.matter.joined_to) separate(work, by);
    hand_over_lead(work);
  }
  // Who was named stands in `party`, which only those read who may name parties; the line says that somebody was.
  Entry entry = work.new_entry("system", by, false);
  entry.inputs.emplace(told_event, "party-named");
  insert_entry(work.tx, work.matter.region, work.matter.id, entry);
  if (*away) go_higher(work, **away);
  work.save(by, "matter.name-party", party.role);
  return work.changed(entry.id);
}

}  // namespace

Result<Changed> name_party(Context& ctx, const access::Viewer& viewer, const NameParty& request) {
  return ctx.store.command([&](db::Transaction& tx) -> Result<Changed> {
    auto work = work_for_staff(ctx, tx, viewer, request.matter, request.version);
    if (!work) return tl::unexpected(work.error());
    const access::HeldPost* post = post_with(ctx, viewer, work->facts, rulebook::Capability::name_parties);
    if (post == nullptr) return refuse(massline::refusals::not_allowed);
    if (auto fits = check_party(tx, request); !fits) return tl::unexpected(fits.error());
    return add_party(*work, {request.role, request.unit, request.person}, by_post(viewer, post));
  });
}

}  // namespace massline::matters
