// PostgreSQL through libpq's pipeline mode: statements are queued, and answers awaited only where one is needed.
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "db/connection.h"
#include "db/postgres/postgres_values.h"

namespace massline::db {

bool is_postgres_url(std::string_view url);

/// Makes connections that live in the target's schema, which is created if it is not there.
Connector postgres_connector(const Target& target);

class PostgresConnection final : public Connection {
 public:
  /// Throws Error if the server can't be reached.
  PostgresConnection(std::string url, std::string schema, Use use);

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
  std::vector<std::string> take_indexes(std::string_view) override { return {}; }
  void build_indexes(const std::vector<std::string>&) override {}
  void index_text(RegionId region, std::int64_t id, std::span<const std::string> words, Indexed indexed) override;

  void begin_read() override;
  void end_read() noexcept override;
  void begin_write() override;
  void commit() override;
  void rollback() noexcept override;
  void run(const std::string& sql) override;
  std::string_view dialect() const override { return "postgres"; }
  std::vector<TableShape> tables() override;
  std::vector<Ailment> look_over() override;
  void leave_no_remains() override;

 private:
  struct Finish {
    void operator()(PGconn* connection) const { PQfinish(connection); }
  };
  struct Clear {
    void operator()(PGresult* result) const { PQclear(result); }
  };
  using Answer = std::unique_ptr<PGresult, Clear>;

  /// What was sent and not answered yet.
  enum class Kind { prepare, statement, transaction_id, sync };
  struct Sent {
    Kind kind;
    std::string_view sql;  // lies in statements_, or with a caller that waits
  };

  /// One statement as prepared for parameters of certain types.
  struct Prepared {
    std::string types;  // one letter a parameter
    std::string name;
  };
  using Statements = std::unordered_map<std::string, std::vector<Prepared>, SqlHash, std::equal_to<>>;

  void connect();
  void ensure_alive();
  void create_schema();
  Answer setup(const std::string& sql);
  void send(std::string_view sql, std::span<const Value> parameters);
  void send_unprepared(const char* sql, Kind kind = Kind::statement);
  void send_sync();
  const Prepared& prepared(std::string_view sql, std::string_view& kept_sql);
  void forget_statements_if_needed();
  /// Waits for the answers to all that was sent; gives the last. Throws the first error among them.
  Answer collect();
  void copy_in(const std::string& sql, std::span<const std::string_view> columns, std::span<const Value> cells);
  void settle_commit();
  std::string ask_what_became_of_commit();
  [[noreturn]] void fail(const PGresult* result, std::string_view doing);
  [[noreturn]] void fail_to_send();

  std::string url_;
  std::string schema_;
  Use use_;
  std::unique_ptr<PGconn, Finish> connection_;
  Statements statements_;
  std::uint64_t statements_made_ = 0;
  bool statements_in_doubt_ = false;
  bool lost_ = false;
  std::vector<Sent> sent_;
  std::string transaction_id_;
  BoundParameters bound_;
};

}  // namespace massline::db
