// The one writer: a thread that runs queued jobs in batches, one commit a batch, and a thread that waits for the disk
// and tells those who wait, while the next batch runs.
#pragma once

#include <atomic>
#include <chrono>
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
/// A batch is what has queued up, at most 64 jobs. While the disk is busy with the batches before, the batch stays open
/// and takes in what comes, a few jobs at a time: so the work is done when the disk is free, and one flush serves as
/// many jobs as there can be. Where batches are large, many write at once: then the next waits a moment for them even
/// when the disk is free, since a commit writes whole pages, which its members share; if nobody came, the following
/// batches don't wait. If a member refuses after it wrote, or fails, the batch is rolled back and each member is
/// run again in a transaction of its own; a refusal that wrote nothing costs nothing.
class Writer {
 public:
  using Job = std::function<bool(Transaction&)>;
  using Done = std::function<void(bool kept, std::exception_ptr error)>;

  static constexpr std::size_t largest_batch = 64;
  static constexpr std::size_t worth_a_look = 8;     // so many jobs are taken in while the disk is busy
  static constexpr std::size_t many_at_once = 8;     // a batch of so many shows that more are likely to come
  static constexpr std::size_t worth_a_commit = 32;  // so many need not wait for more
  static constexpr std::chrono::microseconds patience{500};
  static constexpr int impatient_batches = 32;  // after one that waited for nobody

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
  using Batch = std::vector<std::unique_ptr<Member>>;

  void run();
  void run_disk();
  void hand_to_disk(Batch batch);
  static void tell(Batch& batch);
  void take_queued(Batch& batch);
  bool takes_in_more(Batch& batch);
  void wait_for_more(std::unique_lock<std::mutex>& lock, const Batch& batch);
  void run_batch(Batch& batch);
  bool run_together(Batch& batch);
  void run_alone(Member& member);
  void commit(std::size_t kept);
  void take_callbacks(Batch& batch);
  void check_not_writer_thread() const;

  std::unique_ptr<Connection> connection_;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<std::unique_ptr<Member>> queue_;
  bool stopping_ = false;
  // Of the writer thread: how it waits for more while the disk is free.
  std::size_t last_batch_ = 0;
  int batches_without_waiting_ = 0;  // since nobody came the last time
  std::chrono::steady_clock::time_point waits_until_{};
  std::condition_variable committed_;
  std::vector<Batch> on_the_way_;  // committed, and waiting for the disk
  bool disk_busy_ = false;
  bool disk_stopping_ = false;
  std::atomic<std::uint64_t> batches_{0}, members_{0}, retried_alone_{0};
  std::thread disk_thread_;
  std::thread thread_;
};

}  // namespace massline::db
