// Counters, gauges and histograms, rendered in the text format of Prometheus.
//
// What counter(), gauge() and histogram() give stays valid as long as the registry. Thread-safe; counting takes no
// lock.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace massline::http {

class Counter {
 public:
  void add(std::uint64_t count = 1) { value_.fetch_add(count, std::memory_order_relaxed); }
  std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

/// Durations, in buckets from 0.5 ms to 10 s.
class Histogram {
 public:
  static constexpr std::array<double, 14> bounds_seconds{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                         0.1,    0.25,  0.5,    1,     2.5,  5,     10};
  void observe(double seconds);
  /// How many were observed.
  std::uint64_t count() const;

 private:
  friend class Metrics;
  std::array<std::atomic<std::uint64_t>, bounds_seconds.size() + 1> buckets_{};
  std::atomic<std::uint64_t> sum_ns_{0};
};

using Labels = std::vector<std::pair<std::string, std::string>>;

class Metrics {
 public:
  /// The same name and labels give the same counter. check() fails if the name is used for another kind.
  Counter& counter(std::string_view name, std::string_view help, const Labels& labels = {});
  Histogram& histogram(std::string_view name, std::string_view help, const Labels& labels = {});
  /// A figure that is asked for when the page is rendered; `read` must be thread-safe and outlive its use, which
  /// remove_gauge() ends.
  void gauge(std::string_view name, std::string_view help, std::function<double()> read);
  void remove_gauge(std::string_view name);

  /// Content type: text/plain; version=0.0.4; charset=utf-8.
  std::string render() const;

 private:
  struct Family {
    std::string help;
    std::map<std::string, std::unique_ptr<Counter>> counters;  // by rendered labels
    std::map<std::string, std::unique_ptr<Histogram>> histograms;
    std::function<double()> gauge;
  };
  Family& family(std::string_view name, std::string_view help);

  mutable std::mutex mutex_;
  std::map<std::string, Family, std::less<>> families_;
};

}  // namespace massline::http
