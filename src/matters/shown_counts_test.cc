// Somebody who sees every page, knows the rule, and goes through all that could be behind what they see.
#include "matters/shown_counts.h"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace massline::matters {
namespace {

const Zone zone{"Asia/Shanghai"};

Date counted_day(std::string_view text) { return *parse_date(text); }

CountedDays days(std::string_view first, std::string_view last) {
  return {counted_day(first), counted_day(last), zone};
}

TEST(ShownCounts, AreWholeFivesFilledSinceTheYearBegan) {
  const CountedDays march = days("2024-03-01", "2024-03-31");
  ASSERT_EQ(march.parts(), 2u);
  EXPECT_EQ(march.shown(std::vector<std::int64_t>{0, 0}), std::nullopt);
  EXPECT_EQ(march.shown(std::vector<std::int64_t>{0, 4}), std::nullopt);
  EXPECT_EQ(march.shown(std::vector<std::int64_t>{0, 14}), 10);
  EXPECT_EQ(march.shown(std::vector<std::int64_t>{3, 14}), 15);
  EXPECT_EQ(march.shown(std::vector<std::int64_t>{4, 1}), 5) << "the five is full in March";
  EXPECT_EQ(march.shown(std::vector<std::int64_t>{5, 4}), std::nullopt);
}

TEST(ShownCounts, EachYearBeginsAnew) {
  const CountedDays winter = days("2022-12-01", "2024-02-29");
  ASSERT_EQ(winter.parts(), 4u);
  EXPECT_EQ(winter.shown(std::vector<std::int64_t>{2, 4, 9, 6}), 15);
  EXPECT_EQ(winter.part_of(*parse_instant("2021-12-31T15:59:59.999Z")), std::nullopt);
  EXPECT_EQ(winter.part_of(*parse_instant("2021-12-31T16:00:00Z")), 0u);
  EXPECT_EQ(winter.part_of(*parse_instant("2022-12-31T15:59:59Z")), 1u);
  EXPECT_EQ(winter.part_of(*parse_instant("2022-12-31T16:00:00Z")), 2u);
  EXPECT_EQ(winter.part_of(*parse_instant("2024-02-29T15:59:59Z")), 3u);
  EXPECT_EQ(winter.part_of(*parse_instant("2024-02-29T16:00:00Z")), std::nullopt);
}

TEST(ShownCounts, OddSpansAreCounted) {
  EXPECT_EQ(days("2024-01-01", "2024-01-01").part_of(zone.start_of(counted_day("2024-01-01"))), 1u);
  const CountedDays none = days("2024-03-02", "2024-03-01");
  EXPECT_EQ(none.shown(std::vector<std::int64_t>(none.parts())), std::nullopt);
  EXPECT_EQ(none.part_of(zone.start_of(counted_day("2024-03-02"))), std::nullopt);
  EXPECT_EQ(days("1900-01-01", "2200-12-31").parts(), 101u);
}

TEST(ShownCounts, NameTheMattersThatTheyCount) {
  const CountedDays march = days("2024-03-01", "2024-03-31");
  using Numbers = std::pair<std::int64_t, std::int64_t>;
  const std::vector<std::int64_t> seven_and_nine{7, 9}, seven_and_two{7, 2};
  EXPECT_EQ(march.counted(seven_and_nine, 0), Numbers(5, 7));
  EXPECT_EQ(march.counted(seven_and_nine, 1), Numbers(0, 8));
  EXPECT_EQ(march.counted(seven_and_two, 0), Numbers(0, 0));
  EXPECT_EQ(march.counted(seven_and_two, 1), Numbers(0, 0));
}

/// What was raised on two days.
using TwoDays = std::array<std::int64_t, 2>;
struct Possible {
  TwoDays east, west, town;  // the town's own
};
/// A count, for the days from the first to the last.
using Show = Cell (*)(const TwoDays& raised, int first, int last);

std::int64_t true_count(const TwoDays& raised, int first, int last) {
  std::int64_t sum = 0;
  for (int at = first; at <= last; ++at) sum += raised.at(static_cast<std::size_t>(at));
  return sum;
}

Cell in_whole_fives(const TwoDays& raised, int first, int last) {
  static const CountedDays new_year = days("2024-01-01", "2024-01-01"), both = days("2024-01-01", "2024-01-02"),
                           second = days("2024-01-02", "2024-01-02");
  const CountedDays& asked = first == 1 ? second : last == 0 ? new_year : both;
  return asked.shown(std::vector<std::int64_t>{first == 1 ? raised[0] : 0, true_count(raised, first, last)});
}

Cell from_five_on(const TwoDays& raised, int first, int last) {
  const std::int64_t count = true_count(raised, first, last);
  return count > 0 && count < least_shown ? Cell() : Cell(count);
}

constexpr std::array<std::pair<int, int>, 3> spans{{{0, 0}, {1, 1}, {0, 1}}};
constexpr std::int64_t own_at_most = 9;

/// Each unit's true counts for each span; the town's with those below it, and its own.
std::vector<std::int64_t> truth_of(const Possible& world) {
  const TwoDays& own = world.town;
  const TwoDays all{own[0] + world.east[0] + world.west[0], own[1] + world.east[1] + world.west[1]};
  std::vector<std::int64_t> out;
  for (const TwoDays& raised : {world.east, world.west, all, own})
    for (const auto& [first, last] : spans) out.push_back(true_count(raised, first, last));
  return out;
}

std::vector<Cell> pages_of(const Possible& world, Show show) {
  const TwoDays& own = world.town;
  const TwoDays all{own[0] + world.east[0] + world.west[0], own[1] + world.east[1] + world.west[1]};
  std::vector<Cell> out;
  for (const TwoDays& raised : {world.east, world.west, all})
    for (const auto& [first, last] : spans) out.push_back(show(raised, first, last));
  return out;
}

/// In how many of the worlds a count from one to four can be told from all that is shown.
std::size_t told_of_few(Show show) {
  std::map<std::vector<Cell>, std::vector<Possible>> by_pages;
  for (std::int64_t number = 0; number < 5 * 5 * 5 * 5 * 10 * 10; ++number) {
    Possible world;
    std::int64_t left = number;
    for (std::int64_t* count : {&world.east[0], &world.east[1], &world.west[0], &world.west[1]}) {
      *count = left % 5;
      left /= 5;
    }
    world.town = {left % 10, left / 10};
    by_pages[pages_of(world, show)].push_back(world);
  }
  std::size_t told = 0;
  for (const auto& [pages, worlds] : by_pages) {
    std::vector<std::set<std::int64_t>> possible(truth_of(worlds.front()).size());
    bool at_edge = false;  // where there might be more of the town's own than were gone through
    for (const Possible& world : worlds) {
      const auto truth = truth_of(world);
      for (std::size_t i = 0; i < truth.size(); ++i) possible[i].insert(truth[i]);
      at_edge = at_edge || world.town[0] == own_at_most || world.town[1] == own_at_most;
    }
    for (const auto& counts : possible)
      if (!at_edge && counts.size() == 1 && *counts.begin() > 0 && *counts.begin() < least_shown) told += worlds.size();
  }
  return told;
}

TEST(ShownCounts, NothingFromOneToFourFollowsFromAllThatIsShown) {
  EXPECT_EQ(told_of_few(in_whole_fives), 0u);
  EXPECT_GT(told_of_few(from_five_on), 1'000u) << "the attacker finds what counts from five on give away";
}

}  // namespace
}  // namespace massline::matters
