#include "db/postgres/postgres_connection.h"

#include <poll.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "db/postgres/postgres_values.h"
#include "db/search.h"

namespace massline::db {

namespace {

/// Answers are awaited at the latest after so many statements, which bounds what the server has to keep for us.
constexpr std::size_t most_unanswered = 1000;
constexpr std::size_t copy_chunk = 1 << 18;

bool is_transient_state(std::string_view state) {
  // Connection trouble, out of resources, shutting down, serialization and deadlocks, a disk that fails, a standby.
  return state.starts_with("08") || state.starts_with("53") || state.starts_with("57P") || state == "40001" ||
         state == "40P01" || state == "55P03" || state == "58030" || state == "25006";
}

bool is_select(std::string_view sql) {
  constexpr std::string_view word = "select";
  const std::size_t start = sql.find_first_not_of(" \t\n(");
  if (start == std::string_view::npos || sql.size() - start < word.size()) return false;
  return std::equal(word.begin(), word.end(), sql.begin() + static_cast<std::ptrdiff_t>(start),
                    [](char wanted, char c) { return wanted == (c | 0x20); });
}

std::string trimmed_message(const char* message) {
  std::string text = message == nullptr ? "" : message;
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text.empty() ? "the connection to PostgreSQL was lost" : text;
}

std::string in_quotes(std::string_view name, char quote) {
  std::string out(1, quote);
  for (const char c : name) {
    if (c == quote) out += quote;
    out += c;
  }
  return out + quote;
}

}  // namespace

bool is_postgres_url(std::string_view url) {
  return url.starts_with("postgres://") || url.starts_with("postgresql://");
}

Connector postgres_connector(const Target& target) {
  return [url = target.url, schema = target.schema](Use use) {
    return std::make_unique<PostgresConnection>(url, schema, use);
  };
}

PostgresConnection::PostgresConnection(std::string url, std::string schema, Use use)
    : url_(std::move(url)), schema_(std::move(schema)), use_(use) {
  connect();
}

void PostgresConnection::connect() {
  const char* keywords[] = {"connect_timeout", "tcp_user_timeout", "application_name",
                            "client_encoding", "dbname",           nullptr};
  const char* values[] = {"10", "30000", "massline", "UTF8", url_.c_str(), nullptr};
  statements_.clear();
  statements_in_doubt_ = false;
  sent_.clear();
  connection_.reset(PQconnectdbParams(keywords, values, 1));
  lost_ = PQstatus(connection_.get()) != CONNECTION_OK;
  if (lost_) throw Error(trimmed_message(PQerrorMessage(connection_.get())), true);
  PQsetNoticeProcessor(
      connection_.get(), [](void*, const char*) {}, nullptr);
  // Without the details, which hold the rows at fault: they would end up in logs.
  PQsetErrorVerbosity(connection_.get(), PQERRORS_TERSE);
  if (!schema_.empty()) {
    if (use_ == Use::writing) create_schema();
    setup("SET search_path TO " + in_quotes(schema_, '"'));
  }
  setup("SET bytea_output TO hex");
  // What is acknowledged is on disk, whatever the server's default is.
  setup("SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'");
  if (PQenterPipelineMode(connection_.get()) != 1) fail_to_send();
}

/// Several servers may start at once, and a role that may not create schemas may use one that is there.
void PostgresConnection::create_schema() {
  setup("SELECT pg_advisory_lock(7104)");
  const Answer known = setup("SELECT 1 FROM pg_namespace WHERE nspname = " + in_quotes(schema_, '\''));
  if (PQntuples(known.get()) == 0) setup("CREATE SCHEMA " + in_quotes(schema_, '"'));
  setup("SELECT pg_advisory_unlock(7104)");
}

PostgresConnection::Answer PostgresConnection::setup(const std::string& sql) {
  Answer answer(PQexec(connection_.get(), sql.c_str()));
  const ExecStatusType status = PQresultStatus(answer.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
    lost_ = true;
    fail(answer.get(), sql);
  }
  return answer;
}

/// Opens the connection again if the server closed it since it was last used.
void PostgresConnection::ensure_alive() {
  failed_ = false;
  if (!lost_ && !sent_.empty()) {
    try {
      collect();
    } catch (const Error&) {
      lost_ = true;  // the end of the last snapshot failed
    }
  }
  // Nothing is awaited now, so what comes can only be the server's farewell.
  for (int i = 0; i < 4 && !lost_; ++i) {
    pollfd socket{PQsocket(connection_.get()), POLLIN, 0};
    if (poll(&socket, 1, 0) <= 0) break;
    lost_ = PQconsumeInput(connection_.get()) != 1 || PQstatus(connection_.get()) != CONNECTION_OK;
  }
  if (lost_) connect();
  failed_ = false;
}

void PostgresConnection::fail(const PGresult* result, std::string_view doing) {
  failed_ = true;
  const char* state = result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const std::string code = state == nullptr ? "" : state;
  lost_ = lost_ || PQstatus(connection_.get()) != CONNECTION_OK;
  std::string message =
      trimmed_message(result == nullptr ? PQerrorMessage(connection_.get()) : PQresultErrorMessage(result));
  if (!doing.empty()) message += " in: " + std::string(doing);
  throw Error(message, lost_ || is_transient_state(code), code == "23505");
}

void PostgresConnection::fail_to_send() {
  lost_ = true;
  fail(nullptr, "");
}

/// The statement prepared for the types in bound_; it is prepared now if it was not yet.
const PostgresConnection::Prepared& PostgresConnection::prepared(std::string_view sql, std::string_view& kept_sql) {
  auto found = statements_.find(sql);
  if (found == statements_.end()) found = statements_.emplace(std::string(sql), std::vector<Prepared>()).first;
  kept_sql = found->first;
  for (const Prepared& known : found->second) {
    if (known.types == bound_.types) return known;
  }
  Prepared made{bound_.types, "s" + std::to_string(++statements_made_)};
  if (PQsendPrepare(connection_.get(), made.name.c_str(), found->first.c_str(), static_cast<int>(bound_.oids.size()),
                    bound_.oids.data()) != 1) {
    fail_to_send();
  }
  sent_.push_back({Kind::prepare, kept_sql});
  return found->second.emplace_back(std::move(made));
}

void PostgresConnection::send(std::string_view sql, std::span<const Value> parameters) {
  require_not_failed();
  if (sent_.size() >= most_unanswered) collect();
  bound_.assign(parameters);
  std::string_view kept_sql;
  const Prepared& statement = prepared(sql, kept_sql);
  if (PQsendQueryPrepared(connection_.get(), statement.name.c_str(), static_cast<int>(parameters.size()),
                          bound_.values.data(), bound_.lengths.data(), bound_.formats.data(), 0) != 1) {
    fail_to_send();
  }
  sent_.push_back({Kind::statement, kept_sql});
}

void PostgresConnection::send_unprepared(const char* sql, Kind kind) {
  if (PQsendQueryParams(connection_.get(), sql, 0, nullptr, nullptr, nullptr, nullptr, 0) != 1) fail_to_send();
  sent_.push_back({kind, sql});
}

void PostgresConnection::send_sync() {
  if (PQpipelineSync(connection_.get()) != 1) fail_to_send();
  sent_.push_back({Kind::sync, {}});
}

PostgresConnection::Answer PostgresConnection::collect() {
  if (sent_.empty() || sent_.back().kind != Kind::sync) send_sync();
  Answer last;
  Answer first_error;
  std::string_view failed_sql;
  bool all_went_well = true;
  for (const Sent& sent : std::exchange(sent_, {})) {
    Answer answer(PQgetResult(connection_.get()));
    const ExecStatusType status = PQresultStatus(answer.get());
    if (sent.kind == Kind::sync) {
      lost_ = lost_ || status != PGRES_PIPELINE_SYNC;
      continue;
    }
    const bool went_well = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    if (answer) {
      while (Answer(PQgetResult(connection_.get()))) {
      }
    }
    if (went_well) {
      if (sent.kind == Kind::transaction_id) transaction_id_ = PQgetvalue(answer.get(), 0, 0);
      last = std::move(answer);
      continue;
    }
    all_went_well = false;
    // One that failed, or was skipped after a failure, is not there on the server.
    if (sent.kind == Kind::prepare) statements_in_doubt_ = true;
    if (!first_error && status != PGRES_PIPELINE_ABORTED) {
      first_error = std::move(answer);
      failed_sql = sent.sql;
    }
  }
  lost_ = lost_ || PQstatus(connection_.get()) != CONNECTION_OK;
  if (!all_went_well || lost_) fail(first_error.get(), failed_sql);
  return last;
}

Rows PostgresConnection::query(std::string_view sql, std::span<const Value> parameters) {
  wrote_ = wrote_ || !is_select(sql);
  send(sql, parameters);
  return rows_of(collect().get());
}

void PostgresConnection::execute(std::string_view sql, std::span<const Value> parameters) {
  wrote_ = true;
  send(sql, parameters);
}

std::int64_t PostgresConnection::execute_counted(std::string_view sql, std::span<const Value> parameters) {
  execute(sql, parameters);
  const Answer answer = collect();
  const std::string_view count = PQcmdTuples(answer.get());
  return count.empty() ? 0 : std::stoll(std::string(count));
}

void PostgresConnection::run(const std::string& sql) {
  require_not_failed();
  wrote_ = true;
  send_unprepared(sql.c_str());
  collect();
}

void PostgresConnection::bulk_insert(std::string_view table, std::span<const std::string_view> columns,
                                     std::span<const Value> cells) {
  check(!columns.empty() && cells.size() % columns.size() == 0, "the cells of a bulk insert make whole rows");
  require_not_failed();
  wrote_ = true;
  collect();
  std::string sql = "COPY " + std::string(table) + " (";
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) sql += ", ";
    sql += columns[i];
  }
  sql += ") FROM STDIN";
  // COPY does not exist in pipeline mode.
  if (PQexitPipelineMode(connection_.get()) != 1) fail_to_send();
  copy_in(sql, columns, cells);
  if (PQenterPipelineMode(connection_.get()) != 1) fail_to_send();
}

