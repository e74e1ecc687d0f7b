#include "matters/joined.h"

#include "matters/matter_table.h"
#include "matters/step_engine.h"
#include "matters/texts.h"

namespace massline::matters {

void separate(MatterWork& work, const journal::By& by) {
  work.matter.joined_to = {};
  Entry entry = work.new_entry("system", by, true);
  entry.inputs.emplace(told_event, "separated");
  insert_entry(work.tx, work.matter.region, work.matter.id, entry);
}

void step_on_joined(MatterWork& leader, const rulebook::Step& step, const JsonObject& inputs, const journal::By& by) {
  JsonObject without_files = inputs;  // they are attached to the leading matter
  for (const rulebook::Ask& ask : step.asks)
    if (ask.type == rulebook::AskType::file) without_files.erase(ask.id);
  for (Matter& matter : joined_to(leader.tx, leader.matter.region, leader.matter.id)) {
    MatterWork work(leader.ctx, leader.tx, std::move(matter));
    work.now = leader.now;
    if (run_step(work, step, without_files, by)) continue;
    separate(work, by);
    work.save(by, "matter.separate", leader.matter.code);
  }
}

void hand_over_lead(MatterWork& leader) {
  std::vector<Matter> others = joined_to(leader.tx, leader.matter.region, leader.matter.id);
  if (others.empty()) return;
  const MatterId heir = others.front().id;
  for (Matter& matter : others) {
    MatterWork work(leader.ctx, leader.tx, std::move(matter));
    work.matter.joined_to = work.matter.id == heir ? MatterId{} : heir;
    work.save({}, "matter.join", "handed over from " + leader.matter.code);
  }
}

}  // namespace massline::matters
