#include "db/sqlite/sqlite_connection.h"

#include <chrono>
#include <thread>
#include <type_traits>
#include <utility>

#include "db/sqlite/page_cache.h"

namespace massline::db {

namespace {

/// Faults that may pass: the disk is full or fails, another process holds the file.
bool is_transient(int code) {
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_NOMEM:
      return true;
    default:
      return false;
  }
}

bool is_unique_violation(int extended_code) {
  return extended_code == SQLITE_CONSTRAINT_UNIQUE || extended_code == SQLITE_CONSTRAINT_PRIMARYKEY ||
         extended_code == SQLITE_CONSTRAINT_ROWID;
}

Value column_value(sqlite3_stmt* statement, int column) {
  const auto size = [&] { return static_cast<std::size_t>(sqlite3_column_bytes(statement, column)); };
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
      return Value(std::int64_t{sqlite3_column_int64(statement, column)});
    case SQLITE_FLOAT:
      return Value(sqlite3_column_double(statement, column));
    case SQLITE_TEXT: {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
      return Value(std::string(text, size()));
    }
    case SQLITE_BLOB: {
      const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, column));
      return Value(Blob{bytes == nullptr ? std::string() : std::string(bytes, size())});
    }
    default:
      return Value();
  }
}

/// The parameters stay where they are until the statement has run, so nothing is copied.
int bind_value(sqlite3_stmt* statement, int position, const Value& value) {
  return std::visit(
      [&](const auto& stored) {
        using Stored = std::decay_t<decltype(stored)>;
        if constexpr (std::is_same_v<Stored, std::monostate>) {
          return sqlite3_bind_null(statement, position);
        } else if constexpr (std::is_same_v<Stored, std::int64_t>) {
          return sqlite3_bind_int64(statement, position, stored);
        } else if constexpr (std::is_same_v<Stored, double>) {
          return sqlite3_bind_double(statement, position, stored);
        } else if constexpr (std::is_same_v<Stored, std::string>) {
          return sqlite3_bind_text64(statement, position, stored.data(), stored.size(), SQLITE_STATIC, SQLITE_UTF8);
        } else {
          return sqlite3_bind_blob64(statement, position, stored.bytes.data(), stored.bytes.size(), SQLITE_STATIC);
        }
      },
      value.storage());
}

/// Of the writer; 64 MB.
constexpr const char* usual_cache = "PRAGMA cache_size = -65536";

/// Where a row is refused, the whole batch is rolled back: SQLite need not keep each page as it was before the
/// statement.
std::string insert_sql(std::string_view table, std::span<const std::string_view> columns, std::size_t rows) {
  std::string sql = "INSERT OR FAIL INTO " + std::string(table) + " (";
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) sql += ", ";
    sql += columns[i];
  }
  sql += ") VALUES ";
  for (std::size_t row = 0, number = 0; row < rows; ++row) {
    sql += row > 0 ? ", (" : "(";
    for (std::size_t i = 0; i < columns.size(); ++i) sql += (i > 0 ? ", $" : "$") + std::to_string(++number);
    sql += ')';
  }
  return sql;
}

/// Leaves a statement ready to be run again, however the run ended.
struct ResetAtEnd {
  sqlite3_stmt* statement;
  ~ResetAtEnd() { sqlite3_reset(statement); }
};

}  // namespace

Connector sqlite_connector(const Target& target) {
  if (target.url.empty() || target.url == ":memory:") {
    throw Error("a store needs a file to live in: give its path", false);
  }
  return [path = target.url](Use use) { return std::make_unique<SqliteConnection>(path, use); };
}

SqliteConnection::SqliteConnection(const std::string& path, Use use) {
  // Statistics of memory would make every allocation of every connection wait for one lock.
  static const int without_statistics = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(without_statistics);  // refused where SQLite already runs: slower then, and right
  spare_page_cache_the_search();
  if (use == Use::writing) joined_log_ = std::make_unique<JoinedLog>();
  sqlite3* opened = nullptr;
  const int code =
      sqlite3_open_v2(path.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                      joined_log_ ? joined_log_->name() : nullptr);
  database_.reset(opened);
  if (code != SQLITE_OK) throw Error("can't open " + path + ": " + sqlite3_errstr(code), is_transient(code));
  sqlite3_extended_result_codes(opened, 1);
  sqlite3_busy_timeout(opened, 10'000);
  begin_log();
  run("PRAGMA synchronous = FULL");
  run("PRAGMA foreign_keys = ON");
  run("PRAGMA temp_store = MEMORY");
  run("PRAGMA mmap_size = 1073741824");
  if (use == Use::writing) {
    prepare_to_write();
    checkpointer_ = std::make_unique<Checkpointer>(path);
  } else {
    run("PRAGMA query_only = ON");
  }
}

/// Where several programs open a new file at once, SQLite refuses all but one without waiting.
void SqliteConnection::begin_log() {
  for (int tries = 0; tries < 200; ++tries) {
    const int code = sqlite3_exec(database_.get(), "PRAGMA journal_mode = WAL", nullptr, nullptr, nullptr);
    if ((code & 0xff) != SQLITE_BUSY) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(25));
  }
  run("PRAGMA journal_mode = WAL");
}

