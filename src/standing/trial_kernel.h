// The loop of a trial: each record under today's duties and under the draft at once.
#pragma once

#include <cstdint>
#include <mutex>

#include "standing/lines.h"

namespace massline::standing {

/// One for each state and group of 16 draft duties; a lane is a draft duty, beside today's of the same id.
struct alignas(32) TrialRow {
  std::uint16_t draft_quota[lanes_of_group];  // 0 where it is not owed, or not known how much was done
  std::uint16_t today_quota[lanes_of_group];
  std::uint16_t known[lanes_of_group];        // 0xFFFF, or 0 where the draft duty is owed and nothing is known
  std::uint16_t owing_and_newly[lanes_of_group];     // 1 where owed, and 256 where newly
  std::uint16_t no_longer_and_unknown[lanes_of_group];
  std::uint8_t draft_shuffle[2 * lanes_of_group];  // bytes of the record, below 0x80; 0x80: zero
  std::uint8_t today_shuffle[2 * lanes_of_group];
};

struct TrialSums {
  std::uint64_t owing[lanes_of_group], newly_owing[lanes_of_group], no_longer_owing[lanes_of_group], unknown[lanes_of_group];
  std::uint64_t behind[lanes_of_group], newly_behind[lanes_of_group], no_longer_behind[lanes_of_group];
  std::uint64_t missing[lanes_of_group];
};

struct TrialColumns {
  const std::byte* records = nullptr;
  std::uint32_t record_bytes = 8;
  std::uint16_t max_quota = 0;
  const TrialRow* rows = nullptr;  // [state]
  const Range* ranges = nullptr;
  const std::uint32_t* targets = nullptr;
  TrialSums* wide = nullptr;  // [wide × stride]; begins with zeros
  std::uint32_t stride = 1;
  const std::uint8_t* shared = nullptr;
  std::mutex* shared_mutex = nullptr;
};

/// Adds each unit of [first, last) to its target. Oracle: tests/oracle/trial_test.cc
void try_units_portable(const TrialColumns& columns, std::uint32_t first, std::uint32_t last);
void try_units_avx2(const TrialColumns& columns, std::uint32_t first, std::uint32_t last);
void try_records(const TrialColumns& columns, const std::byte* records, std::uint32_t count, TrialSums& sums);
void add_sums(TrialSums& to, const TrialSums& from);

}  // namespace massline::standing
