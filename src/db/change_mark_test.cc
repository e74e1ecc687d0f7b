#include "db/change_mark.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "support/test_store.h"

namespace massline::db {
namespace {

TEST(ChangeMark, ChangesWithEveryCommitAndWithNothingElse) {
  test::FreshTarget fresh;
  const auto store = Store::open(fresh.target());
  const Migration table{
      .number = 1, .name = "thing", .sql = "CREATE TABLE thing (region BIGINT NOT NULL, id BIGINT NOT NULL);"};
  ASSERT_TRUE(store->migrate(std::span(&table, 1)));
  const auto mark = open_change_mark(fresh.target(), *store);
  if (mark == nullptr) GTEST_SKIP() << "this store has none";
  const auto add = [](Store& to, bool keep) {
    to.write([&](Transaction& tx) {
      tx.execute("INSERT INTO thing (region, id) VALUES (1, 1)");
      return keep;
    });
  };

  const auto wait_for_others = [] {
    std::this_thread::sleep_for(std::chrono::milliseconds(2 * ChangeMark::others_ms));
  };

  wait_for_others();
  auto before = mark->value();
  EXPECT_EQ(mark->value(), before);
  add(*store, true);
  EXPECT_NE(mark->value(), before) << "a commit of this program";

  wait_for_others();
  before = mark->value();
  add(*store, false);
  store->read([](Reader& in) { in.query("SELECT id FROM thing"); });
  EXPECT_EQ(mark->value(), before) << "what was rolled back, and reads";

  const auto other = Store::open(fresh.target());
  before = mark->value();
  add(*other, true);
  wait_for_others();
  EXPECT_NE(mark->value(), before) << "a commit of somebody else";
}

}  // namespace
}  // namespace massline::db
