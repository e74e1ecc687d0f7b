#include "db/sqlite/checkpointer.h"

#include "db/db.h"

namespace massline::db {

Checkpointer::Checkpointer(const std::string& path) {
  sqlite3* opened = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  database_.reset(opened);
  if (code != SQLITE_OK) throw Error("can't open " + path + ": " + sqlite3_errstr(code), true);
  // The log reaches the disk before the database file, and the file before the log is used again.
  sqlite3_exec(opened, "PRAGMA synchronous = NORMAL", nullptr, nullptr, nullptr);
  sqlite3_wal_autocheckpoint(opened, 0);
  thread_ = std::thread([this] { run(); });
}

Checkpointer::~Checkpointer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  grown_.notify_one();
  thread_.join();
}

bool Checkpointer::committed(int log_pages) {
  const int left = log_pages - carried_over_.load(std::memory_order_relaxed);
  // The log has started anew where it is shorter than what was carried over.
  if (left >= 0 && left < pages_to_begin) return log_pages >= pages_to_finish;
  if (left < 0 && log_pages < pages_to_begin) return false;
  {
    const std::lock_guard lock(mutex_);
    wanted_ = true;
  }
  grown_.notify_one();
  return false;
}

void Checkpointer::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    grown_.wait(lock, [this] { return wanted_ || stopping_; });
    if (stopping_) return;
    wanted_ = false;
    lock.unlock();
    int log_pages = 0, carried = 0;
    // Busy, or a disk that fails: the log keeps what it has, and the next commit asks again.
    if (sqlite3_wal_checkpoint_v2(database_.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE, &log_pages, &carried) ==
        SQLITE_OK)
      carried_over_ = carried;
    lock.lock();
  }
}

}  // namespace massline::db
