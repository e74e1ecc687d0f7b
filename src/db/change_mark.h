// Tells whether anything was written since: for whoever keeps in memory what was read.
//
//   auto mark = open_change_mark({.url = "data/massline.db"});
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
  /// Another number after every commit, of this program and of any other on the same database, from the moment on that
  /// the commit is to be seen. Cost: microseconds, no wait for a disk. Throws db::Error.
  virtual std::int64_t value() = 0;
};

/// Nothing for PostgreSQL, where it would cost a round trip, as much as a read itself.
std::unique_ptr<ChangeMark> open_change_mark(const Target& target);

}  // namespace massline::db
