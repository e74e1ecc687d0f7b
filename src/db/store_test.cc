// What every store promises, on SQLite and on PostgreSQL alike.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>
#include <limits>
#include <thread>

#include "base/refusals.h"
#include "support/test_store.h"

namespace massline::db {
namespace {

using testing::ElementsAre;

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

TEST_F(StoreTest, ValuesComeBackAsTheyWere) {
  const std::string all_bytes = [] {
    std::string bytes;
    for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
    return bytes;
  }();
  struct Case {
    Value whole, part, words, bytes;
  };
  const std::vector<Case> cases = {
      {Value(), Value(), Value(), Value()},
      {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<double>::max(), "", Blob{}},
      {std::numeric_limits<std::int64_t>::max(), -0.1, "路灯坏了 𠮷 é '\"\\ \t\n", Blob{all_bytes}},
      {Instant{-1}, 1e-300, std::string(100'000, 'x'), Blob{std::string(100'000, '\0')}},
      {Date{std::chrono::days(-5)}, 3.0, "\\N", Blob{"\\x00"}},
  };
  store_->write([&](Transaction& tx) {
    std::int64_t id = 0;
    std::vector<Value> cells;
    for (const Case& c : cases) {
      ++id;
      tx.execute("INSERT INTO thing (region, id, whole, part, words, bytes) VALUES ($1, $2, $3, $4, $5, $6)",
                 {1, id, c.whole, c.part, c.words, c.bytes});
      for (const Value& cell : {Value(2), Value(id), c.whole, c.part, c.words, c.bytes}) cells.push_back(cell);
    }
    const std::string_view columns[] = {"region", "id", "whole", "part", "words", "bytes"};
    tx.bulk_insert("thing", columns, cells);
    return true;
  });
  for (const int region : {1, 2}) {
    const Rows rows = store_->read([&](Reader& in) {
      return in.query("SELECT whole, part, words, bytes FROM thing WHERE region = $1 ORDER BY id", {region});
    });
    ASSERT_EQ(rows.size(), cases.size());
    for (std::size_t i = 0; i < cases.size(); ++i) {
      EXPECT_EQ(rows.row(i).at(0), cases[i].whole) << region << " " << i;
      EXPECT_EQ(rows.row(i).at(1), cases[i].part) << region << " " << i;
      EXPECT_EQ(rows.row(i).at(2), cases[i].words) << region << " " << i;
      EXPECT_EQ(rows.row(i).at(3), cases[i].bytes) << region << " " << i;
    }
  }
}

TEST_F(StoreTest, AResultIsReadInItsOwnTypes) {
  store_->write([](Transaction& tx) {
    insert(tx, 7, 40);
    insert(tx, 8, 2);
    return true;
  });
  const Rows rows = store_->read([](Reader& in) {
    return in.query(
        "SELECT COUNT(*), SUM(whole), MAX(whole) > $2, MIN(words), LENGTH('abc'), MAX(whole) / 80.0, AVG(whole) "
        "FROM thing WHERE region = $1",
        {1, 39});
  });
  const auto row = rows.row(0);
  EXPECT_EQ(row.integer(0), 2);
  EXPECT_EQ(row.integer(1), 42);
  EXPECT_TRUE(row.boolean(2));
  EXPECT_EQ(row.text_or_empty(3), "");
  EXPECT_EQ(row.id<MatterId>(3), MatterId{});
  EXPECT_EQ(row.instant_or_none(3), std::nullopt);
  EXPECT_EQ(row.instant_or_none(0), Instant{2});
  EXPECT_EQ(row.date_or_none(3), std::nullopt);
  EXPECT_EQ(row.real_or_none(3), std::nullopt);
  EXPECT_EQ(row.integer(4), 3);
  EXPECT_DOUBLE_EQ(row.real(5), 0.5);
  EXPECT_DOUBLE_EQ(row.real(6), 21.0);
  EXPECT_DOUBLE_EQ(row.real(0), 2.0);
}

TEST_F(StoreTest, ParametersMayStandInAnyOrderAndTwice) {
  const Rows rows = store_->read([](Reader& in) {
    return in.query("SELECT $3, $1, $2 || $2, $10 + $4 + $5 + $6 + $7 + $8 + $9",
                    {"a", "b", 3, 4, 5, 6, 7, 8, 9, std::int64_t{1} << 40});
  });
  EXPECT_EQ(rows.row(0).integer(0), 3);
  EXPECT_EQ(rows.row(0).text(1), "a");
  EXPECT_EQ(rows.row(0).text(2), "bb");
  EXPECT_EQ(rows.row(0).integer(3), (std::int64_t{1} << 40) + 39);
}

TEST_F(StoreTest, AReadSeesOneSnapshot) {
  store_->write([](Transaction& tx) {
    insert(tx, 1);
    return true;
  });
  store_->read([&](Reader& in) {
    const auto count = [&] { return in.query("SELECT COUNT(*) FROM thing", {}).row(0).integer(0); };
    EXPECT_EQ(count(), 1);
    std::thread([&] {
      store_->write([](Transaction& tx) {
        insert(tx, 2);
        return true;
      });
    }).join();
    EXPECT_EQ(count(), 1);
    store_->read([&](Reader& again) {
      EXPECT_EQ(again.query("SELECT COUNT(*) FROM thing", {}).row(0).integer(0), 1) << "a read within it sees the same";
    });
  });
  EXPECT_THAT(ids(), ElementsAre(1, 2));
}

TEST_F(StoreTest, ReadersCannotWrite) {
  EXPECT_THROW(
      store_->read([](Reader& in) { in.query("INSERT INTO thing (region, id) VALUES (1, 1) RETURNING id", {}); }),
      Error);
  EXPECT_THAT(ids(), ElementsAre());
}

TEST_F(StoreTest, MoreReadersThanConnectionsTakeTurns) {
  std::atomic<int> done{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 12; ++i) {
      threads.emplace_back([&] {
        for (int n = 0; n < 20; ++n) {
          store_->read([&](Reader& in) { done += static_cast<int>(in.query("SELECT 1", {}).row(0).integer(0)); });
        }
      });
    }
  }
  EXPECT_EQ(done, 240);
}

