// The loop for x86-64-v3. A lane is a duty: for each record, the shuffle brings the slot that each duty reads into its
// lane, and one saturating subtraction gives what is missing of its quota.
//
//   record   [state|slots ……]                      8 or 16 bytes
//   value    [slot of duty 0][slot of duty 1]…     16 × 16 bits, by the row's shuffle
//   missing  quota - value, at least 0
//   counts   + 256 where it is owed (row.owing), + 1 where nothing is missing
//
// Four records at a time: their sums fit 16 bits (evaluate_units() sees to it), then widen to 32.
#if defined(__x86_64__)

#include <immintrin.h>

#include <cstring>

#include "standing/kernels.h"

#pragma GCC push_options
#pragma GCC target("avx2,bmi,bmi2")

namespace massline::standing::detail {
namespace {

constexpr std::uint32_t records_at_once = 4;
constexpr std::uint32_t counts_fit = places_of_a_line;  // records whose counts fit 8 bits
constexpr std::uint32_t run_fits = 65'000;   // records whose sums fit a run: counts 16 bits, missing 32

struct Sums {
  __m256i counts;        // 16 × (owing << 8 | met)
  __m256i missing_low;   // 32 bits: lanes 0-3, 8-11
  __m256i missing_high;  // lanes 4-7, 12-15
};

/// What a run of units with the same target adds up to.
struct Run {
  __m256i owing, behind;  // 16 × 16 bits
  __m256i missing_low, missing_high;
};

template <std::uint32_t window_bytes>
[[gnu::always_inline]] inline __m256i load_window(const std::byte* record) {
  if constexpr (window_bytes == 8) {
    long long word = 0;
    std::memcpy(&word, record, sizeof(word));
    return _mm256_set1_epi64x(word);
  } else {
    return _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(record)));
  }
}

template <std::uint32_t window_bytes, bool one_shuffle>
[[gnu::always_inline]] inline void add_record(const GroupColumns& columns, const std::byte* record, __m256i shuffle,
                                              __m256i& counts, __m256i& missing) {
  std::uint16_t state = 0;
  std::memcpy(&state, record, sizeof(state));
  const Row& row = columns.rows[state];
  if constexpr (!one_shuffle) shuffle = _mm256_load_si256(reinterpret_cast<const __m256i*>(row.shuffle));
  const __m256i value = _mm256_shuffle_epi8(load_window<window_bytes>(record + columns.window), shuffle);
  const __m256i quota = _mm256_load_si256(reinterpret_cast<const __m256i*>(row.quota));
  const __m256i lacks = _mm256_subs_epu16(quota, value);
  missing = _mm256_add_epi16(missing, lacks);
  counts = _mm256_add_epi16(counts, _mm256_load_si256(reinterpret_cast<const __m256i*>(row.owing)));
  counts = _mm256_sub_epi16(counts, _mm256_cmpeq_epi16(lacks, _mm256_setzero_si256()));
}

/// The sums of at most 252 records. Nobody's record owes nothing and so counts as met; the caller takes that off.
template <std::uint32_t window_bytes, bool one_shuffle>
[[gnu::always_inline]] inline Sums sum_records(const GroupColumns& columns, const std::byte* record, std::uint32_t count,
                                               __m256i shuffle) {
  const __m256i zero = _mm256_setzero_si256();
  const std::size_t stride = columns.record_bytes;
  Sums sums{zero, zero, zero};
  __m256i missing = zero;
  const auto widen = [&] {
    sums.missing_low = _mm256_add_epi32(sums.missing_low, _mm256_unpacklo_epi16(missing, zero));
    sums.missing_high = _mm256_add_epi32(sums.missing_high, _mm256_unpackhi_epi16(missing, zero));
    missing = zero;
  };
  std::uint32_t left = count;
  for (; left >= records_at_once; left -= records_at_once, record += records_at_once * stride) {
    add_record<window_bytes, one_shuffle>(columns, record, shuffle, sums.counts, missing);
    add_record<window_bytes, one_shuffle>(columns, record + stride, shuffle, sums.counts, missing);
    add_record<window_bytes, one_shuffle>(columns, record + 2 * stride, shuffle, sums.counts, missing);
    add_record<window_bytes, one_shuffle>(columns, record + 3 * stride, shuffle, sums.counts, missing);
    widen();
  }
  if (left > 0) {
    for (; left > 0; --left, record += stride)
      add_record<window_bytes, one_shuffle>(columns, record, shuffle, sums.counts, missing);
    widen();
  }
  return sums;
}

