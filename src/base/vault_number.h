// Under which key of the vault a value lies. Thread-safe.
#pragma once

#include <cstdint>
#include <string_view>

namespace massline {

/// The number in front of what Vault::seal() made; 0 where there is none. What was sealed before keys had numbers
/// begins with four random bytes instead.
std::uint32_t key_number_of(std::string_view sealed);

}  // namespace massline
