#include "matters/clocks.h"

#include <algorithm>

#include "base/json_writer.h"
#include "base/result.h"
#include "rulebook/citation.h"

namespace massline::matters {

using rulebook::Length;
using rulebook::LengthUnit;

namespace {

constexpr std::int64_t ms_per_hour = 3'600'000;

/// `due` moved by a length: what an extension does.
Instant moved(Instant due, Length by, const Zone& zone, const WorkingCalendar& calendar) {
  if (by.unit == LengthUnit::hours) return Instant{due.ms + by.count * ms_per_hour};
  const Date day = zone.date_of(due);
  switch (by.unit) {
    case LengthUnit::days:
      return zone.end_of(day + std::chrono::days{by.count});
    case LengthUnit::working_days:
      return zone.end_of(calendar.add_working_days(day, by.count));
    case LengthUnit::months:
      return zone.end_of(add_months(day, by.count));
    case LengthUnit::hours:
      break;
  }
  return due;
}

/// What is left of a clock at `at`, in the clock's own unit; months are left in days.
struct Remaining {
  LengthUnit unit = LengthUnit::days;
  std::int64_t amount = 0;  // days, working days, or milliseconds of hours
};

Remaining remaining_at(Instant at, Instant due, LengthUnit unit, const Zone& zone, const WorkingCalendar& calendar) {
  if (unit == LengthUnit::hours) return {unit, due.ms - at.ms};
  const Date today = zone.date_of(at), last = zone.date_of(due);
  if (unit == LengthUnit::working_days) return {unit, calendar.working_days_between(today, last)};
  return {LengthUnit::days, (last - today).count()};
}

Instant due_with(const Remaining& remaining, Instant from, const Zone& zone, const WorkingCalendar& calendar) {
  if (remaining.unit == LengthUnit::hours) return Instant{from.ms + remaining.amount};
  const Date today = zone.date_of(from);
  if (remaining.unit == LengthUnit::working_days)
    return zone.end_of(calendar.add_working_days(today, static_cast<int>(remaining.amount)));
  return zone.end_of(today + std::chrono::days{remaining.amount});
}

std::string_view event_name(ClockEvent::Kind kind) {
  switch (kind) {
    case ClockEvent::Kind::pause:
      return "pause";
    case ClockEvent::Kind::resume:
      return "resume";
    case ClockEvent::Kind::extend:
      return "extend";
    case ClockEvent::Kind::stop:
      return "stop";
    case ClockEvent::Kind::run_out:
      return "run-out";
  }
  return "";
}

std::string_view unit_name(LengthUnit unit) {
  switch (unit) {
    case LengthUnit::hours:
      return "hours";
    case LengthUnit::days:
      return "days";
    case LengthUnit::working_days:
      return "working-days";
    case LengthUnit::months:
      return "months";
  }
  return "";
}

void write_length(JsonWriter& out, std::string_view name, Length length) {
  out.key(name);
  out.begin_object();
  out.member("count", std::int64_t{length.count});
  out.member("unit", unit_name(length.unit));
  out.end_object();
}

const Json& member(const Json& json, std::string_view key) {
  const Json* value = json.find(key);
  check(value != nullptr, "a clock's log has every member that this program wrote");
  return *value;
}
std::int64_t integer_of(const Json& json, std::string_view key) {
  const std::int64_t* value = member(json, key).integer();
  check(value != nullptr, "a clock's log holds numbers where this program wrote them");
  return *value;
}
std::string text_of(const Json& json, std::string_view key) {
  const std::string* value = member(json, key).string();
  check(value != nullptr, "a clock's log holds texts where this program wrote them");
  return *value;
}
Length length_of_json(const Json& json) {
  Length length;
  length.count = static_cast<int>(integer_of(json, "count"));
  const std::string unit = text_of(json, "unit");
  for (const LengthUnit candidate : {LengthUnit::hours, LengthUnit::days, LengthUnit::working_days, LengthUnit::months})
    if (unit == unit_name(candidate)) length.unit = candidate;
  return length;
}

}  // namespace

bool Clock::is_late(Instant now) const {
  if (owed_by_raiser) return false;
  if (late > 0) return true;
  if (state == ClockState::running) return now > due;
  return state == ClockState::stopped && stopped_at && *stopped_at > due;
}

Instant due_after(Instant start, Length length, const Zone& zone, const WorkingCalendar& calendar) {
  return moved(start, length, zone, calendar);
}

ClockStanding evaluate(const ClockLog& log, const Zone& zone, const WorkingCalendar& calendar) {
  ClockStanding standing;
  standing.due = due_after(log.started, log.length, zone, calendar);
  std::optional<Remaining> remaining;  // of a clock that paused before it ran out
  for (const ClockEvent& event : log.events) {
    switch (event.kind) {
      case ClockEvent::Kind::pause:
        if (standing.state != ClockState::running) break;
        standing.state = ClockState::paused;
        if (event.at <= standing.due) remaining = remaining_at(event.at, standing.due, log.length.unit, zone, calendar);
        break;
      case ClockEvent::Kind::resume:
        if (standing.state != ClockState::paused) break;
        standing.state = ClockState::running;
        if (remaining) standing.due = due_with(*remaining, event.at, zone, calendar);
        remaining.reset();
        break;
      case ClockEvent::Kind::extend: {
        ++standing.extensions;
        const Instant extended = moved(standing.due, event.by, zone, calendar);
        if (remaining)
          remaining->amount += remaining_at(standing.due, extended, log.length.unit, zone, calendar).amount;
        standing.due = extended;
        break;
      }
      case ClockEvent::Kind::stop:
        standing.state = ClockState::stopped;
        standing.stopped_at = event.at;
        break;
      case ClockEvent::Kind::run_out:
        standing.state = ClockState::run_out;
        standing.stopped_at = event.at;
        break;
    }
  }
  return standing;
}

void add_event(Clock& clock, const ClockEvent& event, const Zone& zone, const WorkingCalendar& calendar) {
  clock.because.events.push_back(event);
  const ClockStanding standing = evaluate(clock.because, zone, calendar);
  const bool due_moved = standing.due != clock.due;
  clock.state = standing.state;
  clock.due = standing.due;
  clock.stopped_at = standing.stopped_at;
  if (due_moved && event.at <= standing.due) clock.late = 0;
  clock.check_at = clock.state == ClockState::running ? clock.due : no_due;
}

int extensions_of(const Clock& clock) {
  return static_cast<int>(
      std::count_if(clock.because.events.begin(), clock.because.events.end(),
                    [](const ClockEvent& event) { return event.kind == ClockEvent::Kind::extend; }));
}

std::string to_text(const ClockLog& log) {
  JsonWriter out;
  out.reserve(256);
  out.begin_object();
  out.key("events");
  out.begin_array();
  for (const ClockEvent& event : log.events) {
    out.begin_object();
    out.member("at", event.at.ms);
    if (event.kind == ClockEvent::Kind::extend) write_length(out, "by", event.by);
    out.member("kind", event_name(event.kind));
    out.member("step", event.step);
    out.end_object();
  }
  out.end_array();
  write_length(out, "length", log.length);
  out.member("rule", log.rule);
  out.member("source", log.source);
  out.member("started", log.started.ms);
  out.member("step", log.step);
  out.end_object();
  return out.take();
}

ClockLog clock_log_of(std::string_view text) {
  const auto json = parse_json(text);
  check(json.has_value(), "a clock's log is JSON that this program wrote");
  ClockLog log;
  log.rule = text_of(*json, "rule");
  log.source = text_of(*json, "source");
  log.length = length_of_json(member(*json, "length"));
  log.started = Instant{integer_of(*json, "started")};
  log.step = text_of(*json, "step");
  const JsonArray* events = member(*json, "events").array();
  check(events != nullptr, "a clock's log lists its events");
  for (const Json& item : *events) {
    ClockEvent event;
    const std::string kind = text_of(item, "kind");
    for (const auto candidate : {ClockEvent::Kind::pause, ClockEvent::Kind::resume, ClockEvent::Kind::extend,
                                 ClockEvent::Kind::stop, ClockEvent::Kind::run_out})
      if (kind == event_name(candidate)) event.kind = candidate;
    event.at = Instant{integer_of(item, "at")};
    event.step = text_of(item, "step");
    if (event.kind == ClockEvent::Kind::extend) event.by = length_of_json(member(item, "by"));
    log.events.push_back(std::move(event));
  }
  return log;
}

namespace {

/// "Take it up" of a step; a start by raising has words of its own.
std::string step_words(const std::string& step, const rulebook::Procedure& procedure, Language language) {
  if (step == "raise") return language == Language::zh ? "提出" : "raised";
  const rulebook::Step* rule = procedure.step(step);
  return rule == nullptr ? step : rule->title.in(language);
}

std::string event_sentence(const ClockEvent& event, const std::string& day, const std::string& words,
                           const std::string& due, Language language) {
  const bool zh = language == Language::zh;
  switch (event.kind) {
    case ClockEvent::Kind::pause:
      return zh ? "；" + day + "“" + words + "”起中止计算" : "; stood still from " + day + " (“" + words + "”)";
    case ClockEvent::Kind::resume:
      return zh ? "，" + day + "“" + words + "”起恢复，至" + due
                : ", went on from " + day + " (“" + words + "”), to " + due;
    case ClockEvent::Kind::extend:
      return zh ? "；" + day + "“" + words + "”延长" + rulebook::to_string(event.by, language) + "，至" + due
                : "; extended by " + rulebook::to_string(event.by, language) + " on " + day + " (“" + words +
                      "”), to " + due;
    case ClockEvent::Kind::stop:
      return zh ? "；" + day + (words.empty() ? "" : "“" + words + "”") + "完成"
                : "; done on " + day + (words.empty() ? "" : " (“" + words + "”)");
    case ClockEvent::Kind::run_out:
      return zh ? "；" + day + "届满" : "; ran out on " + day;
  }
  return "";
}

}  // namespace

std::string because_sentence(const ClockLog& log, const rulebook::Procedure& procedure, const Zone& zone,
                             const WorkingCalendar& calendar, Language language) {
  const bool zh = language == Language::zh;
  const auto day_text = [&](Instant at) {
    const bool by_hours = log.length.unit == LengthUnit::hours;
    return by_hours ? zone.wall_time(at) : massline::to_string(zone.date_of(at));
  };
  const std::string start_day = day_text(log.started);
  const std::string length = rulebook::to_string(log.length, language);
  const std::string words = step_words(log.step, procedure, language);
  const std::string due = day_text(due_after(log.started, log.length, zone, calendar));
  std::string out = zh ? "自" + start_day + "“" + words + "”起" + length + "，至" + due
                       : length + " from " + start_day + " (“" + words + "”), to " + due;
  ClockLog until{{}, {}, log.length, log.started, {}, {}};
  for (const ClockEvent& event : log.events) {
    until.events.push_back(event);
    out +=
        event_sentence(event, day_text(event.at), event.step.empty() ? "" : step_words(event.step, procedure, language),
                       day_text(evaluate(until, zone, calendar).due), language);
  }
  if (calendar.known_through_year() != 0 && log.length.unit == LengthUnit::working_days) {
    const auto year =
        static_cast<int>(std::chrono::year_month_day{zone.date_of(evaluate(log, zone, calendar).due)}.year());
    if (year > calendar.known_through_year())
      out += zh ? "；" + std::to_string(year) + "年的节假日尚未公布"
                : "; the holidays of " + std::to_string(year) + " are not known yet";
  }
  const std::string source = rulebook::citation_in(log.source, language);
  return out + (zh ? "（" + source + "）。" : ". " + source + ".");
}

}  // namespace massline::matters
