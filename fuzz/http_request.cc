// A request as a client sends it: through the parser whole and in two pieces, which must come to the same; then its
// target, its form and its parts.
#include <boost/asio/buffer.hpp>
#include <string>

#include "base/result.h"
#include "base/text.h"
#include "fuzz/target.h"
#include "http/server/internal/request_parser.h"
#include "http/server/multipart.h"
#include "http/server/url.h"

namespace massline::fuzz {
namespace {

constexpr std::size_t max_header_bytes = 8 * 1024;
constexpr std::size_t max_body_bytes = 32 * 1024;

struct Outcome {
  bool done = false;
  bool failed = false;
  http::Request request;
};

/// As a connection does it: what has come is offered until the parser is done, fails, or wants more than there is.
Outcome parse(std::string_view bytes, std::size_t first_piece) {
  http::internal::RequestParser parser(max_header_bytes);
  parser.eager(true);
  parser.max_body_bytes = max_body_bytes;
  Outcome outcome;
  std::size_t offered = std::min(first_piece, bytes.size()), used = 0;
  while (!parser.is_done()) {
    boost::system::error_code error;
    const std::size_t took = parser.put(boost::asio::buffer(bytes.data() + used, offered - used), error);
    used += took;
    if (error && error != boost::beast::http::error::need_more) {
      outcome.failed = true;
      break;
    }
    if (parser.is_done()) break;
    if (offered == bytes.size() && (error || took == 0)) break;
    if (error || took == 0) offered = bytes.size();
  }
  outcome.done = parser.is_done();
  outcome.request = std::move(parser.request);
  return outcome;
}

void check_request(const http::Request& request) {
  check(request.body.size() <= max_body_bytes, "a body stays within its limit");
  if (const auto target = http::parse_target(request.target)) {
    check(is_valid_utf8(target->path), "a path is UTF-8");
    check(target->path.find("/../") == std::string::npos && target->path.find('\0') == std::string::npos,
          "a path leads nowhere else");
  }
  if (const auto fields = http::parse_form(request.body))
    for (const auto& [name, value] : *fields)
      check(is_valid_utf8(name) && is_valid_utf8(value), "a form's fields are UTF-8");
  const auto parts = http::parse_multipart(request.headers.get("content-type"), request.body);
  if (!parts) return;
  check(parts->size() <= http::MultipartLimits{}.parts, "parts stay within their number");
  for (const http::Part& part : *parts) {
    check(is_valid_utf8(part.name) && is_valid_utf8(part.file_name), "names of parts are UTF-8");
    check(part.file_name.find('/') == std::string::npos, "a file's name is no path");
    const bool inside = part.content.empty() ||
                        (part.content.data() >= request.body.data() &&
                         part.content.data() + part.content.size() <= request.body.data() + request.body.size());
    check(inside, "a part lies in the body");
  }
}

}  // namespace
}  // namespace massline::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace massline;
  std::string_view bytes = fuzz::text_of(data, size);
  const std::size_t cut = fuzz::take_byte(bytes);
  const fuzz::Outcome whole = fuzz::parse(bytes, bytes.size());
  const fuzz::Outcome pieces = fuzz::parse(bytes, cut);
  if (whole.done && pieces.done) {
    check(whole.request.target == pieces.request.target, "the target does not depend on how it came");
    check(whole.request.body == pieces.request.body, "the body does not depend on how it came");
  }
  if (whole.done) check(!pieces.failed, "what is right in one piece is right in two");
  fuzz::check_request(whole.request);
  return 0;
}
