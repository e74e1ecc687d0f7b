#include "journal/journal.h"

#include <gtest/gtest.h>

#include "base/crypto.h"
#include "journal/test_regions.h"
#include "support/test_store.h"

namespace massline::journal {
namespace {

Act act_on(RegionId region, std::int64_t subject, std::int64_t at, std::string after) {
  return {region, Instant{at},     {PersonId{7}, "clerk", UnitId{9}}, "thing.change", "thing", subject, "step",
          "",     std::move(after)};
}

class Journal : public testing::Test {
 protected:
  Journal() {
    store_->write([&](db::Transaction& tx) {
      for (int i = 1; i <= 5; ++i) append(tx, act_on(north, i, 1000 * i, digest(std::to_string(i))));
      for (int i = 1; i <= 3; ++i) append(tx, act_on(south, i, 1000 * i, digest(std::to_string(i))));
      append(tx, act_on(north, 2, 9000, digest("2 again")));
      return true;
    });
  }

  VerifyReport verify_now(const std::string& second = "2 again") {
    return store_->read([&](db::Reader& in) {
      return verify(in, [&](db::Reader&, RegionId region, const std::string&, std::int64_t id) {
        return std::optional(digest(id == 2 && region == north ? second : std::to_string(id)));
      });
    });
  }

  void tamper(const std::string& sql, std::initializer_list<db::Value> parameters = {}) {
    store_->write([&](db::Transaction& tx) {
      tx.execute(sql, parameters);
      return true;
    });
  }

  void expect_break(RegionId region, std::int64_t seq) {
    const auto report = verify_now();
    ASSERT_TRUE(report.broken);
    EXPECT_EQ(report.broken->region, region);
    EXPECT_EQ(report.broken->seq, seq) << report.broken->what;
  }

  test::TestStore store_;
};

TEST_F(Journal, HoldsAsWritten) {
  const auto report = verify_now();
  EXPECT_FALSE(report.broken) << report.broken->what;
  EXPECT_EQ(report.entries, 9u);
  EXPECT_EQ(report.regions, 2u);
  EXPECT_EQ(report.subjects, 8u);
}

TEST_F(Journal, ListsNewestFirstByPage) {
  store_->read([&](db::Reader& in) {
    const auto newest = entries(in, north, 0, 2);
    ASSERT_EQ(newest.size(), 2u);
    EXPECT_EQ(newest[0].seq, 6);
    EXPECT_EQ(newest[0].act.by.post, "clerk");
    EXPECT_EQ(newest[0].act.after, digest("2 again"));
    EXPECT_EQ(entries(in, north, newest[1].seq, 10).size(), 4u);
    EXPECT_EQ(entries_of(in, north, 2, 10).size(), 2u);
  });
}

TEST_F(Journal, FindsAChange) {
  tamper("UPDATE journal SET detail = 'other' WHERE region = $1 AND seq = 3", {north});
  expect_break(north, 3);
}

TEST_F(Journal, FindsABackdatedEntry) {
  tamper("UPDATE journal SET at = 1 WHERE region = $1 AND seq = 2", {south});
  expect_break(south, 2);
}

TEST_F(Journal, FindsACut) {
  tamper("DELETE FROM journal WHERE region = $1 AND seq = 4", {north});
  expect_break(north, 4);
}

TEST_F(Journal, FindsACutAtTheEnd) {
  tamper("DELETE FROM journal WHERE region = $1 AND seq = 3", {south});
  expect_break(south, 3);
}

TEST_F(Journal, FindsALostHead) {
  tamper("DELETE FROM journal_head WHERE region = $1", {south});
  expect_break(south, 3);
}

TEST_F(Journal, FindsASwap) {
  tamper("UPDATE journal SET seq = 100 WHERE region = $1 AND seq = 2", {north});
  tamper("UPDATE journal SET seq = 2 WHERE region = $1 AND seq = 3", {north});
  tamper("UPDATE journal SET seq = 3 WHERE region = $1 AND seq = 100", {north});
  expect_break(north, 2);
}

TEST_F(Journal, FindsASubjectChangedWithoutAnAct) {
  const auto report = verify_now("2 by another way");
  ASSERT_TRUE(report.broken);
  EXPECT_EQ(report.broken->seq, 6);
}

TEST_F(Journal, IsNotBackdatedByAClockSetBack) {
  store_->write([&](db::Transaction& tx) {
    append(tx, act_on(north, 1, 5, digest("1")));
    return true;
  });
  EXPECT_FALSE(verify_now().broken);
}

}  // namespace
}  // namespace massline::journal
