// Text files as other programs save them: a Chinese Excel writes “CSV” in GB18030 (or its older parts GBK and GB2312),
// and “Unicode text” in UTF-16.
//
//   const std::optional<std::string> utf8 = recoded_to_utf8(bytes);   // nothing: it is UTF-8 already, or not known
//
// Free functions, thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace massline::channels {

/// The text in UTF-8, where it is UTF-16 with its mark, or GB18030 beyond doubt: every byte of it can be read so, most
/// of its characters are Chinese, and it is no UTF-8 with a few wrong bytes. Otherwise nothing.
/// Cost: O(bytes) time, and up to twice as many bytes of memory.
std::optional<std::string> recoded_to_utf8(std::string_view bytes);

}  // namespace massline::channels
