#include "db/writer.h"

#include <algorithm>
#include <utility>

namespace massline::db {

/// One queued job. `job` lives with the caller that waits for it, or in `owned_job`.
struct Writer::Member {
  const Job* job = nullptr;
  Job owned_job;
  Done done;
  Waiting* waiting = nullptr;
  const std::function<void(Connection&)>* exclusive = nullptr;
  bool kept = false;
  std::exception_ptr error;
  std::vector<std::function<void()>> callbacks;  // of the whole batch, with its last member that was kept
};

/// Stands on the stack of a caller that waits. Signalled under its lock, so that the caller can't leave, and take the
/// condition variable with it, before the writer has let go.
struct Writer::Waiting {
  std::mutex mutex;
  std::condition_variable finished;
  bool is_finished = false;
  bool kept = false;
  std::exception_ptr error;

  void finish(bool was_kept, std::exception_ptr what) {
    const std::lock_guard lock(mutex);
    kept = was_kept;
    error = std::move(what);
    is_finished = true;
    finished.notify_one();
  }

  bool wait() {
    std::unique_lock lock(mutex);
    finished.wait(lock, [this] { return is_finished; });
    if (error) std::rethrow_exception(std::exchange(error, nullptr));
    return kept;
  }
};

Writer::Writer(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {
  if (connection_->told_after_disk()) disk_thread_ = std::thread([this] { run_disk(); });
  thread_ = std::thread([this] { run(); });
}

Writer::~Writer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  arrived_.notify_one();
  thread_.join();
  if (!disk_thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    disk_stopping_ = true;
  }
  committed_.notify_one();
  disk_thread_.join();
}

bool Writer::write(const Job& job) {
  check_not_writer_thread();
  Waiting waiting;
  auto member = std::make_unique<Member>();
  member->job = &job;
  member->waiting = &waiting;
  enqueue(std::move(member));
  return waiting.wait();
}

void Writer::write_async(Job job, Done done) {
  auto member = std::make_unique<Member>();
  member->owned_job = std::move(job);
  member->job = &member->owned_job;
  member->done = std::move(done);
  enqueue(std::move(member));
}

void Writer::exclusively(const std::function<void(Connection&)>& work) {
  check_not_writer_thread();
  Waiting waiting;
  auto member = std::make_unique<Member>();
  member->exclusive = &work;
  member->waiting = &waiting;
  enqueue(std::move(member));
  waiting.wait();
}

Store::Counters Writer::counters() const {
  return {.batches = batches_.load(), .members = members_.load(), .retried_alone = retried_alone_.load()};
}

void Writer::check_not_writer_thread() const {
  const auto here = std::this_thread::get_id();
  check(here != thread_.get_id() && here != disk_thread_.get_id(),
        "a job that waits for the writer does not run on the writer");
}

void Writer::enqueue(std::unique_ptr<Member> member) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(member));
    if (queue_.size() != 1 && queue_.size() != worth_a_look) return;  // the writer is awake, or about to be
  }
  arrived_.notify_one();
}

void Writer::run() {
  Batch batch;
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      arrived_.wait(lock,
                    [this] { return stopping_ || (disk_busy_ ? queue_.size() >= worth_a_look : !queue_.empty()); });
      if (queue_.empty()) return;
      take_queued(batch);
    }
    if (batch.front()->exclusive) {
      try {
        (*batch.front()->exclusive)(*connection_);
      } catch (...) {
        batch.front()->error = std::current_exception();
      }
    } else {
      run_batch(batch);
    }
    if (disk_thread_.joinable()) {
      hand_to_disk(std::exchange(batch, {}));
    } else {
      tell(batch);
      batch.clear();
    }
  }
}

/// One that wants the connection for itself comes alone.
void Writer::take_queued(Batch& batch) {
  do {
    batch.push_back(std::move(queue_.front()));
    queue_.pop_front();
  } while (!batch.back()->exclusive && !queue_.empty() && !queue_.front()->exclusive && batch.size() < largest_batch);
}

/// False once the batch is to be committed.
bool Writer::takes_in_more(Batch& batch) {
  std::unique_lock lock(mutex_);
  if (!disk_thread_.joinable() || batch.size() >= largest_batch) return false;
  arrived_.wait(lock, [this] { return stopping_ || !disk_busy_ || queue_.size() >= worth_a_look; });
  if (!disk_busy_) wait_for_more(lock, batch);
  if (queue_.empty() || queue_.front()->exclusive) return false;
  take_queued(batch);
  return true;
}

