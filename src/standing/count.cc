// What activities add to the records, and how that moves the lines.
#include <algorithm>
#include <cstring>

#include "base/result.h"
#include "standing/population.h"

namespace massline::standing {

/// By how much words of a line move. Fields that share a word are moved by one addition: since none of them leaves its
/// bounds, nothing is carried from one into the next.
class WordDeltas {
 public:
  struct One {
    std::size_t word;
    std::uint64_t delta;  // modulo 2^64
  };

  /// Of a field so many bytes into the line; fields come in their order.
  void add(std::size_t offset, std::int64_t delta) {
    if (delta == 0) return;
    const std::size_t word = offset / sizeof(std::uint64_t), shift = offset % sizeof(std::uint64_t) * 8;
    if (count_ == 0 || all_[count_ - 1].word != word) all_[count_++] = {word, 0};
    all_[count_ - 1].delta += static_cast<std::uint64_t>(delta) << shift;
  }
  std::span<const One> all() const { return {all_.data(), count_}; }

 private:
  std::array<One, 2 * lanes_of_group> all_;  // the first count_; to clear the others would cost more than it helps
  std::size_t count_ = 0;
};

/// What depends on nothing is asked for first; then what the range and the target tell.
void Population::prefetch(UnitRow unit) const {
  __builtin_prefetch(ranges_ + unit);
  if (leaf_lines_ == LeafLines::stored) {
    const auto* line = reinterpret_cast<const std::byte*>(lines(*active_) + std::size_t{unit} * groups());
    for (std::size_t at = 0; at < sizeof(Line); at += 64) __builtin_prefetch(line + at, 1);
  }
  const std::uint32_t target = tree_.targets()[unit];
  for (std::uint32_t at = target == closed_target ? no_wide : target & ~wide_flag; at != no_wide;
       at = tree_.wide_parent(at)) {
    const WideLine& above = wide(*active_)[std::size_t{at} * groups()];
    __builtin_prefetch(above.behind, 1);
    __builtin_prefetch(above.missing, 1);
    __builtin_prefetch(above.missing + lanes_of_group / 2, 1);
  }
  const std::byte* records = records_region_.data() + std::size_t{ranges_[unit].first} * plan_.record_bytes;
  for (std::size_t at = 0; at < 256; at += 64) __builtin_prefetch(records + at, 1);
}

/// Writes an amount into a copy of the record. What does not fit the slot goes to the side table.
void Population::write_amount(Change& change, OwerAt at, std::byte* record, std::uint16_t accumulator, Slot slot,
                              std::int64_t amount) {
  check(amount >= 0 && amount <= UINT32_MAX, "nothing is taken back that was not counted");
  const std::uint32_t marker = marker_of(slot);
  const std::uint64_t key = SideTable::key_of(at.unit, at.place, accumulator);
  if (amount >= marker) {
    escaped_.put(change, key, static_cast<std::uint64_t>(amount));
  } else if (raw_slot(record, slot) == marker) {
    escaped_.erase(change, key);
  }
  put_slot(record, slot, static_cast<std::uint32_t>(std::min<std::int64_t>(amount, marker)));
}

void Population::count_part(Change& change, const Participation& part, std::span<const std::uint16_t> accumulators,
                            int sign, Instructions instructions) {
  std::byte* record = record_at(part.at);
  if (record == nullptr) return;
  StateIndex state = 0;
  std::memcpy(&state, record, sizeof(state));
  if (state == 0) return;
  if (counted_ == counted_at_once) compare_counted(instructions);
  const std::size_t words = plan_.record_bytes / sizeof(std::uint64_t);
  auto* shared = reinterpret_cast<std::uint64_t*>(record);
  std::byte* before = before_.data() + counted_ * plan_.record_bytes;
  std::byte* after = after_.data() + counted_ * plan_.record_bytes;
  for (std::size_t word = 0; word < words; ++word) {
    const std::uint64_t value = shared[word];
    std::memcpy(before + 8 * word, &value, sizeof(value));
    std::memcpy(after + 8 * word, &value, sizeof(value));
  }
  for (const std::uint16_t a : accumulators) {
    const Slot slot = states_.slot(state, a);
    if (slot.width == 0) continue;
    const std::int64_t amount = sign * std::int64_t{plan_.accumulators[a].amount_of(part)};
    const std::int64_t sum = raw_slot(after, slot) + amount, marker = marker_of(slot);
    if (raw_slot(after, slot) < marker && sum >= 0 && sum < marker) {
      put_slot(after, slot, static_cast<std::uint32_t>(sum));
    } else {
      write_amount(change, part.at, after, a, slot, exact_amount(after, part.at, a, slot) + amount);
    }
  }
  for (std::size_t word = 0; word < words; ++word) {
    std::uint64_t value = 0;
    std::memcpy(&value, after + 8 * word, sizeof(value));
    if (value != shared[word]) change.set(shared[word], value);
  }
  ++counted_;
}

void Population::compare_counted(Instructions instructions) {
  for (std::size_t g = 0; g < groups() && counted_ > 0; ++g)
    compare_records(group_columns(g), before_.data(), after_.data(), counted_, moved_[g], instructions);
  counted_ = 0;
}

void Population::end_counting(Change& change, UnitRow unit, Instructions instructions) {
  compare_counted(instructions);
  for (std::size_t g = 0; g < groups(); ++g) {
    LaneDeltas& deltas = moved_[g];
    WordDeltas own, above;
    for (std::size_t lane = 0; lane < lanes_of_group; ++lane) {
      own.add(offsetof(Line, behind) + lane * sizeof(Line::behind[0]), deltas.behind[lane]);
      above.add(offsetof(WideLine, behind) + lane * sizeof(WideLine::behind[0]), deltas.behind[lane]);
    }
    for (std::size_t lane = 0; lane < lanes_of_group; ++lane) {
      own.add(offsetof(Line, missing) + lane * sizeof(Line::missing[0]), deltas.missing[lane]);
      above.add(offsetof(WideLine, missing) + lane * sizeof(WideLine::missing[0]), deltas.missing[lane]);
    }
    if (above.all().empty()) continue;
    if (!tree_.is_closed(unit)) move_lines(change, unit, g, own, above);
    deltas = {};
  }
}

/// Readers may see a new value only after its old one stands in the log, so all old ones are noted first.
void Population::move_lines(Change& change, UnitRow unit, std::size_t group, const WordDeltas& own,
                            const WordDeltas& above) {
  const auto note = [&](void* line, const WordDeltas& deltas) {
    for (const auto& one : deltas.all()) change.note(static_cast<std::uint64_t*>(line)[one.word]);
  };
  const auto move = [&](void* line, const WordDeltas& deltas) {
    for (const auto& one : deltas.all()) {
      std::uint64_t* word = static_cast<std::uint64_t*>(line) + one.word;
      store_word(word, load_word(word) + one.delta);
    }
  };
  Line* line = leaf_lines_ == LeafLines::stored && !tree_.is_wide(unit)
                   ? lines(*active_) + std::size_t{unit} * groups() + group
                   : nullptr;
  WideLine* const all = wide(*active_) + group;
  const std::uint32_t first = tree_.wide_of(unit);
  if (line != nullptr) note(line, own);
  for (std::uint32_t at = first; at != no_wide; at = tree_.wide_parent(at)) note(all + at * groups(), above);
  change.publish();
  if (line != nullptr) move(line, own);
  for (std::uint32_t at = first; at != no_wide; at = tree_.wide_parent(at)) move(all + at * groups(), above);
}

void Population::count_unpublished(OwerAt at, std::uint16_t accumulator, std::uint32_t amount) {
  const StateIndex state = state_of(at);
  if (state == 0) return;
  const Slot slot = states_.slot(state, accumulator);
  if (slot.width == 0) return;
  std::byte* record = record_at(at);
  const std::uint32_t after = exact_amount(record, at, accumulator, slot) + amount;
  if (after < marker_of(slot)) {
    std::memcpy(record + slot.offset, &after, slot.width);
    return;
  }
  Versions nobody_reads;
  Change change(nobody_reads);
  write_amount(change, at, record, accumulator, slot, after);
}

}  // namespace massline::standing
