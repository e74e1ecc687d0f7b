// The head of a response as it goes over the wire. Pure, but for the date that it keeps for a second.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "http/server/message.h"

namespace massline::http {

/// "Sun, 06 Nov 1994 08:49:37 GMT"
std::string http_date(Instant instant);

struct HeadFacts {
  std::optional<std::uint64_t> content_length = 0;  // nothing: until the connection ends
  bool keep_alive = true;
  bool http_1_0 = false;
  std::string_view request_id;
  std::string_view date;
};

/// Appends status line and headers, the security headers among them, and the empty line. Content-Length, Connection,
/// Transfer-Encoding and Date are the transport's own: a handler's are left out.
void append_head(std::string& out, const Response& response, const HeadFacts& facts);

/// False for the statuses that have no content: 204 and 304.
bool has_content(int status);

}  // namespace massline::http
