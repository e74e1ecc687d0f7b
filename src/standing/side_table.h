// A few exact numbers beside the columns: what no longer fits a narrow slot, and the dates of joining and taking post.
// Readers look up through a View while the writer adds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "standing/region.h"
#include "standing/versions.h"

namespace massline::standing {

/// Open addressing over a power of two; grows by moving to a region twice as large, and keeps the old one for readers
/// until the table ends. Values are 1 and more; an entry that was erased has the value 0.
class SideTable {
 public:
  struct Entry {
    std::uint64_t key;  // 0: free
    std::uint64_t value;
  };

  SideTable();

  /// Where an ower stands, and which of their numbers: unit < 2^32, place < 2^20, what < 2^12 - 1.
  static std::uint64_t key_of(std::uint32_t unit, std::uint32_t place, std::uint32_t what) {
    return std::uint64_t{unit} << 32 | std::uint64_t{place} << 12 | (what + 1);
  }

  /// Writer.
  std::optional<std::uint64_t> find(std::uint64_t key) const;
  void put(Change& change, std::uint64_t key, std::uint64_t value);
  void erase(Change& change, std::uint64_t key);
  /// Reader.
  std::optional<std::uint64_t> find(View& view, std::uint64_t key) const;

  /// Writer: all that is in it, in no order.
  std::vector<Entry> entries() const;

 private:
  Entry* slot_of(std::uint64_t key) const;
  void grow(Change& change);

  struct Head {
    std::uint64_t entries;  // address of the first
    std::uint64_t mask;     // capacity - 1
  };
  Region head_region_;
  Head* head_;
  std::uint64_t used_ = 0;  // with those erased
  std::vector<Region> regions_;
};

}  // namespace massline::standing
