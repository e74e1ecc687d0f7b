// The past of a simulated country: how each unit stood at the ends of the periods that people look back on, by the
// rules that were in force then, worked out unit by unit without a standing of that day.
#pragma once

#include "duties/kept_past.h"
#include "duties/simulated_owers.h"

namespace massline::duties {

/// Five years, eight quarters and twelve months before today, each by seed. Throws Fault where the disk fails or the
/// duties of a day can't be compiled. Cost: some nanoseconds for each ower, duty and period; a few megabytes of memory.
void simulate_past(const rulebook::Rulebook& rulebook, const SimulatedUnits& units, std::span<const std::int64_t> ids,
                   Date today, KeptPast& into, const Progress& progress);

/// The moments of it, the oldest first within each kind of period.
std::vector<SimulatedMoment> simulated_moments(Date today);

/// The standing of the country on one of them, by the engine: what the past is compared with.
LiveFile simulate_standing(const rulebook::Rulebook& rulebook, const SimulatedUnits& units,
                           std::span<const std::int64_t> ids, const SimulatedMoment& moment, const Progress& progress);

}  // namespace massline::duties
