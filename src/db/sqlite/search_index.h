// The search index of an SQLite file, brought up to date many texts at a time.
//
// FTS5 writes a segment for every commit that changed it, and merges segments later, so that few texts a commit cost it
// several times as much as many. New texts are put into the table search_pending first, a plain row each, and moved
// into the index together once there are enough of them, in the transaction that made them so many. A search looks into
// both, so it finds at every moment what was committed by then; and since the rows are on disk, so it is after a crash.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "db/db.h"

namespace massline::db {

/// Of the writer's connection. Not thread-safe.
class SearchIndex {
 public:
  /// So many wait at most, each of which a search has to look through. A job of more texts puts the rest into the index
  /// itself.
  static constexpr std::int64_t most_pending = 256;

  void put(Transaction& tx, RegionId region, std::int64_t id, std::span<const std::string> words, Indexed indexed);
  /// Moves what waits into the index, if it has become enough.
  void before_commit(Transaction& tx);
  /// What the batch put was not kept.
  void undone();

 private:
  void put_pending(Transaction& tx, RegionId region, std::int64_t id, std::string words, Indexed indexed);

  std::optional<std::int64_t> pending_;  // rows in search_pending; nothing while not known
  std::int64_t put_ = 0;                 // by this batch
};

/// The subjects in `alias` that hold all phrases of the query: in the index, or among what waits.
Reader::SearchCondition search_condition_of(const SearchQuery& query, std::string_view alias, int parameter_number);

}  // namespace massline::db
