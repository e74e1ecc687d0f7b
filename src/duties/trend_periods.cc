#include "duties/trend_periods.h"

#include <algorithm>

namespace massline::duties {

using rulebook::DutyPeriod;
using standing::DateRange;

DutyPeriod::Kind told_by(const DutyPeriod& per) {
  return per.kind == DutyPeriod::Kind::year || per.kind == DutyPeriod::Kind::month ? per.kind
                                                                                   : DutyPeriod::Kind::quarter;
}

std::vector<DateRange> periods_before(DutyPeriod::Kind kind, Date today) {
  const int count = kind == DutyPeriod::Kind::year ? 5 : kind == DutyPeriod::Kind::quarter ? 8 : 12;
  std::vector<DateRange> out;
  DateRange period = standing::period_of(kind, today);
  for (int i = 0; i < count; ++i) {
    period = standing::period_of(kind, period.from - std::chrono::days{1});
    out.push_back(period);
  }
  std::reverse(out.begin(), out.end());
  return out;
}

}  // namespace massline::duties
