// Dates and times as people and programs write them in tables.
#pragma once

#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace massline::channels {

/// What 03/04/2021 means: nobody can tell from the one value; the rest of its column may.
enum class DateOrder { unknown, day_first, month_first };

struct Moment {
  Instant at;  // without a time: the first instant of the day
  bool has_time = false;
};

/// Reads RFC 3339 (2021-04-03T14:30:00+08:00), and in the zone: 2021-04-03, 2021/4/3, 2021.4.3, 20210403, 2021年4月3日,
/// and with the year last 13.04.2021, 4/13/2021, each with or without a time (14:30, 2:30:00 PM, 下午2:30, 14时30分).
/// With the year last and both numbers up to 12, `order` decides. Errors: date_not_valid, date_ambiguous.
Result<Moment> parse_moment(std::string_view text, const Zone& zone, DateOrder order);

/// The order that this value shows; unknown where it has the year first, is ambiguous or no date.
DateOrder order_shown_by(std::string_view text);

}  // namespace massline::channels
