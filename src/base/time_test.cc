#include "base/time.h"

#include <gtest/gtest.h>

namespace massline {
namespace {

TEST(Dates, AreReadOnlyInTheirOneForm) {
  EXPECT_EQ(to_string(*parse_date("2022-05-01")), "2022-05-01");
  EXPECT_EQ(to_string(*parse_date("2024-02-29")), "2024-02-29");
  for (const char* wrong : {"", "2022-5-1", "2022-02-29", "2022-13-01", "2022-00-10", "2022-05-01 ", "1899-12-31",
                            "2201-01-01", "+022-05-01", "2022/05/01", "2022-05-01T00:00:00Z"}) {
    EXPECT_FALSE(parse_date(wrong)) << wrong;
  }
}

TEST(Dates, AddingMonthsEndsOnTheLastDayOfAShorterMonth) {
  const auto after = [](const char* date, int months) { return to_string(add_months(*parse_date(date), months)); };
  EXPECT_EQ(after("2023-01-31", 1), "2023-02-28");
  EXPECT_EQ(after("2024-01-31", 1), "2024-02-29");
  EXPECT_EQ(after("2024-03-31", -1), "2024-02-29");
  EXPECT_EQ(after("2023-11-15", 2), "2024-01-15");
  EXPECT_EQ(after("2023-01-15", -1), "2022-12-15");
}

TEST(Instants, AreReadWithTheirOffset) {
  EXPECT_EQ(parse_instant("1970-01-01T00:00:00Z"), Instant{0});
  EXPECT_EQ(parse_instant("2026-11-23T16:00:00.250+08:00"), parse_instant("2026-11-23T08:00:00.25Z"));
  EXPECT_EQ(parse_instant("2026-11-23T07:30:00-00:30"), parse_instant("2026-11-23T08:00:00Z"));
  EXPECT_EQ(to_string(*parse_instant("2026-11-23T16:00:00.2509+08:00")), "2026-11-23T08:00:00.250Z");
  EXPECT_EQ(to_string(Instant{-1}), "1969-12-31T23:59:59.999Z");
  for (const char* wrong : {"2026-11-23T08:00:00", "2026-11-23 08:00:00Z", "2026-11-23T24:00:00Z",
                            "2026-11-23T08:60:00Z", "2026-11-23T08:00:60Z", "2026-11-23T08:00:00.Z",
                            "2026-11-23T08:00:00+0800", "2026-11-23T08:00:00Zx", "2026-11-23T08:00Z"}) {
    EXPECT_FALSE(parse_instant(wrong)) << wrong;
  }
}

TEST(ManualClock, StandsStillUntilTold) {
  ManualClock clock{Instant{1000}};
  EXPECT_EQ(clock.now(), Instant{1000});
  clock.advance(std::chrono::minutes(1));
  EXPECT_EQ(clock.now(), Instant{61'000});
  clock.set(Instant{5});
  EXPECT_EQ(clock.now(), Instant{5});
}

TEST(Zone, TurnsInstantsIntoDatesAndBack) {
  const Zone shanghai("Asia/Shanghai");
  const Date date = *parse_date("2026-11-23");
  EXPECT_EQ(shanghai.date_of(*parse_instant("2026-11-22T15:59:59.999Z")), date - std::chrono::days(1));
  EXPECT_EQ(shanghai.date_of(*parse_instant("2026-11-22T16:00:00Z")), date);
  EXPECT_EQ(shanghai.start_of(date), parse_instant("2026-11-23T00:00:00+08:00"));
  EXPECT_EQ(shanghai.end_of(date), parse_instant("2026-11-23T23:59:59.999+08:00"));
}

TEST(Zone, GivesDatesThatAChangeOfTheClocksCutsShort) {
  const Zone cairo("Africa/Cairo");  // 2024-04-26 has no midnight: the clocks went from 00:00 to 01:00
  const Date date = *parse_date("2024-04-26");
  EXPECT_EQ(to_string(cairo.start_of(date)), "2024-04-25T22:00:00.000Z");
  EXPECT_EQ(cairo.date_of(cairo.start_of(date)), date);
  EXPECT_EQ(cairo.date_of(cairo.end_of(date)), date);
  EXPECT_EQ(cairo.end_of(date).ms - cairo.start_of(date).ms, 23 * 3'600'000 - 1);
}

TEST(Zone, RefusesNamesThatTheSystemDoesNotHave) { EXPECT_THROW(Zone("Asia/Atlantis"), std::runtime_error); }

}  // namespace
}  // namespace massline
