// Attachments over HTTP: taken as a form with a file, given as a download that no browser runs.
#pragma once

#include "http/server/message.h"
#include "matters/attachments.h"

namespace massline::http {

inline constexpr std::size_t upload_bytes_max = matters::attachment_size_max + 64 * 1024;  // with the form around it

/// Streams the file. Shown inside a page only where that is safe; everything else is saved.
Response attachment_reply(const matters::AttachmentFile& file);

}  // namespace massline::http