void PostgresConnection::copy_in(const std::string& sql, std::span<const std::string_view> columns,
                                 std::span<const Value> cells) {
  PGconn* connection = connection_.get();
  Answer answer(PQexec(connection, sql.c_str()));
  if (PQresultStatus(answer.get()) == PGRES_COPY_IN) {
    std::string chunk;
    bool sent = true;
    for (std::size_t i = 0; i < cells.size() && sent; ++i) {
      append_copy_cell(chunk, cells[i]);
      chunk += (i + 1) % columns.size() == 0 ? '\n' : '\t';
      if (chunk.size() < copy_chunk && i + 1 < cells.size()) continue;
      sent = PQputCopyData(connection, chunk.data(), static_cast<int>(chunk.size())) == 1;
      chunk.clear();
    }
    if (!sent || PQputCopyEnd(connection, nullptr) != 1) fail_to_send();
    answer.reset(PQgetResult(connection));
    while (Answer(PQgetResult(connection))) {
    }
  }
  if (PQresultStatus(answer.get()) == PGRES_COMMAND_OK) return;
  if (PQstatus(connection) == CONNECTION_OK) PQenterPipelineMode(connection);
  fail(answer.get(), sql);
}

void PostgresConnection::index_text(RegionId region, std::int64_t id, std::span<const std::string> words, Indexed) {
  execute(
      "INSERT INTO search_text (region, id, words) VALUES ($1, $2, CAST($3 AS TSVECTOR)) "
      "ON CONFLICT (region, id) DO UPDATE SET words = EXCLUDED.words",
      {region, id, tsvector_text(words)});
}

