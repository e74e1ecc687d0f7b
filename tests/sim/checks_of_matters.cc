// What holds for each matter by itself.
#include <algorithm>

#include "journal/erasures.h"
#include "matters/clock_rules.h"
#include "matters/matter_table.h"
#include "matters/matter_work.h"
#include "matters/step_checks.h"
#include "matters/texts.h"
#include "registry/units.h"
#include "sim/checks.h"
#include "sim/invariant.h"
#include "sim/naive_clock.h"

namespace massline::sim {

using matters::Clock;
using matters::ClockState;
using matters::Matter;
using matters::MatterState;

namespace {

std::string event_of(const matters::Entry& entry) {
  const auto value = entry.inputs.find(matters::told_event);
  return value == entry.inputs.end() || value->second.string() == nullptr ? "" : *value->second.string();
}

/// Clocks that came from another matter follow its timeline, not this one's.
bool was_joined(const std::vector<matters::Entry>& timeline) {
  return std::any_of(timeline.begin(), timeline.end(),
                     [](const matters::Entry& entry) { return event_of(entry) == "joined"; });
}

}  // namespace

void check_nothing_lost(World& world, db::Reader& in, const Examined& examined) {
  const Matter& matter = examined.matter;
  const auto unit = registry::find_unit(in, matter.unit);
  expect(unit.has_value(), "nothing-lost", name_of(matter) + " has no unit");
  if (matter.state != MatterState::open) return;
  expect(!unit->to || *unit->to > world.ctx().today(), "nothing-lost", name_of(matter) + " is with a unit that ended");
  const rulebook::Stage* stage = matters::procedure_of(world.ctx().rulebook, matter).stage(matter.stage);
  const bool watched = std::any_of(examined.clocks.begin(), examined.clocks.end(), [&](const Clock& clock) {
    return goes_on(clock) && (!clock.owed_by_raiser || stage->waits_for_raiser);
  });
  expect(watched, "nothing-lost", name_of(matter) + " is open, and no clock runs");
}

void check_none_lost(World& world, db::Reader& in) {
  const auto lost = in.query(
      "SELECT m.code FROM matter m LEFT JOIN unit u ON u.id = m.unit WHERE m.state = 0 AND "
      "(u.id IS NULL OR u.to_date <= $1 OR NOT EXISTS (SELECT 1 FROM clock c WHERE c.region = m.region AND c.matter = "
      "m.id AND c.state < 2)) LIMIT 1",
      {world.ctx().today()});
  expect(lost.empty(), "nothing-lost", lost.empty() ? "" : lost.row(0).text(0) + " is with no unit, or no clock runs");
}

void check_barrier_of(World& world, db::Reader& in, const NaiveBarrier& barrier, const Accused& accused,
                      const Matter& matter) {
  if (accused.nobody()) return;
  // Who has a post under the accused from today on can't open it; it is taken out of their hand by the day's jobs.
  const bool settled = world.jobs_ran_on == world.ctx().today();
  expect(!matter.handler || !settled || !barrier.is_barred(matter.handler, accused), "accused-barrier",
         name_of(matter) + " is in the hand of somebody it accuses, or of somebody under them");
  const access::MatterFacts facts = matters::facts_of(in, matter);
  for (const UnitId unit : accused.units) {
    const auto row = registry::find_unit(in, unit);
    const bool closed = std::any_of(facts.barred_paths.begin(), facts.barred_paths.end(),
                                    [&](const std::string& path) { return access::is_within(row->path, path); });
    expect(closed, "accused-barrier", name_of(matter) + " is open to a unit that it accuses");
  }
  for (const PersonId person : accused.persons)
    expect(std::find(facts.barred_persons.begin(), facts.barred_persons.end(), person) != facts.barred_persons.end(),
           "accused-barrier", name_of(matter) + " is open to a person whom it accuses");
  if (matter.state != MatterState::open) return;
  expect(!matter.escalated || !barrier.is_under(matter.escalated, accused), "accused-barrier",
         name_of(matter) + " called in a unit that it accuses");
  // Where everybody up to the root is accused there is nowhere to go; the barrier holds all the same.
  const auto root = registry::root_unit(in);
  expect(!barrier.is_under(matter.unit, accused) || barrier.is_under(root->id, accused), "accused-barrier",
         name_of(matter) + " is with a unit that it accuses");
}

void check_decisions(World& world, db::Reader& in, const Examined& examined) {
  const Matter& matter = examined.matter;
  const auto erasures = journal::erasures_of(in, matter.region, matter.id.value);
  const bool erased = std::any_of(erasures.begin(), erasures.end(),
                                  [](const journal::Erasure& one) { return one.why.data == "statement"; });
  for (const matters::Answer& answer : matters::answers_of(in, matter.region, matter.id))
    expect(erased || (!answer.reasons.empty() && !answer.remedy.empty()), "reasons-and-remedy",
           name_of(matter) + " has an answer without reasons or remedy");
  const rulebook::Procedure& procedure = matters::procedure_of(world.ctx().rulebook, matter);
  std::map<PersonId, std::set<std::string>> taken;
  for (const matters::Entry& entry : examined.timeline) {
    const rulebook::Step* step = entry.kind == "step" ? procedure.step(entry.step) : nullptr;
    if (step == nullptr || !entry.person) continue;
    for (const std::string& other : step->by.different_from)
      expect(!taken[entry.person].contains(other), "reasons-and-remedy",
             name_of(matter) + ": the same person took " + other + " and " + step->id);
    taken[entry.person].insert(step->id);
  }
}

void check_ratings_apart(World& world, const Examined& examined) {
  const Matter& matter = examined.matter;
  const rulebook::Procedure& procedure = matters::procedure_of(world.ctx().rulebook, matter);
  for (const matters::Entry& entry : examined.timeline) {
    const rulebook::Step* step = entry.kind == "step" ? procedure.step(entry.step) : nullptr;
    if (step == nullptr || !step->has(rulebook::EffectKind::appraise)) continue;
    for (const char* key : {"solved", "satisfied", "comment"})
      expect(!entry.inputs.contains(key), "closed-not-solved", name_of(matter) + " shows a rating on its timeline");
  }
}

void check_dates(World& world, const Examined& examined) {
  const Matter& matter = examined.matter;
  const Context& ctx = world.ctx();
  const rulebook::Procedure& procedure = matters::procedure_of(ctx.rulebook, matter);
  const bool joined = was_joined(examined.timeline);
  Instant next = matters::no_due;
  for (const Clock& clock : examined.clocks) {
    const std::string name = name_of(matter) + ", clock " + clock.name;
    expect(!clock.because.rule.empty() && !clock.because.source.empty(), "dates-explain", name + " has no source");
    const auto due = naive_due(clock.because, ctx.zone, ctx.rulebook.calendar);
    expect(!due || *due == clock.due, "dates-explain", name + " is not due when its log says");
    if (clock.state == ClockState::running && !clock.owed_by_raiser) next = std::min(next, clock.due);
    const rulebook::ClockRule* rule = procedure.clock(clock.name);
    if (rule == nullptr || joined) continue;
    std::vector<matters::ClockEvent> expected = naive_events(*rule, clock.because, examined.timeline);
    std::vector<matters::ClockEvent> events = clock.because.events;
    if (!events.empty() && events.back().kind == matters::ClockEvent::Kind::run_out) {
      const Instant end = events.back().at;
      std::erase_if(expected, [&](const matters::ClockEvent& event) { return event.at > end; });
      events.pop_back();
    }
    expect(events == expected, "dates-explain", name + " does not tell what the steps did to it");
  }
  expect(next == matter.next_due, "dates-explain", name_of(matter) + " shows another next date than its clocks");
}

}  // namespace massline::sim
