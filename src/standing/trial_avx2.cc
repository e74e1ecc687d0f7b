// The loop of a trial for x86-64-v3. Nothing is kept for each unit, so units side by side with one target are one run
// of records.
#if defined(__x86_64__)

#include <immintrin.h>

#include <algorithm>
#include <cstring>

#include "standing/trial_kernel.h"

#pragma GCC push_options
#pragma GCC target("avx2,bmi,bmi2")

namespace massline::standing {
namespace {

constexpr std::uint32_t counts_fit = 252;   // records whose counts fit the bytes of a lane
constexpr std::uint32_t run_fits = 65'000;  // records whose counts fit 16 bits, and what is missing 32
constexpr std::size_t bytes_ahead = 2048;   // records are asked for so long before they are read

[[gnu::always_inline]] inline __m256i load(const void* from) {
  return _mm256_load_si256(static_cast<const __m256i*>(from));
}

/// What a run of records adds up to; lower half the draft's duties, upper half today's.
struct Run {
  __m256i counted, counted_high;  // 16 bits: of TrialRow::counts, the low bytes and the high ones
  __m256i met;
  __m256i moved;                      // behind here, and not in the other half
  __m256i missing_low, missing_high;  // 32 bits: lanes 0-3 and 4-7 of each half
};

Run empty_run() {
  const __m256i zero = _mm256_setzero_si256();
  return {zero, zero, zero, zero, zero, zero};
}

struct Part {
  __m256i counts, missing;
};

template <std::uint32_t record_bytes>
[[gnu::always_inline]] inline __m256i load_record(const TrialColumns& columns, const std::byte* record) {
  if constexpr (record_bytes == 8) {
    long long word = 0;
    std::memcpy(&word, record, sizeof(word));
    return _mm256_set1_epi64x(word);
  } else {
    const auto half = [&](std::size_t i) {
      return _mm_loadu_si128(reinterpret_cast<const __m128i*>(record + columns.windows[i]));
    };
    return _mm256_inserti128_si256(_mm256_castsi128_si256(half(0)), half(1), 1);
  }
}

template <std::uint32_t record_bytes>
[[gnu::always_inline]] inline void try_record(const TrialColumns& columns, const std::byte* record, Run& run,
                                              Part& part) {
  std::uint16_t state = 0;
  std::memcpy(&state, record, sizeof(state));
  const TrialRow& row = columns.rows[state];
  const __m256i zero = _mm256_setzero_si256();
  const __m256i value = _mm256_shuffle_epi8(load_record<record_bytes>(columns, record), load(row.shuffle));
  const __m256i lacks = _mm256_subs_epu16(load(row.quota), value);
  const __m256i met = _mm256_cmpeq_epi16(lacks, zero);
  const __m256i other_met = _mm256_permute4x64_epi64(met, 0x4E);
  part.counts = _mm256_add_epi16(part.counts, load(row.counts));
  part.missing = _mm256_add_epi16(part.missing, lacks);
  // A comparison gives -1 where nothing is missing.
  run.met = _mm256_sub_epi16(run.met, met);
  run.moved = _mm256_sub_epi16(run.moved, _mm256_andnot_si256(met, other_met));
}

[[gnu::noinline]] void flush(const TrialColumns& columns, std::uint32_t wide, std::uint32_t records, const Run& run) {
  alignas(32) std::uint16_t counted[16], counted_high[16], met[16], moved[16];
  alignas(32) std::uint32_t low[8], high[8];
  _mm256_store_si256(reinterpret_cast<__m256i*>(counted), run.counted);
  _mm256_store_si256(reinterpret_cast<__m256i*>(counted_high), run.counted_high);
  _mm256_store_si256(reinterpret_cast<__m256i*>(met), run.met);
  _mm256_store_si256(reinterpret_cast<__m256i*>(moved), run.moved);
  _mm256_store_si256(reinterpret_cast<__m256i*>(low), run.missing_low);
  _mm256_store_si256(reinterpret_cast<__m256i*>(high), run.missing_high);
  TrialSums sums;
  for (std::uint32_t lane = 0; lane < lanes_of_trial; ++lane) {
    const std::uint32_t twin = lane + lanes_of_trial;
    sums.owing[lane] = counted[lane];
    sums.newly_owing[lane] = counted_high[lane];
    sums.no_longer_owing[lane] = counted[twin];
    sums.unknown[lane] = counted_high[twin];
    sums.behind[lane] = records - met[lane];
    sums.newly_behind[lane] = moved[lane];
    sums.no_longer_behind[lane] = moved[twin];
    sums.missing[lane] = lane < 4 ? low[lane] : high[lane - 4];
  }
  add_to_wide(columns, wide, sums);
}

/// `count` records side by side, of which `fit` at a time can't exceed 16 bits.
template <std::uint32_t record_bytes>
[[gnu::always_inline]] inline void try_run(const TrialColumns& columns, const std::byte* record, std::uint32_t count,
                                           std::uint32_t fit, Run& run) {
  const __m256i zero = _mm256_setzero_si256();
  while (count > 0) {
    Part part{zero, zero};
    const std::uint32_t now = std::min(count, fit);
    for (std::uint32_t i = 0; i < now; ++i, record += columns.record_bytes) {
      _mm_prefetch(reinterpret_cast<const char*>(record) + bytes_ahead, _MM_HINT_T0);
      try_record<record_bytes>(columns, record, run, part);
    }
    run.counted = _mm256_add_epi16(run.counted, _mm256_and_si256(part.counts, _mm256_set1_epi16(255)));
    run.counted_high = _mm256_add_epi16(run.counted_high, _mm256_srli_epi16(part.counts, 8));
    run.missing_low = _mm256_add_epi32(run.missing_low, _mm256_unpacklo_epi16(part.missing, zero));
    run.missing_high = _mm256_add_epi32(run.missing_high, _mm256_unpackhi_epi16(part.missing, zero));
    count -= now;
  }
}

template <std::uint32_t record_bytes>
void try_units(const TrialColumns& columns, std::uint32_t first, std::uint32_t last) {
  const std::uint32_t fit = std::min(65535u / std::max<std::uint32_t>(columns.max_quota, 1), counts_fit);
  Run run = empty_run();
  std::uint32_t wide = closed_target, records = 0;
  for (std::uint32_t unit = first; unit < last;) {
    const std::uint32_t target = columns.targets[unit];
    Range range = columns.ranges[unit++];
    if (target == closed_target || range.capacity == 0) continue;
    if (records > 0 && (target & ~wide_flag) != wide) {
      const Run full = run;
      flush(columns, wide, records, full);
      run = empty_run();
      records = 0;
    }
    wide = target & ~wide_flag;
    // Those after it that go on where it ends.
    while (unit < last && range.capacity < run_fits / 2 && columns.targets[unit] == target &&
           columns.ranges[unit].capacity < run_fits / 2 &&
           (columns.ranges[unit].capacity == 0 || columns.ranges[unit].first == range.first + range.capacity))
      range.capacity += columns.ranges[unit++].capacity;
    while (range.capacity > 0) {
      if (records == run_fits) {
        const Run full = run;
        flush(columns, wide, records, full);
        run = empty_run();
        records = 0;
      }
      const std::uint32_t part = std::min(range.capacity, run_fits - records);
      try_run<record_bytes>(columns, columns.records + std::size_t{range.first} * columns.record_bytes, part, fit, run);
      records += part;
      range.first += part;
      range.capacity -= part;
    }
  }
  if (records > 0) flush(columns, wide, records, run);
}

}  // namespace

void try_units_avx2(const TrialColumns& columns, std::uint32_t first, std::uint32_t last) {
  columns.record_bytes == 8 ? try_units<8>(columns, first, last) : try_units<16>(columns, first, last);
}

}  // namespace massline::standing

#pragma GCC pop_options
#endif
