// The Merkle tree over the entries of one region, as RFC 9162 (2.1) has it: SHA-256, leaves behind 0x00, nodes behind
// 0x01. A leaf's input is the hash of an entry, so that nothing of the entry itself is ever given away.
//
// Pure functions; thread-safe. Hashes are 32 bytes. Positions count from 0 here, as in the RFC.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace massline::journal {

std::string leaf_hash(std::string_view entry_hash);
std::string node_hash(std::string_view left, std::string_view right);
/// Of a tree without leaves.
std::string empty_root();

/// A node that stands for 2^level leaves, from number * 2^level on, all of which are there.
using NodeAt = std::function<std::string(int level, std::uint64_t number)>;

/// The root of the first `size` leaves.   Cost: O(log size) nodes.
std::string root_of(const NodeAt& nodes, std::uint64_t size);
/// The inclusion path of leaf `index` in the tree of `size` leaves (RFC 9162, 2.1.3.1). index < size.
/// Cost: O(log size) nodes.
std::vector<std::string> inclusion_path(const NodeAt& nodes, std::uint64_t index, std::uint64_t size);
/// The consistency path between the trees of `first` and `second` leaves (RFC 9162, 2.1.4.1). 0 < first <= second.
/// Cost: O(log second) nodes.
std::vector<std::string> consistency_path(const NodeAt& nodes, std::uint64_t first, std::uint64_t second);

/// RFC 9162, 2.1.3.2.
bool includes(std::string_view root, std::uint64_t size, std::string_view leaf, std::uint64_t index,
              std::span<const std::string> path);
/// RFC 9162, 2.1.4.2. Sizes are above 0; equal ones need equal roots and an empty path.
bool is_continued(std::string_view first_root, std::uint64_t first, std::string_view second_root, std::uint64_t second,
                  std::span<const std::string> path);

/// A tree that leaves are added to, of which it keeps O(log n) nodes.
class MerkleTree {
 public:
  /// Called for every node as it gets complete; level 1 and up.
  using OnNode = std::function<void(int level, std::uint64_t number, const std::string& hash)>;

  explicit MerkleTree(OnNode on_node = {}) : on_node_(std::move(on_node)) {}
  /// The tree that has `size` leaves already.
  MerkleTree(const NodeAt& nodes, std::uint64_t size, OnNode on_node);

  void add(std::string leaf);
  std::uint64_t size() const { return size_; }
  std::string root() const;

 private:
  OnNode on_node_;
  std::uint64_t size_ = 0;
  std::vector<std::string> peaks_;  // of the complete trees that `size_` falls into, the largest first
};

}  // namespace massline::journal
