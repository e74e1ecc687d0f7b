#include "matters/place_memo.h"

namespace massline::matters {

PlaceMemo::Tree PlaceMemo::tree_of(db::Reader& in, Instant now, Date day) {
  {
    const std::lock_guard lock(mutex_);
    const std::int64_t age = now.ms - seen_at_.ms;
    if (age >= 0 && age < fresh_ms && last_seen_.day == day) return last_seen_;
  }
  const Tree tree{registry::tree_mark(in), day};
  const std::lock_guard lock(mutex_);
  last_seen_ = tree;
  seen_at_ = now;
  return tree;
}

std::optional<registry::Unit> PlaceMemo::place(const Tree& tree, UnitId place) {
  const std::lock_guard lock(mutex_);
  if (!holds(tree)) return std::nullopt;
  const auto known = places_.find(place.value);
  return known == places_.end() ? std::nullopt : std::optional(known->second);
}

void PlaceMemo::keep_place(const Tree& tree, UnitId place, const registry::Unit& unit) {
  const std::lock_guard lock(mutex_);
  if (make_room_for(tree)) places_.emplace(place.value, unit);
}

std::optional<registry::Unit> PlaceMemo::route(const Tree& tree, const rulebook::Procedure& procedure, UnitId place) {
  const std::lock_guard lock(mutex_);
  if (!holds(tree)) return std::nullopt;
  const auto known = routes_.find({&procedure, place});
  return known == routes_.end() ? std::nullopt : std::optional(known->second);
}

void PlaceMemo::keep_route(const Tree& tree, const rulebook::Procedure& procedure, UnitId place,
                           const registry::Unit& unit) {
  const std::lock_guard lock(mutex_);
  if (make_room_for(tree)) routes_.emplace(std::pair(&procedure, place), unit);
}

/// False where the memo follows a newer tree than this one.
bool PlaceMemo::make_room_for(const Tree& tree) {
  if (std::pair(tree.mark, tree.day) < std::pair(tree_.mark, tree_.day)) return false;
  if (!holds(tree) || places_.size() + routes_.size() >= most_places) {
    tree_ = tree;
    places_.clear();
    routes_.clear();
  }
  return true;
}

}  // namespace massline::matters
