#include "http/server/request_metrics.h"

#include <algorithm>

namespace massline::http {

RequestMetrics::RequestMetrics(Metrics& metrics, const Router& router)
    : metrics_(metrics), of_routes_(router.routes().size() + 1) {}

void RequestMetrics::observe(const Route* route, int status, double seconds) {
  const auto status_class = static_cast<std::size_t>(std::clamp(status / 100, 1, 5)) - 1;
  auto& place = of_routes_[route != nullptr ? route->index : of_routes_.size() - 1][status_class];
  Histogram* histogram = place.load(std::memory_order_acquire);
  if (histogram == nullptr) {
    // Two threads that meet here get the same histogram from the registry.
    histogram = &metrics_.histogram("massline_http_request_seconds", "Time from the request's header to its answer.",
                                    {{"route", route != nullptr ? route->pattern : "none"},
                                     {"method", std::string(route != nullptr ? to_string(route->method) : "any")},
                                     {"status", std::to_string(status_class + 1) + "xx"}});
    place.store(histogram, std::memory_order_release);
  }
  histogram->observe(seconds);
}

}  // namespace massline::http
