// Common matters: joined ones follow the leading matter, with their own clocks and timelines.
#include <algorithm>
#include <set>

#include "base/refusals.h"
#include "matters/clock_rules.h"
#include "matters/joined.h"
#include "matters/matter_commands.h"
#include "matters/matter_table.h"
#include "matters/matter_work.h"
#include "matters/refusals.h"
#include "matters/texts.h"
#include "matters/who_may.h"

namespace massline::matters {

namespace {

const Clock* going_on(const std::vector<Clock>& clocks, const std::string& name) {
  const auto at = std::find_if(clocks.begin(), clocks.end(),
                               [&](const Clock& clock) { return clock.name == name && goes_on(clock); });
  return at == clocks.end() ? nullptr : &*at;
}

/// The joined matter's clocks become those of the stage it joins: its own go on with their own dates where the leading
/// matter has them too, the others stop, and what it lacks it takes over as the leading matter has it.
void take_over_clocks(MatterWork& member, const MatterWork& leader) {
  const Matter& matter = member.matter;
  for (Clock& clock : member.clocks) {
    if (!goes_on(clock) || going_on(leader.clocks, clock.name) != nullptr) continue;
    add_event(clock, {ClockEvent::Kind::stop, member.now, "", {}}, member.ctx.zone, member.ctx.rulebook.calendar);
    update_clock(member.tx, matter.region, matter.id, clock);
  }
  for (const Clock& clock : leader.clocks) {
    if (!goes_on(clock) || going_on(member.clocks, clock.name) != nullptr) continue;
    Clock own = clock;
    own.id = member.ctx.ids.make<EntryId>().value;
    insert_clock(member.tx, matter.region, matter.id, own);
    member.clocks.push_back(std::move(own));
  }
  set_next_due(member.matter, member.clocks);
}

void add_line(MatterWork& work, const char* event, const std::string& code, const journal::By& by, bool is_public) {
  Entry entry = work.new_entry("system", by, is_public);
  entry.inputs.emplace(told_event, event);
  if (!code.empty()) entry.inputs.emplace(told_matter, code);
  insert_entry(work.tx, work.matter.region, work.matter.id, entry);
}

/// Whom a matter accuses.
std::set<std::pair<UnitId, PersonId>> accused_by(const MatterWork& work) {
  std::set<std::pair<UnitId, PersonId>> out;
  for (const Party& party : parties_of(work.tx, work.matter.region, work.matter.id))
    if (party.role == "accused") out.insert({party.unit, party.person});
  return out;
}

bool can_join(const MatterWork& member, const MatterWork& leader) {
  const Matter &a = member.matter, &b = leader.matter;
  return a.id != b.id && a.region == b.region && a.procedure == b.procedure && a.procedure_from == b.procedure_from &&
         a.state == MatterState::open && b.state == MatterState::open && !a.joined_to && !b.joined_to &&
         joined_to(member.tx, a.region, a.id).empty();
}

Result<Changed> join(MatterWork& member, MatterWork& leader, const journal::By& by) {
  if (!can_join(member, leader)) return refuse(refusals::join_not_same);
  // Else whoever one of them accuses would handle it with the other, and read of it on the other's timeline.
  if (accused_by(member) != accused_by(leader)) return refuse(refusals::join_other_accused);
  Matter& matter = member.matter;
  matter.joined_to = leader.matter.id;
  member.set_stage(leader.matter.stage);
  matter.unit = leader.matter.unit;
  matter.unit_region = leader.matter.unit_region;
  matter.sender = leader.matter.sender;
  matter.decided_unit = leader.matter.decided_unit;
  matter.handler = leader.matter.handler;
  matter.escalated = leader.matter.escalated;
  take_over_clocks(member, leader);
  // The other's code is for staff: it would tell people of one another.
  add_line(member, "joined", leader.matter.code, by, true);
  insert_link(member.tx, matter.region, matter.id, leader.matter.id, "joined", member.now);
  insert_link(member.tx, matter.region, leader.matter.id, matter.id, "joined", member.now);
  // Whoever took a step on the leading matter took it for this one.
  for (const auto& [step, person] : leader.facts.takers)
    insert_actor(member.tx, matter.region, matter.id, step, person);
  member.save(by, "matter.join", leader.matter.code);
  add_line(leader, "took-in", matter.code, by, false);
  leader.save(by, "matter.take-in", matter.code);
  return member.changed({});
}

}  // namespace

Result<Changed> join_matter(Context& ctx, const access::Viewer& viewer, const JoinMatter& request) {
  return ctx.store.command([&](db::Transaction& tx) -> Result<Changed> {
    auto member = work_for_staff(ctx, tx, viewer, request.matter, request.version);
    if (!member) return tl::unexpected(member.error());
    auto leader = work_for_staff(ctx, tx, viewer, request.into, 0);
    if (!leader) return tl::unexpected(leader.error());
    const access::HeldPost* post = post_with(ctx, viewer, member->facts, rulebook::Capability::join_matters);
    if (post == nullptr || post_with(ctx, viewer, leader->facts, rulebook::Capability::join_matters) == nullptr)
      return refuse(massline::refusals::not_allowed);
    return join(*member, *leader, by_post(viewer, post));
  });
}

Result<Changed> separate_matter(Context& ctx, const access::Viewer& viewer, const SeparateMatter& request) {
  return ctx.store.command([&](db::Transaction& tx) -> Result<Changed> {
    auto work = work_for_staff(ctx, tx, viewer, request.matter, request.version);
    if (!work) return tl::unexpected(work.error());
    const access::HeldPost* post = post_with(ctx, viewer, work->facts, rulebook::Capability::join_matters);
    if (post == nullptr) return refuse(massline::refusals::not_allowed);
    if (!work->matter.joined_to) return refuse(refusals::not_joined);
    const journal::By by = by_post(viewer, post);
    separate(*work, by);
    work->save(by, "matter.separate", "");
    return work->changed({});
  });
}

}  // namespace massline::matters
