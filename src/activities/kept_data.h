// What is personal in the record of activities, and how it is erased. Who was there stays, by number: standing counts
// it.
#pragma once

#include <cstdint>
#include <vector>

#include "journal/context.h"
#include "journal/erasures.h"
#include "rulebook/retention.h"

namespace massline::activities {

std::vector<rulebook::DataKind> kept_data();

/// Activities that were over before `before` and whose texts were not erased since, in growing order behind `after`.
std::vector<ActivityId> ended_activities(db::Reader& in, RegionId region, Instant before, ActivityId after, int limit);

/// Erases what the activity was about, reasons of those excused, earlier versions and what its documents say; that a
/// report was there is counted, and stays. With the act; gives the rows. Throws db::Error.
std::int64_t erase_texts(Context& ctx, db::Transaction& tx, RegionId region, ActivityId activity,
                         const journal::Ending& why);

}  // namespace massline::activities
