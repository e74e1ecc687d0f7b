// Work to be done before a stranger's form is taken, while many come at once; and a queue for those whose device can't
// do it.
//
// A challenge is a text that only this program can have made: random bytes, when it ends, how much work, from when it
// is good without any. Nothing is kept of it until it is used, and then its digest until it ends, so that it is good
// once. The work: a number such that SHA-256 of "challenge:number" begins with so many zero bits. Thread-safe.
//
//   if (challenges.on(now) && !challenges.take(text, answer, now)) return refuse(refusals::challenge_needed);
#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/time.h"

namespace massline::http {

struct ChallengeLimits {
  int forms_per_minute = 60;         // of strangers, all together; above it, challenges are asked for. 0: never
  int bits = 18;                     // a second on a phone
  std::int64_t calm_ms = 600'000;    // how long it goes on after the last busy minute
  std::int64_t wait_ms = 180'000;    // good without work from then on
  std::int64_t length_ms = 900'000;  // good until then
};

struct Challenge {
  std::string text;
  int bits = 0;
  Instant waited_at, expires_at;
};

class Challenges {
 public:
  /// `key`: 32 bytes that all servers of one database share.
  Challenges(ChallengeLimits limits, std::string key, Random& random);

  /// Whether a stranger's form needs one now; counts the form.
  bool needed(Instant now);
  /// The same without counting.
  bool is_on(Instant now) const;

  Challenge make(Instant now);
  /// True if the challenge is ours, not over, not used before, and was worked on (`answer`) or waited for. Uses it up.
  bool take(std::string_view text, std::string_view answer, Instant now);

 private:
  std::string proof_of(std::string_view facts) const;

  ChallengeLimits limits_;
  std::string key_;
  Random& random_;
  mutable std::mutex mutex_;
  std::deque<Instant> forms_;  // of the last minute
  Instant on_until_{};
  std::set<std::pair<std::int64_t, std::string>> used_;  // when it ends, digest
};

/// Leading zero bits of SHA-256("text:answer").
int work_in(std::string_view text, std::string_view answer);

}  // namespace massline::http
