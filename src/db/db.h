// One small interface to SQL over SQLite and PostgreSQL. Nothing above this folder knows which it is.
//
// SQL text is the same for both: parameters are $1 … $n, types are BIGINT, TEXT, DOUBLE PRECISION and BYTEA. Reads run
// on a pool of connections, each in a snapshot of its own; writes are jobs that one writer thread runs in batches of up
// to 64, one commit a batch, so that the cost of reaching the disk is shared.
//
//   auto store = db::Store::open({.url = "data/massline.db"});
//   store->migrate(migrations());
//   store->write([&](db::Transaction& tx) { tx.execute("INSERT INTO t(region, id) VALUES($1, $2)", {region, id});
//   return true; }); auto rows = store->read([&](db::Reader& in) { return in.query("SELECT id FROM t WHERE region =
//   $1", {region}); });
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeindex>
#include <utility>
#include <variant>
#include <vector>

#include "base/id.h"
#include "base/result.h"
#include "base/text.h"
#include "base/time.h"

namespace massline::db {

struct Blob {
  std::string bytes;
  bool operator==(const Blob&) const = default;
};

/// One SQL value. Dates are day numbers, instants are milliseconds, booleans are 0 and 1: all BIGINT.
class Value {
 public:
  using Storage = std::variant<std::monostate, std::int64_t, double, std::string, Blob>;

  Value() = default;
  Value(std::nullopt_t) {}
  Value(bool value) : storage_(std::int64_t{value ? 1 : 0}) {}
  Value(int value) : storage_(std::int64_t{value}) {}
  Value(std::int64_t value) : storage_(value) {}
  Value(double value) : storage_(value) {}
  Value(const char* value) : storage_(std::string(value)) {}
  Value(std::string_view value) : storage_(std::string(value)) {}
  Value(std::string value) : storage_(std::move(value)) {}
  Value(Blob value) : storage_(std::move(value)) {}
  Value(Instant value) : storage_(value.ms) {}
  Value(Date value) : storage_(day_number(value)) {}
  template <class Tag>
  Value(Id<Tag> id) : storage_(id.value) {}
  template <class T>
  Value(const std::optional<T>& value) : Value(value ? Value(*value) : Value()) {}

  const Storage& storage() const { return storage_; }
  bool is_null() const { return std::holds_alternative<std::monostate>(storage_); }
  bool operator==(const Value&) const = default;

 private:
  Storage storage_;
};

using Values = std::vector<Value>;

/// A result, all in memory. A column read as another type than it has is a bug: check() fails.
class Rows {
 public:
  class Row {
   public:
    Row(const Rows& rows, std::size_t index) : rows_(rows), index_(index) {}
    const Value& at(std::size_t column) const;
    bool is_null(std::size_t column) const { return at(column).is_null(); }
    std::int64_t integer(std::size_t column) const;
    double real(std::size_t column) const;  // an integer is read as its real value
    const std::string& text(std::size_t column) const;
    const std::string& blob(std::size_t column) const;
    std::string text_or_empty(std::size_t column) const;  // NULL gives ""
    bool boolean(std::size_t column) const { return integer(column) != 0; }
    Instant instant(std::size_t column) const { return Instant{integer(column)}; }
    Date date(std::size_t column) const { return date_of_day_number(integer(column)); }
    /// NULL gives the empty id.
    template <class AnyId>
    AnyId id(std::size_t column) const {
      return is_null(column) ? AnyId{} : AnyId{integer(column)};
    }
    std::optional<Instant> instant_or_none(std::size_t column) const;
    std::optional<Date> date_or_none(std::size_t column) const;
    std::optional<double> real_or_none(std::size_t column) const;

   private:
    const Rows& rows_;
    std::size_t index_;
  };

  class Iterator {
   public:
    Iterator(const Rows& rows, std::size_t index) : rows_(&rows), index_(index) {}
    Row operator*() const { return Row(*rows_, index_); }
    Iterator& operator++() {
      ++index_;
      return *this;
    }
    bool operator==(const Iterator& other) const { return index_ == other.index_; }

   private:
    const Rows* rows_;
    std::size_t index_;
  };

  Rows() = default;
  Rows(std::size_t columns, std::vector<Value> cells) : columns_(columns), cells_(std::move(cells)) {}

