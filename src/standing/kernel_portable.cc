#include <cstring>

#include "standing/kernels.h"

namespace massline::standing {
namespace {

std::uint32_t done_of(const GroupColumns& columns, const std::byte* record, std::uint16_t state, std::uint32_t lane) {
  const std::uint8_t* from = columns.shuffles[state].from + 2 * lane;
  const std::byte* window = record + columns.window;
  std::uint32_t done = from[0] < 0x80 ? static_cast<std::uint32_t>(window[from[0]]) : 0;
  if (from[1] < 0x80) done |= static_cast<std::uint32_t>(window[from[1]]) << 8;
  return done;
}

std::uint16_t state_of(const std::byte* record) {
  std::uint16_t state = 0;
  std::memcpy(&state, record, sizeof(state));
  return state;
}

void add_record(const GroupColumns& columns, const std::byte* record, WideLine& sum) {
  const std::uint16_t state = state_of(record);
  if (state == 0) return;
  const Row& row = columns.rows[state];
  for (std::uint32_t lane = 0; lane < lanes_of_group; ++lane) {
    const std::uint32_t quota = row.quota[lane];
    if (quota == 0) continue;
    const std::uint32_t done = done_of(columns, record, state, lane);
    ++sum.owing[lane];
    if (done < quota) {
      ++sum.behind[lane];
      sum.missing[lane] += quota - done;
    }
  }
}

void compare_record(const GroupColumns& columns, const std::byte* before, const std::byte* after, LaneDeltas& deltas) {
  const std::uint16_t state = state_of(before);
  const Row& row = columns.rows[state];
  for (std::uint32_t lane = 0; lane < lanes_of_group; ++lane) {
    const std::int64_t quota = row.quota[lane];
    if (quota == 0) continue;
    const std::int64_t was = done_of(columns, before, state, lane), is = done_of(columns, after, state, lane);
    deltas.behind[lane] += (is < quota ? 1 : 0) - (was < quota ? 1 : 0);
    deltas.missing[lane] += (is < quota ? quota - is : 0) - (was < quota ? quota - was : 0);
  }
}

void store_line(const WideLine& sum, Line& line) {
  for (std::uint32_t lane = 0; lane < lanes_of_group; ++lane) {
    line.owing[lane] = static_cast<std::uint8_t>(sum.owing[lane]);
    line.behind[lane] = static_cast<std::uint8_t>(sum.behind[lane]);
    line.missing[lane] = static_cast<std::uint32_t>(sum.missing[lane]);
  }
}

}  // namespace

void evaluate_records(const GroupColumns& columns, const std::byte* records, std::uint32_t count, WideLine& sum) {
  for (std::uint32_t i = 0; i < count; ++i) add_record(columns, records + std::size_t{i} * columns.record_bytes, sum);
}

void compare_records(const GroupColumns& columns, const std::byte* before, const std::byte* after, std::uint32_t count,
                     LaneDeltas& deltas, Instructions instructions) {
#if defined(__x86_64__)
  if (instructions == Instructions::avx2) return detail::compare_records_avx2(columns, before, after, count, deltas);
#endif
  (void)instructions;
  for (std::size_t i = 0; i < count; ++i)
    compare_record(columns, before + i * columns.record_bytes, after + i * columns.record_bytes, deltas);
}

Instructions best_instructions() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) return Instructions::avx2;
#endif
  return Instructions::portable;
}

void evaluate_units(const GroupColumns& columns, std::uint32_t first, std::uint32_t last, Instructions instructions) {
#if defined(__x86_64__)
  // Four records are summed in lanes of 16 bits: with larger quotas they might not fit.
  constexpr std::uint16_t largest_in_lanes = 65535 / 4;
  if (instructions == Instructions::avx2 && columns.max_quota <= largest_in_lanes)
    return detail::evaluate_units_avx2(columns, first, last);
#endif
  detail::evaluate_units_portable(columns, first, last);
}

namespace detail {

void add_wide(WideLine& to, const WideLine& from) {
  for (std::uint32_t lane = 0; lane < lanes_of_group; ++lane) {
    to.owing[lane] += from.owing[lane];
    to.behind[lane] += from.behind[lane];
    to.missing[lane] += from.missing[lane];
  }
}

void add_to_wide(const GroupColumns& columns, std::uint32_t wide, const WideLine& sum) {
  std::unique_lock lock(*columns.shared_mutex, std::defer_lock);
  if (columns.shared[wide] != 0) lock.lock();
  add_wide(columns.wide[std::size_t{wide} * columns.line_stride], sum);
}

void evaluate_units_portable(const GroupColumns& columns, std::uint32_t first, std::uint32_t last) {
  for (std::uint32_t unit = first; unit < last; ++unit) {
    const std::uint32_t target = columns.targets[unit];
    if (target == closed_target) continue;
    const Range range = columns.ranges[unit];
    WideLine sum{};
    evaluate_records(columns, columns.records + std::size_t{range.first} * columns.record_bytes, range.capacity, sum);
    if ((target & wide_flag) == 0 && columns.lines != nullptr)
      store_line(sum, columns.lines[std::size_t{unit} * columns.line_stride]);
    add_to_wide(columns, target & ~wide_flag, sum);
  }
}

}  // namespace detail
}  // namespace massline::standing
