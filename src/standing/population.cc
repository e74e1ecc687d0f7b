#include "standing/population.h"

#include <algorithm>
#include <cstring>

#include "base/result.h"

namespace massline::standing {
namespace {

constexpr std::uint32_t member_granule = 4;

std::uint32_t rounded_up(std::uint32_t value, std::uint32_t step) { return (value + step - 1) / step * step; }

}  // namespace

void Deltas::add(std::uint16_t duty, std::int32_t owing, std::int32_t behind, std::int64_t missing) {
  if (is_touched_[duty] == 0) {
    is_touched_[duty] = 1;
    touched_.push_back(duty);
  }
  Delta& delta = deltas_[duty];
  delta.owing += owing;
  delta.behind += behind;
  delta.missing += missing;
}

void Deltas::clear() {
  for (const std::uint16_t duty : touched_) {
    deltas_[duty] = {};
    is_touched_[duty] = 0;
  }
  touched_.clear();
}

Deltas Deltas::negated() const {
  Deltas out = *this;
  for (const std::uint16_t duty : touched_) {
    const Delta delta = deltas_[duty];
    out.deltas_[duty] = {-delta.owing, -delta.behind, -delta.missing};
  }
  return out;
}

Population::Population(const PopulationPlan& plan, Tree& tree, LeafLines leaf_lines, std::uint64_t expected_records)
    : plan_(plan),
      tree_(tree),
      leaf_lines_(leaf_lines),
      states_(plan),
      granule_(leaf_lines == LeafLines::stored ? member_granule : 1),
      record_capacity_(expected_records * 2 + 4'000'000),
      ranges_region_(tree.capacity() * sizeof(Range), tree.unit_count() * sizeof(Range)),
      records_region_(record_capacity_ * plan.record_bytes, expected_records * plan.record_bytes),
      head_region_(2 * sizeof(std::uint64_t)),
      ranges_(ranges_region_.as<Range>()),
      active_(head_region_.as<std::uint64_t>()),
      clearing_(head_region_.as<std::uint64_t>() + 1),
      before_(counted_at_once * plan.record_bytes),
      after_(counted_at_once * plan.record_bytes),
      moved_(plan.groups.size()) {
  for (std::size_t side = 0; side < 2; ++side) {
    const std::size_t line_bytes = leaf_lines == LeafLines::stored ? groups() * sizeof(Line) : 0;
    lines_[side] = Region(tree.capacity() * line_bytes, tree.unit_count() * line_bytes);
    wide_[side] =
        Region(tree.capacity() * groups() * sizeof(WideLine), tree.wide_count() * groups() * sizeof(WideLine));
  }
}

std::uint64_t Population::allocate(std::uint32_t places) {
  check(used_records_ + places <= record_capacity_ && used_records_ + places <= UINT32_MAX,
        "there is room for the records");
  const std::uint64_t first = used_records_;
  used_records_ += places;
  return first;
}

void Population::load_unit(UnitRow unit, std::span<const std::uint32_t> places, std::span<const StateIndex> states) {
  if (places.empty()) return;
  check(ranges_[unit].capacity == 0, "the owers of a unit come together");
  const std::uint32_t capacity = rounded_up(*std::max_element(places.begin(), places.end()) + 1, granule_);
  ranges_[unit] = {static_cast<std::uint32_t>(allocate(capacity)), capacity};
  for (std::size_t i = 0; i < places.size(); ++i) {
    std::byte* record = record_at({unit, places[i]});
    StateIndex before = 0;
    std::memcpy(&before, record, sizeof(before));
    check(before == 0, "a place is given once");
    std::memcpy(record, &states[i], sizeof(StateIndex));
  }
}

StateIndex Population::state_of(OwerAt at) const {
  const std::byte* record = record_at(at);
  StateIndex state = 0;
  if (record != nullptr) std::memcpy(&state, record, sizeof(state));
  return state;
}

std::uint32_t Population::free_place(UnitRow unit) const {
  std::uint32_t place = 0;
  while (state_of({unit, place}) != 0) ++place;
  return place;
}

std::uint32_t Population::exact_amount(const std::byte* record, OwerAt at, std::uint16_t accumulator, Slot slot) const {
  const std::uint32_t raw = raw_slot(record, slot);
  if (raw < marker_of(slot)) return raw;
  return static_cast<std::uint32_t>(escaped_.find(SideTable::key_of(at.unit, at.place, accumulator)).value());
}

std::uint32_t Population::amount_of(OwerAt at, std::uint16_t accumulator) const {
  const StateIndex state = state_of(at);
  const Slot slot = states_.at(state).slots[accumulator];
  return state == 0 || slot.width == 0 ? 0 : exact_amount(record_at(at), at, accumulator, slot);
}

void Population::note_record(const std::byte* record, const OwerAt& at, int sign, Deltas& deltas) const {
  StateIndex index = 0;
  std::memcpy(&index, record, sizeof(index));
  if (index == 0) return;
  const State& state = states_.at(index);
  for (const std::uint16_t duty : state.owed) {
    const DutyLane& lane = plan_.duties[duty];
    const std::uint32_t done = exact_amount(record, at, lane.accumulator, state.slots[lane.accumulator]);
    const std::int64_t missing = done < lane.quota ? lane.quota - done : 0;
    deltas.add(duty, sign, missing > 0 ? sign : 0, sign * missing);
  }
}

void Population::set_state(Change& change, OwerAt at, StateIndex index, std::span<const std::uint32_t> amounts,
                           Deltas& deltas) {
  std::byte* record = record_at(at);
  check(record != nullptr, "the place is there");
  note_record(record, at, -1, deltas);
  std::vector<std::byte> fresh(plan_.record_bytes);
  const State& state = states_.at(index);
  for (std::uint16_t a = 0; a < plan_.accumulators.size(); ++a) {
    const std::uint64_t key = SideTable::key_of(at.unit, at.place, a);
    const Slot slot = state.slots[a];
    if (index == 0 || slot.width == 0 || amounts[a] < marker_of(slot)) {
      escaped_.erase(change, key);
    } else {
      escaped_.put(change, key, amounts[a]);
    }
    if (index == 0 || slot.width == 0) continue;
    const std::uint32_t raw = std::min(amounts[a], marker_of(slot));
    std::memcpy(fresh.data() + slot.offset, &raw, slot.width);
  }
  std::memcpy(fresh.data(), &index, sizeof(index));
  change.set_words(record, fresh.data(), fresh.size());
  note_record(record, at, 1, deltas);
}

/// A quarter more than is needed, so that a branch that grows moves its records seldom.
std::uint32_t Population::capacity_with(OwerAt at) const {
  check(at.place < (1u << 20), "a place is below 2^20");
  const std::uint32_t capacity = ranges_[at.unit].capacity;
  return at.place < capacity ? capacity : rounded_up(at.place + 1 + at.place / 4, granule_);
}

void Population::ensure_place(Change& change, OwerAt at) {
  const Range range = ranges_[at.unit];
  const std::uint32_t capacity = capacity_with(at);
  if (capacity == range.capacity) return;
  const auto first = static_cast<std::uint32_t>(allocate(capacity));
  // Nobody reads the new records before the range says so. The old ones stay as they are until the standing is built
  // anew.
  std::memcpy(records_region_.data() + std::size_t{first} * plan_.record_bytes,
              records_region_.data() + std::size_t{range.first} * plan_.record_bytes,
              std::size_t{range.capacity} * plan_.record_bytes);
  change.set(ranges_[at.unit], Range{first, capacity});
}

void Population::add_to_lines(Change& change, UnitRow unit, const Deltas& deltas) {
  if (deltas.touched().empty() || tree_.is_closed(unit)) return;
  if (!tree_.is_wide(unit) && leaf_lines_ == LeafLines::stored) {
    Line* own = lines(*active_) + std::size_t{unit} * groups();
    for (const std::uint16_t duty : deltas.touched()) {
      const DutyLane& lane = plan_.duties[duty];
      const Deltas::Delta& delta = deltas.of(duty);
      Line& line = own[lane.group];
      if (delta.owing != 0)
        change.set(line.owing[lane.lane], static_cast<std::uint8_t>(line.owing[lane.lane] + delta.owing));
      if (delta.behind != 0)
        change.set(line.behind[lane.lane], static_cast<std::uint8_t>(line.behind[lane.lane] + delta.behind));
      if (delta.missing != 0)
        change.set(line.missing[lane.lane], static_cast<std::uint32_t>(line.missing[lane.lane] + delta.missing));
    }
  }
  add_above(change, tree_.wide_of(unit), deltas);
}

void Population::add_above(Change& change, std::uint32_t first, const Deltas& deltas) {
  WideLine* all = wide(*active_);
  for (std::uint32_t at = first; at != no_wide; at = tree_.wide_parent(at)) {
    for (const std::uint16_t duty : deltas.touched()) {
      const DutyLane& lane = plan_.duties[duty];
      const Deltas::Delta& delta = deltas.of(duty);
      WideLine& line = all[std::size_t{at} * groups() + lane.group];
      if (delta.owing != 0)
        change.set(line.owing[lane.lane], static_cast<std::uint32_t>(line.owing[lane.lane] + delta.owing));
      if (delta.behind != 0)
        change.set(line.behind[lane.lane], static_cast<std::uint32_t>(line.behind[lane.lane] + delta.behind));
      if (delta.missing != 0)
        change.set(line.missing[lane.lane], static_cast<std::uint64_t>(line.missing[lane.lane] + delta.missing));
    }
  }
}

Deltas Population::totals_of(UnitRow unit) const {
  Deltas totals(plan_.duties.size());
  if (tree_.is_wide(unit)) {
    const WideLine* line = wide(*active_) + std::size_t{tree_.wide_of(unit)} * groups();
    for (std::uint16_t duty = 0; duty < plan_.duties.size(); ++duty) {
      const DutyLane& lane = plan_.duties[duty];
      const WideLine& of = line[lane.group];
      if (of.owing[lane.lane] == 0) continue;
      totals.add(duty, static_cast<std::int32_t>(of.owing[lane.lane]), static_cast<std::int32_t>(of.behind[lane.lane]),
                 static_cast<std::int64_t>(of.missing[lane.lane]));
    }
    return totals;
  }
  for (std::uint32_t place = 0; place < ranges_[unit].capacity; ++place)
    note_record(record_at({unit, place}), {unit, place}, 1, totals);
  return totals;
}

void Population::fill_wide(Change& change, std::uint32_t at, const Deltas& totals) {
  WideLine* line = wide(*active_) + std::size_t{at} * groups();
  const std::vector<WideLine> zero(groups(), WideLine{});
  change.set_words(line, zero.data(), groups() * sizeof(WideLine));
  for (const std::uint16_t duty : totals.touched()) {
    const DutyLane& lane = plan_.duties[duty];
    const Deltas::Delta& delta = totals.of(duty);
    change.set(line[lane.group].owing[lane.lane], static_cast<std::uint32_t>(delta.owing));
    change.set(line[lane.group].behind[lane.lane], static_cast<std::uint32_t>(delta.behind));
    change.set(line[lane.group].missing[lane.lane], static_cast<std::uint64_t>(delta.missing));
  }
}

void Population::mask_record(std::byte* record, const std::vector<std::uint16_t>& cleared) const {
  StateIndex state = 0;
  std::memcpy(&state, record, sizeof(state));
  if (state == 0) return;
  for (const std::uint16_t accumulator : cleared) {
    const Slot slot = states_.at(state).slots[accumulator];
    std::memset(record + slot.offset, 0, slot.width);
  }
}

void Population::figures(View& view, UnitRow unit, std::span<Figures> out) const {
  std::fill(out.begin(), out.end(), Figures{});
  const std::uint32_t target = tree_.target(view, unit);
  if (!view.valid() || target == closed_target || groups() == 0) return;
  const std::uint64_t side = view.get(*active_);
  std::vector<WideLine> sums(groups(), WideLine{});
  if ((target & wide_flag) != 0) {
    view.copy(sums.data(), wide(side) + std::size_t{target & ~wide_flag} * groups(), groups() * sizeof(WideLine));
  } else if (leaf_lines_ == LeafLines::stored) {
    std::vector<Line> own(groups());
    view.copy(own.data(), lines(side) + std::size_t{unit} * groups(), groups() * sizeof(Line));
    for (std::size_t g = 0; g < groups(); ++g) {
      for (std::uint32_t lane = 0; lane < lanes_of_group; ++lane) {
        sums[g].owing[lane] = own[g].owing[lane];
        sums[g].behind[lane] = own[g].behind[lane];
        sums[g].missing[lane] = own[g].missing[lane];
      }
    }
  } else {
    const Range range = view.get(ranges_[unit]);
    if (!view.valid()) return;
    std::vector<std::byte> records(std::size_t{range.capacity} * plan_.record_bytes);
    view.copy(records.data(), records_region_.data() + std::size_t{range.first} * plan_.record_bytes, records.size());
    if (!view.valid()) return;
    if (view.get(*clearing_) != 0) {
      for (std::size_t at = 0; at < records.size(); at += plan_.record_bytes)
        mask_record(records.data() + at, cleared_);
    }
    for (std::size_t g = 0; g < groups(); ++g)
      evaluate_records(group_columns(g), records.data(), range.capacity, sums[g]);
  }
  figures_of_wide(sums.data(), out);
}

void Population::figures_of_wide(const WideLine* sums, std::span<Figures> out) const {
  for (std::size_t duty = 0; duty < plan_.duties.size(); ++duty) {
    const DutyLane& lane = plan_.duties[duty];
    const WideLine& sum = sums[lane.group];
    Figures& figures = out[duty];
    figures.owing = sum.owing[lane.lane];
    figures.behind = sum.behind[lane.lane];
    figures.missing = sum.missing[lane.lane];
    figures.done = figures.owing * lane.quota - figures.missing;
  }
}

Population::OwerRecord Population::record_of(View& view, OwerAt at) const {
  OwerRecord out;
  out.amounts.assign(plan_.accumulators.size(), 0);
  const Range range = view.get(ranges_[at.unit]);
  if (!view.valid() || at.place >= range.capacity) return out;
  std::vector<std::byte> record(plan_.record_bytes);
  view.copy(record.data(), records_region_.data() + (std::size_t{range.first} + at.place) * plan_.record_bytes,
            record.size());
  if (!view.valid()) return out;
  if (view.get(*clearing_) != 0) mask_record(record.data(), cleared_);
  std::memcpy(&out.state, record.data(), sizeof(out.state));
  if (out.state == 0) return out;
  for (std::uint16_t a = 0; a < plan_.accumulators.size(); ++a) {
    const Slot slot = states_.at(out.state).slots[a];
    if (slot.width == 0) continue;
    out.amounts[a] = raw_slot(record.data(), slot);
    if (out.amounts[a] < marker_of(slot)) continue;
    out.amounts[a] =
        static_cast<std::uint32_t>(escaped_.find(view, SideTable::key_of(at.unit, at.place, a)).value_or(0));
  }
  return out;
}

}  // namespace massline::standing
