// An identity as the text that the vault seals. Thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "matters/matter.h"

namespace massline::matters {

/// JSON, with all that the identity holds.
std::string to_text(const Identity& identity);
/// The other way; check() fails for what to_text did not write.
Identity identity_of(std::string_view text);

}  // namespace massline::matters
