// What the writer is told: activities, people who join, leave, change and move, units that come, move and close.
#include <algorithm>

#include "standing/refusals.h"
#include "standing/standing.h"

namespace massline::standing {

using rulebook::DutyPeriod;

std::optional<Date> Standing::event_of(Ower ower, OwerAt at, DutyPeriod::Event event) const {
  const auto day =
      population(ower).events().find(SideTable::key_of(at.unit, at.place, static_cast<std::uint32_t>(event)));
  if (!day) return std::nullopt;
  return date_of_day_number(static_cast<std::int64_t>(*day) - event_day_offset);
}

/// Which once-only duties of the class are open to the ower today.
std::uint64_t Standing::open_now(Ower ower, OwerAt at, std::uint32_t ower_class) const {
  const PopulationPlan& plan = population(ower).plan();
  if (plan.once.empty()) return 0;
  const Date today = date_of_day_number(*day_);
  std::uint64_t open = 0;
  for (const std::uint16_t duty : population(ower).states().owed_by_class(ower_class)) {
    const int once = plan.accumulators[plan.duties[duty].accumulator].once;
    if (once < 0) continue;
    const Once& window = plan.once[static_cast<std::size_t>(once)];
    const auto event = event_of(ower, at, window.per.event);
    if (event && window.window(*event).contains(today)) open |= std::uint64_t{1} << once;
  }
  return open;
}

Result<StateIndex> Standing::state_for(Ower ower, OwerAt at, std::uint32_t ower_class) {
  const auto state = population(ower).states().intern(ower_class, open_now(ower, at, ower_class));
  if (!state) return refuse(refusals::class_needs_rebuild);
  return *state;
}

void Standing::set_today(Change& change, Date today) {
  change.set(*day_, day_number(today));
  for (const auto kind : {DutyPeriod::Kind::year, DutyPeriod::Kind::quarter, DutyPeriod::Kind::month})
    running_[static_cast<std::size_t>(kind)] = period_of(kind, today);
}

/// Whether what was done on that day counts now.
bool Standing::counts_on(const Population& population, const Accumulator& accumulator, Ower ower, OwerAt at,
                         Date date) const {
  const Date today = date_of_day_number(*day_);
  if (date > today) return false;
  if (accumulator.once < 0) return running_[static_cast<std::size_t>(accumulator.per.kind)].contains(date);
  const Once& once = population.plan().once[static_cast<std::size_t>(accumulator.once)];
  const auto event = event_of(ower, at, once.per.event);
  return event && once.window(*event).contains(date) && once.window(*event).contains(today);
}

void Standing::count(Change& change, const Activity& activity, int sign) {
  if (activity.date > date_of_day_number(*day_)) return;
  for (std::size_t i = 0; i < activity.who.size(); ++i) {
    const Participation& part = activity.who[i];
    Population& people = population(part.ower);
    if (!people.has_duties()) continue;
    // Most attend like the one before them.
    const bool alike = i > 0 && part.ower == activity.who[i - 1].ower && part.roles == activity.who[i - 1].roles &&
                       part.activity_class == activity.who[i - 1].activity_class && people.plan().once.empty();
    if (!alike) {
      counting_.clear();
      for (const std::uint16_t a : counted(part.ower, part.activity_class, part.roles)) {
        if (counts_on(people, people.plan().accumulators[a], part.ower, part.at, activity.date)) counting_.push_back(a);
      }
    }
    if (!counting_.empty()) people.count_part(change, part, counting_, sign, instructions_);
    // Those of one unit stand side by side, so that its lines are touched once.
    const bool last = i + 1 == activity.who.size() || activity.who[i + 1].at.unit != part.at.unit ||
                      activity.who[i + 1].ower != part.ower;
    if (last) people.end_counting(change, part.at.unit, instructions_);
  }
}

void Standing::apply(const Activity& activity) {
  if (!activity.who.empty()) {
    const Participation& first = activity.who.front();
    if (population(first.ower).has_duties()) population(first.ower).prefetch(first.at.unit);
  }
  Change change(versions_);
  count(change, activity, 1);
}

void Standing::take_back(const Activity& activity) {
  Change change(versions_);
  count(change, activity, -1);
}

void Standing::put_events(Change& change, Ower ower, OwerAt at, std::span<const EventDate> events) {
  for (const EventDate& event : events) {
    const std::uint64_t key = SideTable::key_of(at.unit, at.place, static_cast<std::uint32_t>(event.event));
    population(ower).events().put(change, key, static_cast<std::uint64_t>(day_number(event.date) + event_day_offset));
  }
}

void Standing::erase_events(Change& change, Ower ower, OwerAt at) {
  for (const auto event : {DutyPeriod::Event::joining, DutyPeriod::Event::taking_post})
    population(ower).events().erase(change, SideTable::key_of(at.unit, at.place, static_cast<std::uint32_t>(event)));
}

/// Notes the days on which windows of the ower open, and the days after they close.
void Standing::schedule(Ower ower, OwerAt at) {
  const Population& people = population(ower);
  if (people.plan().once.empty()) return;
  const StateIndex state = people.state_of(at);
  if (state == 0) return;
  for (const std::uint16_t duty : people.states().owed_by_class(people.states().at(state).ower_class)) {
    const int once = people.plan().accumulators[people.plan().duties[duty].accumulator].once;
    if (once < 0) continue;
    const Once& rule = people.plan().once[static_cast<std::size_t>(once)];
    const auto event = event_of(ower, at, rule.per.event);
    if (!event) continue;
    const DateRange window = rule.window(*event);
    for (const Date day : {window.from, window.to + std::chrono::days{1}}) {
      if (day > date_of_day_number(*day_)) windows_.emplace(day, std::pair{ower, at});
    }
  }
}

std::vector<std::uint32_t> Standing::amounts_of(Ower ower, OwerAt at, std::span<const Deed> past) const {
  const Population& people = population(ower);
  std::vector<std::uint32_t> amounts(people.plan().accumulators.size(), 0);
  for (const Deed& deed : past) {
    for (const std::uint16_t a : counted(ower, deed.part.activity_class, deed.part.roles)) {
      const Accumulator& accumulator = people.plan().accumulators[a];
      if (counts_on(people, accumulator, ower, at, deed.date)) amounts[a] += accumulator.amount_of(deed.part);
    }
  }
  return amounts;
}

std::vector<std::uint32_t> Standing::kept_amounts(Ower ower, OwerAt at) const {
  const Population& people = population(ower);
  std::vector<std::uint32_t> amounts(people.plan().accumulators.size(), 0);
  for (std::uint16_t a = 0; a < amounts.size(); ++a) amounts[a] = people.amount_of(at, a);
  return amounts;
}

void Standing::make_wide(Change& change, UnitRow unit) {
  std::vector<Deltas> totals;
  for (const Ower ower : all_owers) totals.push_back(population(ower).totals_of(unit));
  const std::uint32_t wide = tree_.make_wide(change, unit);
  for (const Ower ower : all_owers) {
    if (population(ower).has_duties()) population(ower).fill_wide(change, wide, totals[static_cast<std::size_t>(ower)]);
  }
}

void Standing::make_room(Change& change, Ower ower, OwerAt at) {
  Population& people = population(ower);
  check(!tree_.is_closed(at.unit), "the unit is open");
  if (people.leaf_lines() == LeafLines::stored && people.capacity_with(at) > places_of_a_line &&
      !tree_.is_wide(at.unit))
    make_wide(change, at.unit);
  people.ensure_place(change, at);
}

Result<Done> Standing::put(Change& change, Ower ower, OwerAt at, const OwerFacts& facts) {
  Population& people = population(ower);
  put_events(change, ower, at, facts.events);
  const auto state = state_for(ower, at, facts.ower_class);
  if (!state) {
    erase_events(change, ower, at);
    return tl::unexpected(state.error());
  }
  make_room(change, ower, at);
  Deltas& deltas = deltas_[static_cast<std::size_t>(ower)];
  people.set_state(change, at, *state, amounts_of(ower, at, facts.past), deltas);
  people.add_to_lines(change, at.unit, deltas);
  deltas.clear();
  schedule(ower, at);
  return Done{};
}

void Standing::remove(Change& change, Ower ower, OwerAt at) {
  Population& people = population(ower);
  check(people.state_of(at) != 0, "somebody stands there");
  Deltas& deltas = deltas_[static_cast<std::size_t>(ower)];
  people.set_state(change, at, 0, {}, deltas);
  people.add_to_lines(change, at.unit, deltas);
  deltas.clear();
  erase_events(change, ower, at);
}

Result<Done> Standing::join(Ower ower, OwerAt at, const OwerFacts& facts) {
  if (!population(ower).has_duties()) return Done{};
  check(population(ower).state_of(at) == 0, "the place is free");
  Change change(versions_);
  return put(change, ower, at, facts);
}

void Standing::leave(Ower ower, OwerAt at) {
  if (!population(ower).has_duties()) return;
  Change change(versions_);
  remove(change, ower, at);
}

Result<Done> Standing::change(Ower ower, OwerAt at, const OwerFacts& facts) { return move(ower, at, at, facts); }

void Standing::move(Ower ower, OwerAt from, OwerAt to) {
  Population& people = population(ower);
  if (!people.has_duties()) return;
  check(people.state_of(to) == 0, "the place is free");
  const std::uint32_t ower_class = people.states().at(people.state_of(from)).ower_class;
  const auto amounts = kept_amounts(ower, from);
  std::vector<EventDate> events;
  for (const auto event : {DutyPeriod::Event::joining, DutyPeriod::Event::taking_post}) {
    if (const auto date = event_of(ower, from, event)) events.push_back({event, *date});
  }
  Change change(versions_);
  remove(change, ower, from);
  check(put(change, ower, to, {ower_class, events, {}}).has_value(), "a class that fitted fits again");
  Deltas& deltas = deltas_[static_cast<std::size_t>(ower)];
  people.set_state(change, to, people.state_of(to), amounts, deltas);
  people.add_to_lines(change, to.unit, deltas);
  deltas.clear();
}

Result<Done> Standing::move(Ower ower, OwerAt from, OwerAt to, const OwerFacts& facts) {
  Population& people = population(ower);
  if (!people.has_duties()) return Done{};
  check(people.state_of(from) != 0 && (from == to || people.state_of(to) == 0),
        "the ower is there and the place is free");
  // Whether the class fits is known before anything changes.
  if (!people.states().intern(facts.ower_class, ~std::uint64_t{0})) return refuse(refusals::class_needs_rebuild);
  Change change(versions_);
  remove(change, ower, from);
  return put(change, ower, to, facts);
}

std::uint32_t Standing::free_place(Ower ower, UnitRow unit) const { return population(ower).free_place(unit); }

std::uint32_t Standing::add_class(Ower ower, rulebook::AttributeValues values) {
  auto owed = owed_by_class(*plan_, ower, values);
  return population(ower).states().add_class(std::move(values), std::move(owed));
}

std::uint16_t Standing::add_activity_class(const rulebook::AttributeValues& values) {
  check(activity_class_count() < 65'535, "there is room for the class");
  const auto number = static_cast<std::uint16_t>(activity_class_count());
  for (const Ower ower : all_owers)
    added_counted_[static_cast<std::size_t>(ower)].push_back(counted_of_class(population(ower).plan(), values));
  return number;
}

std::uint32_t Standing::count_of(Ower ower, UnitRow unit) const {
  const Population& people = population(ower);
  if (!people.has_duties()) return 0;
  std::uint32_t count = 0;
  for (std::uint32_t place = 0; place < people.capacity_of(unit); ++place)
    count += people.state_of({unit, place}) != 0 ? 1 : 0;
  return count;
}

UnitRow Standing::add_unit(std::int64_t id, UnitRow parent) {
  check(parent < tree_.unit_count() && !tree_.is_closed(parent), "the parent is open");
  Change change(versions_);
  if (!tree_.is_wide(parent)) make_wide(change, parent);
  return tree_.add_unit(change, id, parent);
}

void Standing::move_unit(UnitRow unit, UnitRow parent) {
  check(unit != 0 && !tree_.is_closed(unit) && !tree_.is_closed(parent), "both units are open");
  check(!tree_.is_below_or_same(parent, unit), "a unit does not come under itself");
  Change change(versions_);
  if (!tree_.is_wide(parent)) make_wide(change, parent);
  const std::uint32_t from = tree_.wide_of(tree_.parent(unit));
  const std::uint32_t to = tree_.wide_of(parent);
  for (const Ower ower : all_owers) {
    Population& people = population(ower);
    if (!people.has_duties()) continue;
    const Deltas totals = people.totals_of(unit);
    people.add_above(change, from, totals.negated());
    people.add_above(change, to, totals);
  }
  tree_.move(change, unit, parent);
}

void Standing::close_unit(UnitRow unit) {
  check(unit != 0 && !tree_.is_closed(unit), "the unit is open, and not the root");
  check(tree_.first_child(unit) == no_unit, "nothing hangs under the unit");
  Change change(versions_);
  const std::uint32_t from = tree_.wide_of(tree_.parent(unit));
  for (const Ower ower : all_owers) {
    if (population(ower).has_duties())
      population(ower).add_above(change, from, population(ower).totals_of(unit).negated());
  }
  tree_.close(change, unit);
}

void Standing::evaluate() {
  for (const Ower ower : all_owers) population(ower).evaluate_spare(workers_, instructions_);
  {
    Change change(versions_);
    for (const Ower ower : all_owers) population(ower).publish_spare(change);
  }
  versions_.wait_for_readers();
  for (const Ower ower : all_owers) population(ower).drop_spare();
}

}  // namespace massline::standing
