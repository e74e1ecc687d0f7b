// When a clock is due, worked out day by day, and what should have happened to it, read off the timeline.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/calendar.h"
#include "matters/clocks.h"
#include "matters/matter.h"
#include "rulebook/model.h"

namespace massline::sim {

/// The due date that the log tells of. Nothing where an extension is in another unit than the clock's length, of which
/// this plain way knows nothing.
std::optional<Instant> naive_due(const matters::ClockLog& log, const Zone& zone, const WorkingCalendar& calendar);

/// What the steps of a timeline should have done to a clock after it started: pauses, resumptions, extensions, its
/// stop.
std::vector<matters::ClockEvent> naive_events(const rulebook::ClockRule& rule, const matters::ClockLog& log,
                                              const std::vector<matters::Entry>& timeline);

}  // namespace massline::sim
