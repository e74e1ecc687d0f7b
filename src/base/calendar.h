// Working days with the holidays and the shifted working days that a rulebook lists.
#pragma once

#include <unordered_set>
#include <vector>

#include "base/time.h"

namespace massline {

/// Days of rest are Saturdays, Sundays and listed holidays; listed workdays are worked although they fall on a
/// weekend. Immutable once built, thread-safe.
class WorkingCalendar {
 public:
  WorkingCalendar() = default;
  WorkingCalendar(std::vector<Date> holidays, std::vector<Date> shifted_workdays);

  bool is_working_day(Date date) const;
  /// The n-th working day after `start`, which itself does not count. n >= 0; 0 gives `start`.
  Date add_working_days(Date start, int n) const;
  /// Working days in (from, to].
  int working_days_between(Date from, Date to) const;
  /// The last year for which holidays are listed; later years know weekends only.
  int known_through_year() const { return known_through_year_; }

 private:
  std::unordered_set<std::int64_t> holidays_;
  std::unordered_set<std::int64_t> workdays_;
  int known_through_year_ = 0;
};

}  // namespace massline
