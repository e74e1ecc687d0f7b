// The digest of a matter for the journal: of its row, and of what lies under it.
//
// Under it lie what was said, answered and noted, whom it names, the digests of its files, its clocks, and how answers
// were appraised: whoever changes one of these in the database makes the matter another than its last act left it,
// which `massline verify` tells. Not under it: who is barred (it follows from the parties), and sealed names, which are
// sealed again whenever the vault's key changes.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "db/db.h"
#include "matters/matter.h"

namespace massline::matters {

/// The matter, as `row` has it, with what lies under it now. One query. A row without a salt (from before there were
/// any) is taken alone: digests of its words could be tried out.
std::string digest_of_matter(db::Reader& in, const Matter& row);

/// The same of a matter that is about to be written with these under it: parties numbered from 1, and clocks in the
/// order of their ids.
std::string digest_of_raised(const Matter& row, std::span<const Entry> entries, std::span<const Party> parties,
                             std::span<const Clock> clocks);

/// The digest of the matter as it stands, or nothing for another kind; "" for a row that is not there. Fits
/// journal::DigestOf.
std::optional<std::string> digest_of(db::Reader& in, RegionId region, const std::string& kind, std::int64_t id);

/// The same, for data that an earlier version wrote too: where the last act took the digest of the row alone, that.
std::optional<std::string> digest_as_last_taken(db::Reader& in, RegionId region, const std::string& kind,
                                                std::int64_t id);

}  // namespace massline::matters
