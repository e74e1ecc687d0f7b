#include <algorithm>

#include "standing/standing.h"

namespace massline::standing {

Standing::Standing(std::shared_ptr<const Plan> plan, Tree tree, const StandingOptions& options)
    : plan_(std::move(plan)),
      tree_(std::move(tree)),
      head_region_(sizeof(std::int64_t)),
      day_(head_region_.as<std::int64_t>()),
      workers_(options.threads),
      instructions_(options.instructions.value_or(best_instructions())) {
  for (const Ower ower : all_owers) {
    const auto index = static_cast<std::size_t>(ower);
    const LeafLines lines = ower == Ower::member ? LeafLines::stored : LeafLines::computed;
    populations_[index] =
        std::make_unique<Population>(plan_->population(ower), tree_, lines, options.expected_owers[index]);
    deltas_.emplace_back(plan_->population(ower).duties.size());
  }
  Change change(versions_);
  set_today(change, options.date);
}

Standing::~Standing() = default;

StandingBuilder::StandingBuilder(std::shared_ptr<const Plan> plan, std::span<const UnitNode> units,
                                 const StandingOptions& options)
    : standing_(new Standing(std::move(plan), Tree(units), options)) {}

StandingBuilder::~StandingBuilder() = default;

void StandingBuilder::add_events(Ower ower, OwerAt at, std::span<const EventDate> events) {
  Change change(standing_->versions_);
  standing_->put_events(change, ower, at, events);
}

Result<Done> StandingBuilder::add_owers(Ower ower, std::span<const OwerRow> rows) {
  Population& population = standing_->population(ower);
  if (!population.has_duties()) return Done{};
  std::vector<std::uint32_t> places;
  std::vector<StateIndex> states;
  for (std::size_t first = 0; first < rows.size();) {
    const UnitRow unit = rows[first].at.unit;
    places.clear();
    states.clear();
    std::size_t next = first;
    for (; next < rows.size() && rows[next].at.unit == unit; ++next) {
      const auto state = standing_->state_for(ower, rows[next].at, rows[next].ower_class);
      if (!state) return tl::unexpected(state.error());
      places.push_back(rows[next].at.place);
      states.push_back(*state);
    }
    population.load_unit(unit, places, states);
    for (std::size_t i = first; i < next; ++i) standing_->schedule(ower, rows[i].at);
    first = next;
  }
  return Done{};
}

void StandingBuilder::add_activity(const Activity& activity) {
  for (const Participation& part : activity.who) {
    Population& population = standing_->population(part.ower);
    if (!population.has_duties()) continue;
    for (const std::uint16_t a : population.plan().counted[part.activity_class][part.roles]) {
      const Accumulator& accumulator = population.plan().accumulators[a];
      if (standing_->counts_on(population, accumulator, part.ower, part.at, activity.date))
        population.count_unpublished(part.at, a, accumulator.amount_of(part));
    }
  }
}

void Standing::make_large_units_wide() {
  const Population& members = population(Ower::member);
  for (UnitRow unit = 0; unit < tree_.unit_count(); ++unit) {
    if (members.capacity_of(unit) <= places_of_a_line || tree_.is_wide(unit) || tree_.is_closed(unit)) continue;
    Change change(versions_);
    tree_.make_wide(change, unit);
  }
}

std::unique_ptr<Standing> StandingBuilder::finish() {
  standing_->make_large_units_wide();
  standing_->evaluate();
  return std::move(standing_);
}

}  // namespace massline::standing
