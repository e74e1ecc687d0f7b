#include "http/server/worker_pool.h"

#include <csignal>
#include <memory>
#include <utility>

#include "base/result.h"

namespace massline::http {
namespace {

extern "C" void* run_thread(void* argument) {
  const std::unique_ptr<std::function<void()>> work(static_cast<std::function<void()>*>(argument));
  (*work)();
  return nullptr;
}

}  // namespace

Thread::Thread(std::size_t stack_bytes, std::function<void()> work) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  const int sized = pthread_attr_setstacksize(&attributes, stack_bytes);
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  auto argument = std::make_unique<std::function<void()>>(std::move(work));
  const int created = sized == 0 ? pthread_create(&thread_, &attributes, run_thread, argument.get()) : sized;
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  pthread_attr_destroy(&attributes);
  if (created != 0) throw Fault("a thread can't be started");
  static_cast<void>(argument.release());
  joinable_ = true;
}

Thread::Thread(Thread&& other) noexcept : thread_(other.thread_), joinable_(std::exchange(other.joinable_, false)) {}

Thread::~Thread() {
  if (joinable_) pthread_join(thread_, nullptr);
}

WorkerPool::WorkerPool(int threads, std::size_t stack_bytes, std::size_t queue_bound) : queue_bound_(queue_bound) {
  check(threads > 0, "a pool has threads");
  for (int i = 0; i < threads; ++i) threads_.emplace_back(stack_bytes, [this] { work(); });
}

WorkerPool::~WorkerPool() { stop(); }

bool WorkerPool::submit(std::function<void()> job) {
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || queue_.size() >= queue_bound_) return false;
    queue_.push_back(std::move(job));
    wake = should_wake();
  }
  if (wake) changed_.notify_one();
  return true;
}

// One thread at a time is on its way; it wakes the next if it finds more than it takes. So a burst of quick jobs costs
// one or two switches of threads instead of one for each, and jobs that block still get a thread each.
bool WorkerPool::should_wake() {
  if (idle_ == 0 || waking_ || queue_.empty()) return false;
  waking_ = true;
  return true;
}

void WorkerPool::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    while (queue_.empty() && !stopping_) {
      ++idle_;
      changed_.wait(lock);
      --idle_;
      waking_ = false;
    }
    if (stopping_) return;
    auto job = std::move(queue_.front());
    queue_.pop_front();
    const bool wake = should_wake();
    lock.unlock();
    if (wake) changed_.notify_one();
    job();
    job = nullptr;  // what it holds is let go outside the lock
    lock.lock();
  }
}

void WorkerPool::stop() {
  std::deque<std::function<void()>> dropped;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    dropped.swap(queue_);
  }
  changed_.notify_all();
  threads_.clear();
}

std::size_t WorkerPool::waiting() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

}  // namespace massline::http
