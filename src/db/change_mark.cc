#include "db/change_mark.h"

#include <mutex>

#include "db/postgres/postgres_connection.h"
#include "db/sqlite/sqlite_connection.h"

namespace massline::db {

namespace {

/// SQLite counts the commits that each connection has seen others make; this one makes none of its own.
class SqliteChangeMark final : public ChangeMark {
 public:
  explicit SqliteChangeMark(const Target& target) : connection_(sqlite_connector(target)(Use::reading)) {}

  std::int64_t value() override {
    const std::lock_guard lock(mutex_);
    return connection_->query("PRAGMA data_version", std::span<const Value>()).row(0).integer(0);
  }

 private:
  std::mutex mutex_;
  std::unique_ptr<Connection> connection_;
};

}  // namespace

std::unique_ptr<ChangeMark> open_change_mark(const Target& target) {
  if (is_postgres_url(target.url)) return nullptr;
  return std::make_unique<SqliteChangeMark>(target);
}

}  // namespace massline::db
