// What keeps guessing of passwords slow and the machine free: a gate before argon2, and waiting times after wrong
// attempts. Thread-safe.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/time.h"

namespace massline::registry {

/// Lets a few through at once, and keeps a bounded queue. One argon2id hash takes 64 MiB and a tenth of a second.
class HashingGate {
 public:
  HashingGate(int at_once, int waiting_max) : free_(at_once), waiting_max_(waiting_max) {}

  class Pass {
   public:
    explicit Pass(HashingGate* gate) : gate_(gate) {}
    Pass(Pass&& other) noexcept : gate_(std::exchange(other.gate_, nullptr)) {}
    Pass& operator=(Pass&&) = delete;
    ~Pass();

   private:
    HashingGate* gate_;
  };

  /// Waits for a turn; nothing if too many wait already.
  std::optional<Pass> enter();

 private:
  void leave();

  std::mutex mutex_;
  std::condition_variable turn_;
  int free_;
  int waiting_ = 0;
  int waiting_max_;
};

inline constexpr std::int64_t attempts_free = 5;

/// How long further attempts are refused after the n-th wrong one in a row: nothing for the first four, then 1, 2, 4, 8
/// and at most 15 minutes.
std::int64_t waiting_minutes(std::int64_t failed);

/// The same count for names that have no account, so that a name can't be found out by its waiting time. Keeps the last
/// few thousand names.
class UnknownNames {
 public:
  std::optional<Instant> locked_until(std::string_view name) const;
  void note_wrong(std::string_view name, Instant now);

 private:
  struct Attempts {
    std::int64_t failed = 0;
    Instant locked_until{}, last{};
  };
  mutable std::mutex mutex_;
  std::map<std::string, Attempts, std::less<>> attempts_;
};

}  // namespace massline::registry