TEST_F(StoreTest, AWriteSeesItsOwnWorkAndTheCountOfChangedRows) {
  const bool kept = store_->write([](Transaction& tx) {
    insert(tx, 1);
    insert(tx, 2);
    EXPECT_EQ(tx.query("SELECT COUNT(*) FROM thing", {}).row(0).integer(0), 2);
    EXPECT_EQ(tx.execute_counted("UPDATE thing SET whole = $1 WHERE region = $2", {5, 1}), 2);
    EXPECT_EQ(tx.execute_counted("UPDATE thing SET whole = $1 WHERE id = $2", {5, 99}), 0);
    EXPECT_EQ(tx.query("UPDATE thing SET whole = whole + 1 WHERE id = $1 RETURNING whole", {2}).row(0).integer(0), 6);
    return true;
  });
  EXPECT_TRUE(kept);
  EXPECT_THAT(ids(), ElementsAre(1, 2));
}

TEST_F(StoreTest, ARefusalIsRolledBack) {
  EXPECT_FALSE(store_->write([](Transaction& tx) {
    insert(tx, 1);
    return false;
  }));
  const auto refused = store_->command([](Transaction& tx) -> Result<int> {
    insert(tx, 2);
    return refuse(refusals::not_allowed);
  });
  EXPECT_FALSE(refused);
  const auto given = store_->command([](Transaction& tx) -> Result<int> {
    insert(tx, 3);
    return 33;
  });
  EXPECT_EQ(given, 33);
  EXPECT_THAT(ids(), ElementsAre(3));
}

TEST_F(StoreTest, WhatAJobThrowsReachesItsCaller) {
  EXPECT_THROW(store_->write([](Transaction& tx) -> bool {
    insert(tx, 1);
    throw std::domain_error("no");
  }),
               std::domain_error);
  EXPECT_THROW(store_->read([](Reader&) { throw std::domain_error("no"); }), std::domain_error);
  EXPECT_THAT(ids(), ElementsAre());
}

TEST_F(StoreTest, ADuplicateKeyIsToldApart) {
  const auto insert_one = [](Transaction& tx) {
    insert(tx, 1);
    return true;
  };
  store_->write(insert_one);
  try {
    store_->write(insert_one);
    FAIL() << "the key is there already";
  } catch (const Error& error) {
    EXPECT_TRUE(error.unique_violation());
    EXPECT_FALSE(error.transient());
  }
  EXPECT_THROW(store_->read([](Reader& in) { in.query("SELECT nothing FROM nowhere", {}); }), Error);
  EXPECT_THROW(store_->write([](Transaction& tx) {
    tx.execute("INSERT INTO nowhere VALUES ($1)", {1});
    return true;
  }),
               Error);
}

