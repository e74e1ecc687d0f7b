// What a subsistence standard gives, and what another would: exact, in fen, over all households of a country.
//
//   const PackedHouseholds packed({income, persons, first_of_county});
//   const auto by_county = allowance_by_county(packed, {base, changed}, workers, best_instructions());
//
// Threads: columns are immutable once built; one caller at a time for each Workers.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "standing/kernels.h"
#include "standing/region.h"
#include "standing/workers.h"

namespace massline::standing {

/// Households sorted by county.
struct Households {
  std::span<const std::uint32_t> income_fen;  // [household]: the sum of its persons', a month
  std::span<const std::uint8_t> persons;      // [household]
  std::span<const std::uint32_t> first;       // [county + 1]: where each county's begin; the last is their number
};

/// The same in three bytes each, since memory is what a pass over all of them waits for:
///
///   bits 0-20 income in fen | bits 21-23 persons; 0 persons: room that is not used
///
/// Households that do not fit (more than 7 persons, or 20,971.52 yuan a month and more) stand apart, exactly, those of
/// a county by income: where the first can't be entitled, none after it is.
class PackedHouseholds {
 public:
  struct Other {
    std::uint32_t income_fen = 0;
    std::uint8_t persons = 0;
  };
  struct County {
    std::uint32_t first = 0, last = 0;  // of the packed ones; `first` and their number are multiples of 8
    std::uint32_t first_other = 0, last_other = 0;
    std::uint8_t most_persons = 0;  // of the others
  };
  static constexpr std::uint32_t income_bits = 21;
  static constexpr std::uint32_t most_persons_packed = 7;
  static constexpr std::size_t bytes_of_household = 3;
  static constexpr std::uint32_t households_at_once = 8;

  /// Shapes: as in Households.
  /// Errors: check() fails on columns of different lengths.
  explicit PackedHouseholds(const Households& households);

  std::span<const County> counties() const { return counties_; }
  std::span<const Other> others(const County& county) const {
    return std::span(others_).subspan(county.first_other, county.last_other - county.first_other);
  }
  /// From the household on. 8 bytes before the first and after the last can be read.
  const std::byte* packed(std::uint32_t household) const {
    return region_.data() + slack_bytes + household * bytes_of_household;
  }
  std::size_t bytes() const { return packed_bytes_ + others_.size() * sizeof(Other); }

 private:
  static constexpr std::size_t slack_bytes = 8;

  Region region_;
  std::size_t packed_bytes_ = 0;
  std::vector<Other> others_;
  std::vector<County> counties_;
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
/// Shapes: one standard of each kind for each county.
/// Units:  fen a month.
/// Errors: check() fails on a wrong shape, or a standard above 8,000,000 fen.
/// Cost:   one pass over 3 bytes a household, for both standards.
std::vector<CountyAllowance> allowance_by_county(const PackedHouseholds& households, const Standards& standards,
                                                 Workers& workers, Instructions instructions);

namespace detail {
/// Standards for which 64 households' allowances fit 32 bits, and every product with 255 persons.
inline constexpr std::uint32_t largest_standard_fen = 8'000'000;
/// `count` is a multiple of 8, and at most 65,536.
CountyAllowance county_allowance_avx2(const std::byte* packed, std::uint32_t count, std::uint32_t base,
                                      std::uint32_t changed);
}  // namespace detail

}  // namespace massline::standing
