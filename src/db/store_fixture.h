// A store with one table, for the tests of what every store promises.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <future>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "support/test_store.h"

namespace massline::db {

class StoreTest : public testing::Test {
 protected:
  StoreTest() : store_(Store::open(fresh_.target())) {
    const Migration table{.number = 1,
                          .name = "thing",
                          .sql =
                              "CREATE TABLE thing (region BIGINT NOT NULL, id BIGINT NOT NULL, whole BIGINT, part "
                              "DOUBLE PRECISION, words TEXT, bytes BYTEA, PRIMARY KEY (region, id));"};
    EXPECT_TRUE(store_->migrate(std::span(&table, 1)));
  }

  static void insert(Transaction& tx, std::int64_t id, const Value& whole = {}) {
    tx.execute("INSERT INTO thing (region, id, whole) VALUES ($1, $2, $3)", {1, id, whole});
  }

  std::vector<std::int64_t> ids() {
    return store_->read([](Reader& in) {
      std::vector<std::int64_t> found;
      for (const auto row : in.query("SELECT id FROM thing WHERE region = $1 ORDER BY id", {1})) {
        found.push_back(row.integer(0));
      }
      return found;
    });
  }

  /// Keeps the writer busy until the jobs queued meanwhile can only be taken as one batch.
  void as_one_batch(const std::function<void()>& queue_jobs) {
    std::promise<void> started, go_on;
    store_->write_async(
        [&, first = true](Transaction&) mutable {
          if (std::exchange(first, false)) {
            started.set_value();
            go_on.get_future().wait();
          }
          return true;
        },
        [](bool, std::exception_ptr) {});
    started.get_future().wait();
    queue_jobs();
    go_on.set_value();
    store_->write([](Transaction&) { return true; });
  }

  test::FreshTarget fresh_;
  std::unique_ptr<Store> store_;
};

}  // namespace massline::db
