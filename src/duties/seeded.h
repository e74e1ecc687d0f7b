// Numbers that follow from a seed, the same on every machine; used by what is simulated.
#pragma once

#include <cstdint>

namespace massline::duties {

/// 64 bits that look like chance (splitmix64).
inline std::uint64_t seeded(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15ull;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ull;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBull;
  return x ^ (x >> 31);
}

/// In [0, 1).
inline double seeded_fraction(std::uint64_t bits) { return static_cast<double>(seeded(bits) >> 11) * 0x1p-53; }

}  // namespace massline::duties
