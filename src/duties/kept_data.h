// What is personal in what entitlements are worked out from, and how it is erased.
#pragma once

#include <cstdint>
#include <vector>

#include "journal/context.h"
#include "rulebook/retention.h"

namespace massline::duties {

std::vector<rulebook::DataKind> kept_data();

/// Households recorded before `before`: how many went. Those from before anybody kept their day are recorded as of now.
/// Throws db::Error.
std::int64_t erase_households(Context& ctx, db::Transaction& tx, RegionId region, Instant before);
std::int64_t count_households(db::Reader& in, RegionId region, Instant before);

}  // namespace massline::duties
