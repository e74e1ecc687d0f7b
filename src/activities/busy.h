// Who was at another activity at the same time. Days are not hours: what is measured in days, and talks, are left out.
#pragma once

#include <map>
#include <set>
#include <vector>

#include "activities/activity.h"
#include "journal/context.h"
#include "registry/units.h"

namespace massline::activities {

/// Of `persons`, those who were at, or led, a held activity that overlaps `activity` and is not it: person → that one.
std::map<PersonId, Activity> busy_at(Context& ctx, db::Reader& in, const Activity& activity,
                                     const std::set<PersonId>& persons, const std::set<PersonId>& guests);

}  // namespace massline::activities
