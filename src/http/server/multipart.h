// Forms with files: multipart/form-data (RFC 7578). Pure; bounded in what it takes, and copies no content.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace massline::http {

struct Part {
  std::string name;
  bool is_file = false;      // it came with a file name
  std::string file_name;     // its last component only; valid UTF-8, no control characters; may be empty
  std::string content_type;  // as the client says: sniff before use; empty if it says nothing
  std::string_view content;  // lies in the body that was read
};

struct MultipartLimits {
  std::size_t parts = 64;
  std::size_t header_bytes = 4096;  // of one part
};

/// Reads a body by the boundary that `content_type`, the request's header, names. `body` must outlive the parts.
/// Errors: form_expected, form_malformed, form_too_many_parts.
Result<std::vector<Part>> parse_multipart(std::string_view content_type, std::string_view body,
                                          MultipartLimits limits = {});

/// The part of that name; null if there is none.
const Part* find_part(const std::vector<Part>& parts, std::string_view name);

}  // namespace massline::http
