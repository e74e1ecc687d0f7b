// Answers that were read since the last commit, kept in memory: a page that many look at, or one looks at again, is not
// put together anew as long as nothing at all was written, by this program or (within 20 ms) another on the same
// database.
//
// An answer belongs to whoever asked: the same target, language, session and receipt. What it says of the time (that a
// clock is late, that a session has ended) can be as old as `fresh_ms`, no more.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/time.h"
#include "db/change_mark.h"
#include "http/server/message.h"
#include "http/server/router.h"

namespace massline::http {

/// Thread-safe.
class PageCache {
 public:
  static constexpr std::int64_t fresh_ms = 5'000;
  static constexpr std::size_t bytes_max = 32 * 1024 * 1024;  // of bodies; beyond it, all is dropped

  /// Without a mark nothing is kept. `clock` must outlive it.
  PageCache(std::unique_ptr<db::ChangeMark> mark, const Clock& clock) : mark_(std::move(mark)), clock_(clock) {}

  /// Adds GET for `pattern`: what is kept is answered on the io thread, the rest by `handler`, whose answers with
  /// status 200 are kept. Must outlive the router.
  void add(Router& router, std::string_view pattern, Handler handler, RouteOptions options = {});

 private:
  struct Page {
    std::int64_t mark = 0;
    Instant at;
    Response response;
  };

  std::optional<Response> kept(const Request& request);
  Response answer(const Request& request, const Handler& handler);
  void keep(std::string key, Page page);

  std::unique_ptr<db::ChangeMark> mark_;
  const Clock& clock_;
  std::mutex mutex_;
  std::unordered_map<std::string, Page> pages_;
  std::size_t bytes_ = 0;
};

}  // namespace massline::http
