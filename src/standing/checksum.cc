#include "standing/checksum.h"

#include <array>
#include <cstring>

namespace massline::standing {
namespace {

constexpr std::size_t lanes = 8;  // independent, so that the multiplications overlap
constexpr std::uint64_t odd_factor = 0x9E3779B97F4A7C15ull;

std::uint64_t word_at(const std::byte* at) {
  std::uint64_t word = 0;
  std::memcpy(&word, at, sizeof(word));
  return word;
}

/// Every step can be undone, so two inputs that differ in one word never meet again.
std::uint64_t step(std::uint64_t state, std::uint64_t word) {
  state = (state ^ word) * odd_factor;
  return state ^ (state >> 32);
}

}  // namespace

std::uint64_t checksum(const void* data, std::size_t bytes, std::uint64_t seed) {
  const auto* at = static_cast<const std::byte*>(data);
  const auto* end = at + bytes;
  std::array<std::uint64_t, lanes> state{};
  for (std::size_t lane = 0; lane < lanes; ++lane) state[lane] = seed + (lane + 1) * odd_factor;
  for (; end - at >= static_cast<std::ptrdiff_t>(8 * lanes); at += 8 * lanes) {
    for (std::size_t lane = 0; lane < lanes; ++lane) state[lane] = step(state[lane], word_at(at + 8 * lane));
  }
  std::uint64_t sum = seed ^ bytes;
  for (; end - at >= 8; at += 8) sum = step(sum, word_at(at));
  for (; at != end; ++at) sum = step(sum, std::to_integer<std::uint64_t>(*at));
  for (const std::uint64_t lane : state) sum = step(sum, lane);
  return sum;
}

}  // namespace massline::standing
