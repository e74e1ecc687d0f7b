// The nodes of a region's Merkle tree as they are kept: every fourth level, so that a node is read or worked out from
// at most eight, and the tree takes a fifteenth of a row for an entry.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/id.h"
#include "db/db.h"
#include "journal/merkle.h"

namespace massline::journal {

/// The nodes that are there; asked for one that is not, it throws Fault. Holds as long as `in`.
NodeAt nodes_of(db::Reader& in, RegionId region);

/// Nodes on their way to the table.
class NewNodes {
 public:
  explicit NewNodes(RegionId region) : region_(region) {}
  /// For MerkleTree.
  MerkleTree::OnNode collector();
  void insert(db::Transaction& tx) const;

 private:
  RegionId region_;
  db::Values cells_;
};

/// True for levels that are kept.
bool is_kept_level(int level);

}  // namespace massline::journal
