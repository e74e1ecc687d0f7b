#include "base/id.h"

#include <algorithm>
#include <charconv>

#include "base/random.h"
#include "base/time.h"

namespace massline {

namespace {

constexpr std::int64_t epoch_2020_ms = 1'577'836'800'000;
constexpr int counter_bits = 22;

}  // namespace

std::optional<std::int64_t> parse_id_value(std::string_view text) {
  if (text.empty() || text.size() > 19 || text.front() == '0') return std::nullopt;
  if (!std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

IdMaker::IdMaker(const Clock& clock, Random& random) : clock_(clock), random_(random) {}

std::int64_t IdMaker::next() {
  const std::int64_t ms = std::max<std::int64_t>(clock_.now().ms - epoch_2020_ms, 1);
  const std::int64_t floor = ms << counter_bits;
  std::int64_t last = last_.load(std::memory_order_relaxed);
  std::int64_t candidate = 0;
  do {
    // Within one millisecond, and where the clock went backwards, ids count on from the last one.
    candidate = last >= floor
                    ? last + 1
                    : floor + static_cast<std::int64_t>(random_.below(std::uint64_t{1} << (counter_bits - 1)));
  } while (!last_.compare_exchange_weak(last, candidate, std::memory_order_relaxed));
  return candidate;
}

}  // namespace massline
