#include "http/api/trial_shelf.h"

#include <algorithm>

namespace massline::http {

void TrialShelf::forget_old(Instant now) {
  kept_.remove_if([&](const Kept& one) { return one.used.ms + kept_ms < now.ms; });
}

void TrialShelf::keep(TrialId id, PersonId person, std::shared_ptr<duties::RuleTrial> trial, Instant now) {
  const std::lock_guard lock(mutex_);
  forget_old(now);
  std::size_t of_one = 1;
  kept_.remove_if([&](const Kept& one) { return one.person == person && ++of_one > most_of_one; });
  kept_.push_front({id, person, std::move(trial), now});
  while (kept_.size() > most) kept_.pop_back();
}

std::shared_ptr<duties::RuleTrial> TrialShelf::find(TrialId id, PersonId person, Instant now) {
  const std::lock_guard lock(mutex_);
  forget_old(now);
  const auto found =
      std::find_if(kept_.begin(), kept_.end(), [&](const Kept& one) { return one.id == id && one.person == person; });
  if (found == kept_.end()) return nullptr;
  found->used = now;
  kept_.splice(kept_.begin(), kept_, found);
  return kept_.front().trial;
}

bool TrialShelf::forget(TrialId id, PersonId person) {
  const std::lock_guard lock(mutex_);
  return kept_.remove_if([&](const Kept& one) { return one.id == id && one.person == person; }) > 0;
}

}  // namespace massline::http