[[gnu::noinline]] void flush(const GroupColumns& columns, std::uint32_t wide, const Run& run) {
  alignas(32) std::uint16_t owing[16], behind[16];
  alignas(32) std::uint32_t low[8], high[8];
  _mm256_store_si256(reinterpret_cast<__m256i*>(owing), run.owing);
  _mm256_store_si256(reinterpret_cast<__m256i*>(behind), run.behind);
  _mm256_store_si256(reinterpret_cast<__m256i*>(low), run.missing_low);
  _mm256_store_si256(reinterpret_cast<__m256i*>(high), run.missing_high);
  WideLine sum;
  for (std::uint32_t lane = 0; lane < lanes_of_group; ++lane) {
    sum.owing[lane] = owing[lane];
    sum.behind[lane] = behind[lane];
    const std::uint32_t at = (lane & 3) + (lane & 8) / 2;
    sum.missing[lane] = (lane & 4) == 0 ? low[at] : high[at];
  }
  WideLine& to = columns.wide[std::size_t{wide} * columns.line_stride];
  if (columns.shared[wide] != 0) {
    const std::lock_guard lock(*columns.shared_mutex);
    add_wide(to, sum);
  } else {
    add_wide(to, sum);
  }
}

[[gnu::always_inline]] inline void store_line(Line& line, __m256i owing, __m256i behind, const Sums& sums) {
  // Packing and unpacking work on halves of 128 bits; the permutations bring the lanes back into order.
  const __m256i counts = _mm256_permute4x64_epi64(_mm256_packus_epi16(owing, behind), 0xD8);
  auto* to = reinterpret_cast<__m256i*>(&line);
  _mm256_stream_si256(to, counts);
  _mm256_stream_si256(to + 1, _mm256_permute2x128_si256(sums.missing_low, sums.missing_high, 0x20));
  _mm256_stream_si256(to + 2, _mm256_permute2x128_si256(sums.missing_low, sums.missing_high, 0x31));
}

template <std::uint32_t window_bytes, bool one_shuffle>
void evaluate(const GroupColumns& columns, std::uint32_t first, std::uint32_t last) {
  const __m256i zero = _mm256_setzero_si256();
  const __m256i low_byte = _mm256_set1_epi16(255);
  const __m256i shuffle = _mm256_load_si256(reinterpret_cast<const __m256i*>(columns.rows[0].shuffle));
  Run run{zero, zero, zero, zero};
  std::uint32_t run_target = closed_target;
  std::uint32_t run_records = 0;
  for (std::uint32_t unit = first; unit < last; ++unit) {
    const std::uint32_t target = columns.targets[unit];
    if (target == closed_target) continue;
    const std::uint32_t wide = target & ~wide_flag;
    if (wide != run_target) {
      if (run_records > 0) flush(columns, run_target, run);
      run = {zero, zero, zero, zero};
      run_target = wide;
      run_records = 0;
    }
    const Range range = columns.ranges[unit];
    const std::byte* record = columns.records + std::size_t{range.first} * columns.record_bytes;
    // A large unit in parts whose counts fit; a small one is a single part, and may be empty.
    std::uint32_t left = range.capacity;
    do {
      const std::uint32_t part = left < counts_fit ? left : counts_fit;
      const Sums sums = sum_records<window_bytes, one_shuffle>(columns, record, part, shuffle);
      const __m256i owing = _mm256_srli_epi16(sums.counts, 8);
      const __m256i met = _mm256_and_si256(sums.counts, low_byte);
      const __m256i behind = _mm256_sub_epi16(_mm256_set1_epi16(static_cast<short>(part)), met);
      run.owing = _mm256_add_epi16(run.owing, owing);
      run.behind = _mm256_add_epi16(run.behind, behind);
      run.missing_low = _mm256_add_epi32(run.missing_low, sums.missing_low);
      run.missing_high = _mm256_add_epi32(run.missing_high, sums.missing_high);
      run_records += part;
      if ((target & wide_flag) == 0 && columns.lines != nullptr)
        store_line(columns.lines[std::size_t{unit} * columns.line_stride], owing, behind, sums);
      if (run_records > run_fits - counts_fit) {
        flush(columns, run_target, run);
        run = {zero, zero, zero, zero};
        run_records = 0;
      }
      record += std::size_t{part} * columns.record_bytes;
      left -= part;
    } while (left > 0);
  }
  if (run_records > 0) flush(columns, run_target, run);
  _mm_sfence();
}

}  // namespace

void evaluate_units_avx2(const GroupColumns& columns, std::uint32_t first, std::uint32_t last) {
  if (columns.record_bytes == 8) {
    columns.one_shuffle ? evaluate<8, true>(columns, first, last) : evaluate<8, false>(columns, first, last);
  } else {
    columns.one_shuffle ? evaluate<16, true>(columns, first, last) : evaluate<16, false>(columns, first, last);
  }
}

}  // namespace massline::standing::detail

#pragma GCC pop_options
#endif
