// What readers ask: units, and single owers with the reasons.
#include <algorithm>

#include "standing/standing.h"

namespace massline::standing {

using rulebook::DutyPeriod;

UnitRow Standing::parent_of(UnitRow unit) const {
  return versions_.read([&](View& view) { return tree_.parent(view, unit); });
}

bool Standing::has_closed(UnitRow unit) const {
  return versions_.read([&](View& view) { return tree_.target(view, unit) == closed_target; });
}

Date Standing::date() const {
  return date_of_day_number(versions_.read([&](View& view) { return view.get(*day_); }));
}

std::uint32_t Standing::unit_count() const {
  return versions_.read([&](View& view) { return tree_.units(view); });
}

std::optional<UnitRow> Standing::row_of(std::int64_t unit_id) const {
  return versions_.read([&](View& view) { return tree_.row_of(view, unit_id); });
}

UnitStanding Standing::unit_standing(View& view, UnitRow unit) const {
  UnitStanding out{unit, std::vector<Figures>(plan_->duties().size())};
  std::vector<Figures> own;
  for (const Ower ower : all_owers) {
    const Population& people = population(ower);
    if (!people.has_duties()) continue;
    own.assign(people.plan().duties.size(), {});
    people.figures(view, unit, own);
    for (std::size_t i = 0; i < own.size(); ++i) out.duties[people.plan().duties[i].duty] = own[i];
  }
  return out;
}

std::optional<UnitStanding> Standing::standing_of(UnitRow unit) const {
  return versions_.read([&](View& view) -> std::optional<UnitStanding> {
    if (unit >= tree_.units(view)) return std::nullopt;
    return unit_standing(view, unit);
  });
}

std::vector<UnitStanding> Standing::children_of(UnitRow unit) const {
  return versions_.read([&](View& view) {
    std::vector<UnitStanding> out;
    if (unit >= tree_.units(view)) return out;
    for (const UnitRow child : tree_.children(view, unit)) {
      if (!view.valid()) break;
      out.push_back(unit_standing(view, child));
    }
    return out;
  });
}

std::vector<std::uint32_t> Standing::child_counts(std::span<const UnitRow> units) const {
  return versions_.read([&](View& view) {
    std::vector<std::uint32_t> out;
    out.reserve(units.size());
    for (const UnitRow unit : units) {
      if (!view.valid()) break;
      out.push_back(unit < tree_.units(view) ? static_cast<std::uint32_t>(tree_.children(view, unit).size()) : 0);
    }
    return out;
  });
}

std::optional<OwerStanding> Standing::standing_of(Ower ower, OwerAt at) const {
  const Population& people = population(ower);
  const PopulationPlan& plan = people.plan();
  struct Read {
    Population::OwerRecord record;
    std::array<std::optional<Date>, 2> events;  // by Event
    Date today{};
  };
  const auto read = versions_.read([&](View& view) {
    Read out;
    if (at.unit >= tree_.units(view) || !people.has_duties()) return out;
    out.record = people.record_of(view, at);
    out.today = date_of_day_number(view.get(*day_));
    for (const auto event : {DutyPeriod::Event::joining, DutyPeriod::Event::taking_post}) {
      const auto index = static_cast<std::uint32_t>(event);
      const auto day = people.events().find(view, SideTable::key_of(at.unit, at.place, index));
      if (day) out.events[index] = date_of_day_number(static_cast<std::int64_t>(*day) - event_day_offset);
    }
    return out;
  });
  if (read.record.state == 0) return std::nullopt;
  const State& state = people.states().at(read.record.state);
  OwerStanding out{*state.values, {}};
  for (const std::uint16_t owed : state.owed) {
    const DutyLane& lane = plan.duties[owed];
    const Accumulator& accumulator = plan.accumulators[lane.accumulator];
    DutyOfOwer duty;
    duty.duty = lane.duty;
    duty.quota = lane.quota;
    duty.done = read.record.amounts[lane.accumulator];
    duty.missing = std::max<std::int64_t>(duty.quota - duty.done, 0);
    if (accumulator.once < 0) {
      duty.period = period_of(accumulator.per.kind, read.today);
    } else {
      const Once& once = plan.once[static_cast<std::size_t>(accumulator.once)];
      duty.period = once.window(read.events[static_cast<std::size_t>(once.per.event)].value());
    }
    const auto& who = plan_->duties()[lane.duty].who;
    if (who) duty.because = who->explain(*state.values);
    out.duties.push_back(std::move(duty));
  }
  return out;
}

}  // namespace massline::standing
