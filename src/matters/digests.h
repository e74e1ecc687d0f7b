// The digest of a matter's row, for the journal.
#pragma once

#include <optional>
#include <string>

#include "db/db.h"
#include "matters/matter.h"

namespace massline::matters {

/// Over all columns in a fixed order.
std::string digest_of_matter(const Matter& matter);

/// The digest of the matter as it stands, or nothing for another kind; "" for a row that is not there. Fits
/// journal::DigestOf.
std::optional<std::string> digest_of(db::Reader& in, RegionId region, const std::string& kind, std::int64_t id);

}  // namespace massline::matters
