// Instants, civil dates and the organisation's time zone.
//
// An instant is a point on the time line; a date is a square of the calendar. Only a Zone turns one into the other.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace massline {

/// A point in time, in milliseconds since 1970-01-01T00:00:00Z.
struct Instant {
  std::int64_t ms = 0;
  auto operator<=>(const Instant&) const = default;
};

inline constexpr std::int64_t ms_per_day = 86'400'000;

/// A civil date, as a count of days.
using Date = std::chrono::sys_days;

/// "2022-05-01"
std::string to_string(Date date);
/// "2022-05-01T08:00:00.000Z"
std::string to_string(Instant instant);

/// Reads exactly YYYY-MM-DD with a day that exists, years 1900 to 2200.
std::optional<Date> parse_date(std::string_view text);
/// Reads an RFC 3339 instant with an offset: 2026-11-23T08:00:00Z, 2026-11-23T16:00:00.250+08:00.
std::optional<Instant> parse_instant(std::string_view text);

inline std::int64_t day_number(Date date) { return date.time_since_epoch().count(); }
inline Date date_of_day_number(std::int64_t days) { return Date{std::chrono::days{days}}; }

/// Adds calendar months; a day that the month lacks becomes its last day (31 January + 1 month = 28 or 29 February).
Date add_months(Date date, int months);

/// Where the clock comes from; tests pass one that they move by hand. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
};

class SystemClock final : public Clock {
 public:
  Instant now() const override;
};

/// A clock that stands still until told. Thread-safe.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant start);
  ~ManualClock() override;
  Instant now() const override;
  void set(Instant instant);
  void advance(std::chrono::milliseconds by);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// A named time zone, such as "Asia/Shanghai". Immutable, thread-safe.
class Zone {
 public:
  /// Throws std::runtime_error for a name that the system's zone data do not have.
  explicit Zone(std::string_view name);

  const std::string& name() const { return name_; }
  Date date_of(Instant instant) const;
  /// The first instant of the date.
  Instant start_of(Date date) const;
  /// The last millisecond of the date: when a deadline "on that day" runs out.
  Instant end_of(Date date) const;
  /// What a clock on the wall shows: "2024-03-01 09:00".
  std::string wall_time(Instant instant) const;

 private:
  std::string name_;
  const void* zone_;
};

}  // namespace massline
