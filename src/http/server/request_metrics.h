// How many requests, by route and class of status, and how long they took. Thread-safe.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <vector>

#include "http/server/metrics.h"
#include "http/server/router.h"

namespace massline::http {

class RequestMetrics {
 public:
  RequestMetrics(Metrics& metrics, const Router& router);

  /// `route` is null for requests that no route matched.
  void observe(const Route* route, int status, double seconds);

 private:
  static constexpr std::size_t classes = 5;  // 1xx … 5xx
  using OfRoute = std::array<std::atomic<Histogram*>, classes>;

  Metrics& metrics_;
  std::vector<OfRoute> of_routes_;  // by Route::index; the last is for no route
};

}  // namespace massline::http
