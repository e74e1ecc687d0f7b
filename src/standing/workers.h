// A few threads that live as long as the standing: to start one costs as much as a third of an evaluation.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace massline::standing {

/// One caller at a time, who works too.
class Workers {
 public:
  /// 0: one for each core.
  explicit Workers(unsigned threads = 0);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  /// Runs task(0) … task(count - 1), each once, and returns when all are done. Tasks do not throw.
  void run(std::size_t count, const std::function<void(std::size_t)>& task);
  unsigned threads() const { return static_cast<unsigned>(threads_.size()) + 1; }

 private:
  void work();
  void drain();

  std::vector<std::thread> threads_;
  std::mutex mutex_;
  std::condition_variable wake_, finished_;
  const std::function<void(std::size_t)>* task_ = nullptr;
  std::size_t count_ = 0;
  std::atomic<std::size_t> next_{0};
  std::uint64_t round_ = 0;
  std::size_t busy_ = 0;
  bool ends_ = false;
};

}  // namespace massline::standing
