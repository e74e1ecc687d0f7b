#include "journal/merkle.h"

#include <bit>

#include "base/crypto.h"
#include "base/result.h"

namespace massline::journal {

namespace {

/// The largest power of two below n; n > 1.
std::uint64_t split_of(std::uint64_t n) { return std::bit_floor(n - 1); }

int level_of(std::uint64_t power) { return std::countr_zero(power); }

/// The root of the leaves from `begin` to before `end`; `begin` is a multiple of the largest power of two in between.
std::string range_root(const NodeAt& nodes, std::uint64_t begin, std::uint64_t end) {
  const std::uint64_t count = end - begin;
  if (std::has_single_bit(count)) return nodes(level_of(count), begin / count);
  const std::uint64_t left = split_of(count);
  return node_hash(nodes(level_of(left), begin / left), range_root(nodes, begin + left, end));
}

void add_inclusion(const NodeAt& nodes, std::uint64_t index, std::uint64_t begin, std::uint64_t end,
                   std::vector<std::string>& path) {
  if (end - begin == 1) return;
  const std::uint64_t middle = begin + split_of(end - begin);
  if (index < middle) {
    add_inclusion(nodes, index, begin, middle, path);
    path.push_back(range_root(nodes, middle, end));
  } else {
    add_inclusion(nodes, index, middle, end, path);
    path.push_back(range_root(nodes, begin, middle));
  }
}

/// `first` counts from the start of the tree; `whole` is true as long as the range begins there.
void add_consistency(const NodeAt& nodes, std::uint64_t first, std::uint64_t begin, std::uint64_t end, bool whole,
                     std::vector<std::string>& path) {
  if (first == end) {
    if (!whole) path.push_back(range_root(nodes, begin, end));
    return;
  }
  const std::uint64_t middle = begin + split_of(end - begin);
  if (first <= middle) {
    add_consistency(nodes, first, begin, middle, whole, path);
    path.push_back(range_root(nodes, middle, end));
  } else {
    add_consistency(nodes, first, middle, end, false, path);
    path.push_back(range_root(nodes, begin, middle));
  }
}

}  // namespace

std::string leaf_hash(std::string_view entry_hash) { return sha256(std::string(1, '\x00') + std::string(entry_hash)); }

std::string node_hash(std::string_view left, std::string_view right) {
  return sha256(std::string(1, '\x01') + std::string(left) + std::string(right));
}

std::string empty_root() { return sha256(""); }

std::string root_of(const NodeAt& nodes, std::uint64_t size) {
  return size == 0 ? empty_root() : range_root(nodes, 0, size);
}

std::vector<std::string> inclusion_path(const NodeAt& nodes, std::uint64_t index, std::uint64_t size) {
  check(index < size, "a leaf is within its tree");
  std::vector<std::string> path;
  add_inclusion(nodes, index, 0, size, path);
  return path;
}

std::vector<std::string> consistency_path(const NodeAt& nodes, std::uint64_t first, std::uint64_t second) {
  check(first > 0 && first <= second, "a tree is continued by one that is no smaller");
  std::vector<std::string> path;
  add_consistency(nodes, first, 0, second, true, path);
  return path;
}

bool includes(std::string_view root, std::uint64_t size, std::string_view leaf, std::uint64_t index,
              std::span<const std::string> path) {
  if (index >= size) return false;          // step 1; the numbers below are those of the RFC
  std::uint64_t fn = index, sn = size - 1;  // 2
  std::string r(leaf);                      // 3
  for (const std::string& p : path) {       // 4
    if (sn == 0) return false;
    if ((fn & 1) == 1 || fn == sn) {
      r = node_hash(p, r);
      while ((fn & 1) == 0 && fn != 0) {
        fn >>= 1;
        sn >>= 1;
      }
    } else {
      r = node_hash(r, p);
    }
    fn >>= 1;
    sn >>= 1;
  }
  return sn == 0 && equal_in_constant_time(r, root);  // 5
}

bool is_continued(std::string_view first_root, std::uint64_t first, std::string_view second_root, std::uint64_t second,
                  std::span<const std::string> path) {
  if (first == 0 || first > second) return false;
  if (first == second) return path.empty() && equal_in_constant_time(first_root, second_root);
  std::vector<std::string> all(path.begin(), path.end());
  if (std::has_single_bit(first)) all.insert(all.begin(), std::string(first_root));  // step 2
  if (all.empty()) return false;                                                     // step 1
  std::uint64_t fn = first - 1, sn = second - 1;                                     // 3
  while ((fn & 1) == 1) {                                                            // 4
    fn >>= 1;
    sn >>= 1;
  }
  std::string fr = all.front(), sr = all.front();  // 5
  for (std::size_t i = 1; i < all.size(); ++i) {   // 6
    const std::string& c = all[i];
    if (sn == 0) return false;
    if ((fn & 1) == 1 || fn == sn) {
      fr = node_hash(c, fr);
      sr = node_hash(c, sr);
      while ((fn & 1) == 0 && fn != 0) {
        fn >>= 1;
        sn >>= 1;
      }
    } else {
      sr = node_hash(sr, c);
    }
    fn >>= 1;
    sn >>= 1;
  }
  return sn == 0 && equal_in_constant_time(fr, first_root) && equal_in_constant_time(sr, second_root);  // 7
}

MerkleTree::MerkleTree(const NodeAt& nodes, std::uint64_t size, OnNode on_node)
    : on_node_(std::move(on_node)), size_(size) {
  std::uint64_t begin = 0;
  for (std::uint64_t rest = size; rest != 0;) {
    const std::uint64_t peak = std::bit_floor(rest);
    peaks_.push_back(nodes(level_of(peak), begin / peak));
    begin += peak;
    rest -= peak;
  }
}

void MerkleTree::add(std::string leaf) {
  std::string hash = std::move(leaf);
  ++size_;
  // As many complete trees join as the new size has zeros at its end.
  for (int level = 1; level <= std::countr_zero(size_); ++level) {
    hash = node_hash(peaks_.back(), hash);
    peaks_.pop_back();
    if (on_node_) on_node_(level, (size_ >> level) - 1, hash);
  }
  peaks_.push_back(std::move(hash));
}

std::string MerkleTree::root() const {
  if (peaks_.empty()) return empty_root();
  std::string root = peaks_.back();
  for (std::size_t i = peaks_.size() - 1; i > 0; --i) root = node_hash(peaks_[i - 1], root);
  return root;
}

}  // namespace massline::journal
