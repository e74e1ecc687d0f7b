// Checks of what people write in the fields of the registry.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace massline::registry {

enum class Need { required, optional };

inline constexpr std::size_t name_length_max = 200;
inline constexpr std::size_t code_length_max = 64;

/// The text trimmed: valid UTF-8 on one line, without control characters, at most `max` characters.
Result<std::string> checked_line(std::string_view field, std::string_view text, std::size_t max, Need need);

/// A public code: letters, digits, full stop, hyphen and underscore.
Result<std::string> checked_code(std::string_view field, std::string_view text);
bool is_code(std::string_view text);

}  // namespace massline::registry
