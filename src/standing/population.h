// The columns of one population: members, officers or units. One writer; readers go through a View.
//
//   ranges    [unit]    which places of the records column are the unit's
//   records   [place]   state and slots, 8 bytes or 16 for each window
//   lines     [unit][group]   results of units that have no wide line; not kept where units have few owers (computed)
//   wide      [wide][group]   results of the others, everybody below them included
//
// lines and wide exist twice: what works out everything anew writes the spare ones, and then they are exchanged.
#pragma once

#include <array>
#include <functional>
#include <span>
#include <vector>

#include "standing/kernels.h"
#include "standing/plan.h"
#include "standing/region.h"
#include "standing/side_table.h"
#include "standing/states.h"
#include "standing/tree.h"
#include "standing/values.h"
#include "standing/versions.h"
#include "standing/workers.h"

namespace massline::standing {

/// By how much a change moves the figures of a unit, duty by duty; only those touched.
class Deltas {
 public:
  struct Delta {
    std::int32_t owing = 0;
    std::int32_t behind = 0;
    std::int64_t missing = 0;
  };
  explicit Deltas(std::size_t duties) : deltas_(duties), is_touched_(duties, 0) {}

  void add(std::uint16_t duty, std::int32_t owing, std::int32_t behind, std::int64_t missing);
  void clear();
  std::span<const std::uint16_t> touched() const { return touched_; }
  const Delta& of(std::uint16_t duty) const { return deltas_[duty]; }
  Deltas negated() const;

 private:
  std::vector<Delta> deltas_;
  std::vector<std::uint8_t> is_touched_;
  std::vector<std::uint16_t> touched_;
};

class WordDeltas;

enum class LeafLines { stored, computed };

class Population {
 public:
  Population(const PopulationPlan& plan, Tree& tree, LeafLines leaf_lines, std::uint64_t expected_records);

  const PopulationPlan& plan() const { return plan_; }
  States& states() { return states_; }
  const States& states() const { return states_; }
  std::uint64_t record_count() const { return used_records_; }
  bool has_duties() const { return !plan_.duties.empty(); }

  // ---- building: nobody reads yet

  /// Owers come unit by unit, in any order of units; within one, all at once.
  void load_unit(UnitRow unit, std::span<const std::uint32_t> places, std::span<const StateIndex> states);
  void count_unpublished(OwerAt at, std::uint16_t accumulator, std::uint32_t amount);

  // ---- writer

  /// Asks memory for what a change of this unit will touch.
  void prefetch(UnitRow unit) const;
  /// Null: there is no such place.
  std::byte* record_at(OwerAt at) const {
    const Range range = ranges_[at.unit];
    if (at.place >= range.capacity) return nullptr;
    return records_region_.data() + (std::size_t{range.first} + at.place) * plan_.record_bytes;
  }
  StateIndex state_of(OwerAt at) const;
  std::uint32_t amount_of(OwerAt at, std::uint16_t accumulator) const;
  std::uint32_t free_place(UnitRow unit) const;
  std::uint32_t capacity_of(UnitRow unit) const { return ranges_[unit].capacity; }

  /// Adds one part in an activity to the accumulators, where they are kept for its ower. `sign` -1 takes it back.
  void count_part(Change& change, const Participation& part, std::span<const std::uint16_t> accumulators, int sign,
                  Instructions instructions);
  /// Adds what the parts since the last call changed to the lines of their unit and of all above it.
  void end_counting(Change& change, UnitRow unit, Instructions instructions);
  /// Gives the place a state, and the amounts that the new state keeps.
  void set_state(Change& change, OwerAt at, StateIndex state, std::span<const std::uint32_t> amounts, Deltas& deltas);
  /// How many places the unit will have when it has this one.
  std::uint32_t capacity_with(OwerAt at) const;
  /// Makes sure that the unit has the place. A unit with more than a line takes has a wide one before.
  void ensure_place(Change& change, OwerAt at);
  /// Adds to the lines of the unit and of all above it.
  void add_to_lines(Change& change, UnitRow unit, const Deltas& deltas);
  /// Only to the lines above the unit.
  void add_above(Change& change, std::uint32_t wide, const Deltas& deltas);
  /// What the unit's own records add up to, or its line where it is wide.
  Deltas totals_of(UnitRow unit) const;
  void fill_wide(Change& change, std::uint32_t wide, const Deltas& totals);

  // What replaces every line is prepared in the spare ones, published by one change together with other populations,
  // and ended once no reader looks at the old ones any more.

  /// Works out every line anew, into the spare ones.
  void evaluate_spare(Workers& workers, Instructions instructions);
  void publish_spare(Change& change) { change.set(*active_, 1 - *active_); }
  void drop_spare();

