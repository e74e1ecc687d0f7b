#include "http/server/rate_limiter.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/crypto.h"
#include "base/result.h"

namespace massline::http {

const RateLimit& RateLimits::of(RateClass rate) const {
  static constexpr RateLimit unlimited{};
  switch (rate) {
    case RateClass::unlimited:
      break;
    case RateClass::reading:
      return reading;
    case RateClass::writing:
      return writing;
    case RateClass::secret:
      return secret;
  }
  return unlimited;
}

std::string network_prefix(std::string_view address) {
  const std::string text(address.substr(0, address.find('%')));  // without an IPv6 zone
  in_addr v4{};
  constexpr std::size_t v4_bytes = 3, v6_bytes = 7;
  if (inet_pton(AF_INET, text.c_str(), &v4) == 1) return {reinterpret_cast<const char*>(&v4), v4_bytes};
  in6_addr v6{};
  if (inet_pton(AF_INET6, text.c_str(), &v6) != 1) return {};
  const auto* bytes = reinterpret_cast<const char*>(&v6);
  if (IN6_IS_ADDR_V4MAPPED(&v6)) return {bytes + 12, v4_bytes};
  return {bytes, v6_bytes};
}

RateLimiter::RateLimiter(RateLimits limits, Random& random, std::size_t max_buckets)
    : limits_(limits), key_(random.bytes(32)), max_buckets_(max_buckets) {
  check(max_buckets > 0, "a rate limiter has room for a bucket");
}

std::uint64_t RateLimiter::bucket_of_hash(std::string_view data) const {
  const std::string hash = digest(data, key_);
  std::uint64_t bucket = 0;
  std::memcpy(&bucket, hash.data(), sizeof bucket);
  return bucket / rate_class_count;  // leaves room for the class beside it
}

std::uint64_t RateLimiter::bucket_of(std::string_view address) const { return bucket_of_hash(network_prefix(address)); }

std::uint64_t RateLimiter::bucket_of_session(std::string_view token) const {
  return bucket_of_hash("session " + std::string(token));
}

std::optional<int> RateLimiter::take(std::uint64_t bucket, RateClass rate, Time now) {
  const RateLimit& limit = limits_.of(rate);
  if (limit.per_second <= 0) return std::nullopt;
  const double burst = std::max(1.0, limit.burst);
  std::uint64_t key = bucket * rate_class_count + static_cast<std::uint64_t>(rate);
  const std::lock_guard lock(mutex_);
  if (buckets_.size() >= max_buckets_ && !buckets_.contains(key)) {
    forget_full_buckets(now);
    // Whoever comes while the table is full shares one bucket, so that many made-up networks gain nothing.
    if (buckets_.size() >= max_buckets_) key = static_cast<std::uint64_t>(rate);
  }
  auto& [tokens, at] = buckets_.try_emplace(key, Bucket{burst, now}).first->second;
  if (now > at) {
    tokens = std::min(burst, tokens + limit.per_second * std::chrono::duration<double>(now - at).count());
    at = now;
  }
  if (tokens >= 1) {
    tokens -= 1;
    return std::nullopt;
  }
  return std::max(1, static_cast<int>(std::ceil((1 - tokens) / limit.per_second)));
}

void RateLimiter::forget_full_buckets(Time now) {
  std::erase_if(buckets_, [&](const auto& entry) {
    const RateLimit& limit = limits_.of(static_cast<RateClass>(entry.first % rate_class_count));
    const double waited = std::chrono::duration<double>(now - entry.second.at).count();
    return entry.second.tokens + limit.per_second * waited >= std::max(1.0, limit.burst);
  });
}

std::size_t RateLimiter::size() const {
  const std::lock_guard lock(mutex_);
  return buckets_.size();
}

}  // namespace massline::http
