#include "db/change_mark.h"

#include <chrono>
#include <mutex>

#include "db/postgres/postgres_connection.h"
#include "db/sqlite/sqlite_connection.h"

namespace massline::db {

namespace {

/// The store counts its own commits. SQLite counts those that each connection has seen others make; this connection
/// makes none of its own, and is asked now and then.
class SqliteChangeMark final : public ChangeMark {
 public:
  SqliteChangeMark(const Target& target, const Store& store)
      : store_(store), connection_(sqlite_connector(target)(Use::reading)) {}

  std::int64_t value() override {
    const std::lock_guard lock(mutex_);
    const auto now = std::chrono::steady_clock::now();
    if (now >= look_again_) {
      seen_ = connection_->query("PRAGMA data_version", std::span<const Value>()).row(0).integer(0);
      look_again_ = now + std::chrono::milliseconds(others_ms);
    }
    return (static_cast<std::int64_t>(store_.counters().batches) << 24) ^ seen_;
  }

 private:
  const Store& store_;
  std::mutex mutex_;
  std::unique_ptr<Connection> connection_;
  std::chrono::steady_clock::time_point look_again_{};
  std::int64_t seen_ = 0;
};

}  // namespace

std::unique_ptr<ChangeMark> open_change_mark(const Target& target, const Store& store) {
  if (is_postgres_url(target.url)) return nullptr;
  return std::make_unique<SqliteChangeMark>(target, store);
}

}  // namespace massline::db
