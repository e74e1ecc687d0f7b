// Time goes on: periods end and begin, windows of once-only duties open and close.
#include <algorithm>

#include "standing/refusals.h"
#include "standing/standing.h"

namespace massline::standing {
namespace {

using rulebook::DutyPeriod;

Date first_of_next_month(Date date) { return period_of(DutyPeriod::Kind::month, date).to + std::chrono::days{1}; }

/// Which kinds of period end on the day before this first of a month.
std::vector<DutyPeriod::Kind> kinds_ending_before(Date day) {
  std::vector<DutyPeriod::Kind> kinds{DutyPeriod::Kind::month};
  for (const auto kind : {DutyPeriod::Kind::quarter, DutyPeriod::Kind::year}) {
    if (period_of(kind, day).from == day) kinds.push_back(kind);
  }
  return kinds;
}

}  // namespace

Result<Done> Standing::advance(Date to, const AdvanceSink& sink) {
  if (plan_->valid_before() && to >= *plan_->valid_before())
    return refuse(refusals::rules_have_changed, {{"date", to_string(*plan_->valid_before())}});
  while (date_of_day_number(*day_) < to) {
    const Date today = date_of_day_number(*day_);
    Date next = std::min(to, first_of_next_month(today));
    const auto window = windows_.upper_bound(today);
    if (window != windows_.end()) next = std::min(next, window->first);
    if (next == first_of_next_month(today)) {
      start_periods(next, sink);
    } else {
      Change change(versions_);
      set_today(change, next);
    }
    open_and_close(sink);
  }
  return Done{};
}

std::array<std::vector<std::uint16_t>, 3> Standing::ending(std::span<const DutyPeriod::Kind> kinds) const {
  std::array<std::vector<std::uint16_t>, 3> out;
  for (const Ower ower : all_owers) {
    const auto& accumulators = population(ower).plan().accumulators;
    for (std::uint16_t a = 0; a < accumulators.size(); ++a) {
      if (std::find(kinds.begin(), kinds.end(), accumulators[a].per.kind) != kinds.end())
        out[static_cast<std::size_t>(ower)].push_back(a);
    }
  }
  return out;
}

/// Everything is prepared beside what readers see, then one change shows it: figures, cleared records and the date.
void Standing::start_periods(Date day, const AdvanceSink& sink) {
  const Date last = day - std::chrono::days{1};
  const auto kinds = kinds_ending_before(day);
  for (const auto kind : kinds) {
    PeriodEnd end{kind, period_of(kind, last), {}};
    for (std::uint32_t duty = 0; duty < plan_->duties().size(); ++duty) {
      if (plan_->duties()[duty].per.kind == kind) end.duties.push_back(duty);
    }
    if (sink.period) sink.period(end);
  }
  const auto accumulators = ending(kinds);
  for (const Ower ower : all_owers)
    population(ower).prepare_period(workers_, accumulators[static_cast<std::size_t>(ower)]);
  {
    Change change(versions_);
    for (const Ower ower : all_owers) population(ower).publish_period(change);
    set_today(change, day);
  }
  versions_.wait_for_readers();
  for (const Ower ower : all_owers) {
    population(ower).drop_spare();
    population(ower).clear_records(workers_);
  }
  {
    Change change(versions_);
    for (const Ower ower : all_owers) population(ower).end_period(change);
  }
  versions_.wait_for_readers();
}

void Standing::open_and_close(const AdvanceSink& sink) {
  const Date today = date_of_day_number(*day_);
  const auto end = windows_.upper_bound(today);
  std::vector<std::pair<Ower, OwerAt>> due;
  for (auto at = windows_.begin(); at != end; ++at) due.push_back(at->second);
  windows_.erase(windows_.begin(), end);
  for (const auto& [ower, at] : due) reopen(ower, at, sink);
}

/// Gives the ower the state of today. Who left meanwhile, or has other dates, is in the right state already.
void Standing::reopen(Ower ower, OwerAt at, const AdvanceSink& sink) {
  Population& people = population(ower);
  const StateIndex before = people.state_of(at);
  if (before == 0) return;
  const State& old_state = people.states().at(before);
  const std::uint64_t open = open_now(ower, at, old_state.ower_class);
  if (open == old_state.open) return;
  auto amounts = kept_amounts(ower, at);
  for (std::uint16_t a = 0; a < amounts.size(); ++a) {
    const Accumulator& accumulator = people.plan().accumulators[a];
    if (accumulator.once < 0 || (old_state.open >> accumulator.once & 1) == 0 || (open >> accumulator.once & 1) != 0)
      continue;
    const Once& once = people.plan().once[static_cast<std::size_t>(accumulator.once)];
    const DateRange window = once.window(event_of(ower, at, once.per.event).value());
    for (const std::uint16_t duty : accumulator.duties) {
      const bool owed = std::find(old_state.owed.begin(), old_state.owed.end(), duty) != old_state.owed.end();
      if (owed && sink.once) sink.once({ower, at, people.plan().duties[duty].duty, window, amounts[a]});
    }
    amounts[a] = 0;
  }
  const auto state = people.states().intern(old_state.ower_class, open);
  check(state.has_value(), "a class that fitted fits on another day");
  Change change(versions_);
  Deltas& deltas = deltas_[static_cast<std::size_t>(ower)];
  people.set_state(change, at, *state, amounts, deltas);
  people.add_to_lines(change, at.unit, deltas);
  deltas.clear();
}

}  // namespace massline::standing
