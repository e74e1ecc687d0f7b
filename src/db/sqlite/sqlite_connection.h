// The embedded store: one file with a write-ahead log, which reaches the disk before anyone is told.
#pragma once

#include <sqlite3.h>

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "db/connection.h"
#include "db/sqlite/checkpointer.h"
#include "db/sqlite/joined_log.h"
#include "db/sqlite/search_index.h"

namespace massline::db {

/// Makes connections to the file. Throws Error for ":memory:" and for a path that can't be opened.
Connector sqlite_connector(const Target& target);

class SqliteConnection final : public Connection {
 public:
  SqliteConnection(const std::string& path, Use use);

  using Reader::query;
  using Transaction::execute;
  using Transaction::execute_counted;

  Rows query(std::string_view sql, std::span<const Value> parameters) override;
  SearchCondition search_condition(const SearchQuery& query, std::string_view alias,
                                   int parameter_number) const override;
  void execute(std::string_view sql, std::span<const Value> parameters) override;
  std::int64_t execute_counted(std::string_view sql, std::span<const Value> parameters) override;
  void bulk_insert(std::string_view table, std::span<const std::string_view> columns,
                   std::span<const Value> cells) override;
  std::vector<std::string> take_indexes(std::string_view table) override;
  void build_indexes(const std::vector<std::string>& taken) override;
  void index_text(RegionId region, std::int64_t id, std::span<const std::string> words, Indexed indexed) override;

  void begin_read() override;
  void end_read() noexcept override;
  void begin_write() override;
  void commit() override;
  bool told_after_disk() const override { return true; }
  void reach_disk() override;
  void rollback() noexcept override;
  void run(const std::string& sql) override;
  std::string_view dialect() const override { return "sqlite"; }
  std::vector<TableShape> tables() override;
  std::vector<Ailment> look_over() override;
  void leave_no_remains() override;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  struct Statement {
    std::unique_ptr<sqlite3_stmt, Finalize> handle;
    std::vector<int> positions;  // of $1, $2, … among SQLite's own numbers
    bool writes = false;
  };
  using Statements = std::unordered_map<std::string, Statement, SqlHash, std::equal_to<>>;

  Statement& prepare(std::string_view sql);
  Statement& prepare_and_bind(std::string_view sql, std::span<const Value> parameters);
  void bind(Statement& statement, std::span<const Value> parameters);
  bool step(Statement& statement, std::string_view sql);
  void step_to_end(Statement& statement, std::string_view sql);
  void begin_log();
  void prepare_to_write();
  void settle_doubt();
  [[noreturn]] void fail(std::string_view doing);

  std::unique_ptr<JoinedLog> joined_log_;  // of the writer; before database_, which writes through it
  SqliteHandle database_;
  std::unique_ptr<Checkpointer> checkpointer_;  // of the writer
  SearchIndex search_;
  bool cache_is_large_ = false;              // between take_indexes() and build_indexes()
  int log_pages_ = 0;                        // after the last commit
  std::atomic<sqlite3_file*> log_{nullptr};  // the system's file of the log, once there is one
  std::atomic<bool> in_doubt_{false};        // a commit may not have reached the disk
  Statements statements_;                    // after database_: they are finalized before it is closed
};

}  // namespace massline::db
