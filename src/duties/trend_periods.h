// By which periods people look back on a duty, and how far.
#pragma once

#include <vector>

#include "standing/plan.h"

namespace massline::duties {

/// Years, quarters or months. What is owed once is told by the ends of quarters.
rulebook::DutyPeriod::Kind told_by(const rulebook::DutyPeriod& per);

/// Five years, eight quarters or twelve months before the one that runs on `today`, the oldest first.
std::vector<standing::DateRange> periods_before(rulebook::DutyPeriod::Kind kind, Date today);

}  // namespace massline::duties
