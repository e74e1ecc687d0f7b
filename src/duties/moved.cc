#include "duties/moved.h"

#include <utility>

namespace massline::duties {

using standing::UnitRow;

namespace {

/// By the duties' ids, since the plans of two boards may number them differently.
bool stands_alike(const Board& one, UnitRow in_one, const Board& other, UnitRow in_other) {
  const auto mine = one.standing->standing_of(in_one);
  const auto theirs = other.standing->standing_of(in_other);
  if (!mine || !theirs) return !mine && !theirs;
  const auto& duties = one.standing->plan().duties();
  if (duties.size() != other.standing->plan().duties().size()) return false;
  for (std::uint32_t duty = 0; duty < duties.size(); ++duty) {
    const auto there = other.standing->plan().duty_index(duties[duty].id);
    if (!there || !(mine->duties[duty] == theirs->duties[*there])) return false;
  }
  return true;
}

/// The nearest unit above one that `board` no longer has which it has still; its root where there is none.
UnitRow still_there(const Board& before, UnitRow gone, const Board& after) {
  for (UnitRow row = gone; row != 0;) {
    row = before.standing->parent_of(row);
    if (const auto found = after.row_of(UnitId{before.standing->id_of(row)})) return *found;
  }
  return 0;
}

}  // namespace

void MovedUnits::note_all() {
  const std::lock_guard lock(mutex_);
  all_ = true;
}

void MovedUnits::note(std::span<const standing::Participation> who) {
  const std::lock_guard lock(mutex_);
  for (const standing::Participation& part : who) rows_.insert(part.at.unit);
}

void MovedUnits::note(UnitRow unit) {
  const std::lock_guard lock(mutex_);
  rows_.insert(unit);
}

void MovedUnits::note_difference(const Board& before, const Board& after) {
  std::unordered_set<UnitRow> rows;
  for (UnitRow row = 0; row < after.standing->unit_count(); ++row) {
    const auto old = before.row_of(UnitId{after.standing->id_of(row)});
    if (!old || !stands_alike(before, *old, after, row)) rows.insert(row);
  }
  for (UnitRow row = 0; row < before.standing->unit_count(); ++row)
    if (!after.row_of(UnitId{before.standing->id_of(row)})) rows.insert(still_there(before, row, after));
  const std::lock_guard lock(mutex_);
  // What was noted before and is not taken yet has other rows now.
  for (const UnitRow row : rows_) {
    const auto kept = after.row_of(UnitId{before.standing->id_of(row)});
    rows.insert(kept ? *kept : still_there(before, row, after));
  }
  rows_ = std::move(rows);
}

Moved MovedUnits::take(const Board& board) {
  Moved out;
  const std::lock_guard lock(mutex_);
  out.all = std::exchange(all_, false);
  for (UnitRow row : std::exchange(rows_, {}))
    while (out.units.insert(row).second && row != 0) row = board.standing->parent_of(row);
  return out;
}

}  // namespace massline::duties
