// Tells whether anything was written since: for whoever keeps in memory what was read.
//
//   auto mark = open_change_mark({.url = "data/massline.db"}, store);
//   const auto before = mark->value();   // first the mark, then the read
//   const auto page = store.read(…);
//   … mark->value() == before            // page is still what a read would give now
#pragma once

#include <cstdint>
#include <memory>

#include "db/db.h"

namespace massline::db {

/// Thread-safe.
class ChangeMark {
 public:
  virtual ~ChangeMark() = default;
  /// Another number after every commit: of `store` before anyone is told of it, of any other program on the same
  /// database at most `others_ms` later. Cost: far below a microsecond. Throws db::Error.
  virtual std::int64_t value() = 0;

  static constexpr int others_ms = 20;
};

/// Nothing for PostgreSQL, where it would cost a round trip, as much as a read itself.
/// `store` is on `target` too, and outlives the mark.
std::unique_ptr<ChangeMark> open_change_mark(const Target& target, const Store& store);

}  // namespace massline::db
