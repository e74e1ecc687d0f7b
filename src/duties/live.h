// The standing of the register that the database holds: built from its rows, and kept current after each commit.
//
//   LiveDuties live(ctx);
//   live.follow();                       // after a command, and by the clock
//   const auto board = live.board();     // anybody, at any time; stays what it is while it is held
//   board->standing->standing_of(board->rows.row_of_unit.at(unit.value));
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "duties/moved.h"

namespace massline::duties {

/// Thread-safe.
class LiveDuties {
 public:
  /// Builds it. `ctx` outlives it. Throws Fault where the rulebook's duties can't be compiled.
  explicit LiveDuties(Context& ctx);

  std::shared_ptr<const Board> board() const;
  /// Brings it up to the last commit: activities one by one; a change of units, memberships or posts (that day's, or one
  /// whose day has come), or other rules in force, build a new board.
  void follow();
  /// How often a board was built, and how many activities were counted without: for tests and metrics.
  struct Counters {
    std::int64_t built = 0, followed = 0;
  };
  Counters counters() const;
  /// Which units stand otherwise than when this was asked last, with the board that says how. For one who asks.
  std::pair<std::shared_ptr<const Board>, Moved> take_moved();

  Context& context() const { return ctx_; }
  /// Another number after everything that follow() changed.
  std::uint64_t moment() const { return moment_.load(); }
  /// Runs `look` while nothing is changed: for what reads more than one moment's answers. Readers go on; follow() waits.
  void hold_still(const std::function<void(const std::shared_ptr<Board>&)>& look);

 private:
  void build(db::Reader& in);
  bool register_changed(db::Reader& in, RegionId region, std::int64_t since, std::int64_t until) const;
  bool follow_activities(db::Reader& in, RegionId region, std::int64_t since);
  bool count_anew(db::Reader& in, ActivityId activity);

  Context& ctx_;
  mutable std::mutex board_mutex_;
  std::shared_ptr<Board> board_;
  Counters counters_;
  std::atomic<std::uint64_t> moment_{0};
  MovedUnits moved_;

  std::mutex writing_;                        // what follows belongs to one at a time
  std::map<RegionId, std::int64_t> seen_;     // the journal's entries that the board knows
  Classes activity_classes_;
  std::size_t classes_compiled_ = 0;
  std::unordered_map<std::int64_t, Counted> counted_;  // by activity, of the periods that run
};

}  // namespace massline::duties
