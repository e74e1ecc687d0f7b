// Percent-encoding for what stands in an address or a form. Pure, thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace massline {

/// Escapes all but letters, digits and -._~ (RFC 3986, 2.3).
std::string percent_encoded(std::string_view text);

}  // namespace massline
