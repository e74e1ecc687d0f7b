#include "matters/clock_rules.h"

#include <algorithm>

namespace massline::matters {

namespace {

bool has(const std::vector<std::string>& steps, std::string_view step) {
  return std::find(steps.begin(), steps.end(), step) != steps.end();
}

void note(std::vector<std::size_t>& list, std::size_t index) {
  if (std::find(list.begin(), list.end(), index) == list.end()) list.push_back(index);
}

Clock started_clock(const rulebook::ClockRule& rule, std::string_view step, Instant at, const ClockSetting& setting) {
  Clock clock;
  clock.id = setting.ids.make<EntryId>().value;
  clock.name = rule.id;
  clock.owed_by_raiser = rule.owed_by_raiser;
  clock.because = {
      setting.procedure.id + "/clock/" + rule.id, rule.source.text(), rule.length, at, std::string(step), {}};
  clock.due = evaluate(clock.because, setting.zone, setting.calendar).due;
  clock.check_at = clock.due;
  return clock;
}

}  // namespace

ClockChanges act_on_clocks(std::vector<Clock>& clocks, std::string_view step, Instant at, const ClockSetting& setting,
                           const std::function<bool(const rulebook::Expression&)>& holds) {
  ClockChanges changes;
  const std::size_t before = clocks.size();
  for (const rulebook::ClockRule& rule : setting.procedure.clocks) {
    const auto record = [&](std::size_t index, ClockEvent::Kind kind, rulebook::Length by = {}) {
      add_event(clocks[index], {kind, at, std::string(step), by}, setting.zone, setting.calendar);
      note(changes.changed, index);
    };
    for (std::size_t index = 0; index < before; ++index) {
      if (clocks[index].name != rule.id || !goes_on(clocks[index])) continue;
      if (has(rule.stops, step)) {
        record(index, ClockEvent::Kind::stop);
      } else {
        if (rule.extension && rule.extension->on == step && extensions_of(clocks[index]) < rule.extension->times)
          record(index, ClockEvent::Kind::extend, rule.extension->by);
        if (has(rule.pauses, step) && clocks[index].state == ClockState::running)
          record(index, ClockEvent::Kind::pause);
        if (has(rule.resumes, step) && clocks[index].state == ClockState::paused)
          record(index, ClockEvent::Kind::resume);
      }
    }
    if (!has(rule.starts, step)) continue;
    const bool runs = std::any_of(clocks.begin(), clocks.end(),
                                  [&](const Clock& clock) { return clock.name == rule.id && goes_on(clock); });
    if (runs || (rule.when && !holds(*rule.when))) continue;
    clocks.push_back(started_clock(rule, step, at, setting));
    changes.added.push_back(clocks.size() - 1);
  }
  return changes;
}

void set_next_due(Matter& matter, const std::vector<Clock>& clocks) {
  matter.next_due = no_due;
  matter.next_clock.clear();
  for (const Clock& clock : clocks) {
    if (clock.owed_by_raiser || clock.state != ClockState::running || clock.due >= matter.next_due) continue;
    matter.next_due = clock.due;
    matter.next_clock = clock.name;
  }
}

const Clock* newest_clock(const std::vector<Clock>& clocks, std::string_view name) {
  const Clock* newest = nullptr;
  for (const Clock& clock : clocks)
    if (clock.name == name && (newest == nullptr || clock.id > newest->id)) newest = &clock;
  return newest;
}

std::string due_to_tell(const Matter& matter, const std::vector<Clock>& clocks, const rulebook::Procedure& procedure,
                        const Zone& zone) {
  if (!matter.next_clock.empty()) return massline::to_string(zone.date_of(matter.next_due));
  Instant earliest = no_due;
  for (const Clock& clock : clocks)
    if (clock.owed_by_raiser && clock.state == ClockState::running && is_window_of_raiser(procedure, clock.name))
      earliest = std::min(earliest, clock.due);
  return earliest == no_due ? std::string() : massline::to_string(zone.date_of(earliest));
}

bool is_window_of_raiser(const rulebook::Procedure& procedure, std::string_view clock) {
  return std::any_of(procedure.steps.begin(), procedure.steps.end(),
                     [&](const rulebook::Step& step) { return step.by.raiser && step.within == clock; });
}

}  // namespace massline::matters
