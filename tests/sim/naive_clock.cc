#include "sim/naive_clock.h"

#include <algorithm>

namespace massline::sim {

namespace {

using matters::ClockEvent;
using rulebook::LengthUnit;

constexpr std::int64_t ms_per_hour = 3'600'000;

/// The day on which `count` days (or working days) after `day` are over.
Date walk(Date day, std::int64_t count, LengthUnit unit, const WorkingCalendar& calendar) {
  while (count > 0) {
    day += std::chrono::days{1};
    if (unit != LengthUnit::working_days || calendar.is_working_day(day)) --count;
  }
  return day;
}

/// How many days (or working days) lie after `from`, up to `to`.
std::int64_t days_in(Date from, Date to, LengthUnit unit, const WorkingCalendar& calendar) {
  std::int64_t count = 0;
  for (Date day = from + std::chrono::days{1}; day <= to; day += std::chrono::days{1})
    if (unit != LengthUnit::working_days || calendar.is_working_day(day)) ++count;
  return count;
}

bool has(const std::vector<std::string>& steps, const std::string& step) {
  return std::find(steps.begin(), steps.end(), step) != steps.end();
}

std::optional<Instant> due_by_hours(const matters::ClockLog& log) {
  std::int64_t due = log.started.ms + log.length.count * ms_per_hour;
  std::optional<std::int64_t> paused_at;
  for (const ClockEvent& event : log.events) {
    if (event.kind == ClockEvent::Kind::extend) {
      if (event.by.unit != LengthUnit::hours) return std::nullopt;
      due += event.by.count * ms_per_hour;
    }
    if (event.kind == ClockEvent::Kind::pause && event.at.ms <= due) paused_at = event.at.ms;
    if (event.kind == ClockEvent::Kind::resume && paused_at) {
      due += event.at.ms - *paused_at;
      paused_at.reset();
    }
  }
  return Instant{due};
}

}  // namespace

std::optional<Instant> naive_due(const matters::ClockLog& log, const Zone& zone, const WorkingCalendar& calendar) {
  const LengthUnit unit = log.length.unit;
  if (unit == LengthUnit::hours) return due_by_hours(log);
  const Date start = zone.date_of(log.started);
  Date due =
      unit == LengthUnit::months ? add_months(start, log.length.count) : walk(start, log.length.count, unit, calendar);
  std::optional<std::int64_t> left;  // while it stands still
  for (const ClockEvent& event : log.events) {
    const Date day = zone.date_of(event.at);
    if (event.kind == ClockEvent::Kind::extend) {
      if (event.by.unit != unit || unit == LengthUnit::months) return std::nullopt;
      due = walk(due, event.by.count, unit, calendar);
      if (left) *left += event.by.count;
    }
    if (event.kind == ClockEvent::Kind::pause && day <= due) left = days_in(day, due, unit, calendar);
    if (event.kind == ClockEvent::Kind::resume && left) {
      due = walk(day, *left, unit, calendar);
      left.reset();
    }
  }
  return zone.end_of(due);
}

std::vector<ClockEvent> naive_events(const rulebook::ClockRule& rule, const matters::ClockLog& log,
                                     const std::vector<matters::Entry>& timeline) {
  std::vector<ClockEvent> out;
  bool stands_still = false;
  int extended = 0;
  for (const matters::Entry& entry : timeline) {
    if (entry.kind != "step" || entry.at <= log.started) continue;
    if (has(rule.stops, entry.step)) {
      out.push_back({ClockEvent::Kind::stop, entry.at, entry.step, {}});
      return out;
    }
    if (rule.extension && rule.extension->on == entry.step && extended < rule.extension->times) {
      ++extended;
      out.push_back({ClockEvent::Kind::extend, entry.at, entry.step, rule.extension->by});
    }
    if (has(rule.pauses, entry.step) && !stands_still) {
      stands_still = true;
      out.push_back({ClockEvent::Kind::pause, entry.at, entry.step, {}});
    }
    if (has(rule.resumes, entry.step) && stands_still) {
      stands_still = false;
      out.push_back({ClockEvent::Kind::resume, entry.at, entry.step, {}});
    }
  }
  return out;
}

}  // namespace massline::sim
