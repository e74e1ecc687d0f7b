#include "db/pooled_store.h"

#include "db/migrate.h"

namespace massline::db {

namespace {

/// The snapshot that this thread is reading in, so that a read within a read sees the same one, and can't wait for a
/// connection that only it could give back.
struct CurrentRead {
  const Store* store = nullptr;
  Connection* connection = nullptr;
};
thread_local CurrentRead current_read;

}  // namespace

PooledStore::PooledStore(Connector connect, int readers) : connect_(std::move(connect)), not_yet_open_(readers - 1) {
  check(readers > 0, "a store has at least one reader");
  writer_ = std::make_unique<Writer>(connect_(Use::writing));
  idle_.push_back(connect_(Use::reading));
}

PooledStore::~PooledStore() = default;

Result<Done> PooledStore::migrate(std::span<const Migration> migrations) {
  Result<Done> result;
  writer_->exclusively([&](Connection& connection) { result = db::migrate(connection, migrations); });
  return result;
}

int PooledStore::schema_step() {
  int step = 0;
  on_reader([&](Connection& connection) { step = schema_step_of(connection); });
  return step;
}

std::vector<TableShape> PooledStore::tables() {
  std::vector<TableShape> tables;
  on_reader([&](Connection& connection) { tables = connection.tables(); });
  std::erase_if(tables,
                [](const TableShape& table) { return table.name == "migration" || table.name.starts_with("search_"); });
  return tables;
}

std::vector<Ailment> PooledStore::look_over() {
  std::vector<Ailment> ailments;
  on_reader([&](Connection& connection) { ailments = connection.look_over(); });
  return ailments;
}

void PooledStore::leave_no_remains() {
  writer_->exclusively([](Connection& connection) { connection.leave_no_remains(); });
}

void PooledStore::read_with(const std::function<void(Reader&)>& job) { on_reader(job); }

void PooledStore::on_reader(const std::function<void(Connection&)>& job) {
  if (current_read.store == this) {
    job(*current_read.connection);
    return;
  }
  struct Lease {
    PooledStore& store;
    std::unique_ptr<Connection> connection;
    CurrentRead outer;
    ~Lease() {
      current_read = outer;
      if (connection) store.give_back(std::move(connection));
    }
  };
  Lease lease{*this, take_reader(), current_read};
  lease.connection->begin_read();
  current_read = {this, lease.connection.get()};
  struct Snapshot {
    Connection& connection;
    ~Snapshot() { connection.end_read(); }
  };
  const Snapshot snapshot{*lease.connection};
  job(*lease.connection);
}

std::unique_ptr<Connection> PooledStore::take_reader() {
  {
    std::unique_lock lock(mutex_);
    freed_.wait(lock, [this] { return !idle_.empty() || not_yet_open_ > 0; });
    if (!idle_.empty()) {
      auto connection = std::move(idle_.back());
      idle_.pop_back();
      return connection;
    }
    --not_yet_open_;
  }
  try {
    return connect_(Use::reading);
  } catch (...) {
    const std::lock_guard lock(mutex_);
    ++not_yet_open_;
    freed_.notify_one();
    throw;
  }
}

void PooledStore::give_back(std::unique_ptr<Connection> connection) {
  {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(connection));
  }
  freed_.notify_one();
}

bool PooledStore::write(const std::function<bool(Transaction&)>& job) { return writer_->write(job); }

void PooledStore::write_async(std::function<bool(Transaction&)> job,
                              std::function<void(bool kept, std::exception_ptr error)> done) {
  writer_->write_async(std::move(job), std::move(done));
}

Store::Counters PooledStore::counters() const { return writer_->counters(); }

}  // namespace massline::db
