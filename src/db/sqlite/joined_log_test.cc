// A log whose writes are joined is read by others as if it were written page by page.
#include "db/sqlite/joined_log.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <memory>
#include <random>
#include <string>

#include "db/sqlite/checkpointer.h"
#include "db/sqlite/page_cache.h"
#include "support/temp_dir.h"

namespace massline::db {
namespace {

/// The system's files, which count how often something is written to a log.
class CountingFiles {
 public:
  CountingFiles() {
    real() = sqlite3_vfs_find(nullptr);
    vfs_ = *real();
    vfs_.zName = "counting-files";
    vfs_.pNext = nullptr;
    vfs_.xOpen = [](sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
      const int code = real()->xOpen(real(), name, file, flags, out_flags);
      if (code != SQLITE_OK || (flags & SQLITE_OPEN_WAL) == 0) return code;
      below() = file->pMethods;
      counting() = *below();
      counting().xWrite = [](sqlite3_file* f, const void* from, int n, sqlite3_int64 at) {
        ++writes();
        return below()->xWrite(f, from, n, at);
      };
      file->pMethods = &counting();
      return code;
    };
    sqlite3_vfs_register(&vfs_, 1);
  }
  ~CountingFiles() {
    sqlite3_vfs_register(real(), 1);
    sqlite3_vfs_unregister(&vfs_);
  }
  CountingFiles(const CountingFiles&) = delete;
  CountingFiles& operator=(const CountingFiles&) = delete;

  static int& writes() {
    static int value = 0;
    return value;
  }

 private:
  static sqlite3_vfs*& real() {
    static sqlite3_vfs* value = nullptr;
    return value;
  }
  static const sqlite3_io_methods*& below() {
    static const sqlite3_io_methods* value = nullptr;
    return value;
  }
  static sqlite3_io_methods& counting() {
    static sqlite3_io_methods value{};
    return value;
  }
  sqlite3_vfs vfs_{};
};

class JoinedLogTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { spare_page_cache_the_search(); }

  SqliteHandle open(const char* vfs) {
    sqlite3* opened = nullptr;
    EXPECT_EQ(sqlite3_open_v2(path().c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, vfs), SQLITE_OK);
    SqliteHandle database(opened);
    for (const char* sql :
         {"PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL", "PRAGMA wal_autocheckpoint = 0"})
      run(database, sql);
    return database;
  }
  static void run(const SqliteHandle& database, const std::string& sql) {
    EXPECT_EQ(sqlite3_exec(database.get(), sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
        << sql << ": " << sqlite3_errmsg(database.get());
  }
  static std::string ask(const SqliteHandle& database, const std::string& sql) {
    std::string answer;
    const int code = sqlite3_exec(
        database.get(), sql.c_str(),
        [](void* out, int, char** values, char**) {
          *static_cast<std::string*>(out) += std::string(values[0] == nullptr ? "" : values[0]) + "\n";
          return 0;
        },
        &answer, nullptr);
    EXPECT_EQ(code, SQLITE_OK) << sql << ": " << sqlite3_errmsg(database.get());
    return answer;
  }
  std::string path() const { return folder_.file("test.db"); }

  test::TempDir folder_;
};

constexpr const char* all_of_it = "SELECT k || ' ' || length(v) || ' ' || substr(v, 1, 8) FROM t ORDER BY k";

TEST_F(JoinedLogTest, ACommitIsWrittenAtOnceAndSeenByOthers) {
  const CountingFiles counting;
  const JoinedLog joined;
  const auto writer = open(joined.name());
  const auto reader = open(nullptr);
  run(writer, "CREATE TABLE t (k INTEGER PRIMARY KEY, v BLOB)");
  CountingFiles::writes() = 0;
  run(writer,
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) "
      "INSERT INTO t SELECT i, zeroblob(1000) FROM n");
  EXPECT_LE(CountingFiles::writes(), 2) << "some thirty pages";
  EXPECT_EQ(ask(reader, "SELECT COUNT(*) FROM t"), "100\n");
}

TEST_F(JoinedLogTest, WhateverIsWrittenOthersSeeTheSameAfterEachCommit) {
  const JoinedLog joined;
  const auto writer = open(joined.name());
  const auto reader = open(nullptr);
  run(writer, "PRAGMA cache_size = 10");  // pages go to the log before their transaction ends, and are read from it
  run(writer, "CREATE TABLE t (k INTEGER PRIMARY KEY, v BLOB)");
  run(writer, "CREATE INDEX t_by_v ON t (v)");
  std::mt19937 random(7);
  const auto below = [&](unsigned bound) { return static_cast<int>(random() % bound); };
  const auto change = [&] {
    const std::string key = std::to_string(below(400));
    switch (below(3)) {
      case 0:
        return run(writer, "DELETE FROM t WHERE k = " + key);
      case 1:
        return run(writer, "UPDATE t SET v = hex(randomblob(" + std::to_string(below(900)) + ")) WHERE k % 7 = 3");
      default:
        return run(writer, "INSERT OR REPLACE INTO t VALUES (" + key + ", hex(randomblob(" +
                               std::to_string(below(3000)) + ")))");
    }
  };
  std::string kept;
  for (int round = 0; round < 150; ++round) {
    run(writer, "BEGIN IMMEDIATE");
    for (int i = below(30); i >= 0; --i) {
      const bool undone = below(5) == 0;
      if (undone) run(writer, "SAVEPOINT s");
      change();
      if (undone) run(writer, "ROLLBACK TO s; RELEASE s");
    }
    if (below(4) == 0) {
      run(writer, "ROLLBACK");
    } else {
      kept = ask(writer, all_of_it);
      run(writer, "COMMIT");
    }
    ASSERT_EQ(ask(reader, all_of_it), kept) << "round " << round;
    if (below(20) == 0) run(reader, "PRAGMA wal_checkpoint(RESTART)");
    if (below(40) == 0) run(writer, "PRAGMA wal_checkpoint(TRUNCATE)");
    if (below(40) == 0) run(writer, "VACUUM");  // the file becomes shorter
  }
  EXPECT_EQ(ask(reader, "PRAGMA integrity_check"), "ok\n");
}

TEST_F(JoinedLogTest, WhatALeftLogHoldsIsThereAgain) {
  const JoinedLog joined;
  auto writer = open(joined.name());
  run(writer, "CREATE TABLE t (k INTEGER PRIMARY KEY, v BLOB)");
  run(writer, "INSERT INTO t VALUES (1, 'kept')");
  run(writer, "BEGIN; INSERT INTO t VALUES (2, 'not')");
  // As after a crash: the files as they are now.
  std::filesystem::copy(path(), folder_.file("copy.db"));
  std::filesystem::copy(path() + "-wal", folder_.file("copy.db-wal"));
  sqlite3* opened = nullptr;
  ASSERT_EQ(sqlite3_open((folder_.file("copy.db")).c_str(), &opened), SQLITE_OK);
  const SqliteHandle copy(opened);
  EXPECT_EQ(ask(copy, all_of_it), "1 4 kept\n");
}

}  // namespace
}  // namespace massline::db
