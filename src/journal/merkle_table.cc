#include "journal/merkle_table.h"

#include <array>

#include "base/result.h"

namespace massline::journal {

namespace {

constexpr int kept_every = 4;

/// The hashes of the kept level just at or below `level`, as many as `level` needs, from the left.
std::vector<std::string> kept_below(db::Reader& in, RegionId region, int level, std::uint64_t number) {
  const int depth = level % kept_every;
  const auto count = std::int64_t{1} << depth;
  const auto first = static_cast<std::int64_t>(number << depth);
  const int kept = level - depth;
  const db::Rows rows =
      kept == 0 ? in.query("SELECT hash FROM journal WHERE region = $1 AND seq > $2 AND seq <= $3 ORDER BY seq",
                           {region, first, first + count})
                : in.query(
                      "SELECT hash FROM merkle_node WHERE region = $1 AND level = $2 AND number >= $3 AND number < $4 "
                      "ORDER BY number",
                      {region, kept, first, first + count});
  if (rows.size() != static_cast<std::size_t>(count))
    throw Fault("the tree over the journal has a gap: run massline verify");
  std::vector<std::string> hashes;
  for (const auto row : rows) hashes.push_back(kept == 0 ? leaf_hash(row.blob(0)) : row.blob(0));
  return hashes;
}

}  // namespace

bool is_kept_level(int level) { return level > 0 && level % kept_every == 0; }

NodeAt nodes_of(db::Reader& in, RegionId region) {
  return [&in, region](int level, std::uint64_t number) {
    std::vector<std::string> hashes = kept_below(in, region, level, number);
    for (; hashes.size() > 1; hashes.resize(hashes.size() / 2))
      for (std::size_t i = 0; i < hashes.size() / 2; ++i) hashes[i] = node_hash(hashes[2 * i], hashes[2 * i + 1]);
    return hashes.front();
  };
}

MerkleTree::OnNode NewNodes::collector() {
  return [this](int level, std::uint64_t number, const std::string& hash) {
    if (is_kept_level(level))
      cells_.insert(cells_.end(), {region_, level, static_cast<std::int64_t>(number), db::Blob{hash}});
  };
}

void NewNodes::insert(db::Transaction& tx) const {
  static constexpr std::array<std::string_view, 4> columns{"region", "level", "number", "hash"};
  if (!cells_.empty()) tx.bulk_insert("merkle_node", columns, cells_);
}

}  // namespace massline::journal