Reader::SearchCondition PostgresConnection::search_condition(const SearchQuery& query, std::string_view alias,
                                                             int parameter_number) const {
  const std::string parameter = "$" + std::to_string(parameter_number);
  std::string text = tsquery_text(query);
  if (text.empty()) return {"CAST(" + parameter + " AS TEXT) IS NULL", Value()};
  const std::string subject(alias);
  return {"(" + subject + ".region, " + subject + ".id) IN (SELECT region, id FROM search_text WHERE words @@ CAST(" +
              parameter + " AS TSQUERY))",
          Value(std::move(text))};
}

/// After a failure some statements may not be prepared on the server although they stand here.
void PostgresConnection::forget_statements_if_needed() {
  if (!statements_in_doubt_ && statements_.size() <= most_cached_statements) return;
  statements_.clear();
  statements_in_doubt_ = false;
  send_unprepared("DEALLOCATE ALL");
}

void PostgresConnection::begin_read() {
  ensure_alive();
  start_batch();
  forget_statements_if_needed();
  send_unprepared("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
}

void PostgresConnection::end_read() noexcept {
  // Nobody waits for this answer: the next user of the connection collects it.
  failed_ = false;
  take_callbacks();
  if (lost_) return;
  try {
    send_unprepared("ROLLBACK");
    send_sync();
  } catch (const Error&) {
    lost_ = true;
  }
}

void PostgresConnection::begin_write() {
  ensure_alive();
  start_batch();
  transaction_id_.clear();
  forget_statements_if_needed();
  // The lock comes before any snapshot of this transaction, so that it sees all that the writer before it wrote.
  send_unprepared("BEGIN ISOLATION LEVEL READ COMMITTED");
  send_unprepared("SELECT pg_advisory_xact_lock(hashtextextended(current_schema(), 7105))");
  send_unprepared("SELECT CAST(pg_current_xact_id() AS TEXT)", Kind::transaction_id);
}

void PostgresConnection::commit() {
  require_not_failed();
  // Without the transaction's number nobody could find out what became of it, should the connection break now.
  if (transaction_id_.empty()) collect();
  send_unprepared("COMMIT");
  try {
    const Answer answer = collect();
    if (std::string_view(PQcmdStatus(answer.get())) != "COMMIT") {
      failed_ = true;
      throw Error("PostgreSQL rolled the transaction back at its end", false);
    }
  } catch (const Error&) {
    if (!lost_) throw;
    settle_commit();
  }
}

/// "committed", "aborted", "in progress", or "" where the server can't be reached.
std::string PostgresConnection::ask_what_became_of_commit() {
  const std::string question = "SELECT pg_xact_status(CAST('" + transaction_id_ + "' AS XID8))";
  try {
    failed_ = false;
    connect();
    send_unprepared(question.c_str());
    return PQgetvalue(collect().get(), 0, 0);
  } catch (const Error&) {
    lost_ = true;
    return "";
  }
}

/// Finds out, over a new connection, what became of a commit whose answer was lost.
void PostgresConnection::settle_commit() {
  using namespace std::chrono_literals;
  for (auto wait = 20ms; wait < 6s; wait *= 2) {
    const std::string status = ask_what_became_of_commit();
    if (status == "committed") return;
    if (status == "aborted") throw Error("the connection to PostgreSQL broke before a commit; nothing was kept", true);
    std::this_thread::sleep_for(wait);
  }
  throw CommitUnknown("the connection to PostgreSQL broke at a commit, and it is not known whether it was kept", true);
}

void PostgresConnection::rollback() noexcept {
  take_callbacks();
  try {
    // First the answers that are still out, since a failure among them would take the rollback with it.
    if (!lost_ && !sent_.empty()) collect();
  } catch (const Error&) {
    // That statement is why the batch is rolled back; a lost connection shows in lost_.
  }
  try {
    if (!lost_) {
      send_unprepared("ROLLBACK");
      collect();
    }
  } catch (const Error&) {
    lost_ = true;
  }
  failed_ = false;
}

std::vector<TableShape> PostgresConnection::tables() {
  // The position in the key is 0 for what is not in it.
  const auto columns = query(
      "SELECT t.relname::text, c.attname::text, COALESCE(array_position(k.conkey, c.attnum), 0)::bigint "
      "FROM pg_class t JOIN pg_attribute c ON c.attrelid = t.oid AND c.attnum > 0 AND NOT c.attisdropped "
      "JOIN pg_constraint k ON k.conrelid = t.oid AND k.contype = 'p' "
      "WHERE t.relnamespace = current_schema()::regnamespace AND t.relkind IN ('r', 'p') "
      "ORDER BY t.relname::text COLLATE \"C\", c.attnum",
      {});
  return tables_from(columns);
}

void PostgresConnection::leave_no_remains() {
  for (const TableShape& table : tables())
    if (table.name != "migration") run("VACUUM " + table.name);
  run("VACUUM search_text");
}

std::vector<Ailment> PostgresConnection::look_over() {
  std::vector<Ailment> ailments;
  const auto settings = query(
      "SELECT name::text, setting::text FROM pg_settings WHERE name IN ('fsync', 'full_page_writes') AND setting <> "
      "'on'",
      {});
  for (const auto row : settings)
    ailments.push_back({"PostgreSQL runs with " + row.text(0) + " = " + row.text(1) +
                            ", so that a power cut can lose what was acknowledged.",
                        "Set " + row.text(0) + " = on in postgresql.conf, and start the server again."});
  const auto invalid = query(
      "SELECT i.relname::text FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid "
      "WHERE NOT x.indisvalid AND i.relnamespace = current_schema()::regnamespace ORDER BY 1",
      {});
  for (const auto row : invalid)
    ailments.push_back({"The index " + row.text(0) + " is not valid.", "Run REINDEX INDEX " + row.text(0) + "."});
  return ailments;
}

}  // namespace massline::db
