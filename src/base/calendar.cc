#include "base/calendar.h"

#include <algorithm>

#include "base/result.h"

namespace massline {

WorkingCalendar::WorkingCalendar(std::vector<Date> holidays, std::vector<Date> shifted_workdays) {
  for (const Date date : holidays) {
    holidays_.insert(day_number(date));
    known_through_year_ = std::max(known_through_year_, static_cast<int>(std::chrono::year_month_day(date).year()));
  }
  for (const Date date : shifted_workdays) workdays_.insert(day_number(date));
}

bool WorkingCalendar::is_working_day(Date date) const {
  const std::int64_t day = day_number(date);
  if (workdays_.contains(day)) return true;
  if (holidays_.contains(day)) return false;
  const std::chrono::weekday weekday{date};
  return weekday != std::chrono::Saturday && weekday != std::chrono::Sunday;
}

Date WorkingCalendar::add_working_days(Date start, int n) const {
  check(n >= 0, "working days are added forwards");
  Date date = start;
  while (n > 0) {
    date += std::chrono::days(1);
    if (is_working_day(date)) --n;
  }
  return date;
}

int WorkingCalendar::working_days_between(Date from, Date to) const {
  int count = 0;
  for (Date date = from + std::chrono::days(1); date <= to; date += std::chrono::days(1)) {
    if (is_working_day(date)) ++count;
  }
  return count;
}

}  // namespace massline
