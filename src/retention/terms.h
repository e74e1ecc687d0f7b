// Until when data are kept: what a rule of retention means for one matter or person.
#pragma once

#include <optional>
#include <string>

#include "journal/context.h"
#include "matters/ended_matters.h"
#include "matters/matter.h"
#include "rulebook/retention.h"

namespace massline::retention {

/// The first day on which the matter's data of the rule's kind may be erased; nothing while what the rule counts from
/// has not come: the matter is open, the emergency goes on.
std::optional<Date> end_of(Context& ctx, db::Reader& in, const matters::Matter& matter,
                           const rulebook::RetentionRule& rule);

/// The same of the data that are there: what came only after that day, or after the rest was erased, is kept as long
/// from then on.
std::optional<Date> end_of(Context& ctx, db::Reader& in, const matters::Matter& matter,
                           const rulebook::RetentionRule& rule, const matters::DataToEnd& data);

}  // namespace massline::retention
