// What a step does to a matter's clocks, as the procedure says. Works on values; nothing is read or written here.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "matters/clocks.h"
#include "matters/matter.h"
#include "rulebook/model.h"

namespace massline::matters {

struct ClockChanges {
  std::vector<std::size_t> changed;  // of the clocks that were there
  std::vector<std::size_t> added;    // behind them
};

struct ClockSetting {
  const rulebook::Procedure& procedure;
  const Zone& zone;
  const WorkingCalendar& calendar;
  IdMaker& ids;
};

/// Running, or paused and to be resumed.
inline bool goes_on(const Clock& clock) {
  return clock.state == ClockState::running || clock.state == ClockState::paused;
}

/// Stops, pauses, resumes, extends and starts what `step` ("raise" for raising) does at `at`. A clock that runs already
/// is not started again. `holds` tells whether the condition of a clock that would start is met.
ClockChanges act_on_clocks(std::vector<Clock>& clocks, std::string_view step, Instant at, const ClockSetting& setting,
                           const std::function<bool(const rulebook::Expression&)>& holds);

/// Sets next_due and next_clock from the running clocks that the organisation owes.
void set_next_due(Matter& matter, const std::vector<Clock>& clocks);

/// The newest clock of this name; null if there was none.
const Clock* newest_clock(const std::vector<Clock>& clocks, std::string_view name);

/// The date told to the person: of the next clock that the organisation owes, else of a window of their own; empty if
/// neither runs.
std::string due_to_tell(const Matter& matter, const std::vector<Clock>& clocks, const rulebook::Procedure& procedure,
                        const Zone& zone);

/// True if the clock opens a step to the person who raised the matter.
bool is_window_of_raiser(const rulebook::Procedure& procedure, std::string_view clock);

}  // namespace massline::matters