TEST_F(StoreTest, AJobThatGoesOnAfterAFailedStatementIsNotKept) {
  EXPECT_THROW(store_->write([](Transaction& tx) {
    insert(tx, 1);
    try {
      tx.query("SELECT nothing FROM nowhere", {});
    } catch (const Error&) {
    }
    return true;
  }),
               Error);
  EXPECT_THAT(ids(), ElementsAre());
}

TEST_F(StoreTest, JobsThatQueueUpShareOneCommit) {
  const auto before = store_->counters();
  std::vector<int> finished;
  as_one_batch([&] {
    for (int id = 1; id <= 20; ++id) {
      store_->write_async(
          [id](Transaction& tx) {
            insert(tx, id);
            return true;
          },
          [&finished, id](bool kept, std::exception_ptr) {
            if (kept) finished.push_back(id);
          });
    }
  });
  const auto after = store_->counters();
  EXPECT_EQ(ids().size(), 20u);
  EXPECT_EQ(finished.size(), 20u);
  EXPECT_TRUE(std::is_sorted(finished.begin(), finished.end()));
  EXPECT_LE(after.batches - before.batches, 3u);
  EXPECT_EQ(after.members - before.members, 22u);
  EXPECT_EQ(after.retried_alone, 0u);
}

TEST_F(StoreTest, OneFailedMemberDoesNotTakeTheOthersWithIt) {
  std::vector<std::int64_t> kept_ids, refused_ids, failed_ids;
  as_one_batch([&] {
    for (std::int64_t id = 1; id <= 9; ++id) {
      store_->write_async(
          [id](Transaction& tx) {
            insert(tx, id == 6 ? 2 : id);  // 6 takes the key of 2
            return id != 4;                // 4 refuses after it wrote
          },
          [&, id](bool kept, std::exception_ptr error) {
            (error ? failed_ids : kept ? kept_ids : refused_ids).push_back(id);
          });
    }
  });
  EXPECT_THAT(ids(), ElementsAre(1, 2, 3, 5, 7, 8, 9));
  EXPECT_THAT(kept_ids, ElementsAre(1, 2, 3, 5, 7, 8, 9));
  EXPECT_THAT(refused_ids, ElementsAre(4));
  EXPECT_THAT(failed_ids, ElementsAre(6));
  EXPECT_GE(store_->counters().retried_alone, 9u);
}

TEST_F(StoreTest, ARefusalThatWroteNothingCostsNothing) {
  int runs = 0;
  std::vector<int> callbacks;
  as_one_batch([&] {
    for (int id = 1; id <= 5; ++id) {
      store_->write_async(
          [&, id](Transaction& tx) {
            ++runs;
            tx.after_commit([&callbacks, id] { callbacks.push_back(id); });
            if (tx.query("SELECT COUNT(*) FROM thing", {}).row(0).integer(0) >= 2) return false;
            insert(tx, id);
            return true;
          },
          [](bool, std::exception_ptr) {});
    }
  });
  EXPECT_EQ(runs, 5);
  EXPECT_THAT(callbacks, ElementsAre(1, 2)) << "what a refused member asked for does not happen";
  EXPECT_THAT(ids(), ElementsAre(1, 2));
  EXPECT_EQ(store_->counters().retried_alone, 0u);
}

TEST_F(StoreTest, CallbacksComeAfterTheCommitInOrderAndOnce) {
  std::vector<std::int64_t> called;
  as_one_batch([&] {
    for (std::int64_t id = 1; id <= 6; ++id) {
      store_->write_async(
          [&, id](Transaction& tx) {
            tx.after_commit([&, id] {
              EXPECT_THAT(ids(), testing::Contains(id)) << "it is on disk by then";
              called.push_back(id);
            });
            insert(tx, id);
            return id != 3;
          },
          [](bool, std::exception_ptr) {});
    }
  });
  EXPECT_THAT(called, ElementsAre(1, 2, 4, 5, 6));
}

