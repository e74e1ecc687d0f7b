#include "base/time.h"

#include <date/date.h>
#include <date/tz.h>
#include <fmt/format.h>

#include <atomic>

namespace massline {

namespace {

constexpr int first_year = 1900;
constexpr int last_year = 2200;

/// Reads exactly `count` digits at `at` and moves `at` past them.
std::optional<int> digits_at(std::string_view text, std::size_t& at, std::size_t count) {
  if (text.size() < at + count) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const char c = text[at + i];
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  at += count;
  return value;
}

bool take(std::string_view text, std::size_t& at, char wanted) {
  if (at >= text.size() || text[at] != wanted) return false;
  ++at;
  return true;
}

std::optional<Date> date_at(std::string_view text, std::size_t& at) {
  const auto year = digits_at(text, at, 4);
  if (!year || !take(text, at, '-')) return std::nullopt;
  const auto month = digits_at(text, at, 2);
  if (!month || !take(text, at, '-')) return std::nullopt;
  const auto day = digits_at(text, at, 2);
  if (!day || *year < first_year || *year > last_year) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date);
}

/// ".250" as 250; digits beyond the third are cut off.
std::optional<int> fraction_at(std::string_view text, std::size_t& at) {
  if (!take(text, at, '.')) return 0;
  int ms = 0;
  int scale = 100;
  std::size_t count = 0;
  while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
    ms += (text[at] - '0') * scale;
    scale /= 10;
    ++at;
    ++count;
  }
  if (count == 0 || count > 9) return std::nullopt;
  return ms;
}

/// "Z" or "+08:00", in minutes.
std::optional<int> offset_at(std::string_view text, std::size_t& at) {
  if (take(text, at, 'Z') || take(text, at, 'z')) return 0;
  const bool west = at < text.size() && text[at] == '-';
  if (!west && (at >= text.size() || text[at] != '+')) return std::nullopt;
  ++at;
  const auto hours = digits_at(text, at, 2);
  if (!hours || !take(text, at, ':')) return std::nullopt;
  const auto minutes = digits_at(text, at, 2);
  if (!minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  const int offset = *hours * 60 + *minutes;
  return west ? -offset : offset;
}

const date::time_zone& as_zone(const void* zone) { return *static_cast<const date::time_zone*>(zone); }

}  // namespace

std::string to_string(Date date) {
  const std::chrono::year_month_day ymd{date};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()),
                     static_cast<unsigned>(ymd.day()));
}

std::string to_string(Instant instant) {
  const std::chrono::sys_time<std::chrono::milliseconds> point{std::chrono::milliseconds(instant.ms)};
  const auto day = std::chrono::floor<std::chrono::days>(point);
  const auto ms = (point - day).count();
  return fmt::format("{}T{:02}:{:02}:{:02}.{:03}Z", to_string(day), ms / 3'600'000, ms / 60'000 % 60, ms / 1000 % 60,
                     ms % 1000);
}

std::optional<Date> parse_date(std::string_view text) {
  std::size_t at = 0;
  const auto date = date_at(text, at);
  if (!date || at != text.size()) return std::nullopt;
  return date;
}

std::optional<Instant> parse_instant(std::string_view text) {
  std::size_t at = 0;
  const auto date = date_at(text, at);
  if (!date || !(take(text, at, 'T') || take(text, at, 't'))) return std::nullopt;
  const auto hours = digits_at(text, at, 2);
  if (!hours || !take(text, at, ':')) return std::nullopt;
  const auto minutes = digits_at(text, at, 2);
  if (!minutes || !take(text, at, ':')) return std::nullopt;
  const auto seconds = digits_at(text, at, 2);
  if (!seconds || *hours > 23 || *minutes > 59 || *seconds > 59) return std::nullopt;
  const auto fraction = fraction_at(text, at);
  if (!fraction) return std::nullopt;
  const auto offset = offset_at(text, at);
  if (!offset || at != text.size()) return std::nullopt;
  const std::int64_t minute_of_day = std::int64_t{*hours} * 60 + *minutes - *offset;
  return Instant{day_number(*date) * ms_per_day + minute_of_day * 60'000 + *seconds * 1000 + *fraction};
}

Date add_months(Date date, int months) {
  const std::chrono::year_month_day ymd{date};
  const auto month = ymd.year() / ymd.month() + std::chrono::months(months);
  const std::chrono::year_month_day moved = month / ymd.day();
  if (moved.ok()) return moved;
  return std::chrono::sys_days(month / std::chrono::last);
}

Instant SystemClock::now() const {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return Instant{std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch).count()};
}

struct ManualClock::State {
  std::atomic<std::int64_t> ms;
};

ManualClock::ManualClock(Instant start) : state_(std::make_unique<State>()) { state_->ms = start.ms; }
ManualClock::~ManualClock() = default;
Instant ManualClock::now() const { return Instant{state_->ms.load()}; }
void ManualClock::set(Instant instant) { state_->ms = instant.ms; }
void ManualClock::advance(std::chrono::milliseconds by) { state_->ms += by.count(); }

Zone::Zone(std::string_view name) : name_(name), zone_(date::locate_zone(std::string(name))) {}

Date Zone::date_of(Instant instant) const {
  const date::sys_time<std::chrono::milliseconds> point{std::chrono::milliseconds(instant.ms)};
  const auto local_day = date::floor<date::days>(as_zone(zone_).to_local(point));
  return date_of_day_number(local_day.time_since_epoch().count());
}

Instant Zone::start_of(Date date) const {
  // Where midnight is skipped by a change of the clocks, the date begins at the change.
  const date::local_days local{date::days(day_number(date))};
  const auto point = as_zone(zone_).to_sys(date::local_time<std::chrono::milliseconds>(local), date::choose::earliest);
  return Instant{point.time_since_epoch().count()};
}

Instant Zone::end_of(Date date) const { return Instant{start_of(date + std::chrono::days(1)).ms - 1}; }

std::string Zone::wall_time(Instant instant) const {
  const date::sys_time<std::chrono::milliseconds> point{std::chrono::milliseconds(instant.ms)};
  return date::format("%F %H:%M", date::floor<std::chrono::minutes>(as_zone(zone_).to_local(point)));
}

}  // namespace massline
