// Eight households at a time, both standards in one pass.
#if defined(__x86_64__)

#include <immintrin.h>

#include <algorithm>

#include "standing/allowance.h"

#pragma GCC push_options
#pragma GCC target("avx2,bmi,bmi2")

namespace massline::standing::detail {
namespace {

constexpr std::uint32_t at_once = PackedHouseholds::households_at_once;
constexpr std::uint32_t turns_fit = 64;    // turns after which 32 bits hold the fen, and 16 the persons
constexpr std::size_t bytes_ahead = 1024;  // households are asked for so long before they are read
static_assert(std::uint64_t{turns_fit} * PackedHouseholds::most_persons_packed * largest_standard_fen <
              (std::uint64_t{1} << 32));

/// Of one standard: what a household of 0 … 7 persons needs, and the sums.
struct Lanes {
  __m256i need;                 // [persons]
  __m256i fen, counts;          // 8 × 32 bits since the last widening; counts: persons | households << 16
  __m256i households, persons;  // 8 × 32 bits: a part has at most 65,536 households
  __m256i fen_low, fen_high;    // 4 × 64 bits each
};

Lanes lanes_of(std::uint32_t standard) {
  const __m256i zero = _mm256_setzero_si256();
  const __m256i persons = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  return {
      _mm256_mullo_epi32(_mm256_set1_epi32(static_cast<int>(standard)), persons), zero, zero, zero, zero, zero, zero};
}

[[gnu::always_inline]] inline void add_eight(Lanes& lanes, __m256i income, __m256i persons,
                                             __m256i household_and_persons) {
  // Both are below 2^31.
  const __m256i gap = _mm256_sub_epi32(_mm256_permutevar8x32_epi32(lanes.need, persons), income);
  const __m256i entitled = _mm256_cmpgt_epi32(gap, _mm256_setzero_si256());
  lanes.fen = _mm256_add_epi32(lanes.fen, _mm256_and_si256(entitled, gap));
  lanes.counts = _mm256_add_epi32(lanes.counts, _mm256_and_si256(entitled, household_and_persons));
}

[[gnu::always_inline]] inline void widen(Lanes& lanes) {
  const __m256i zero = _mm256_setzero_si256();
  lanes.fen_low = _mm256_add_epi64(lanes.fen_low, _mm256_unpacklo_epi32(lanes.fen, zero));
  lanes.fen_high = _mm256_add_epi64(lanes.fen_high, _mm256_unpackhi_epi32(lanes.fen, zero));
  lanes.households = _mm256_add_epi32(lanes.households, _mm256_srli_epi32(lanes.counts, 16));
  lanes.persons = _mm256_add_epi32(lanes.persons, _mm256_and_si256(lanes.counts, _mm256_set1_epi32(0xFFFF)));
  lanes.fen = lanes.counts = zero;
}

std::uint64_t sum_32(__m256i lanes) {
  alignas(32) std::uint32_t values[8];
  _mm256_store_si256(reinterpret_cast<__m256i*>(values), lanes);
  std::uint64_t sum = 0;
  for (const std::uint32_t value : values) sum += value;
  return sum;
}

std::uint64_t sum_64(__m256i lanes) {
  alignas(32) std::uint64_t values[4];
  _mm256_store_si256(reinterpret_cast<__m256i*>(values), lanes);
  return values[0] + values[1] + values[2] + values[3];
}

AllowanceTotal total_of(const Lanes& lanes) {
  return {sum_32(lanes.households), sum_32(lanes.persons), sum_64(lanes.fen_low) + sum_64(lanes.fen_high)};
}

}  // namespace

CountyAllowance county_allowance_avx2(const std::byte* packed, std::uint32_t count, std::uint32_t base,
                                      std::uint32_t changed) {
  // One load from 4 bytes before brings four households of three bytes into each half; the shuffle gives each 32 bits.
  const __m256i shuffle = _mm256_setr_epi8(4, 5, 6, -1, 7, 8, 9, -1, 10, 11, 12, -1, 13, 14, 15, -1,  //
                                           0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11, -1);
  const __m256i income_mask = _mm256_set1_epi32((1 << PackedHouseholds::income_bits) - 1);
  const __m256i one_household = _mm256_set1_epi32(1 << 16);
  Lanes with_base = lanes_of(base), with_changed = lanes_of(changed);
  while (count > 0) {
    const std::uint32_t now = std::min(count, turns_fit * at_once);
    for (std::uint32_t i = 0; i < now; i += at_once, packed += at_once * PackedHouseholds::bytes_of_household) {
      _mm_prefetch(reinterpret_cast<const char*>(packed) + bytes_ahead, _MM_HINT_T0);
      const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(packed - 4));
      const __m256i households = _mm256_shuffle_epi8(bytes, shuffle);
      const __m256i income = _mm256_and_si256(households, income_mask);
      const __m256i persons = _mm256_srli_epi32(households, PackedHouseholds::income_bits);
      const __m256i household_and_persons = _mm256_or_si256(persons, one_household);
      add_eight(with_base, income, persons, household_and_persons);
      add_eight(with_changed, income, persons, household_and_persons);
    }
    widen(with_base);
    widen(with_changed);
    count -= now;
  }
  return {total_of(with_base), total_of(with_changed)};
}

}  // namespace massline::standing::detail

#pragma GCC pop_options
#endif