void Writer::wait_for_more(std::unique_lock<std::mutex>& lock, const Batch& batch) {
  if (last_batch_ < many_at_once || batch.size() >= worth_a_commit || batches_without_waiting_ > 0) return;
  if (waits_until_ == std::chrono::steady_clock::time_point{})
    waits_until_ = std::chrono::steady_clock::now() + patience;
  arrived_.wait_until(lock, waits_until_, [this] { return stopping_ || queue_.size() >= worth_a_look; });
  if (queue_.empty()) batches_without_waiting_ = impatient_batches;
}

void Writer::hand_to_disk(Batch batch) {
  {
    const std::lock_guard lock(mutex_);
    on_the_way_.push_back(std::move(batch));
    disk_busy_ = true;
  }
  committed_.notify_one();
}

void Writer::run_disk() {
  for (;;) {
    std::vector<Batch> batches;
    {
      std::unique_lock lock(mutex_);
      committed_.wait(lock, [this] { return disk_stopping_ || !on_the_way_.empty(); });
      if (on_the_way_.empty()) return;
      batches.swap(on_the_way_);
    }
    std::exception_ptr failed;
    try {
      connection_->reach_disk();
    } catch (const Error&) {
      failed = std::current_exception();
    }
    {
      // The writer may go on with whatever has queued up.
      const std::lock_guard lock(mutex_);
      disk_busy_ = !on_the_way_.empty();
    }
    arrived_.notify_one();
    for (Batch& batch : batches) {
      for (auto& member : batch) {
        if (!failed || !(member->kept || member->exclusive)) continue;
        member->kept = false;
        member->error = failed;
        member->callbacks.clear();
      }
      tell(batch);
    }
  }
}

void Writer::tell(Batch& batch) {
  for (auto& member : batch)
    for (const auto& callback : member->callbacks) callback();
  for (auto& member : batch) {
    if (member->waiting) member->waiting->finish(member->kept, std::move(member->error));
    if (member->done) member->done(member->kept, std::move(member->error));
  }
}

void Writer::run_batch(Batch& batch) {
  waits_until_ = {};
  if (batches_without_waiting_ > 0) --batches_without_waiting_;
  const bool together = batch.size() > 1 || last_batch_ >= many_at_once;
  const bool done = together && run_together(batch);
  last_batch_ = batch.size();
  if (done) return;
  if (together) retried_alone_ += batch.size();
  for (auto& member : batch) run_alone(*member);
}

/// Gives false where the batch was rolled back and its members have to be run again.
bool Writer::run_together(Batch& batch) {
  try {
    connection_->begin_write();
  } catch (const Error&) {
    // Nobody can write now: trying each member alone would only make all of them wait for the same failure.
    for (auto& member : batch) member->error = std::current_exception();
    return true;
  }
  bool undone = false;
  std::size_t kept = 0;
  for (std::size_t next = 0; next < batch.size() || takes_in_more(batch); ++next) {
    Member* member = batch[next].get();
    connection_->start_member();
    try {
      member->kept = (*member->job)(*connection_);
    } catch (...) {
      member->error = std::current_exception();
    }
    const bool refused = member->error || !member->kept;
    if (connection_->failed() || (refused && connection_->wrote())) {
      undone = true;
      break;
    }
    if (refused) {
      connection_->drop_member();
    } else {
      ++kept;
    }
  }
  if (!undone) {
    try {
      commit(kept);
      take_callbacks(batch);
      return true;
    } catch (const CommitUnknown&) {
      for (auto& member : batch) {
        if (!member->kept) continue;
        member->kept = false;
        member->error = std::current_exception();
      }
      return true;
    } catch (const Error&) {
      undone = true;
    }
  }
  connection_->rollback();
  for (auto& member : batch) {
    member->kept = false;
    member->error = nullptr;
  }
  return false;
}

/// With the last member that was kept, since they run in order and once.
void Writer::take_callbacks(Batch& batch) {
  const auto last = std::find_if(batch.rbegin(), batch.rend(), [](const auto& member) { return member->kept; });
  if (last != batch.rend()) (*last)->callbacks = connection_->take_callbacks();
}

void Writer::run_alone(Member& member) {
  try {
    connection_->begin_write();
    member.kept = (*member.job)(*connection_);
    if (connection_->failed()) throw Error("a statement of this job failed, and the job went on", false);
    if (member.kept) {
      commit(1);
      member.callbacks = connection_->take_callbacks();
    } else {
      connection_->rollback();
    }
  } catch (...) {
    member.kept = false;
    member.error = std::current_exception();
    connection_->rollback();
  }
}

void Writer::commit(std::size_t kept) {
  connection_->finish_batch();
  connection_->commit();
  ++batches_;
  members_ += kept;
}

}  // namespace massline::db
