// Attachments over HTTP: taken as a form with a file, given as a download that no browser runs.
#pragma once

#include <string>

#include "base/files.h"
#include "http/server/message.h"
#include "http/server/multipart.h"

namespace massline::http {

inline constexpr std::size_t upload_bytes_max = file_size_max + 64 * 1024;  // with the form around it

/// The part "file" of a posted form; its content lies in the request's body. Errors: form_*, field_missing.
Result<Part> posted_file(const Request& request);

enum class Shown {
  inside_where_safe,  // pictures stand in a page, everything else is saved
  saved,
};

/// Streams the file at `path`.
Response file_reply(const std::string& name, const std::string& media_type, const std::string& path, Shown shown);

}  // namespace massline::http
