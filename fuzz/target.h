// What every fuzz target has: one function over bytes, which ends the program where something that must hold does not.
//
// The same file is linked twice: with libFuzzer (script/fuzz), and with seeds_main.cc, which runs the seeds that are
// kept, so that what a fuzzer once found stays found in every run of the tests.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace massline::fuzz {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// Takes the first byte off, for a choice among ways to go. 0 where there is none.
inline std::uint8_t take_byte(std::string_view& bytes) {
  if (bytes.empty()) return 0;
  const auto first = static_cast<std::uint8_t>(bytes.front());
  bytes.remove_prefix(1);
  return first;
}

}  // namespace massline::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
