// The shapes that the kernels read and write.
//
//   record   8 bytes, or 16 for each window: [state u16][slots …]; all zero: nobody stands here
//   row      one for each state and lane group: what is owed
//   shuffle  one for each state and lane group: which bytes of the record each lane reads
//   line     the results of a unit with at most 252 places and nobody below it, one for each lane group
//   wide     the results of every other unit
#pragma once

#include <cstdint>

namespace massline::standing {

inline constexpr std::uint32_t lanes_of_group = 16;

struct alignas(32) Row {
  std::uint16_t quota[lanes_of_group];  // 0: not owed
  std::uint16_t owing[lanes_of_group];  // 256 where it is owed: counts in the high byte of a lane, met in the low one
};
static_assert(sizeof(Row) == 64);

struct alignas(32) Shuffle {
  std::uint8_t from[2 * lanes_of_group];  // for each byte of the 16 lanes, the byte of the window; 0x80: zero
};
static_assert(sizeof(Shuffle) == 32);

struct alignas(32) Line {
  std::uint8_t owing[lanes_of_group];
  std::uint8_t behind[lanes_of_group];
  std::uint32_t missing[lanes_of_group];  // at most 252 × 65534
};
static_assert(sizeof(Line) == 96);

struct alignas(32) WideLine {
  std::uint32_t owing[lanes_of_group];
  std::uint32_t behind[lanes_of_group];
  std::uint64_t missing[lanes_of_group];
};
static_assert(sizeof(WideLine) == 256);

inline constexpr std::uint32_t places_of_a_line = 252;

/// Which places of the records column belong to a unit.
struct Range {
  std::uint32_t first = 0;     // place 0, counted in records
  std::uint32_t capacity = 0;  // places
};
static_assert(sizeof(Range) == 8);

/// Where the results of a unit go: a unit with a wide line names its own with the flag, another the one of its parent.
inline constexpr std::uint32_t wide_flag = 0x80000000;
inline constexpr std::uint32_t closed_target = 0xFFFFFFFF;

}  // namespace massline::standing
