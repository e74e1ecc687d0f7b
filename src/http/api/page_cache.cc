#include "http/api/page_cache.h"

#include "base/crypto.h"
#include "http/api/session.h"

namespace massline::http {
namespace {

/// Who asks for what. A digest, since it holds secrets.
std::string key_of(const Request& request) {
  return Digester()
      .add(request.target)
      .add(request.headers.get("accept-language"))
      .add(request.headers.get("cookie"))
      .add(request.headers.get("x-receipt"))
      .finish();
}

}  // namespace

void PageCache::add(Router& router, std::string_view pattern, Handler handler, RouteOptions options) {
  if (mark_ == nullptr) return router.add(Method::get, pattern, std::move(handler), std::move(options));
  options.at_once = [this](const Request& request) { return kept(request); };
  router.add(
      Method::get, pattern,
      [this, handler = std::move(handler)](const Request& request) { return answer(request, handler); },
      std::move(options));
}

std::optional<Response> PageCache::kept(const Request& request) {
  const std::string key = key_of(request);
  const std::int64_t mark = mark_->value();
  const Instant now = clock_.now();
  const std::lock_guard lock(mutex_);
  const auto page = pages_.find(key);
  if (page == pages_.end() || page->second.mark != mark) return std::nullopt;
  const std::int64_t age = now.ms - page->second.at.ms;
  if (age < 0 || age >= fresh_ms) return std::nullopt;
  return page->second.response;
}

Response PageCache::answer(const Request& request, const Handler& handler) {
  // The mark goes first: what is committed while the page is read makes it an old one.
  Page page{mark_->value(), clock_.now(), {}};
  page.response = handler(request);
  const Response response = page.response;
  if (response.status == 200 && response.file.empty() && !response.headers.has("Set-Cookie"))
    keep(key_of(request), std::move(page));
  return response;
}

void PageCache::keep(std::string key, Page page) {
  const std::size_t size = page.response.body.size();
  if (size > bytes_max / 16) return;
  const std::lock_guard lock(mutex_);
  if (bytes_ + size > bytes_max || (!pages_.empty() && pages_.begin()->second.mark != page.mark)) {
    pages_.clear();
    bytes_ = 0;
  }
  Page& place = pages_[std::move(key)];
  bytes_ += size - place.response.body.size();
  place = std::move(page);
}

}  // namespace massline::http
