// The loop of a trial: each record under the draft's duties and under today's at once.
#pragma once

#include <cstdint>
#include <mutex>

#include "standing/lines.h"

namespace massline::standing {

inline constexpr std::uint32_t lanes_of_trial = 8;

/// One for each state and group of 8 draft duties. In the lower half a lane is a draft duty; in the upper half, today's
/// of the same id. Where nothing is known of what the draft counts, both quotas are 0: no figure of it moves.
struct alignas(32) TrialRow {
  std::uint16_t quota[2 * lanes_of_trial];
  std::uint16_t
      counts[2 * lanes_of_trial];  // 1 where owed + 256 where newly | 1 where no longer owed + 256 where unknown
  std::uint8_t shuffle[4 * lanes_of_trial];  // bytes of each half's window; 0x80: zero
};
static_assert(sizeof(TrialRow) == 96);

struct TrialSums {
  std::uint64_t owing[lanes_of_trial], newly_owing[lanes_of_trial], no_longer_owing[lanes_of_trial],
      unknown[lanes_of_trial];
  std::uint64_t behind[lanes_of_trial], newly_behind[lanes_of_trial], no_longer_behind[lanes_of_trial];
  std::uint64_t missing[lanes_of_trial];
};

struct TrialColumns {
  const std::byte* records = nullptr;
  std::uint32_t record_bytes = 8;
  std::uint32_t windows[2] = {0, 0};  // where in a record the bytes of each half begin
  std::uint16_t max_quota = 0;
  const TrialRow* rows = nullptr;  // [state]
  const Range* ranges = nullptr;
  const std::uint32_t* targets = nullptr;
  TrialSums* wide = nullptr;  // [wide × stride]; begins with zeros
  std::uint32_t stride = 1;
  const std::uint8_t* shared = nullptr;
  std::mutex* shared_mutex = nullptr;
};

/// Adds each unit of [first, last) to its target. Oracle: tests/oracle/standing_oracle_test.cc
void try_units_portable(const TrialColumns& columns, std::uint32_t first, std::uint32_t last);
/// Errors: none; quotas are at most 16,383.
void try_units_avx2(const TrialColumns& columns, std::uint32_t first, std::uint32_t last);
void try_records(const TrialColumns& columns, const std::byte* records, std::uint32_t count, TrialSums& sums);
/// Under the lock where other threads add to it too.
void add_to_wide(const TrialColumns& columns, std::uint32_t wide, const TrialSums& sums);
void add_sums(TrialSums& to, const TrialSums& from);

}  // namespace massline::standing
