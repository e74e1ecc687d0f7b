// Rows that came in without the indexes leave the same rows and the same indexes as inserting one by one.
#include <gtest/gtest.h>

#include "support/test_store.h"

namespace massline::db {
namespace {

constexpr std::string_view bulk_columns[] = {"region", "id", "name", "version"};

void insert_people(Transaction& tx, std::int64_t count) {
  Values cells;
  for (std::int64_t id = 1; id <= count; ++id) cells.insert(cells.end(), {Value(1), Value(id), Value("x"), Value(1)});
  tx.bulk_insert("membership_copy", bulk_columns, cells);
}

class BulkIndexes : public testing::Test {
 protected:
  BulkIndexes() {
    const Migration table{.number = 1,
                          .name = "copy",
                          .sql =
                              "CREATE TABLE membership_copy (region BIGINT NOT NULL, id BIGINT NOT NULL, name TEXT NOT "
                              "NULL, version BIGINT NOT NULL, PRIMARY KEY (region, id)); CREATE INDEX copy_by_name ON "
                              "membership_copy (region, name) WHERE version > 0;"};
    store_ = Store::open(fresh_.target());
    EXPECT_TRUE(store_->migrate(std::span(&table, 1)));
  }
  std::int64_t rows() {
    return store_->read(
        [](Reader& in) { return in.query("SELECT COUNT(*) FROM membership_copy WHERE name = 'x'").row(0).integer(0); });
  }
  /// What the database says of its indexes, without asking which kind it is: a second index of the name is refused.
  bool has_index() {
    try {
      store_->write([](Transaction& tx) {
        tx.execute("CREATE INDEX copy_by_name ON membership_copy (id)");
        tx.query("SELECT 1");  // a statement may fail when the next answer is asked for
        return false;
      });
      return false;
    } catch (const Error&) {
      return true;
    }
  }

  test::FreshTarget fresh_;
  std::unique_ptr<Store> store_;
};

TEST_F(BulkIndexes, LeavesRowsAndIndexes) {
  EXPECT_TRUE(has_index());
  store_->write([](Transaction& tx) {
    const auto indexes = tx.take_indexes("membership_copy");
    insert_people(tx, 10'000);
    tx.build_indexes(indexes);
    return true;
  });
  EXPECT_EQ(rows(), 10'000);
  EXPECT_TRUE(has_index());
}

TEST_F(BulkIndexes, LeavesNothingWhereItFails) {
  const auto fill_twice = [](Transaction& tx) {
    const auto indexes = tx.take_indexes("membership_copy");
    insert_people(tx, 10);
    insert_people(tx, 10);
    tx.build_indexes(indexes);
    tx.query("SELECT 1");
    return true;
  };
  EXPECT_THROW(store_->write(fill_twice), Error);
  EXPECT_EQ(rows(), 0);
  EXPECT_TRUE(has_index());
}

}  // namespace
}  // namespace massline::db