  std::size_t size() const { return columns_ == 0 ? 0 : cells_.size() / columns_; }
  bool empty() const { return size() == 0; }
  std::size_t columns() const { return columns_; }
  Row row(std::size_t index) const { return Row(*this, index); }
  Iterator begin() const { return {*this, 0}; }
  Iterator end() const { return {*this, size()}; }

 private:
  std::size_t columns_ = 0;
  std::vector<Value> cells_;  // row after row
};

/// A text search over words that the program made (base/text.h index_words): `phrases` must all occur, each phrase as
/// words next to each other.
struct SearchQuery {
  std::vector<SearchPhrase> phrases;
};

/// Reads within one snapshot. Not thread-safe; lives as long as the call it was given to.
class Reader {
 public:
  virtual ~Reader() = default;

  /// Runs one SELECT (or, in a Transaction, a statement with RETURNING). Statements are prepared once per connection.
  /// Throws db::Error.
  virtual Rows query(std::string_view sql, std::span<const Value> parameters) = 0;
  Rows query(std::string_view sql, std::initializer_list<Value> parameters = {}) {
    return query(sql, std::span<const Value>(parameters.begin(), parameters.size()));
  }

  /// A condition over `search_text` for use in a WHERE clause, with `alias` being a table that has region and id, and
  /// the parameter to bind at $`parameter_number`. SQLite: FTS5; PostgreSQL: tsvector with a GIN index.
  struct SearchCondition {
    std::string sql;
    Value parameter;
  };
  virtual SearchCondition search_condition(const SearchQuery& query, std::string_view alias,
                                           int parameter_number) const = 0;
};

class Transaction;

/// What the members of one batch share, such as the end of a chain that each of them lengthens: made by the first that
/// asks for it, and gone with the batch.
class BatchState {
 public:
  virtual ~BatchState() = default;
  /// Writes what is still to be written, once, before the commit.
  virtual void finish(Transaction& tx) = 0;
};

/// A table as whoever copies the whole database has to know it.
struct TableShape {
  std::string name;
  std::vector<std::string> columns;  // in the table's order
  std::vector<std::string> key;      // the primary key, in its order
};

/// Something that is wrong with a store, in words for whoever runs the program, and what to do about it.
struct Ailment {
  std::string what, remedy;
};

/// Words that come into the search index for the first time, or in place of what was there; `replaced_at_once` where
/// what was there must not wait for the index to follow.
enum class Indexed { added, replaced, replaced_at_once };

/// One member of a batch. What it does is kept if the job returns true; the job may be run twice (a batch with a failed
/// member is run again one by one), so it must not change anything outside of the database before `after_commit`.
class Transaction : public Reader {
 public:
  /// Runs one statement; may be sent together with the statements after it, so that an error can surface in a later
  /// call.
  virtual void execute(std::string_view sql, std::span<const Value> parameters) = 0;
  void execute(std::string_view sql, std::initializer_list<Value> parameters = {}) {
    execute(sql, std::span<const Value>(parameters.begin(), parameters.size()));
  }
  /// The same, and waits for the number of rows it changed.
  virtual std::int64_t execute_counted(std::string_view sql, std::span<const Value> parameters) = 0;
  std::int64_t execute_counted(std::string_view sql, std::initializer_list<Value> parameters = {}) {
    return execute_counted(sql, std::span<const Value>(parameters.begin(), parameters.size()));
  }
  /// Inserts many rows: COPY on PostgreSQL, one prepared statement on SQLite. `cells` holds row after row.
  virtual void bulk_insert(std::string_view table, std::span<const std::string_view> columns,
                           std::span<const Value> cells) = 0;
  /// For whoever is about to insert far more rows than `table` has: takes its indexes away where building them at the
  /// end is faster. Gives what build_indexes() needs to bring them back, within the same transaction.
  virtual std::vector<std::string> take_indexes(std::string_view table) = 0;
  virtual void build_indexes(const std::vector<std::string>& taken) = 0;
  /// Puts the words of one subject into the search index.
  virtual void index_text(RegionId region, std::int64_t id, std::span<const std::string> words,
                          Indexed indexed = Indexed::replaced) = 0;
  /// The state of this kind that the batch shares.
  template <class State>
  State& shared() {
    std::unique_ptr<BatchState>& state = batch_state(typeid(State));
    if (!state) state = std::make_unique<State>();
    return static_cast<State&>(*state);
  }
  /// Called on the writer thread after the batch is on disk, in order; must not throw.
  virtual void after_commit(std::function<void()> callback) = 0;

