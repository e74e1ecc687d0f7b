#include "matters/clocks.h"

#include <gtest/gtest.h>

namespace massline::matters {

namespace {

using rulebook::Length;
using rulebook::LengthUnit;

Date day(const char* text) { return *parse_date(text); }

/// The holidays and the shifted working days around National Day 2021 and Spring Festival 2024.
WorkingCalendar calendar() {
  std::vector<Date> holidays;
  for (int i = 1; i <= 7; ++i) holidays.push_back(day("2021-09-30") + std::chrono::days(i));
  for (int i = 10; i <= 17; ++i) holidays.push_back(day("2024-02-10") + std::chrono::days(i - 10));
  return {holidays, {day("2021-09-26"), day("2021-10-09"), day("2024-02-04"), day("2024-02-18")}};
}

class Clocks : public testing::Test {
 protected:
  Instant at(const char* date, int hour = 9) const { return Instant{zone_.start_of(day(date)).ms + hour * 3'600'000}; }
  std::string due(const char* start, Length length) const {
    return to_string(zone_.date_of(due_after(at(start), length, zone_, calendar_)));
  }
  std::string due_of(const ClockLog& log) const {
    return to_string(zone_.date_of(evaluate(log, zone_, calendar_).due));
  }
  ClockLog log(const char* start, Length length) const {
    return {"p/clock/c", "A rule, Art. 1", length, at(start), "raise", {}};
  }

  Zone zone_{"Asia/Shanghai"};
  WorkingCalendar calendar_ = calendar();
};

TEST_F(Clocks, CountCalendarDaysFromTheDayAfter) {
  EXPECT_EQ(due("2024-03-01", {15, LengthUnit::days}), "2024-03-16");
  EXPECT_EQ(due("2023-12-20", {60, LengthUnit::days}), "2024-02-18");
  EXPECT_EQ(due_after(at("2024-03-01"), {15, LengthUnit::days}, zone_, calendar_), zone_.end_of(day("2024-03-16")));
  EXPECT_EQ(due_after(at("2024-03-01", 0), {15, LengthUnit::days}, zone_, calendar_),
            due_after(at("2024-03-01", 23), {15, LengthUnit::days}, zone_, calendar_));
}

TEST_F(Clocks, CountWorkingDaysOverShiftedHolidays) {
  EXPECT_EQ(due("2021-09-29", {5, LengthUnit::working_days}), "2021-10-12");  // 30 Sep, 8, 9 (a Saturday), 11, 12 Oct
  EXPECT_EQ(due("2021-09-24", {2, LengthUnit::working_days}), "2021-09-27");  // 26 Sep was a worked Sunday
  EXPECT_EQ(due("2024-02-07", {5, LengthUnit::working_days}), "2024-02-20");  // 8, 9, 18 (a Sunday), 19, 20 Feb
  EXPECT_EQ(due("2024-02-09", {5, LengthUnit::working_days}), "2024-02-22");
}

TEST_F(Clocks, ClampMonthsAndKeepHoursExact) {
  EXPECT_EQ(due("2024-01-31", {1, LengthUnit::months}), "2024-02-29");
  EXPECT_EQ(due("2023-01-31", {1, LengthUnit::months}), "2023-02-28");
  EXPECT_EQ(due_after(at("2024-03-01"), {24, LengthUnit::hours}, zone_, calendar_).ms, at("2024-03-02").ms);
}

TEST_F(Clocks, KeepWhatRemainsWhilePaused) {
  ClockLog it = log("2024-03-01", {30, LengthUnit::days});  // to 31 March
  it.events.push_back({ClockEvent::Kind::pause, at("2024-03-11"), "hearing", {}});
  EXPECT_EQ(evaluate(it, zone_, calendar_).state, ClockState::paused);
  it.events.push_back({ClockEvent::Kind::resume, at("2024-03-21"), "heard", {}});
  EXPECT_EQ(due_of(it), "2024-04-10");
  ClockLog working = log("2024-02-07", {5, LengthUnit::working_days});
  working.events.push_back({ClockEvent::Kind::pause, at("2024-02-08"), "ask", {}});
  working.events.push_back({ClockEvent::Kind::resume, at("2024-02-19"), "told", {}});
  EXPECT_EQ(due_of(working), "2024-02-23");  // four remained: 20, 21, 22, 23 Feb
}

TEST_F(Clocks, ExtendFromTheOldDateAlsoWhilePaused) {
  ClockLog it = log("2024-03-01", {60, LengthUnit::days});  // to 30 April
  it.events.push_back({ClockEvent::Kind::extend, at("2024-04-01"), "extend", {30, LengthUnit::days}});
  EXPECT_EQ(due_of(it), "2024-05-30");
  it.events.push_back({ClockEvent::Kind::pause, at("2024-05-20"), "hearing", {}});
  it.events.push_back({ClockEvent::Kind::extend, at("2024-05-21"), "extend", {5, LengthUnit::days}});
  it.events.push_back({ClockEvent::Kind::resume, at("2024-06-01"), "heard", {}});
  EXPECT_EQ(due_of(it), "2024-06-16");  // ten days remained, and five more
  EXPECT_EQ(evaluate(it, zone_, calendar_).extensions, 2);
}

TEST_F(Clocks, DoNotBecomePunctualByAPauseAfterTheDate) {
  ClockLog it = log("2024-03-01", {5, LengthUnit::days});
  it.events.push_back({ClockEvent::Kind::pause, at("2024-03-10"), "hearing", {}});
  it.events.push_back({ClockEvent::Kind::resume, at("2024-03-20"), "heard", {}});
  EXPECT_EQ(due_of(it), "2024-03-06");
}

TEST_F(Clocks, FollowAnEditOfTheCalendar) {
  const ClockLog it = log("2024-02-07", {5, LengthUnit::working_days});
  const WorkingCalendar weekends_only;
  EXPECT_EQ(to_string(zone_.date_of(evaluate(it, zone_, weekends_only).due)), "2024-02-14");
  EXPECT_EQ(due_of(it), "2024-02-20");
}

TEST_F(Clocks, SurviveBeingWrittenDown) {
  ClockLog it = log("2024-03-01", {60, LengthUnit::days});
  it.events.push_back({ClockEvent::Kind::extend, at("2024-04-01"), "extend", {30, LengthUnit::working_days}});
  it.events.push_back({ClockEvent::Kind::stop, at("2024-04-02"), "decide", {}});
  EXPECT_EQ(clock_log_of(to_text(it)), it);
}

TEST_F(Clocks, SayWhy) {
  ClockLog it = log("2024-03-01", {30, LengthUnit::days});
  it.events.push_back({ClockEvent::Kind::pause, at("2024-03-11"), "hearing", {}});
  it.events.push_back({ClockEvent::Kind::resume, at("2024-03-21"), "heard", {}});
  rulebook::Procedure procedure;
  procedure.steps.resize(2);
  procedure.steps[0].id = "hearing";
  procedure.steps[0].title = {"Open a hearing", "开始听证"};
  procedure.steps[1].id = "heard";
  procedure.steps[1].title = {"Close it", "听证结束"};
  EXPECT_EQ(
      because_sentence(it, procedure, zone_, calendar_, Language::en),
      "30 days from 2024-03-01 (“raised”), to 2024-03-31; stood still from 2024-03-11 (“Open a hearing”), went on "
      "from 2024-03-21 (“Close it”), to 2024-04-10. A rule, Art. 1.");
  EXPECT_NE(because_sentence(it, procedure, zone_, calendar_, Language::zh).find("中止计算"), std::string::npos);
}

}  // namespace

}  // namespace massline::matters
