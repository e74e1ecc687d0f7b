#include <cstring>

#include "standing/trial_kernel.h"

namespace massline::standing {
namespace {

/// What a record lacks of the quota of a lane.
std::uint32_t lacks_of(const TrialColumns& columns, const TrialRow& row, const std::byte* record, std::uint32_t lane) {
  const std::byte* window = record + columns.windows[lane / lanes_of_trial];
  std::uint32_t value = 0;
  for (std::uint32_t byte = 0; byte < 2; ++byte) {
    const std::uint8_t from = row.shuffle[2 * lane + byte];
    if (from < 0x80) value |= static_cast<std::uint32_t>(window[from]) << (8 * byte);
  }
  return value < row.quota[lane] ? row.quota[lane] - value : 0;
}

void try_record(const TrialColumns& columns, const TrialRow& row, const std::byte* record, TrialSums& sums) {
  for (std::uint32_t lane = 0; lane < lanes_of_trial; ++lane) {
    const std::uint32_t twin = lane + lanes_of_trial;
    sums.owing[lane] += row.counts[lane] & 255;
    sums.newly_owing[lane] += row.counts[lane] >> 8;
    sums.no_longer_owing[lane] += row.counts[twin] & 255;
    sums.unknown[lane] += row.counts[twin] >> 8;
    const std::uint32_t draft = lacks_of(columns, row, record, lane);
    const std::uint32_t today = lacks_of(columns, row, record, twin);
    sums.missing[lane] += draft;
    sums.behind[lane] += draft > 0;
    sums.newly_behind[lane] += draft > 0 && today == 0;
    sums.no_longer_behind[lane] += today > 0 && draft == 0;
  }
}

}  // namespace

void add_sums(TrialSums& to, const TrialSums& from) {
  auto* out = reinterpret_cast<std::uint64_t*>(&to);
  const auto* in = reinterpret_cast<const std::uint64_t*>(&from);
  for (std::size_t i = 0; i < sizeof(TrialSums) / sizeof(std::uint64_t); ++i) out[i] += in[i];
}

void add_to_wide(const TrialColumns& columns, std::uint32_t wide, const TrialSums& sums) {
  std::unique_lock lock(*columns.shared_mutex, std::defer_lock);
  if (columns.shared[wide] != 0) lock.lock();
  add_sums(columns.wide[std::size_t{wide} * columns.stride], sums);
}

void try_records(const TrialColumns& columns, const std::byte* records, std::uint32_t count, TrialSums& sums) {
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::byte* record = records + std::size_t{i} * columns.record_bytes;
    std::uint16_t state = 0;
    std::memcpy(&state, record, sizeof(state));
    if (state != 0) try_record(columns, columns.rows[state], record, sums);
  }
}

void try_units_portable(const TrialColumns& columns, std::uint32_t first, std::uint32_t last) {
  for (std::uint32_t unit = first; unit < last; ++unit) {
    const std::uint32_t target = columns.targets[unit];
    if (target == closed_target) continue;
    TrialSums sums{};
    const Range range = columns.ranges[unit];
    try_records(columns, columns.records + std::size_t{range.first} * columns.record_bytes, range.capacity, sums);
    add_to_wide(columns, target & ~wide_flag, sums);
  }
}

}  // namespace massline::standing
