// Which units' standing has changed, between what follows the register and what tells people of it.
#pragma once

#include <mutex>
#include <span>
#include <unordered_set>

#include "duties/board.h"

namespace massline::duties {

struct Moved {
  bool all = false;                             // another day: periods may have ended everywhere
  std::unordered_set<standing::UnitRow> units;  // of the board that is held now: those that changed, and all above them
};

/// Thread-safe. One takes, any number note. What nobody takes is bounded by the number of units.
class MovedUnits {
 public:
  void note_all();
  /// Whose owers took part in something that was counted, or taken back.
  void note(std::span<const standing::Participation> who);
  void note(standing::UnitRow unit);
  /// One board takes the place of another: every unit whose figures differ, and the units above one that is gone.
  /// Cost: as reading every unit's standing from both.
  void note_difference(const Board& before, const Board& after);

  /// What was noted since the last time. `board`: the one that is held now.
  Moved take(const Board& board);

 private:
  std::mutex mutex_;
  bool all_ = false;
  std::unordered_set<standing::UnitRow> rows_;  // of the board that is held now
};

}  // namespace massline::duties
