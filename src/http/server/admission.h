// What is settled about a request when its header is there and before its body is read. Thread-safe.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "http/server/message.h"
#include "http/server/problems.h"
#include "http/server/rate_limiter.h"
#include "http/server/router.h"

namespace massline::http {

class Admission {
 public:
  Admission(const Router& router, RateLimiter& limiter, std::size_t default_max_body_bytes, bool trust_forwarded_for);

  struct Peer {
    std::uint64_t bucket = 0;
    bool is_loopback = false;
  };
  struct Framing {
    bool http_1_0 = false;
    bool chunked = false;
    std::uint64_t content_length = 0;  // 0 where there is none
  };
  struct Verdict {
    const Route* route = nullptr;
    std::size_t max_body_bytes = 0;
    bool wants_continue = false;  // the client waits for 100 before it sends the body
    const TransportProblem* problem = nullptr;
    bool is_options_answer = false;  // OPTIONS of a known path: 204 with Allow
    std::string allow;
    int retry_after_seconds = 0;
  };

  /// Fills the request's path, query, client bucket, route and parameters from its target and headers, and says by
  /// which route it goes on, or why it does not.
  Verdict admit(Request& request, const Peer& peer, const Framing& framing, RateLimiter::Time now) const;

 private:
  std::uint64_t bucket_of(const Request& request, const Peer& peer) const;

  const Router& router_;
  RateLimiter& limiter_;
  std::size_t default_max_body_bytes_;
  bool trust_forwarded_for_;
};

}  // namespace massline::http
