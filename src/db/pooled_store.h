// A Store over any kind of connection: a pool for reading, one writer, and the steps of the schema.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "db/connection.h"
#include "db/writer.h"

namespace massline::db {

class PooledStore final : public Store {
 public:
  /// Opens the writer's connection and one for reading; the other readers are opened when they are needed.
  PooledStore(Connector connect, int readers);
  ~PooledStore() override;

  Result<Done> migrate(std::span<const Migration> migrations) override;
  int schema_step() override;
  std::vector<TableShape> tables() override;
  std::vector<Ailment> look_over() override;
  void leave_no_remains() override;
  void read_with(const std::function<void(Reader&)>& job) override;
  bool write(const std::function<bool(Transaction&)>& job) override;
  void write_async(std::function<bool(Transaction&)> job,
                   std::function<void(bool kept, std::exception_ptr error)> done) override;
  Counters counters() const override;

 private:
  void on_reader(const std::function<void(Connection&)>& job);
  std::unique_ptr<Connection> take_reader();
  void give_back(std::unique_ptr<Connection> connection);

  Connector connect_;
  std::unique_ptr<Writer> writer_;

  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<std::unique_ptr<Connection>> idle_;
  int not_yet_open_;
};

}  // namespace massline::db
