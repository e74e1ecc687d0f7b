// Targets, query strings and forms: percent-encoding undone, with nothing dubious let through. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/server/message.h"

namespace massline::http {

enum class Plus { is_plus, is_space };

/// Undoes %XX. Nothing for a broken escape, or if the outcome is not valid UTF-8.
std::optional<std::string> percent_decoded(std::string_view text, Plus plus);
/// ASCII letters in lower case; other bytes as they are, so that it is safe on text of any encoding.
std::string lower_ascii(std::string_view text);

struct Target {
  std::string path;
  Fields query;
};
/// Splits and decodes the target of a request (origin form, or absolute form with its host dropped).
/// Nothing for what can't be decoded, control characters, encoded slashes, backslashes in the path, and the segments
/// "." and "..", so that a path is never read in two ways.
std::optional<Target> parse_target(std::string_view target);

/// Reads a=1&b=2, + as a space, at most max_fields.
std::optional<Fields> parse_query(std::string_view text, std::size_t max_fields = 256);

/// Reads a body of application/x-www-form-urlencoded.
/// Errors: form_malformed.
Result<Fields> parse_form(std::string_view body, std::size_t max_fields = 1000);

/// True if Content-Type names this media type, whatever its parameters.
bool has_media_type(const Headers& headers, std::string_view media_type);

}  // namespace massline::http
