// Eight households at a time, both standards in one pass.
#if defined(__x86_64__)

#include <immintrin.h>

#include "standing/allowance.h"

#pragma GCC push_options
#pragma GCC target("avx2,bmi,bmi2")

namespace massline::standing::detail {
namespace {

struct Lanes {
  __m256i households, persons;  // 8 × 32 bits: a part has at most 65,536 households
  __m256i fen_low, fen_high;    // 4 × 64 bits each
};

[[gnu::always_inline]] inline void add_eight(Lanes& lanes, __m256i income, __m256i persons, __m256i standard) {
  const __m256i zero = _mm256_setzero_si256();
  // need < 2^31, income < 2^32: the smaller of the two taken from the need is the gap, and never below zero.
  const __m256i need = _mm256_mullo_epi32(standard, persons);
  const __m256i gap = _mm256_sub_epi32(need, _mm256_min_epu32(need, income));
  const __m256i entitled = _mm256_cmpgt_epi32(gap, zero);
  lanes.households = _mm256_sub_epi32(lanes.households, entitled);
  lanes.persons = _mm256_add_epi32(lanes.persons, _mm256_and_si256(entitled, persons));
  lanes.fen_low = _mm256_add_epi64(lanes.fen_low, _mm256_unpacklo_epi32(gap, zero));
  lanes.fen_high = _mm256_add_epi64(lanes.fen_high, _mm256_unpackhi_epi32(gap, zero));
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

CountyAllowance county_allowance_avx2(const std::uint32_t* income, const std::uint8_t* persons, std::uint32_t count,
                                      std::uint32_t base, std::uint32_t changed) {
  const __m256i zero = _mm256_setzero_si256();
  const __m256i base_lanes = _mm256_set1_epi32(static_cast<int>(base));
  const __m256i changed_lanes = _mm256_set1_epi32(static_cast<int>(changed));
  Lanes with_base{zero, zero, zero, zero}, with_changed{zero, zero, zero, zero};
  for (std::uint32_t i = 0; i < count; i += 8) {
    const __m256i eight_incomes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(income + i));
    const __m256i eight_persons = _mm256_cvtepu8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(persons + i)));
    add_eight(with_base, eight_incomes, eight_persons, base_lanes);
    add_eight(with_changed, eight_incomes, eight_persons, changed_lanes);
  }
  return {total_of(with_base), total_of(with_changed)};
}

}  // namespace massline::standing::detail

#pragma GCC pop_options
#endif
