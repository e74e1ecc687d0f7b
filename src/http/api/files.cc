#include "http/api/files.h"

#include "http/server/url.h"

namespace massline::http {

Response attachment_reply(const matters::AttachmentFile& file) {
  const bool safe = matters::is_safe_inline(file.attachment.media_type);
  Response response;
  response.status = 200;
  response.content_type = safe ? file.attachment.media_type : "application/octet-stream";
  response.headers.set("Content-Disposition", std::string(safe ? "inline" : "attachment") + "; filename*=UTF-8''" +
                                                  percent_encoded(file.attachment.name));
  response.headers.set("Content-Security-Policy", "default-src 'none'; sandbox");
  response.file = file.path;
  return response;
}

}  // namespace massline::http
