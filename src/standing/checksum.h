// A fast checksum against accidents of disks and copies: sees any change within one block of 64 bits for certain, and
// others but for one in 2^64. Not against people who forge.
#pragma once

#include <cstddef>
#include <cstdint>

namespace massline::standing {

/// Of `bytes` bytes; about 16 bytes a cycle.
std::uint64_t checksum(const void* data, std::size_t bytes, std::uint64_t seed = 0);

}  // namespace massline::standing
