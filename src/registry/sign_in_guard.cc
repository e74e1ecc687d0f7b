#include "registry/sign_in_guard.h"

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

std::int64_t waiting_minutes(std::int64_t failed, std::int64_t free) {
  constexpr std::int64_t longest = 15;
  if (failed < free) return 0;
  const std::int64_t doubled = failed - free;
  return doubled >= 4 ? longest : std::int64_t{1} << doubled;
}

std::optional<Instant> Attempts::refused_until(const std::string& key, Instant now) const {
  const std::lock_guard lock(mutex_);
  const auto found = by_key_.find(key);
  if (found == by_key_.end() || found->second->until <= now) return std::nullopt;
  return found->second->until;
}

void Attempts::note_wrong(const std::string& key, Instant now, std::int64_t free) {
  constexpr std::int64_t remembered_ms = 3'600'000;
  const std::lock_guard lock(mutex_);
  auto found = by_key_.find(key);
  if (found == by_key_.end()) {
    if (counts_.size() >= keys_max_) {
      by_key_.erase(counts_.back().key);
      counts_.pop_back();
    }
    counts_.push_front({key, 0, {}, now});
    found = by_key_.emplace(key, counts_.begin()).first;
  } else {
    counts_.splice(counts_.begin(), counts_, found->second);
  }
  Count& count = *found->second;
  if (now.ms - count.last.ms > remembered_ms) count.failed = 0;
  count.last = now;
  count.until = Instant{now.ms + waiting_minutes(++count.failed, free) * 60'000};
}

void Attempts::note_right(const std::string& key) {
  const std::lock_guard lock(mutex_);
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return;
  counts_.erase(found->second);
  by_key_.erase(found);
}

}  // namespace massline::registry
