// The loops over the records: the same answers with and without vector instructions.
#pragma once

#include <cstdint>
#include <mutex>

#include "standing/lines.h"

namespace massline::standing {

enum class Instructions { portable, avx2 };

/// What this machine can do.
Instructions best_instructions();

/// One lane group of a population, as the loops see it.
struct GroupColumns {
  const std::byte* records = nullptr;
  std::uint32_t record_bytes = 8;
  std::uint32_t window = 0;
  std::uint16_t max_quota = 0;
  bool one_shuffle = false;                // every state has the same shuffle
  const Row* rows = nullptr;               // [state]
  const Shuffle* shuffles = nullptr;       // [state]
  const Range* ranges = nullptr;           // [unit]
  const std::uint32_t* targets = nullptr;  // [unit]
  Line* lines = nullptr;                   // [unit × line_stride]; null: the units' own lines are not stored
  std::uint32_t line_stride = 1;
  WideLine* wide = nullptr;              // [wide × line_stride]; begins with zeros
  const std::uint8_t* shared = nullptr;  // [wide]: 1 where other threads add to it too
  std::mutex* shared_mutex = nullptr;
};

/// Works out the lines of units [first, last) and adds each to its target.
/// Shapes: as in GroupColumns; every line of a unit without a wide one is written, if lines are stored.
/// Units:  owers; minutes, days or times.
/// Errors: none.
/// Cost:   O(places) time, no allocation; lines are written past the caches.
/// Oracle: tests/oracle/naive.cc
void evaluate_units(const GroupColumns& columns, std::uint32_t first, std::uint32_t last, Instructions instructions);

/// The sum of `count` records in one group.
void evaluate_records(const GroupColumns& columns, const std::byte* records, std::uint32_t count, WideLine& sum);

/// By how much the figures of a lane group move.
struct LaneDeltas {
  std::int64_t missing[lanes_of_group];
  std::int32_t behind[lanes_of_group];
};

/// Adds by how much at most 256 records differ after a change of amounts. The states are the same before and after.
void compare_records(const GroupColumns& columns, const std::byte* before, const std::byte* after, std::uint32_t count,
                     LaneDeltas& deltas, Instructions instructions);

namespace detail {
void compare_records_avx2(const GroupColumns& columns, const std::byte* before, const std::byte* after,
                          std::uint32_t count, LaneDeltas& deltas);
void evaluate_units_portable(const GroupColumns& columns, std::uint32_t first, std::uint32_t last);
void evaluate_units_avx2(const GroupColumns& columns, std::uint32_t first, std::uint32_t last);
void add_wide(WideLine& to, const WideLine& from);
/// Adds to a unit's wide line; under the lock where others add to it too.
void add_to_wide(const GroupColumns& columns, std::uint32_t wide, const WideLine& sum);
}  // namespace detail

}  // namespace massline::standing