 protected:
  virtual std::unique_ptr<BatchState>& batch_state(std::type_index kind) = 0;
};

/// A fault of the database. `transient()` is true where the same call may succeed later (server gone, disk full, busy).
class Error : public Fault {
 public:
  Error(const std::string& what, bool transient, bool unique_violation = false)
      : Fault(what), transient_(transient), unique_violation_(unique_violation) {}
  bool transient() const { return transient_; }
  bool unique_violation() const { return unique_violation_; }

 private:
  bool transient_;
  bool unique_violation_;
};

/// One numbered step of the schema. Lines between "-- only: sqlite" or "-- only: postgres" and "-- end" run on that one
/// alone. A table carries "-- reference" on the line above where it has no distribution column.
struct Migration {
  int number = 0;
  std::string name;
  std::string sql;
};

struct Target {
  std::string url;     // a file's path for SQLite (":memory:" is refused), or postgres://user@host:port/database
  int readers = 8;     // connections for reading
  std::string schema;  // PostgreSQL only: the schema to live in; empty for the default
};

/// Thread-safe.
class Store {
 public:
  /// Throws db::Error if the database can't be opened.
  static std::unique_ptr<Store> open(const Target& target);
  virtual ~Store() = default;

  /// Brings the schema to the newest of `migrations` (numbered 1, 2, …), each in a transaction of its own. Refuses a
  /// database that is newer than the program, and one whose earlier migrations were others.
  virtual Result<Done> migrate(std::span<const Migration> migrations) = 0;

  /// The step of the schema that the database is at; 0 where it has none yet.
  virtual int schema_step() = 0;

  /// Every table whose rows can't be worked out from others: neither the search index (search_…) nor the list of steps.
  /// By name.
  virtual std::vector<TableShape> tables() = 0;

  /// What the store finds wrong with itself: damaged pages, settings that lose what was acknowledged. Reads everything.
  virtual std::vector<Ailment> look_over() = 0;

  /// Writes the database's files anew without what was deleted, of which they may still hold remains; whoever writes
  /// waits meanwhile. Cost: SQLite reads and writes the whole file; PostgreSQL goes through its tables, and its writers
  /// go on.
  virtual void leave_no_remains() = 0;

  /// Runs `job` on one read connection, in one snapshot; waits while all are in use. Rethrows what the job throws.
  virtual void read_with(const std::function<void(Reader&)>& job) = 0;

  /// Queues `job` for the writer and waits until it is on disk, or was rolled back. Gives what the job gave. Rethrows
  /// what the job threw when it ran alone.
  virtual bool write(const std::function<bool(Transaction&)>& job) = 0;

  /// Queues `job` and returns; `done(kept, error)` is called on the writer thread afterwards.
  virtual void write_async(std::function<bool(Transaction&)> job,
                           std::function<void(bool kept, std::exception_ptr error)> done) = 0;

  /// A number for /metrics: batches committed and members in them since the start.
  struct Counters {
    std::uint64_t batches = 0, members = 0, retried_alone = 0;
  };
  virtual Counters counters() const = 0;

  template <class Job>
  auto read(Job&& job) {
    using R = std::invoke_result_t<Job&, Reader&>;
    if constexpr (std::is_void_v<R>) {
      read_with([&](Reader& reader) { job(reader); });
    } else {
      std::optional<R> result;
      read_with([&](Reader& reader) { result.emplace(job(reader)); });
      return std::move(*result);
    }
  }

  /// Runs a command that gives Result<T>: kept if it has a value, rolled back if it refuses.
  template <class Job>
  auto command(Job&& job) {
    using R = std::invoke_result_t<Job&, Transaction&>;
    std::optional<R> result;
    write([&](Transaction& tx) {
      result.emplace(job(tx));
      return result->has_value();
    });
    return std::move(*result);
  }
};

}  // namespace massline::db
