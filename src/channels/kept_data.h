// What is personal in the channels' own tables, and how it is erased.
#pragma once

#include <cstdint>
#include <vector>

#include "journal/context.h"
#include "rulebook/retention.h"

namespace massline::channels {

std::vector<rulebook::DataKind> kept_data();

/// Addresses of calendars of people all of whose posts and memberships ended before `left_before`. Throws db::Error.
std::int64_t erase_feed_links(db::Transaction& tx, RegionId region, Date left_before);
std::int64_t count_feed_links(db::Reader& in, RegionId region, Date left_before);

}  // namespace massline::channels
