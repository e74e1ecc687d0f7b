#include "db/writer.h"

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
  thread_ = std::thread([this] { run(); });
}

Writer::~Writer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  arrived_.notify_one();
  thread_.join();
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
  check(std::this_thread::get_id() != thread_.get_id(), "a job that waits for the writer does not run on the writer");
}

void Writer::enqueue(std::unique_ptr<Member> member) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(member));
    if (queue_.size() > 1) return;  // the writer is awake, or about to be
  }
  arrived_.notify_one();
}

void Writer::run() {
  std::vector<std::unique_ptr<Member>> batch;
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      arrived_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) return;
      do {
        batch.push_back(std::move(queue_.front()));
        queue_.pop_front();
      } while (!batch.back()->exclusive && !queue_.empty() && !queue_.front()->exclusive &&
               batch.size() < largest_batch);
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
    for (auto& member : batch) {
      if (member->waiting) member->waiting->finish(member->kept, std::move(member->error));
      if (member->done) member->done(member->kept, std::move(member->error));
    }
    batch.clear();
  }
}

void Writer::run_batch(std::vector<std::unique_ptr<Member>>& batch) {
  if (batch.size() > 1) {
    if (run_together(batch)) return;
    retried_alone_ += batch.size();
  }
  for (auto& member : batch) run_alone(*member);
}

/// Gives false where the batch was rolled back and its members have to be run again.
bool Writer::run_together(std::vector<std::unique_ptr<Member>>& batch) {
  try {
    connection_->begin_write();
  } catch (const Error&) {
    // Nobody can write now: trying each member alone would only make all of them wait for the same failure.
    for (auto& member : batch) member->error = std::current_exception();
    return true;
  }
  bool undone = false;
  std::size_t kept = 0;
  for (auto& member : batch) {
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

void Writer::run_alone(Member& member) {
  try {
    connection_->begin_write();
    member.kept = (*member.job)(*connection_);
    if (connection_->failed()) throw Error("a statement of this job failed, and the job went on", false);
    if (member.kept) {
      commit(1);
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
  connection_->commit();
  ++batches_;
  members_ += kept;
  for (const auto& callback : connection_->take_callbacks()) callback();
}

}  // namespace massline::db