  /// A new period for these accumulators: the lines as they will be.
  void prepare_period(Workers& workers, std::span<const std::uint16_t> accumulators);
  /// From here on readers take the slots for zero, whatever the records say.
  void publish_period(Change& change);
  void clear_records(Workers& workers);
  void end_period(Change& change);

  // ---- readers

  /// [duty of the population]
  void figures(View& view, UnitRow unit, std::span<Figures> out) const;
  struct OwerRecord {
    StateIndex state = 0;
    std::vector<std::uint32_t> amounts;  // [accumulator]; 0 where it is not kept
  };
  OwerRecord record_of(View& view, OwerAt at) const;

  SideTable& escaped() { return escaped_; }
  SideTable& events() { return events_; }
  const SideTable& events() const { return events_; }
  GroupColumns group_columns(std::size_t group) const;
  LeafLines leaf_lines() const { return leaf_lines_; }
  /// Chunks of units for the workers: [first, last).
  const std::vector<std::pair<UnitRow, UnitRow>>& chunks();

  /// Columns for snapshots: ranges, records, lines and wide lines.
  template <class Visit>
  void each_column(const Visit& visit) {
    if (!has_duties()) return;
    visit(ranges_region_, std::size_t{tree_.unit_count()} * sizeof(Range));
    visit(records_region_, used_records_ * plan_.record_bytes);
    if (leaf_lines_ == LeafLines::stored)
      visit(lines_[*active_], std::size_t{tree_.unit_count()} * groups() * sizeof(Line));
    visit(wide_[*active_], std::size_t{tree_.wide_count()} * groups() * sizeof(WideLine));
  }
  void set_used_records(std::uint64_t records) { used_records_ = records; }

 private:
  std::size_t groups() const { return plan_.groups.size(); }
  Line* lines(std::uint64_t side) const { return lines_[side].as<Line>(); }
  WideLine* wide(std::uint64_t side) const { return wide_[side].as<WideLine>(); }
  static std::uint32_t raw_slot(const std::byte* record, Slot slot) {
    const auto low = static_cast<std::uint32_t>(record[slot.offset]);
    return slot.width == 2 ? low | static_cast<std::uint32_t>(record[slot.offset + 1]) << 8 : low;
  }
  static void put_slot(std::byte* record, Slot slot, std::uint32_t raw) {
    record[slot.offset] = static_cast<std::byte>(raw);
    if (slot.width == 2) record[slot.offset + 1] = static_cast<std::byte>(raw >> 8);
  }
  void write_amount(Change& change, OwerAt at, std::byte* record, std::uint16_t accumulator, Slot slot,
                    std::int64_t amount);
  void compare_counted(Instructions instructions);
  void move_lines(Change& change, UnitRow unit, std::size_t group, const WordDeltas& own, const WordDeltas& above);
  void note_record(const std::byte* record, const OwerAt& at, int sign, Deltas& deltas) const;
  std::uint32_t exact_amount(const std::byte* record, OwerAt at, std::uint16_t accumulator, Slot slot) const;
  void figures_of_wide(const WideLine* line, std::span<Figures> out) const;
  void mask_record(std::byte* record, const std::vector<std::uint16_t>& cleared) const;
  std::uint64_t allocate(std::uint32_t places);
  void plan_chunks();
  void copy_with_period_started(std::uint64_t from, std::uint64_t to, std::span<const std::uint16_t> accumulators,
                                Workers& workers);

  const PopulationPlan& plan_;
  Tree& tree_;
  LeafLines leaf_lines_;
  States states_;
  std::uint32_t granule_;  // places are given out in such steps: spare ones take those who join
  std::uint64_t used_records_ = 0;
  std::uint64_t record_capacity_ = 0;

  Region ranges_region_, records_region_, head_region_;
  std::array<Region, 2> lines_, wide_;
  Range* ranges_ = nullptr;
  std::uint64_t* active_ = nullptr;    // which of lines_ and wide_ readers look at
  std::uint64_t* clearing_ = nullptr;  // 1: slots of cleared_ count as zero, whatever the records say
  std::vector<std::uint16_t> cleared_;

  SideTable escaped_;  // key_of(unit, place, accumulator) → the exact amount of a slot at its end
  SideTable events_;   // key_of(unit, place, event) → day number + 1,000,000

  // Records that an activity changes, before and after, and by how much that moves each lane group.
  static constexpr std::uint32_t counted_at_once = 64;
  std::vector<std::byte> before_, after_;
  std::uint32_t counted_ = 0;
  std::vector<LaneDeltas> moved_;

  std::vector<std::pair<UnitRow, UnitRow>> chunks_;
  std::vector<std::uint8_t> shared_;
  mutable std::mutex shared_mutex_;
  std::uint64_t chunked_structure_ = ~std::uint64_t{0};
};

inline constexpr std::int64_t event_day_offset = 1'000'000;

}  // namespace massline::standing