void SqliteConnection::prepare_to_write() {
  run(usual_cache);
  // Above what the log usually has before it starts anew, so that it is not cut and grown each time.
  run("PRAGMA journal_size_limit = 134217728");
  // commit() leaves the log with the operating system, and reach_disk() waits for the disk while the next batch runs.
  run("PRAGMA synchronous = NORMAL");
  sqlite3_wal_hook(
      database_.get(),
      [](void* self, sqlite3*, const char*, int pages) {
        static_cast<SqliteConnection*>(self)->log_pages_ = pages;
        return SQLITE_OK;
      },
      this);
}

SqliteConnection::Statement& SqliteConnection::prepare(std::string_view sql) {
  if (const auto found = statements_.find(sql); found != statements_.end()) return found->second;
  if (statements_.size() >= most_cached_statements) statements_.clear();
  sqlite3_stmt* handle = nullptr;
  const int code = sqlite3_prepare_v3(database_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &handle, nullptr);
  if (code != SQLITE_OK) fail(sql);
  Statement statement{std::unique_ptr<sqlite3_stmt, Finalize>(handle), {}, sqlite3_stmt_readonly(handle) == 0};
  const int count = sqlite3_bind_parameter_count(handle);
  for (int i = 1; i <= count; ++i) {
    const int position = sqlite3_bind_parameter_index(handle, ("$" + std::to_string(i)).c_str());
    check(position != 0, "the parameters of a statement are $1, $2 and so on, each used");
    statement.positions.push_back(position);
  }
  return statements_.emplace(std::string(sql), std::move(statement)).first->second;
}

void SqliteConnection::bind(Statement& statement, std::span<const Value> parameters) {
  check(parameters.size() == statement.positions.size(), "a statement is given as many parameters as it has");
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (bind_value(statement.handle.get(), statement.positions[i], parameters[i]) != SQLITE_OK) fail("bind");
  }
}

SqliteConnection::Statement& SqliteConnection::prepare_and_bind(std::string_view sql,
                                                                std::span<const Value> parameters) {
  require_not_failed();
  Statement& statement = prepare(sql);
  bind(statement, parameters);
  wrote_ = wrote_ || statement.writes;
  return statement;
}

/// True if there is a row.
bool SqliteConnection::step(Statement& statement, std::string_view sql) {
  const int code = sqlite3_step(statement.handle.get());
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) fail(sql);
  return false;
}

void SqliteConnection::step_to_end(Statement& statement, std::string_view sql) {
  const ResetAtEnd reset{statement.handle.get()};
  while (step(statement, sql)) {
  }
}

void SqliteConnection::fail(std::string_view doing) {
  failed_ = true;
  const int code = sqlite3_extended_errcode(database_.get());
  throw Error(std::string(sqlite3_errmsg(database_.get())) + " in: " + std::string(doing), is_transient(code),
              is_unique_violation(code));
}

Rows SqliteConnection::query(std::string_view sql, std::span<const Value> parameters) {
  Statement& statement = prepare_and_bind(sql, parameters);
  sqlite3_stmt* handle = statement.handle.get();
  const ResetAtEnd reset{handle};
  std::vector<Value> cells;
  while (step(statement, sql)) {
    const int columns = sqlite3_column_count(handle);
    for (int column = 0; column < columns; ++column) cells.push_back(column_value(handle, column));
  }
  // Counted after the first step, which compiles the statement anew if the schema changed.
  return Rows(static_cast<std::size_t>(sqlite3_column_count(handle)), std::move(cells));
}

void SqliteConnection::execute(std::string_view sql, std::span<const Value> parameters) {
  step_to_end(prepare_and_bind(sql, parameters), sql);
}

std::int64_t SqliteConnection::execute_counted(std::string_view sql, std::span<const Value> parameters) {
  execute(sql, parameters);
  return sqlite3_changes64(database_.get());
}

void SqliteConnection::bulk_insert(std::string_view table, std::span<const std::string_view> columns,
                                   std::span<const Value> cells) {
  check(!columns.empty() && cells.size() % columns.size() == 0, "the cells of a bulk insert make whole rows");
  // A statement opens the table and each of its indexes once, however many rows it has.
  constexpr std::size_t rows_a_statement = 16;
  const std::size_t many = rows_a_statement * columns.size();
  std::size_t at = 0;
  if (cells.size() >= many) {
    const std::string sql = insert_sql(table, columns, rows_a_statement);
    for (; at + many <= cells.size(); at += many) execute(sql, cells.subspan(at, many));
  }
  if (at == cells.size()) return;
  const std::string sql = insert_sql(table, columns, 1);
  for (; at < cells.size(); at += columns.size()) execute(sql, cells.subspan(at, columns.size()));
}

