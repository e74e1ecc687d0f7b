// Carries the write-ahead log over into the database file while the writer goes on, so that nobody who writes waits for
// the whole of it.
#pragma once

#include <sqlite3.h>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace massline::db {

struct CloseSqlite {
  void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};
using SqliteHandle = std::unique_ptr<sqlite3, CloseSqlite>;

/// Has a thread and a connection of its own. The writer tells it the log's length after each commit.
class Checkpointer {
 public:
  static constexpr int pages_to_begin =
      4'000;  // 16 MB of log: a page that is written again and again is carried over once
  static constexpr int pages_to_finish = 24'000;  // 96 MB: the log is to start anew, so the writer does the rest itself

  /// `path` of the database. Throws Error if it can't be opened.
  explicit Checkpointer(const std::string& path);
  ~Checkpointer();
  Checkpointer(const Checkpointer&) = delete;
  Checkpointer& operator=(const Checkpointer&) = delete;

  /// After a commit: `log_pages` as sqlite3_wal_hook gives them. True if the writer should carry over the last pages
  /// now, so that the log starts anew.
  bool committed(int log_pages);

 private:
  void run();

  SqliteHandle database_;
  std::mutex mutex_;
  std::condition_variable grown_;
  bool wanted_ = false;
  bool stopping_ = false;
  std::atomic<int> carried_over_{0};  // pages of the log that stand in the database file, at the last look
  std::thread thread_;
};

}  // namespace massline::db
