// What the one writer promises: batches, what fails in them, and what comes after the commit. On SQLite and on
// PostgreSQL alike.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "base/refusals.h"
#include "db/store_fixture.h"

namespace massline::db {
namespace {

using testing::ElementsAre;

TEST_F(StoreTest, ARefusalIsRolledBack) {
  EXPECT_FALSE(store_->write([](Transaction& tx) {
    insert(tx, 1);
    return false;
  }));
  const auto refused = store_->command([](Transaction& tx) -> Result<int> {
    insert(tx, 2);
    return refuse(massline::refusals::not_allowed);
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

}  // namespace
}  // namespace massline::db
