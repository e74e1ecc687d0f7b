// Clocks: when something is due, and why. Pure: a clock is a log of what happened to it, and its state and due date are
// worked out from the log with the zone and the working calendar, as often as need be.
//
// Days and working days: the day of the event does not count, and the clock runs out at the end of its last day. Months
// end on the day of the same number, or on the month's last. Hours are exact.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/calendar.h"
#include "base/json.h"
#include "base/time.h"
#include "matters/matter.h"
#include "rulebook/model.h"

namespace massline::matters {

struct ClockEvent {
  enum class Kind { pause, resume, extend, stop, run_out } kind = Kind::pause;
  Instant at;
  std::string step;     // empty where the program did it
  rulebook::Length by;  // of an extension
  bool operator==(const ClockEvent&) const = default;
};

/// Everything that the date of a clock follows from. Kept as JSON in the column `because`.
struct ClockLog {
  std::string rule;    // "petition/clock/decide"
  std::string source;  // "Petition Work Regulations 2022, Art. 34"
  rulebook::Length length;
  Instant started;
  std::string step;  // what started it: a step, or "raise"
  std::vector<ClockEvent> events;
  bool operator==(const ClockLog&) const = default;
};

/// One row of the table `clock`.
struct Clock {
  std::int64_t id = 0;
  std::string name;
  bool owed_by_raiser = false;
  ClockState state = ClockState::running;
  Instant due;  // of a paused clock: as it was when it paused
  ClockLog because;
  std::optional<Instant> stopped_at;
  std::int64_t late = 0;      // how often it was found late and taken one unit higher
  Instant check_at = no_due;  // when the program looks at it next

  Instant started_at() const { return because.started; }
  /// Late now, or was late when it stopped. A clock that the person owes never is.
  bool is_late(Instant now) const;
};

/// When `length` from `start` runs out.
Instant due_after(Instant start, rulebook::Length length, const Zone& zone, const WorkingCalendar& calendar);

struct ClockStanding {
  ClockState state = ClockState::running;
  Instant due;
  std::optional<Instant> stopped_at;
  int extensions = 0;
};
/// Works the log out from its beginning. A pause keeps the days (working days, milliseconds) that remain; a clock that
/// was already past due when it paused stays past due.
ClockStanding evaluate(const ClockLog& log, const Zone& zone, const WorkingCalendar& calendar);

/// Appends what happened and works the clock out again.
void add_event(Clock& clock, const ClockEvent& event, const Zone& zone, const WorkingCalendar& calendar);

/// How often it was extended.
int extensions_of(const Clock& clock);

std::string to_text(const ClockLog& log);
/// check() fails on what to_text did not write.
ClockLog clock_log_of(std::string_view text);

/// One sentence: rule, source, start, each pause and extension, with dates in the zone.
std::string because_sentence(const ClockLog& log, const rulebook::Procedure& procedure, const Zone& zone,
                             const WorkingCalendar& calendar, Language language);

}  // namespace massline::matters
