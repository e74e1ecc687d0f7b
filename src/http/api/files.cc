#include "http/api/files.h"

#include "base/percent.h"
#include "base/refusals.h"

namespace massline::http {

Result<Part> posted_file(const Request& request) {
  auto parts = parse_multipart(request.headers.get("content-type"), request.body);
  if (!parts) return tl::unexpected(parts.error());
  const Part* file = find_part(*parts, "file");
  if (file == nullptr) return refuse_field(massline::refusals::field_missing, "file", {{"field", "file"}});
  return *file;
}

Response file_reply(const std::string& name, const std::string& media_type, const std::string& path, Shown shown) {
  const bool inside = shown == Shown::inside_where_safe && is_safe_inline(media_type);
  Response response;
  response.status = 200;
  response.content_type = inside ? media_type : "application/octet-stream";
  response.headers.set("Content-Disposition",
                       std::string(inside ? "inline" : "attachment") + "; filename*=UTF-8''" + percent_encoded(name));
  response.headers.set("Content-Security-Policy", "default-src 'none'; sandbox");
  response.file = path;
  return response;
}

}  // namespace massline::http
