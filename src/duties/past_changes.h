// What another rulebook would change of days that have passed.
#pragma once

#include <string>
#include <vector>

#include "rulebook/model.h"

namespace massline::duties {

/// A line for each duty and standard that would have been another, been there, or not been there, on a day before
/// `today`: in the rulebook's order, as people read it.
std::vector<std::string> past_changes(const rulebook::Rulebook& before, const rulebook::Rulebook& after, Date today);

}  // namespace massline::duties
