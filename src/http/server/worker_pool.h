// Threads that run handlers which may block.
#pragma once

#include <pthread.h>

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <vector>

namespace massline::http {

/// A thread with a stack of its own size, joined when it goes. All signals are blocked in it, so that they reach the
/// thread that waits for them.
class Thread {
 public:
  /// Errors: Fault if the system gives no thread.
  Thread(std::size_t stack_bytes, std::function<void()> work);
  ~Thread();
  Thread(Thread&& other) noexcept;
  Thread& operator=(Thread&&) = delete;

 private:
  pthread_t thread_{};
  bool joinable_ = false;
};

/// Thread-safe.
class WorkerPool {
 public:
  WorkerPool(int threads, std::size_t stack_bytes, std::size_t queue_bound);
  /// stop()
  ~WorkerPool();

  /// False if the queue is full or the pool has stopped: the job will not run.
  [[nodiscard]] bool submit(std::function<void()> job);
  /// Drops what waits, finishes what runs.
  void stop();
  std::size_t waiting() const;

 private:
  void work();
  bool should_wake();

  const std::size_t queue_bound_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> queue_;
  std::size_t idle_ = 0;
  bool waking_ = false;
  bool stopping_ = false;
  std::vector<Thread> threads_;
};

}  // namespace massline::http
