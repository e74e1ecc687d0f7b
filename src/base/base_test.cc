#include <gtest/gtest.h>

#include <set>
#include <thread>
#include <vector>

#include "base/id.h"
#include "base/money.h"
#include "base/random.h"
#include "base/refusals.h"
#include "base/result.h"
#include "base/time.h"

namespace massline {
namespace {

TEST(Ids, AreReadAsPositiveDecimalNumbers) {
  EXPECT_EQ(parse_id<MatterId>("9223372036854775807")->value, INT64_MAX);
  EXPECT_EQ(parse_id<MatterId>("1")->value, 1);
  for (const char* wrong :
       {"", "0", "01", "-1", "+1", "1.0", "9223372036854775808", "12345678901234567890", " 1", "1 "}) {
    EXPECT_FALSE(parse_id<MatterId>(wrong)) << wrong;
  }
}

TEST(Ids, GrowWithTimeAndNeverRepeatEvenWhenTheClockGoesBack) {
  ManualClock clock(*parse_instant("2026-11-23T08:00:00Z"));
  SeededRandom random(1);
  IdMaker ids(clock, random);
  std::int64_t last = 0;
  for (int i = 0; i < 1000; ++i) {
    if (i % 10 == 0) clock.advance(std::chrono::milliseconds(i % 30 == 0 ? -2 : 3));
    const std::int64_t id = ids.make<MatterId>().value;
    EXPECT_GT(id, last);
    last = id;
  }
}

TEST(Ids, AreUniqueOverThreads) {
  const SystemClock clock;
  SystemRandom random;
  IdMaker ids(clock, random);
  std::vector<std::vector<std::int64_t>> made(4);
  {
    std::vector<std::jthread> threads;
    for (auto& own : made) {
      threads.emplace_back([&ids, &own] {
        for (int i = 0; i < 5000; ++i) own.push_back(ids.make<EntryId>().value);
      });
    }
  }
  std::set<std::int64_t> all;
  for (const auto& own : made) all.insert(own.begin(), own.end());
  EXPECT_EQ(all.size(), 20'000u);
}

TEST(Money, IsReadAndWrittenInYuan) {
  EXPECT_EQ(to_string(Money{123'450}), "1234.50");
  EXPECT_EQ(to_string(Money{-5}), "-0.05");
  EXPECT_EQ(to_string(Money{INT64_MIN}), "-92233720368547758.08");
  EXPECT_EQ(parse_money("1234.5"), Money{123'450});
  EXPECT_EQ(parse_money("-0.05"), Money{-5});
  EXPECT_EQ(parse_money("92233720368547758.07"), Money{INT64_MAX});
  for (const char* wrong :
       {"", "-", ".5", "5.", "1.234", "1e3", "1-2", "1,000", "92233720368547758.08", "+1", "1.2.3"}) {
    EXPECT_FALSE(parse_money(wrong)) << wrong;
  }
}

TEST(Random, IsRepeatableFromASeedAndStaysBelowItsBound) {
  SeededRandom one(7), two(7), other(8);
  const std::string bytes = one.bytes(37);
  EXPECT_EQ(bytes, two.bytes(37));
  EXPECT_NE(bytes, other.bytes(37));
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(one.below(10));
  EXPECT_EQ(seen.size(), 10u);
  EXPECT_EQ(*seen.rbegin(), 9u);
  const std::string digits = SystemRandom().digits(16);
  EXPECT_EQ(digits.size(), 16u);
  EXPECT_EQ(digits.find_first_not_of("0123456789"), std::string::npos);
}

TEST(Refusals, SayWhatIsWrongInBothLanguages) {
  const auto refused = refuse_field(refusals::field_too_long, "title", {{"max", "200"}});
  EXPECT_EQ(refused.value().text(Language::en), "“title” is longer than 200 characters. Shorten it, or attach a file.");
  EXPECT_EQ(refused.value().text(Language::zh), "“title”超过 200 个字符，请缩短或改用附件。");
  EXPECT_EQ(refused.value().field, "title");
  const auto ruled = refuse_by(refusals::not_allowed, "petition/decide", "Art. 34");
  EXPECT_EQ(ruled.value().rule, "petition/decide");
  EXPECT_EQ(ruled.value().source, "Art. 34");
}

TEST(RefusalsDeathTest, AFalseCheckEndsTheProgramWithAMessage) {
  EXPECT_DEATH(check(false, "the parent comes first"), "the parent comes first");
}

}  // namespace
}  // namespace massline
