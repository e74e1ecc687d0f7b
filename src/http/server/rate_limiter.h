// How often one network, or one session, may ask: token buckets by a keyed hash of the client's network or of the
// session.
//
// Addresses are neither kept nor logged: the key is random, lives as long as the process, and the table holds hashes
// only. Thread-safe.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/random.h"

namespace massline::http {

enum class RateClass : std::uint8_t {
  unlimited,
  reading,  // pages and queries
  writing,  // what changes something
  secret,   // what tries a password, a receipt or another secret
};
inline constexpr std::size_t rate_class_count = 4;

struct RateLimit {
  double per_second = 0;  // 0: no limit
  double burst = 0;
};

struct RateLimits {
  RateLimit reading{100, 400};
  RateLimit writing{10, 60};
  RateLimit secret{2, 60};
  const RateLimit& of(RateClass rate) const;
};

/// The first 24 bits of an IPv4 address, the first 56 of an IPv6 one (what a household or an office is given), IPv4
/// inside IPv6 read as IPv4. Gives the bytes to hash; empty for a text that is no address.
std::string network_prefix(std::string_view address);

class RateLimiter {
 public:
  using Time = std::chrono::steady_clock::time_point;

  RateLimiter(RateLimits limits, Random& random, std::size_t max_buckets = 100'000);

  /// The number under which a client's network is known until the process ends.
  std::uint64_t bucket_of(std::string_view address) const;

  /// The same for a session, by its token.
  std::uint64_t bucket_of_session(std::string_view token) const;

  /// Takes one token. Gives nothing if there was one, else the seconds until the next, at least 1.
  std::optional<int> take(std::uint64_t bucket, RateClass rate, Time now);

  std::size_t size() const;

 private:
  struct Bucket {
    double tokens;
    Time at;
  };
  std::uint64_t bucket_of_hash(std::string_view data) const;
  void forget_full_buckets(Time now);

  RateLimits limits_;
  std::string key_;
  std::size_t max_buckets_;
  mutable std::mutex mutex_;
  std::unordered_map<std::uint64_t, Bucket> buckets_;  // key: bucket * rate_class_count + class
};

}  // namespace massline::http
