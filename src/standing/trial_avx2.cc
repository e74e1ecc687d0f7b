// The loop of a trial for x86-64-v3: like kernel_avx2.cc, with two rows for each record.
#if defined(__x86_64__)

#include <immintrin.h>

#include <cstring>

#include "standing/trial_kernel.h"

#pragma GCC push_options
#pragma GCC target("avx2,bmi,bmi2")

namespace massline::standing {
namespace {

constexpr std::uint32_t counts_fit = 252;  // records whose counts fit the bytes of a lane
constexpr std::uint32_t missing_fits = 4;  // records whose missing amounts fit 16 bits

[[gnu::always_inline]] inline __m256i load(const void* from) { return _mm256_load_si256(static_cast<const __m256i*>(from)); }

struct Run {
  __m256i owing_and_newly, no_longer_and_unknown, behind, newly_behind, no_longer_behind, missing, missing_low, missing_high;
};

Run empty_run() {
  const __m256i zero = _mm256_setzero_si256();
  return {zero, zero, zero, zero, zero, zero, zero, zero};
}

template <std::uint32_t record_bytes>
[[gnu::always_inline]] inline void try_record(const TrialRow* rows, const std::byte* bytes, Run& run) {
  std::uint16_t state = 0;
  std::memcpy(&state, bytes, sizeof(state));
  const TrialRow& row = rows[state];
  __m256i record;
  if constexpr (record_bytes == 8) {
    long long word = 0;
    std::memcpy(&word, bytes, sizeof(word));
    record = _mm256_set1_epi64x(word);
  } else {
    record = _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes)));
  }
  const __m256i zero = _mm256_setzero_si256();
  const __m256i lacks = _mm256_subs_epu16(load(row.draft_quota), _mm256_shuffle_epi8(record, load(row.draft_shuffle)));
  const __m256i lacked = _mm256_subs_epu16(load(row.today_quota), _mm256_shuffle_epi8(record, load(row.today_shuffle)));
  const __m256i draft_met = _mm256_cmpeq_epi16(lacks, zero);
  const __m256i today_met = _mm256_cmpeq_epi16(lacked, zero);
  run.missing = _mm256_add_epi16(run.missing, lacks);
  run.owing_and_newly = _mm256_add_epi16(run.owing_and_newly, load(row.owing_and_newly));
  run.no_longer_and_unknown = _mm256_add_epi16(run.no_longer_and_unknown, load(row.no_longer_and_unknown));
  // Behind is what is not met: all ones added to a lane take one off, so the counts are of the met until flush().
  run.behind = _mm256_sub_epi16(run.behind, draft_met);
  run.newly_behind = _mm256_sub_epi16(run.newly_behind, _mm256_andnot_si256(draft_met, today_met));
  run.no_longer_behind =
      _mm256_sub_epi16(run.no_longer_behind, _mm256_and_si256(_mm256_andnot_si256(today_met, draft_met), load(row.known)));
}

[[gnu::always_inline]] inline void widen(Run& run) {
  const __m256i zero = _mm256_setzero_si256();
  run.missing_low = _mm256_add_epi32(run.missing_low, _mm256_unpacklo_epi16(run.missing, zero));
  run.missing_high = _mm256_add_epi32(run.missing_high, _mm256_unpackhi_epi16(run.missing, zero));
  run.missing = zero;
}

[[gnu::noinline]] void flush(const TrialColumns& columns, std::uint32_t wide, std::uint32_t records, const Run& run) {
  alignas(32) std::uint16_t pairs[5][16];
  alignas(32) std::uint32_t missing[2][8];
  const __m256i* vectors[] = {&run.owing_and_newly, &run.no_longer_and_unknown, &run.behind, &run.newly_behind, &run.no_longer_behind};
  for (std::size_t i = 0; i < 5; ++i) _mm256_store_si256(reinterpret_cast<__m256i*>(pairs[i]), *vectors[i]);
  _mm256_store_si256(reinterpret_cast<__m256i*>(missing[0]), run.missing_low);
  _mm256_store_si256(reinterpret_cast<__m256i*>(missing[1]), run.missing_high);
  TrialSums sums;
  for (std::uint32_t lane = 0; lane < lanes_of_group; ++lane) {
    sums.owing[lane] = pairs[0][lane] & 255;
    sums.newly_owing[lane] = pairs[0][lane] >> 8;
    sums.no_longer_owing[lane] = pairs[1][lane] & 255;
    sums.unknown[lane] = pairs[1][lane] >> 8;
    sums.behind[lane] = records - pairs[2][lane];
    sums.newly_behind[lane] = pairs[3][lane];
    sums.no_longer_behind[lane] = pairs[4][lane];
    sums.missing[lane] = missing[(lane & 4) == 0 ? 0 : 1][(lane & 3) + (lane & 8) / 2];
  }
  std::unique_lock lock(*columns.shared_mutex, std::defer_lock);
  if (columns.shared[wide] != 0) lock.lock();
  add_sums(columns.wide[std::size_t{wide} * columns.stride], sums);
}

template <std::uint32_t record_bytes>
void try_units(const TrialColumns& columns, std::uint32_t first, std::uint32_t last) {
  Run run = empty_run();
  std::uint32_t run_target = closed_target, records = 0;
  for (std::uint32_t unit = first; unit < last; ++unit) {
    const std::uint32_t target = columns.targets[unit];
    if (target == closed_target) continue;
    const std::uint32_t wide = target & ~wide_flag;
    const Range range = columns.ranges[unit];
    const std::byte* record = columns.records + std::size_t{range.first} * record_bytes;
    for (std::uint32_t left = range.capacity; left > 0;) {
      if (records > 0 && (wide != run_target || records > counts_fit - missing_fits)) {
        flush(columns, run_target, records, run);
        run = empty_run();
        records = 0;
      }
      run_target = wide;
      const std::uint32_t part = left < missing_fits ? left : missing_fits;
      for (std::uint32_t i = 0; i < part; ++i, record += record_bytes) try_record<record_bytes>(columns.rows, record, run);
      widen(run);
      records += part;
      left -= part;
    }
  }
  if (records > 0) flush(columns, run_target, records, run);
}

}  // namespace

void try_units_avx2(const TrialColumns& columns, std::uint32_t first, std::uint32_t last) {
  columns.record_bytes == 8 ? try_units<8>(columns, first, last) : try_units<16>(columns, first, last);
}

}  // namespace massline::standing

#pragma GCC pop_options
#endif
