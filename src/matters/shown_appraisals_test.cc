// Somebody who may see every figure, of every unit, for any quarters, day after day, and subtracts them.
#include "matters/shown_appraisals.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/random.h"

namespace massline::matters {
namespace {

constexpr std::size_t batch = 5;

struct Appraisal {
  std::string path;
  std::int64_t quarter = 0;
  int number = 0;
};
using Sums = std::vector<std::int64_t>;  // what the figures that were seen say was given, each appraisal as a bit

/// What one look at a unit's figures tells. Each appraisal is worth another power of two, so that the sum of those that
/// are shown tells which they are: an attacker can't do better.
using Look = std::int64_t (*)(const std::vector<Appraisal>&, const std::string& path, std::int64_t from,
                              std::int64_t to, std::int64_t now);

std::int64_t as_shown(const std::vector<Appraisal>& given, const std::string& path, std::int64_t from, std::int64_t to,
                      std::int64_t now) {
  ShownAppraisals shown(batch, now);
  for (const Appraisal& one : given)
    if (one.path.starts_with(path) && one.quarter >= from && one.quarter <= to)
      shown.add(one.path, one.quarter, true, std::int64_t{1} << one.number);
  shown.finish();
  const AppraisalSums sums = shown.of(path);
  EXPECT_EQ(sums.count, sums.solved);
  EXPECT_EQ(sums.count % static_cast<std::int64_t>(batch), 0);
  return sums.satisfied;
}

/// Each unit's batches over all that lie below it, whatever batches those below have.
std::int64_t as_first_fives(const std::vector<Appraisal>& given, const std::string& path, std::int64_t from,
                            std::int64_t to, std::int64_t) {
  std::map<std::int64_t, std::vector<int>> by_quarter;
  for (const Appraisal& one : given)
    if (one.path.starts_with(path) && one.quarter >= from && one.quarter <= to)
      by_quarter[one.quarter].push_back(one.number);
  std::int64_t sum = 0;
  for (const auto& [quarter, numbers] : by_quarter)
    for (std::size_t i = 0; i < numbers.size() - numbers.size() % batch; ++i) sum |= std::int64_t{1} << numbers[i];
  return sum;
}

std::string child_of(const std::string& path, std::uint64_t number) { return path + "000" + std::to_string(number); }

/// A random tree of units, and what is given to them in three quarters; after each, every figure is looked at.
Sums look_all_the_time(std::uint64_t seed, Look look) {
  SeededRandom random(seed);
  std::vector<std::string> units{"0001"};
  while (units.size() < 9) units.push_back(child_of(units.at(random.below(units.size())), units.size()));
  std::vector<Appraisal> given;
  Sums seen;
  for (int number = 0; number < 45; ++number) {
    given.push_back({units.at(random.below(units.size())), number / 15, number});
    for (std::int64_t now = number / 15; now <= (number + 1) / 15; ++now)
      for (const std::string& unit : units)
        for (std::int64_t from = 0; from <= now; ++from)
          for (std::int64_t to = from; to <= now; ++to) seen.push_back(look(given, unit, from, to, now));
  }
  return seen;
}

/// The smallest number of appraisals that are in all the same figures: what sums and differences can be taken down to.
std::size_t smallest_told_apart(const Sums& seen) {
  std::map<std::vector<bool>, std::size_t> alike;
  for (int number = 0; number < 45; ++number) {
    std::vector<bool> in;
    for (const std::int64_t sum : seen) in.push_back(((sum >> number) & 1) == 1);
    if (std::find(in.begin(), in.end(), true) != in.end()) ++alike[in];
  }
  std::size_t smallest = alike.empty() ? batch : alike.begin()->second;
  for (const auto& [in, count] : alike) smallest = std::min(smallest, count);
  return smallest;
}

TEST(ShownAppraisals, NoSumsAndDifferencesTellOfFewerThanABatch) {
  std::size_t shown = 0, leaks = 0;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    const Sums seen = look_all_the_time(seed, as_shown);
    EXPECT_GE(smallest_told_apart(seen), batch) << "seed " << seed;
    shown += std::set<std::int64_t>(seen.begin(), seen.end()).size() > 3 ? 1 : 0;
    leaks += smallest_told_apart(look_all_the_time(seed, as_first_fives)) < batch ? 1 : 0;
  }
  EXPECT_EQ(shown, 12u) << "there is something to subtract";
  EXPECT_GT(leaks, 9u) << "the attacker finds what first fives of each unit give away";
}

TEST(ShownAppraisals, WhatFillsNoBatchIsPutTogetherAboveOnceTheQuarterIsOver) {
  const auto count = [](std::int64_t now, const std::string& path) {
    ShownAppraisals shown(batch, now);
    for (const char* unit : {"00010001", "00010002", "00010001", "00010003", "00010002", "00010003"})
      shown.add(unit, 7, true, 1);
    shown.finish();
    return shown.of(path).count;
  };
  EXPECT_EQ(count(7, "0001"), 0);
  EXPECT_EQ(count(8, "0001"), 5);
  EXPECT_EQ(count(8, "00010001"), 0);
}

}  // namespace
}  // namespace massline::matters