std::vector<std::string> SqliteConnection::take_indexes(std::string_view table) {
  // Sorting once and writing from left to right takes a fraction of finding a place for each row.
  std::vector<std::string> taken;
  for (const auto index :
       query("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = $1 AND sql IS NOT NULL",
             std::initializer_list<Value>{table})) {
    run("DROP INDEX " + index.text(0));
    taken.push_back(index.text(1));
  }
  // Pages that stay in memory until the commit are written once.
  run("PRAGMA cache_size = -786432");
  cache_is_large_ = true;
  return taken;
}

void SqliteConnection::build_indexes(const std::vector<std::string>& taken) {
  for (const std::string& index : taken) run(index);
  run(usual_cache);
  cache_is_large_ = false;
}

void SqliteConnection::index_text(RegionId region, std::int64_t id, std::span<const std::string> words,
                                  Indexed indexed) {
  search_.put(*this, region, id, words, indexed);
}

Reader::SearchCondition SqliteConnection::search_condition(const SearchQuery& query, std::string_view alias,
                                                           int parameter_number) const {
  return search_condition_of(query, alias, parameter_number);
}

void SqliteConnection::begin_read() {
  start_batch();
  execute("BEGIN");
}

void SqliteConnection::end_read() noexcept { rollback(); }

void SqliteConnection::begin_write() {
  start_batch();
  if (in_doubt_) settle_doubt();
  execute("BEGIN IMMEDIATE");
}

void SqliteConnection::commit() {
  search_.before_commit(*this);
  execute("COMMIT");
  sqlite3_file* log = nullptr;
  sqlite3_file_control(database_.get(), "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
  if (log != nullptr && log->pMethods != nullptr) {
    check(JoinedLog::all_written(log), "a commit leaves nothing of the log unwritten");
    log_ = JoinedLog::beneath(log);
  }
  if (checkpointer_->committed(log_pages_))
    sqlite3_wal_checkpoint_v2(database_.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
}

void SqliteConnection::reach_disk() {
  sqlite3_file* log = log_;
  if (log == nullptr || log->pMethods == nullptr) return;  // nothing was committed yet
  // A batch that was open when the disk failed stands behind a gap until settle_doubt().
  if (in_doubt_) throw CommitUnknown("the disk did not confirm what was written before", true);
  const int code = log->pMethods->xSync(log, SQLITE_SYNC_NORMAL);
  if (code == SQLITE_OK) return;
  in_doubt_ = true;
  throw CommitUnknown("the disk did not confirm what was written: " + std::string(sqlite3_errstr(code)), true);
}

/// After the disk failed to confirm, nothing is written until all of the log stands in the database file, and the disk
/// has confirmed that: a log with a gap would lose what came after the gap.
void SqliteConnection::settle_doubt() {
  const int code = sqlite3_wal_checkpoint_v2(database_.get(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  if (code != SQLITE_OK)
    throw Error("the disk does not confirm what is written: " + std::string(sqlite3_errstr(code)), true);
  in_doubt_ = false;
}

void SqliteConnection::rollback() noexcept {
  failed_ = false;
  search_.undone();
  // A job that took indexes may have ended before it built them.
  if (std::exchange(cache_is_large_, false)) sqlite3_exec(database_.get(), usual_cache, nullptr, nullptr, nullptr);
  take_callbacks();
  if (sqlite3_get_autocommit(database_.get()) != 0) return;  // SQLite rolled back by itself
  // Prepared once: every read ends here.
  sqlite3_stmt* statement = nullptr;
  if (const auto known = statements_.find(std::string_view("ROLLBACK")); known != statements_.end()) {
    statement = known->second.handle.get();
  } else if (sqlite3_prepare_v3(database_.get(), "ROLLBACK", -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) ==
             SQLITE_OK) {
    statements_.emplace("ROLLBACK", Statement{std::unique_ptr<sqlite3_stmt, Finalize>(statement), {}, true});
  }
  sqlite3_step(statement);
  sqlite3_reset(statement);
}

std::vector<TableShape> SqliteConnection::tables() {
  // A virtual table and its shadows are of other types.
  const auto columns = query(
      "SELECT t.name, c.name, c.pk FROM pragma_table_list t JOIN pragma_table_info(t.name) c "
      "WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite~_%' ESCAPE '~' "
      "ORDER BY t.name, c.cid",
      {});
  return tables_from(columns);
}

std::vector<Ailment> SqliteConnection::look_over() {
  std::vector<Ailment> ailments;
  for (const auto row : query("PRAGMA integrity_check(10)", {})) {
    if (row.text(0) == "ok") continue;
    ailments.push_back({"The database's file is damaged: " + row.text(0),
                        "Stop the program, keep a copy of the file, and restore the newest backup."});
  }
  return ailments;
}

void SqliteConnection::leave_no_remains() {
  failed_ = false;
  // The search index keeps what was deleted until its parts are merged; then the file is written anew, and the log
  // emptied.
  run("INSERT INTO search_text(search_text) VALUES('optimize')");
  run("VACUUM");
  run("PRAGMA wal_checkpoint(TRUNCATE)");
}

void SqliteConnection::run(const std::string& sql) {
  require_not_failed();
  if (sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail(sql);
  wrote_ = true;
}

}  // namespace massline::db