TEST_F(StoreTest, ManyThreadsWriteAtOnce) {
  constexpr int threads = 16;
  constexpr int each = 25;
  {
    std::vector<std::jthread> writers;
    for (int t = 0; t < threads; ++t) {
      writers.emplace_back([this, t] {
        for (int i = 0; i < each; ++i) {
          const bool refuses = i % 5 == 4;
          EXPECT_EQ(store_->write([&](Transaction& tx) {
            insert(tx, t * each + i + 1);
            return !refuses;
          }),
                    !refuses);
        }
      });
    }
  }
  EXPECT_EQ(ids().size(), threads * each * 4 / 5);
}

TEST_F(StoreTest, WhatIsQueuedIsFinishedBeforeTheStoreCloses) {
  for (int id = 1; id <= 100; ++id) {
    store_->write_async(
        [id](Transaction& tx) {
          insert(tx, id);
          return true;
        },
        [](bool, std::exception_ptr) {});
  }
  store_.reset();
  store_ = Store::open(fresh_.target());
  EXPECT_EQ(ids().size(), 100u);
}

TEST_F(StoreTest, TwoStoresOnOneDatabaseTakeTurns) {
  const auto other = Store::open(fresh_.target());
  store_->write([](Transaction& tx) {
    insert(tx, 1, 0);
    return true;
  });
  const auto count_up = [](Store& store) {
    for (int i = 0; i < 50; ++i) {
      store.write([](Transaction& tx) {
        const auto whole = tx.query("SELECT whole FROM thing WHERE region = $1 AND id = $2", {1, 1}).row(0).integer(0);
        tx.execute("UPDATE thing SET whole = $1 WHERE region = $2 AND id = $3", {whole + 1, 1, 1});
        return true;
      });
    }
  };
  {
    std::jthread one([&] { count_up(*store_); });
    std::jthread two([&] { count_up(*other); });
  }
  const Rows rows = store_->read([](Reader& in) { return in.query("SELECT whole FROM thing", {}); });
  EXPECT_EQ(rows.row(0).integer(0), 100);
}

TEST_F(StoreTest, ABulkInsertIsWholeOrNot) {
  const std::string_view columns[] = {"region", "id", "words"};
  const auto bulk = [&](Transaction& tx, std::int64_t last) {
    std::vector<Value> cells;
    for (std::int64_t id = 1; id <= 10'000; ++id) {
      for (const Value& cell : {Value(1), Value(id == 10'000 ? last : id), Value("第" + std::to_string(id) + "号")}) {
        cells.push_back(cell);
      }
    }
    tx.bulk_insert("thing", columns, cells);
    return true;
  };
  EXPECT_THROW(store_->write([&](Transaction& tx) { return bulk(tx, 1); }), Error);
  EXPECT_EQ(ids().size(), 0u);
  EXPECT_TRUE(store_->write([&](Transaction& tx) {
    insert(tx, 20'000);
    bulk(tx, 10'000);
    insert(tx, 20'001);
    tx.bulk_insert("thing", columns, {});
    return true;
  }));
  EXPECT_EQ(ids().size(), 10'002u);
}

TEST_F(StoreTest, SqlThatIsMadeUpAsItGoesDoesNotPileUp) {
  store_->write([](Transaction& tx) {
    insert(tx, 1);
    for (int i = 0; i < 2500; ++i) {
      const std::string number = std::to_string(i);
      EXPECT_EQ(tx.query("SELECT " + number + " FROM thing WHERE id = $1", {1}).row(0).integer(0), i);
    }
    return true;
  });
  EXPECT_THAT(ids(), ElementsAre(1));
}

TEST(StoreOpen, RefusesWhatIsNoPlaceForAStore) {
  EXPECT_THROW(Store::open({.url = ":memory:", .schema = {}}), Error);
  EXPECT_THROW(Store::open({.url = "", .schema = {}}), Error);
  EXPECT_THROW(Store::open({.url = "/no/such/folder/massline.db", .schema = {}}), Error);
  try {
    Store::open({.url = "postgres://nobody@127.0.0.1:1/nothing", .schema = {}});
    FAIL() << "nothing listens there";
  } catch (const Error& error) {
    EXPECT_TRUE(error.transient());
  }
}

}  // namespace
}  // namespace massline::db
