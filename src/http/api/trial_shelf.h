// Trials that somebody is looking at: a few, for a while, each for the person who began it.
#pragma once

#include <list>
#include <memory>
#include <mutex>

#include "base/id.h"
#include "base/time.h"
#include "duties/rule_trial.h"

namespace massline::http {

using TrialId = Id<struct TrialTag>;

/// Thread-safe.
class TrialShelf {
 public:
  static constexpr std::size_t most = 16, most_of_one = 3;
  static constexpr std::int64_t kept_ms = 30 * 60'000;

  struct Kept {
    TrialId id;
    PersonId person;
    std::shared_ptr<duties::RuleTrial> trial;
    Instant used;
  };

  /// The oldest of the person's, and of all, make room.
  void keep(TrialId id, PersonId person, std::shared_ptr<duties::RuleTrial> trial, Instant now);
  /// Nothing where it is another's, or was not asked for half an hour.
  std::shared_ptr<duties::RuleTrial> find(TrialId id, PersonId person, Instant now);
  /// False where there is none.
  bool forget(TrialId id, PersonId person);

 private:
  void forget_old(Instant now);

  std::mutex mutex_;
  std::list<Kept> kept_;  // the one used last at the front
};

}  // namespace massline::http
