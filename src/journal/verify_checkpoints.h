// Checking the trees and checkpoints of a database against its journal.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "db/db.h"
#include "journal/journal.h"

namespace massline::journal {

struct CheckpointReport {
  std::uint64_t checkpoints = 0;
  std::optional<Break> broken;
};
/// Works the tree of every region out again from the hashes of its entries, and compares the nodes that are kept and
/// the roots that were signed; each signature must be that of a published key, and each key vouched for by the one
/// before. Cost: O(entries) time, a read for each 16 entries.
CheckpointReport verify_checkpoints(db::Reader& in, std::string_view organisation);

}  // namespace massline::journal
