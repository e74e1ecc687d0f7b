// What another rulebook would change of days that have passed.
#pragma once

#include <string>
#include <vector>

#include "rulebook/model.h"

namespace massline::duties {

/// A line for each rule that would have been another, been there, or not been there, on a day before `today`, as people
/// read it: duties, standards, entitlements, kinds of activities by how they count, procedures and their clocks, the
/// calendar.
std::vector<std::string> past_changes(const rulebook::Rulebook& before, const rulebook::Rulebook& after, Date today);

}  // namespace massline::duties
