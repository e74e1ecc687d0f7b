// What keeps guessing slow and the machine free: a gate before argon2, and waiting times after wrong attempts.
// Thread-safe.
//
// Attempts are counted by where they come from and what they are about, never by the account alone: whoever guesses at
// somebody's password makes themself wait, and nobody else. Nothing of it is stored, and no address is known here.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
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

/// How long further attempts are refused after the n-th wrong one in a row: nothing before the `free`-th, then 1, 2, 4,
/// 8 and at most 15 minutes.
std::int64_t waiting_minutes(std::int64_t failed, std::int64_t free = attempts_free);

/// Counts wrong attempts by a key, such as a digest of where from and what about. Forgets a key an hour after its last
/// wrong attempt, and the one that rested longest where there are too many.
class Attempts {
 public:
  explicit Attempts(std::size_t keys_max = 65'536) : keys_max_(keys_max) {}

  /// Until when attempts under the key are refused, if they are.
  std::optional<Instant> refused_until(const std::string& key, Instant now) const;
  void note_wrong(const std::string& key, Instant now, std::int64_t free = attempts_free);
  void note_right(const std::string& key);

 private:
  struct Count {
    std::string key;
    std::int64_t failed = 0;
    Instant until{}, last{};
  };
  mutable std::mutex mutex_;
  std::list<Count> counts_;  // the last wrong one first
  std::unordered_map<std::string, std::list<Count>::iterator> by_key_;
  std::size_t keys_max_;
};

}  // namespace massline::registry
