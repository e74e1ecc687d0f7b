// The states that an owner of a record can be in: a class, and which once-only duties are open to it now. A state tells
// where in the record each accumulator has its slot, and gives the rows that the kernels read.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "standing/lines.h"
#include "standing/plan.h"
#include "standing/region.h"

namespace massline::standing {

using StateIndex = std::uint16_t;  // 0: nobody

struct Slot {
  std::uint16_t offset = 0;  // bytes into the record
  std::uint16_t width = 0;   // 0: the accumulator is not kept for this state
};

/// What a slot holds when the exact amount stands in the side table.
inline std::uint32_t marker_of(Slot slot) { return slot.width == 1 ? 255 : 65535; }

struct State {
  std::uint32_t ower_class = 0;
  const rulebook::AttributeValues* values = nullptr;  // of the class; null for nobody
  std::uint64_t open = 0;                             // bit i: PopulationPlan::once[i]
  std::vector<Slot> slots;                            // of each accumulator
  std::vector<std::uint16_t> owed;                    // duties of the population that are owed now
};

/// Grows by appending; readers may use any index that they found in a record.
class States {
 public:
  explicit States(const PopulationPlan& plan);
  ~States();

  /// The state, made where there is none yet; nothing where its slots do not fit the record, or 65,535 are in use.
  std::optional<StateIndex> intern(std::uint32_t ower_class, std::uint64_t open);
  /// A class that the plan did not know, with the duties that it owes. Writer.
  std::uint32_t add_class(rulebook::AttributeValues values, std::vector<std::uint16_t> owed);

  const State& at(StateIndex index) const { return *states_[index].load(std::memory_order_acquire); }
  /// Where a state keeps an accumulator.
  Slot slot(StateIndex index, std::uint16_t accumulator) const {
    return one_shuffle_ ? common_slots_[accumulator] : at(index).slots[accumulator];
  }
  const std::vector<std::uint16_t>& owed_by_class(std::uint32_t ower_class) const { return owed_[ower_class]; }
  std::size_t class_count() const { return owed_.size(); }
  const rulebook::AttributeValues& class_values(std::uint32_t ower_class) const { return values_[ower_class]; }
  std::size_t size() const { return size_; }
  /// [state] of one lane group.
  const Row* rows(std::size_t group) const { return rows_[group].as<Row>(); }
  const Shuffle* shuffles(std::size_t group) const { return shuffles_[group].as<Shuffle>(); }
  /// Whether every state reads the same bytes in each lane, so that the kernel keeps the shuffle in a register.
  bool one_shuffle() const { return one_shuffle_; }

 private:
  bool place_slots(State& state) const;
  bool place_common_slots();
  void fill_rows(const State& state, StateIndex index);

  const PopulationPlan& plan_;
  std::vector<std::vector<std::uint16_t>> owed_;  // [class]
  std::deque<rulebook::AttributeValues> values_;  // [class]; addresses stay
  std::map<std::pair<std::uint32_t, std::uint64_t>, StateIndex> index_;
  std::vector<StateIndex> plain_;  // [class]: nothing once-only open; 0: not made yet
  std::unique_ptr<std::atomic<const State*>[]> states_;
  std::size_t size_ = 0;
  std::vector<Region> rows_, shuffles_;  // [group]
  std::vector<Slot> common_slots_;
  bool one_shuffle_ = false;
};

}  // namespace massline::standing
