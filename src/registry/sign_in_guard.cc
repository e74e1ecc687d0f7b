#include "registry/sign_in_guard.h"

#include <algorithm>

namespace massline::registry {

HashingGate::Pass::~Pass() {
  if (gate_ != nullptr) gate_->leave();
}

std::optional<HashingGate::Pass> HashingGate::enter() {
  std::unique_lock lock(mutex_);
  if (free_ == 0) {
    if (waiting_ == waiting_max_) return std::nullopt;
    ++waiting_;
    turn_.wait(lock, [&] { return free_ > 0; });
    --waiting_;
  }
  --free_;
  return std::optional<Pass>(std::in_place, this);
}

void HashingGate::leave() {
  {
    const std::lock_guard lock(mutex_);
    ++free_;
  }
  turn_.notify_one();
}

std::int64_t waiting_minutes(std::int64_t failed) {
  constexpr std::int64_t longest = 15;
  if (failed < attempts_free) return 0;
  const std::int64_t doubled = failed - attempts_free;
  return doubled >= 4 ? longest : std::int64_t{1} << doubled;
}

std::optional<Instant> UnknownNames::locked_until(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  const auto found = attempts_.find(name);
  if (found == attempts_.end()) return std::nullopt;
  return found->second.locked_until;
}

void UnknownNames::note_wrong(std::string_view name, Instant now) {
  constexpr std::size_t names_max = 4096;
  const std::lock_guard lock(mutex_);
  if (attempts_.size() >= names_max && attempts_.find(name) == attempts_.end()) {
    attempts_.erase(std::min_element(attempts_.begin(), attempts_.end(),
                                     [](const auto& a, const auto& b) { return a.second.last < b.second.last; }));
  }
  Attempts& attempts = attempts_[std::string(name)];
  attempts.last = now;
  attempts.locked_until = Instant{now.ms + waiting_minutes(++attempts.failed) * 60'000};
}

}  // namespace massline::registry
