#include <cstring>

#include "standing/trial_kernel.h"

namespace massline::standing {
namespace {

std::uint32_t lane_value(const std::byte* record, const std::uint8_t* shuffle, std::uint32_t lane) {
  std::uint32_t value = 0;
  for (std::uint32_t byte = 0; byte < 2; ++byte) {
    const std::uint8_t from = shuffle[2 * lane + byte];
    if (from < 0x80) value |= static_cast<std::uint32_t>(record[from]) << (8 * byte);
  }
  return value;
}

void try_record(const TrialRow& row, const std::byte* record, TrialSums& sums) {
  for (std::uint32_t lane = 0; lane < lanes_of_group; ++lane) {
    sums.owing[lane] += row.owing_and_newly[lane] & 255;
    sums.newly_owing[lane] += row.owing_and_newly[lane] >> 8;
    sums.no_longer_owing[lane] += row.no_longer_and_unknown[lane] & 255;
    sums.unknown[lane] += row.no_longer_and_unknown[lane] >> 8;
    const std::uint32_t draft_done = lane_value(record, row.draft_shuffle, lane);
    const bool draft = draft_done < row.draft_quota[lane];
    const bool today = lane_value(record, row.today_shuffle, lane) < row.today_quota[lane];
    if (draft) sums.missing[lane] += row.draft_quota[lane] - draft_done;
    sums.behind[lane] += draft;
    sums.newly_behind[lane] += draft && !today;
    sums.no_longer_behind[lane] += today && !draft && row.known[lane] != 0;
  }
}

}  // namespace

void add_sums(TrialSums& to, const TrialSums& from) {
  auto* out = reinterpret_cast<std::uint64_t*>(&to);
  const auto* in = reinterpret_cast<const std::uint64_t*>(&from);
  for (std::size_t i = 0; i < sizeof(TrialSums) / sizeof(std::uint64_t); ++i) out[i] += in[i];
}

void try_records(const TrialColumns& columns, const std::byte* records, std::uint32_t count, TrialSums& sums) {
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::byte* record = records + std::size_t{i} * columns.record_bytes;
    std::uint16_t state = 0;
    std::memcpy(&state, record, sizeof(state));
    if (state != 0) try_record(columns.rows[state], record, sums);
  }
}

void try_units_portable(const TrialColumns& columns, std::uint32_t first, std::uint32_t last) {
  for (std::uint32_t unit = first; unit < last; ++unit) {
    const std::uint32_t target = columns.targets[unit];
    if (target == closed_target) continue;
    TrialSums sums{};
    const Range range = columns.ranges[unit];
    try_records(columns, columns.records + std::size_t{range.first} * columns.record_bytes, range.capacity, sums);
    const std::uint32_t wide = target & ~wide_flag;
    std::unique_lock lock(*columns.shared_mutex, std::defer_lock);
    if (columns.shared[wide] != 0) lock.lock();
    add_sums(columns.wide[std::size_t{wide} * columns.stride], sums);
  }
}

}  // namespace massline::standing
