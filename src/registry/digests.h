// Digests of the registry's rows, for the journal.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/id.h"
#include "db/db.h"

namespace massline::registry {

/// The digest of a unit, person, post, membership, account or key as it stands, or nothing for another kind; "" for a
/// row that is not there. Fits journal::DigestOf.
std::optional<std::string> digest_of(db::Reader& in, RegionId region, const std::string& kind, std::int64_t id);

}  // namespace massline::registry
