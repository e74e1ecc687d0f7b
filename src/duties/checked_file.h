// Small files of the data folder that are noticed when they are damaged: a line that names what they are, the bytes,
// and their digest.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace massline::duties {

/// Writes it, and brings it to disk. `what`: the first line, ending with a line feed. Gives the digest of the bytes.
/// Throws Fault. Not in one step: write another name and rename it.
std::string write_checked(const std::filesystem::path& file, std::string_view what, const std::string& bytes);

struct CheckedBytes {
  std::string bytes, digest;
};
/// What is refused of a file that is no good: standing::refusals::snapshot_unreadable.
tl::unexpected<Refusal> unreadable(const std::filesystem::path& file, const std::string& problem);

/// Errors: unreadable() where there is none, it is something else, cut off, or a
/// byte is wrong.
Result<CheckedBytes> read_checked(const std::filesystem::path& file, std::string_view what);

}  // namespace massline::duties
