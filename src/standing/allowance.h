// What a subsistence standard gives, and what another would: exact, in fen, over all households of a country.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "standing/kernels.h"
#include "standing/workers.h"

namespace massline::standing {

/// Households sorted by county, in columns.
struct Households {
  std::span<const std::uint32_t> income_fen;  // [household]: the sum of its persons', a month
  std::span<const std::uint8_t> persons;      // [household]
  std::span<const std::uint32_t> first;       // [county + 1]: where each county's begin; the last is their number
};

/// Fen a person a month, in each county; at most 8,000,000 (80,000 yuan).
struct Standards {
  std::span<const std::uint32_t> base_fen;
  std::span<const std::uint32_t> changed_fen;
};

struct AllowanceTotal {
  std::uint64_t households = 0;
  std::uint64_t persons = 0;
  std::uint64_t fen = 0;  // a month
  bool operator==(const AllowanceTotal&) const = default;
};

struct CountyAllowance {
  AllowanceTotal base;
  AllowanceTotal changed;
};

/// A household whose income is below standard × persons is entitled to the difference.
/// Shapes: as in Households; one standard of each kind for each county.
/// Units:  fen a month.
/// Errors: check() fails on a wrong shape, or a standard above 8,000,000 fen.
/// Cost:   one pass over 5 bytes a household, for both standards.
std::vector<CountyAllowance> allowance_by_county(const Households& households, const Standards& standards, Workers& workers,
                                                 Instructions instructions);

namespace detail {
/// Standards for which the vectors' signed 32 bits hold every product with 255 persons.
inline constexpr std::uint32_t largest_standard_fen = 8'000'000;
CountyAllowance county_allowance_avx2(const std::uint32_t* income, const std::uint8_t* persons, std::uint32_t count,
                                      std::uint32_t base, std::uint32_t changed);
}  // namespace detail

}  // namespace massline::standing
