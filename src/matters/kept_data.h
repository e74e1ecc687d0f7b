// The personal data of matters: which kinds there are, whose time is over, and how each is erased. What figures count
// (that a matter was raised, closed, answered, appraised, when and by which unit) stays.
//
// Commands run in the transaction they are given. An erasing of nothing leaves no act.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "journal/context.h"
#include "journal/erasures.h"
#include "matters/matter.h"
#include "rulebook/retention.h"

namespace massline::matters {

std::vector<rulebook::DataKind> kept_data();

/// Why the matter's data must stay, whatever the rules say: it is open, a clock runs, one that it belongs to is open.
bool is_held(db::Reader& in, const Matter& matter);

/// How many rows of the kind the matter has.
std::int64_t rows_kept(db::Reader& in, const Matter& matter, std::string_view data);

/// Erases them, with the act; gives how many rows it were. Throws db::Error.
std::int64_t erase_data(Context& ctx, db::Transaction& tx, Matter matter, const journal::Ending& why);

/// Kept answers to repeated requests, given before `before`: how many were erased.
std::int64_t erase_answers(db::Transaction& tx, RegionId region, Instant before);
std::int64_t count_answers(db::Reader& in, RegionId region, Instant before);

}  // namespace massline::matters
