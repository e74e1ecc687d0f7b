// The one writer: a thread that runs queued jobs in batches, one commit a batch.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "db/connection.h"

namespace massline::db {

/// Thread-safe. The destructor finishes what is queued.
///
/// A batch is what has queued up while the batch before it went to disk, at most 64 jobs. If a member refuses after it
/// wrote, or fails, the batch is rolled back and each member is run again in a transaction of its own; a refusal that
/// wrote nothing costs nothing.
class Writer {
 public:
  using Job = std::function<bool(Transaction&)>;
  using Done = std::function<void(bool kept, std::exception_ptr error)>;

  static constexpr std::size_t largest_batch = 64;

  explicit Writer(std::unique_ptr<Connection> connection);
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  bool write(const Job& job);
  void write_async(Job job, Done done);
  /// Runs `work` on the writer's connection between two batches, and rethrows what it throws.
  void exclusively(const std::function<void(Connection&)>& work);

  Store::Counters counters() const;

 private:
  struct Member;
  struct Waiting;

  void enqueue(std::unique_ptr<Member> member);
  void run();
  void run_batch(std::vector<std::unique_ptr<Member>>& batch);
  bool run_together(std::vector<std::unique_ptr<Member>>& batch);
  void run_alone(Member& member);
  void commit(std::size_t kept);
  void check_not_writer_thread() const;

  std::unique_ptr<Connection> connection_;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<std::unique_ptr<Member>> queue_;
  bool stopping_ = false;
  std::atomic<std::uint64_t> batches_{0}, members_{0}, retried_alone_{0};
  std::thread thread_;
};

}  // namespace massline::db
