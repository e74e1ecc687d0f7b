// The numbers that people copy down: the public code of a matter, and the secret receipt.
#pragma once

#include <string>
#include <string_view>

#include "base/random.h"
#include "base/time.h"

namespace massline::matters {

/// "XF-2024-7K3M9-Q2A4C8": prefix, year, ten random characters of Crockford's base 32, and one that checks the ten.
std::string make_code(std::string_view prefix, int year, Random& random);
/// As people type it: blanks dropped, lower case raised, O, I and L read as 0 and 1 behind the prefix.
std::string normalised_code(std::string_view typed);
/// False for a code with a slip of the pen.
bool is_code(std::string_view code);

/// Keyed, so that a copy of the database alone does not let anybody try all 10^16 receipts.
std::string hash_of_receipt(std::string_view digits, std::string_view lookup_key);

}  // namespace massline::matters
