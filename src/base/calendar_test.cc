#include "base/calendar.h"

#include <gtest/gtest.h>

namespace massline {
namespace {

Date day(const char* text) { return *parse_date(text); }

// The National Day holiday of 2024: 1 to 7 October, with 29 September and 12 October worked in exchange.
WorkingCalendar national_day() {
  std::vector<Date> holidays;
  for (int i = 0; i < 7; ++i) holidays.push_back(day("2024-10-01") + std::chrono::days(i));
  return WorkingCalendar(holidays, {day("2024-09-29"), day("2024-10-12")});
}

TEST(WorkingCalendar, KnowsWeekendsHolidaysAndShiftedWorkdays) {
  const WorkingCalendar calendar = national_day();
  EXPECT_TRUE(calendar.is_working_day(day("2024-09-29")));   // a Sunday that is worked
  EXPECT_FALSE(calendar.is_working_day(day("2024-10-01")));  // a Tuesday of rest
  EXPECT_FALSE(calendar.is_working_day(day("2024-10-13")));
  EXPECT_TRUE(calendar.is_working_day(day("2024-10-14")));
  EXPECT_EQ(calendar.known_through_year(), 2024);
}

TEST(WorkingCalendar, AddsAndCountsInTheSameWay) {
  const WorkingCalendar calendar = national_day();
  EXPECT_EQ(to_string(calendar.add_working_days(day("2024-09-27"), 0)), "2024-09-27");
  EXPECT_EQ(to_string(calendar.add_working_days(day("2024-09-27"), 1)), "2024-09-29");
  EXPECT_EQ(to_string(calendar.add_working_days(day("2024-09-30"), 1)), "2024-10-08");
  EXPECT_EQ(to_string(calendar.add_working_days(day("2024-09-30"), 5)), "2024-10-12");
  for (int n = 0; n < 40; ++n) {
    EXPECT_EQ(calendar.working_days_between(day("2024-09-20"), calendar.add_working_days(day("2024-09-20"), n)), n);
  }
  EXPECT_EQ(calendar.working_days_between(day("2024-10-08"), day("2024-10-01")), 0);
}

TEST(WorkingCalendar, WithoutListsKnowsWeekendsOnly) {
  const WorkingCalendar calendar;
  EXPECT_TRUE(calendar.is_working_day(day("2024-10-01")));
  EXPECT_FALSE(calendar.is_working_day(day("2024-10-05")));
  EXPECT_EQ(calendar.known_through_year(), 0);
}

}  // namespace
}  // namespace massline
