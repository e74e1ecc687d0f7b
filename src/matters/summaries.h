// Matters as lines of a list, with all names fetched in one go.
#pragma once

#include <vector>

#include "journal/context.h"
#include "matters/matter_views.h"

namespace massline::matters {

/// In the order given. Cost: two queries, however many there are.
std::vector<MatterSummary> summaries_of(Context& ctx, db::Reader& in, const std::vector<Matter>& matters,
                                        Language language);

}  // namespace massline::matters
