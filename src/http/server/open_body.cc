#include "http/server/open_body.h"

#include <utility>

namespace massline::http {

bool OpenBody::offer(std::string bytes) {
  const std::lock_guard lock(mutex_);
  if (ended_ || !waiting_.empty()) return false;
  waiting_ = std::move(bytes);
  if (wake_) wake_();
  return true;
}

void OpenBody::end() {
  const std::lock_guard lock(mutex_);
  if (std::exchange(ended_, true)) return;
  if (wake_) wake_();
}

bool OpenBody::has_ended() const {
  const std::lock_guard lock(mutex_);
  return ended_;
}

void OpenBody::attach(std::function<void()> wake) {
  const std::lock_guard lock(mutex_);
  wake_ = std::move(wake);
}

OpenBody::Taken OpenBody::take() {
  const std::lock_guard lock(mutex_);
  return {std::exchange(waiting_, {}), ended_};
}

}  // namespace massline::http
