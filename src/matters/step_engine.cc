#include "matters/step_engine.h"

#include <algorithm>

#include "matters/inputs.h"
#include "matters/matter_table.h"
#include "matters/step_checks.h"
#include "matters/step_effects.h"
#include "matters/texts.h"

namespace massline::matters {

namespace {

StepFacts facts_for(const MatterWork& work) { return {work.matter, work.procedure, work.clocks, work.facts, work.now}; }

/// The rating stands apart from the timeline, where staff would read it.
JsonObject inputs_to_keep(const rulebook::Step& step, JsonObject values) {
  if (step.has(rulebook::EffectKind::appraise))
    for (const char* key : {"solved", "satisfied", "comment"}) values.erase(key);
  return values;
}

void add_step_entry(MatterWork& work, const rulebook::Step& step, const CheckedInputs& inputs, const EffectPlan& plan,
                    const journal::By& by, EntryId id) {
  Entry entry = work.new_entry("step", by, step.is_public);
  entry.id = id;
  entry.step = step.id;
  entry.by_raiser = step.by.raiser;
  entry.inputs = inputs_to_keep(step, inputs.values);
  entry.inputs.emplace(told_unit, to_string(work.matter.unit));
  entry.inputs.emplace(told_due, due_to_tell(work.matter, work.clocks, work.procedure, work.ctx.zone));
  if (plan.went_higher) entry.inputs.emplace(told_higher, true);
  for (const PreparedRaisePtr& linked : plan.linked) entry.inputs.emplace(told_matter, linked->result.code);
  insert_entry(work.tx, work.matter.region, work.matter.id, entry);
  if (!plan.went_higher || step.is_public) return;
  Entry higher = work.new_entry("system", {}, true);
  higher.inputs.emplace(told_event, "went-higher");
  higher.inputs.emplace(told_unit, to_string(work.matter.unit));
  insert_entry(work.tx, work.matter.region, work.matter.id, higher);
}

bool has_text(const rulebook::Step& step) {
  return std::any_of(step.asks.begin(), step.asks.end(), [](const rulebook::Ask& ask) {
    return ask.type == rulebook::AskType::text || ask.type == rulebook::AskType::long_text;
  });
}

}  // namespace

void run_clocks(MatterWork& work, const rulebook::Step& step, const JsonObject& inputs) {
  const Matter& matter = work.matter;
  const ClockChanges changes =
      act_on_clocks(work.clocks, step.id, work.now, work.clock_setting(), [&](const rulebook::Expression& condition) {
        return condition_holds(work.ctx, work.tx, condition, facts_for(work), step.asks, inputs);
      });
  for (const std::size_t index : changes.changed) update_clock(work.tx, matter.region, matter.id, work.clocks[index]);
  for (const std::size_t index : changes.added) insert_clock(work.tx, matter.region, matter.id, work.clocks[index]);
  const bool still_late = std::any_of(work.clocks.begin(), work.clocks.end(), [](const Clock& clock) {
    return !clock.owed_by_raiser && clock.late > 0 &&
           (clock.state == ClockState::running || clock.state == ClockState::paused);
  });
  if (!still_late) {
    work.matter.escalated = {};
    work.facts.escalated_path.clear();
  }
  set_next_due(work.matter, work.clocks);
}

Result<EntryId> run_step(MatterWork& work, const rulebook::Step& step, const JsonObject& given, const journal::By& by) {
  if (auto open = step_is_open(work.ctx, work.tx, step, facts_for(work)); !open) return tl::unexpected(open.error());
  Problems problems;
  const CheckedInputs inputs = check_inputs(work.tx, step.asks, given, work.ctx.zone.date_of(work.now),
                                            work.matter.region, work.matter.id, problems);
  if (!problems.empty()) return problems.take();
  if (auto when = when_holds(work.ctx, work.tx, step, facts_for(work), inputs.values); !when)
    return tl::unexpected(when.error());
  const auto plan = plan_effects(work, step, inputs, by);
  if (!plan) return tl::unexpected(plan.error());

  const EntryId entry = work.ctx.ids.make<EntryId>();
  carry_out(work, *plan, entry);
  if (!step.to.empty()) work.set_stage(step.to);
  if (!step.outcome.empty()) work.matter.outcome = step.outcome;
  run_clocks(work, step, inputs.values);
  add_step_entry(work, step, inputs, *plan, by, entry);
  if (by.person) insert_actor(work.tx, work.matter.region, work.matter.id, step.id, by.person);
  work.save(by, "matter.step", step.id);
  if (has_text(step)) work.index();
  return entry;
}

}  // namespace massline::matters
