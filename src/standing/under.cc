// The same units and owers under another plan, and units that come back.
#include <algorithm>
#include <cstring>

#include "standing/standing.h"

namespace massline::standing {

using rulebook::DutyPeriod;

namespace {

/// Rows, ids and wide lines stay.
Tree copy_of(Tree& tree) {
  Tree out(tree.unit_count(), tree.wide_count());
  std::vector<std::pair<const std::byte*, std::size_t>> columns;
  tree.each_column([&](const Region& region, std::size_t bytes) { columns.emplace_back(region.data(), bytes); });
  std::size_t next = 0;
  out.each_column([&](const Region& region, std::size_t bytes) {
    check(bytes == columns[next].second, "a copy has the same columns");
    std::memcpy(region.data(), columns[next++].first, bytes);
  });
  const auto by_id = out.sorted_by_id();
  std::memcpy(out.index_region().data(), by_id.data(), by_id.size() * sizeof(UnitRow));
  return out;
}

constexpr std::uint16_t counted_by_none = 0xFFFF;

/// [accumulator of `to`]: which of `from` counts the same.
std::vector<std::uint16_t> same_counts(const PopulationPlan& from, const PopulationPlan& to) {
  std::vector<std::uint16_t> out;
  for (const Accumulator& wanted : to.accumulators) {
    const auto found = std::find_if(from.accumulators.begin(), from.accumulators.end(),
                                    [&](const Accumulator& one) { return one.counts_same(wanted); });
    out.push_back(found == from.accumulators.end() ? counted_by_none
                                                   : static_cast<std::uint16_t>(found - from.accumulators.begin()));
  }
  return out;
}

}  // namespace

Result<std::unique_ptr<Standing>> Standing::under(std::shared_ptr<const Plan> plan, std::span<const Activity> known) {
  StandingOptions options;
  options.date = date_of_day_number(*day_);
  options.instructions = instructions_;
  for (const Ower ower : all_owers)
    options.expected_owers[static_cast<std::size_t>(ower)] = population(ower).record_count();
  std::unique_ptr<Standing> out(new Standing(std::move(plan), copy_of(tree_), options));
  for (const Ower ower : all_owers)
    if (const auto brought = out->bring(ower, *this); !brought) return tl::unexpected(brought.error());
  for (const Activity& activity : known)
    for (const Participation& part : activity.who) {
      Population& people = out->population(part.ower);
      if (!people.has_duties()) continue;
      const auto same = same_counts(population(part.ower).plan(), people.plan());
      for (const std::uint16_t a : out->counted(part.ower, part.activity_class, part.roles)) {
        const Accumulator& accumulator = people.plan().accumulators[a];
        if (!keeps(part.ower, part.at, same[a]) &&
            out->counts_on(people, accumulator, part.ower, part.at, activity.date))
          people.count_unpublished(part.at, a, accumulator.amount_of(part));
      }
    }
  out->make_large_units_wide();
  out->evaluate();
  return out;
}

/// Whether what the accumulator counts is known of this ower: those who owe none of its duties have no slot for it.
bool Standing::keeps(Ower ower, OwerAt at, std::uint16_t accumulator) const {
  const Population& people = population(ower);
  if (accumulator == counted_by_none || !people.has_duties()) return false;
  const StateIndex state = people.state_of(at);
  return state != 0 && people.states().slot(state, accumulator).width > 0;
}

/// The owers of one population, with what they did, where it counts here as it did there.
Result<Done> Standing::bring(Ower ower, Standing& from) {
  Population& old = from.population(ower);
  Population& people = population(ower);
  if (!old.has_duties() || !people.has_duties()) return Done{};
  check(people.states().class_count() == old.states().class_count(), "both plans have the same classes");
  const auto same = same_counts(old.plan(), people.plan());
  std::vector<std::uint32_t> places;
  std::vector<StateIndex> states;
  for (UnitRow unit = 0; unit < tree_.unit_count(); ++unit) {
    places.clear();
    states.clear();
    for (std::uint32_t place = 0; place < old.capacity_of(unit); ++place) {
      const OwerAt at{unit, place};
      const StateIndex before = old.state_of(at);
      if (before == 0) continue;
      Change change(versions_);
      for (const auto event : {DutyPeriod::Event::joining, DutyPeriod::Event::taking_post})
        if (const auto date = from.event_of(ower, at, event))
          put_events(change, ower, at, std::array{EventDate{event, *date}});
      const auto state = state_for(ower, at, old.states().at(before).ower_class);
      if (!state) return tl::unexpected(state.error());
      places.push_back(place);
      states.push_back(*state);
    }
    people.load_unit(unit, places, states);
    for (const std::uint32_t place : places) {
      for (std::uint16_t a = 0; a < same.size(); ++a) {
        const std::uint32_t amount = same[a] == counted_by_none ? 0 : old.amount_of({unit, place}, same[a]);
        if (amount > 0) people.count_unpublished({unit, place}, a, amount);
      }
      schedule(ower, {unit, place});
    }
  }
  return Done{};
}

void Standing::reopen_unit(UnitRow unit, UnitRow parent) {
  check(tree_.is_closed(unit) && !tree_.is_closed(parent), "the unit had closed, and comes under an open one");
  Change change(versions_);
  if (!tree_.is_wide(parent)) make_wide(change, parent);
  tree_.reopen(change, unit, parent);
  // Its own line may not have followed what happened meanwhile; a wide one is filled from its records.
  make_wide(change, unit);
  for (const Ower ower : all_owers)
    if (population(ower).has_duties())
      population(ower).add_above(change, tree_.wide_of(parent), population(ower).totals_of(unit));
}

}  // namespace massline::standing
