// What every store promises, on SQLite and on PostgreSQL alike.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <limits>
#include <thread>

#include "db/store_fixture.h"

namespace massline::db {
namespace {

using testing::ElementsAre;

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
  const auto goes_on = [&](Transaction& tx) {
    EXPECT_THROW(bulk(tx, 1), Error);
    return true;
  };
  EXPECT_THROW(store_->write(goes_on), Error);
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
