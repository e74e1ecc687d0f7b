#include "matters/figures_memo.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

#include "matters/refusals.h"

namespace massline::matters {
namespace {

class FiguresMemoTest : public testing::Test {
 protected:
  FiguresMemo::Counted count(const FiguresAsked& asked) {
    ++counts_;
    passed_ += takes_;
    Figures figures;
    figures.shown_from = static_cast<int>(asked.unit.value);
    return figures;
  }

  static FiguresAsked unit(std::int64_t id) { return {.unit = UnitId{id}}; }

  FiguresMemo memo_{[this](const FiguresAsked& asked) { return count(asked); },
                    [this] { return std::chrono::steady_clock::time_point{passed_}; }};
  std::chrono::milliseconds passed_{1}, takes_{300};
  int counts_ = 0;
};

TEST_F(FiguresMemoTest, CountsAnewOnceTenTimesAsLongHasPassed) {
  EXPECT_EQ(memo_.of(unit(1))->shown_from, 1);
  EXPECT_EQ(memo_.of(unit(2))->shown_from, 2);
  EXPECT_EQ(memo_.of(unit(1))->shown_from, 1);
  EXPECT_EQ(counts_, 2);
  passed_ += 10 * takes_;
  EXPECT_EQ(memo_.of(unit(1))->shown_from, 1);
  EXPECT_EQ(counts_, 3);
}

TEST_F(FiguresMemoTest, OtherDaysAndLanguagesAreOthers) {
  std::ignore = memo_.of(unit(1));
  FiguresAsked asked = unit(1);
  asked.language = Language::zh;
  std::ignore = memo_.of(asked);
  asked.to += std::chrono::days{1};
  std::ignore = memo_.of(asked);
  EXPECT_EQ(counts_, 3);
}

TEST_F(FiguresMemoTest, WhatTakesNoTimeIsCountedEachTime) {
  takes_ = {};
  std::ignore = memo_.of(unit(1));
  std::ignore = memo_.of(unit(1));
  EXPECT_EQ(counts_, 2);
}

TEST_F(FiguresMemoTest, KeepsABoundedNumber) {
  for (std::int64_t id = 1; id <= 1100; ++id) std::ignore = memo_.of(unit(id));
  std::ignore = memo_.of(unit(1100));
  EXPECT_EQ(counts_, 1100);
  std::ignore = memo_.of(unit(1));
  EXPECT_EQ(counts_, 1101);
}

TEST(FiguresMemo, ManyWhoAskAtOnceWaitForOneCountAndTooManyOthersAreRefused) {
  std::promise<void> go;
  const std::shared_future<void> gone = go.get_future().share();
  std::atomic<int> counts = 0;
  FiguresMemo memo([&](const FiguresAsked&) -> FiguresMemo::Counted {
    ++counts;
    gone.wait();
    return Figures{};
  });
  std::vector<std::jthread> people;
  std::atomic<int> answered = 0;
  for (int person = 0; person < 8; ++person)
    people.emplace_back([&, person] {
      if (memo.of({.unit = UnitId{1 + person % FiguresMemo::counts_at_once}})) ++answered;
    });
  while (counts < FiguresMemo::counts_at_once) std::this_thread::yield();
  const auto other = memo.of({.unit = UnitId{100}});
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().message, &refusals::figures_busy);
  go.set_value();
  people.clear();
  EXPECT_EQ(answered, 8);
  EXPECT_TRUE(memo.of({.unit = UnitId{100}}));
}

TEST(FiguresMemo, AFaultIsNotKept) {
  bool broken = true;
  FiguresMemo memo([&](const FiguresAsked&) -> FiguresMemo::Counted {
    if (broken) throw std::runtime_error("the store is gone");
    return Figures{};
  });
  for (int i = 0; i < 2 * FiguresMemo::counts_at_once; ++i) EXPECT_THROW(std::ignore = memo.of({}), std::runtime_error);
  broken = false;
  EXPECT_TRUE(memo.of({}));
}

}  // namespace
}  // namespace massline::matters
