// What raising asks of the unit tree again and again, kept in memory: the unit of a place, and where a procedure's
// matters go from there.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>

#include "base/time.h"
#include "db/db.h"
#include "registry/units.h"
#include "rulebook/model.h"

namespace massline::matters {

/// Thread-safe. A change of the tree, by this program or another on the same database, or a new day, empties it at the
/// latest `fresh_ms` afterwards. That is no worse than what a request meets anyway whose rows are made just before the
/// change and written just after it.
class PlaceMemo {
 public:
  static constexpr std::size_t most_places = 50'000;
  static constexpr std::int64_t fresh_ms = 50;

  /// The tree that a snapshot sees, on a day.
  struct Tree {
    std::int64_t mark = 0;
    Date day{};
    bool operator==(const Tree&) const = default;
  };
  /// The tree as it was at most `fresh_ms` ago. `now` and `day` are of one moment.
  Tree tree_of(db::Reader& in, Instant now, Date day);

  std::optional<registry::Unit> place(const Tree& tree, UnitId place);
  void keep_place(const Tree& tree, UnitId place, const registry::Unit& unit);
  std::optional<registry::Unit> route(const Tree& tree, const rulebook::Procedure& procedure, UnitId place);
  void keep_route(const Tree& tree, const rulebook::Procedure& procedure, UnitId place, const registry::Unit& unit);

 private:
  bool holds(const Tree& tree) const { return tree == tree_; }
  bool make_room_for(const Tree& tree);

  std::mutex mutex_;
  Tree tree_;
  Tree last_seen_;
  Instant seen_at_{};
  std::unordered_map<std::int64_t, registry::Unit> places_;
  std::map<std::pair<const rulebook::Procedure*, UnitId>, registry::Unit> routes_;
};

}  // namespace massline::matters
