// What a kind of database has to give so that PooledStore can make a Store of it: one connection, used by one thread
// at a time, which reads in snapshots or writes in batches.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "db/commit_unknown.h"
#include "db/db.h"

namespace massline::db {

enum class Use { reading, writing };

class Connection : public Transaction {
 public:
  /// Starts and ends a snapshot. Ending never fails: a connection in doubt is opened again before its next use.
  virtual void begin_read() = 0;
  virtual void end_read() noexcept = 0;

  /// Starts a batch; waits until no other server writes.
  virtual void begin_write() = 0;
  /// Returns once the batch is on disk, or is on its way (told_after_disk). Throws Error where it was not kept,
  /// CommitUnknown where nobody knows.
  virtual void commit() = 0;
  virtual void rollback() noexcept = 0;

  /// True where commit() returns before the batch is on disk: reach_disk() has to follow before anyone is told.
  virtual bool told_after_disk() const { return false; }
  /// Returns once all that was committed before the call is on disk. The one function that may run on another thread,
  /// while this connection works on the next batch. Throws CommitUnknown where the disk failed.
  virtual void reach_disk() {}

  /// Runs one statement without parameters and without keeping it prepared; for the schema.
  virtual void run(const std::string& sql) = 0;

  /// "sqlite" or "postgres", as in the migrations' "-- only:" marks.
  virtual std::string_view dialect() const = 0;
  /// As Store::tables(), with the list of steps.
  virtual std::vector<TableShape> tables() = 0;
  /// As Store::look_over().
  virtual std::vector<Ailment> look_over() = 0;
  /// As Store::leave_no_remains(), outside of a batch.
  virtual void leave_no_remains() = 0;

  void after_commit(std::function<void()> callback) final { callbacks_.push_back(std::move(callback)); }

  void start_member() {
    wrote_ = false;
    callbacks_before_member_ = callbacks_.size();
  }
  /// The member is not kept, and nothing of it is to be undone in the database.
  void drop_member() { callbacks_.resize(callbacks_before_member_); }
  /// True once the member may have changed something.
  bool wrote() const { return wrote_; }
  /// True once a statement failed: nothing of the batch can be kept.
  bool failed() const { return failed_; }
  std::vector<std::function<void()>> take_callbacks() { return std::exchange(callbacks_, {}); }
  /// Before commit().
  void finish_batch() {
    for (auto& [kind, state] : batch_states_) state->finish(*this);
    batch_states_.clear();
  }

 protected:
  void start_batch() {
    failed_ = false;
    callbacks_.clear();
    batch_states_.clear();
    start_member();
  }
  void require_not_failed() const {
    if (failed_) throw Error("a statement before this one failed, so the transaction is over", false);
  }

  std::unique_ptr<BatchState>& batch_state(std::type_index kind) final { return batch_states_[kind]; }

  bool wrote_ = false;
  bool failed_ = false;

 private:
  std::map<std::type_index, std::unique_ptr<BatchState>> batch_states_;
  std::vector<std::function<void()>> callbacks_;
  std::size_t callbacks_before_member_ = 0;
};

/// Tables from rows of (table, column, position in the primary key or 0), those of a table one after the other.
std::vector<TableShape> tables_from(const Rows& columns);

using Connector = std::function<std::unique_ptr<Connection>(Use)>;

/// Finds statements by their text without making a std::string of it.
struct SqlHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view sql) const noexcept { return std::hash<std::string_view>{}(sql); }
};

/// More statements than this on one connection means that SQL text is being made up as the program runs; the cache is
/// then emptied, so that memory stays bounded.
inline constexpr std::size_t most_cached_statements = 1000;

}  // namespace massline::db
