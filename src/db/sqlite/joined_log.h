// What a connection writes into its log, joined: SQLite hands the log's pages to the system one by one, each in two
// pieces. Here they are put together in memory, and written when the transaction's last page is there, before anyone is
// told of it: one call of the system for a commit instead of some hundred.
//
//   JoinedLog joined;  // outlives the connection
//   sqlite3_open_v2(path, &database, flags, joined.name());
//
// Used by the thread that writes; beneath() gives what another thread may flush meanwhile.
#pragma once

#include <sqlite3.h>

#include <string>

namespace massline::db {

class JoinedLog {
 public:
  /// Over the file system that is SQLite's default now.
  JoinedLog();
  ~JoinedLog();
  JoinedLog(const JoinedLog&) = delete;
  JoinedLog& operator=(const JoinedLog&) = delete;

  const char* name() const { return name_.c_str(); }

  /// The system's file under a log that was opened through a JoinedLog.
  static sqlite3_file* beneath(sqlite3_file* log);
  /// Whether all that was handed over has gone on to the system, as it has after each commit.
  static bool all_written(sqlite3_file* log);

 private:
  struct FileSystem : sqlite3_vfs {
    sqlite3_vfs* below = nullptr;
  };
  static int open(sqlite3_vfs* own, const char* name, sqlite3_file* file, int flags, int* out_flags);

  std::string name_;
  FileSystem file_system_{};
};

}  // namespace massline::db
