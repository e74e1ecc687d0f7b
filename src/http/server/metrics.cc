#include "http/server/metrics.h"

#include <fmt/format.h>

#include "base/result.h"

namespace massline::http {
namespace {

std::string escaped(std::string_view value) {
  std::string out;
  for (const char c : value) {
    if (c == '\\' || c == '"') out.push_back('\\');
    if (c == '\n')
      out.append("\\n");
    else
      out.push_back(c);
  }
  return out;
}

// route="/healthz",status="2xx" without braces, so that `le` can be put behind it.
std::string rendered(const Labels& labels) {
  std::string out;
  for (const auto& [name, value] : labels) {
    if (!out.empty()) out.push_back(',');
    out.append(name).append("=\"").append(escaped(value)).append("\"");
  }
  return out;
}

std::string in_braces(const std::string& labels) { return labels.empty() ? "" : "{" + labels + "}"; }

}  // namespace

void Histogram::observe(double seconds) {
  std::size_t bucket = 0;
  while (bucket < bounds_seconds.size() && seconds > bounds_seconds[bucket]) ++bucket;
  buckets_[bucket].fetch_add(1, std::memory_order_relaxed);
  sum_ns_.fetch_add(static_cast<std::uint64_t>(seconds * 1e9), std::memory_order_relaxed);
}

std::uint64_t Histogram::count() const {
  std::uint64_t count = 0;
  for (const auto& bucket : buckets_) count += bucket.load(std::memory_order_relaxed);
  return count;
}

Metrics::Family& Metrics::family(std::string_view name, std::string_view help) {
  auto found = families_.find(name);
  if (found == families_.end())
    found = families_.emplace(std::string(name), Family{std::string(help), {}, {}, {}}).first;
  return found->second;
}

Counter& Metrics::counter(std::string_view name, std::string_view help, const Labels& labels) {
  const std::lock_guard lock(mutex_);
  auto& of_name = family(name, help);
  check(of_name.histograms.empty() && !of_name.gauge, "a metric is of one kind");
  auto& place = of_name.counters[rendered(labels)];
  if (!place) place = std::make_unique<Counter>();
  return *place;
}

Histogram& Metrics::histogram(std::string_view name, std::string_view help, const Labels& labels) {
  const std::lock_guard lock(mutex_);
  auto& of_name = family(name, help);
  check(of_name.counters.empty() && !of_name.gauge, "a metric is of one kind");
  auto& place = of_name.histograms[rendered(labels)];
  if (!place) place = std::make_unique<Histogram>();
  return *place;
}

void Metrics::gauge(std::string_view name, std::string_view help, std::function<double()> read) {
  const std::lock_guard lock(mutex_);
  auto& of_name = family(name, help);
  check(of_name.counters.empty() && of_name.histograms.empty(), "a metric is of one kind");
  of_name.gauge = std::move(read);
}

void Metrics::remove_gauge(std::string_view name) {
  const std::lock_guard lock(mutex_);
  if (const auto found = families_.find(name); found != families_.end() && found->second.gauge) families_.erase(found);
}

std::string Metrics::render() const {
  const std::lock_guard lock(mutex_);
  std::string out;
  for (const auto& [name, of_name] : families_) {
    const auto kind = of_name.gauge ? "gauge" : of_name.counters.empty() ? "histogram" : "counter";
    out += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, of_name.help, name, kind);
    if (of_name.gauge) out += fmt::format("{} {}\n", name, of_name.gauge());
    for (const auto& [labels, counter] : of_name.counters)
      out += fmt::format("{}{} {}\n", name, in_braces(labels), counter->value());
    for (const auto& [labels, histogram] : of_name.histograms) {
      const auto before = labels.empty() ? labels : labels + ",";
      std::uint64_t up_to = 0;
      for (std::size_t i = 0; i <= Histogram::bounds_seconds.size(); ++i) {
        up_to += histogram->buckets_[i].load(std::memory_order_relaxed);
        const auto bound = i < Histogram::bounds_seconds.size() ? fmt::format("{}", Histogram::bounds_seconds[i])
                                                                : std::string("+Inf");
        out += fmt::format("{}_bucket{{{}le=\"{}\"}} {}\n", name, before, bound, up_to);
      }
      const double sum = static_cast<double>(histogram->sum_ns_.load(std::memory_order_relaxed)) / 1e9;
      out += fmt::format("{}_sum{} {}\n{}_count{} {}\n", name, in_braces(labels), sum, name, in_braces(labels), up_to);
    }
  }
  return out;
}

}  // namespace massline::http
