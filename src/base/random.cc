#include "base/random.h"

#include <sodium.h>

#include <array>
#include <cstring>

#include "base/result.h"

namespace massline {

std::uint64_t Random::next_u64() {
  std::array<std::byte, sizeof(std::uint64_t)> bytes;
  fill(bytes);
  std::uint64_t value = 0;
  std::memcpy(&value, bytes.data(), sizeof(value));
  return value;
}

std::uint64_t Random::below(std::uint64_t bound) {
  check(bound > 0, "a bound is positive");
  // The first 2^64 mod bound numbers are drawn again, so that every result is equally likely.
  const std::uint64_t skipped = (std::uint64_t{0} - bound) % bound;
  std::uint64_t value = next_u64();
  while (value < skipped) value = next_u64();
  return value % bound;
}

std::string Random::bytes(std::size_t count) {
  std::string out(count, '\0');
  fill(std::as_writable_bytes(std::span(out)));
  return out;
}

std::string Random::digits(std::size_t count) {
  std::string out;
  out.reserve(count);
  for (std::size_t i = 0; i < count; ++i) out += static_cast<char>('0' + below(10));
  return out;
}

SystemRandom::SystemRandom() {
  if (sodium_init() < 0) throw Fault("the operating system gives no random numbers");
}

void SystemRandom::fill(std::span<std::byte> bytes) {
  // Small requests are many, and each would be a call of the system; what was given out is not kept.
  constexpr std::size_t at_once = 512, small = 64;
  thread_local std::array<std::byte, at_once> drawn;
  thread_local std::size_t left = 0;
  if (bytes.size() > small) return randombytes_buf(bytes.data(), bytes.size());
  if (left < bytes.size()) {
    randombytes_buf(drawn.data(), drawn.size());
    left = drawn.size();
  }
  left -= bytes.size();
  std::memcpy(bytes.data(), drawn.data() + left, bytes.size());
  sodium_memzero(drawn.data() + left, bytes.size());
}

void SeededRandom::fill(std::span<std::byte> bytes) {
  const std::lock_guard lock(mutex_);
  for (std::size_t at = 0; at < bytes.size(); at += sizeof(std::uint64_t)) {
    const std::uint64_t value = engine_();
    std::memcpy(bytes.data() + at, &value, std::min(sizeof(value), bytes.size() - at));
  }
}

}  // namespace massline
