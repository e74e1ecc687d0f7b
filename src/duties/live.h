// The standing of the register that the database holds: mapped from a snapshot or built from its rows, and kept current
// after each commit.
//
//   LiveDuties live(ctx, {.folder = "data"});
//   live.follow();                       // after a command, and by the clock
//   const auto board = live.board();     // anybody, at any time
//   board->standing->standing_of(*board->row_of(unit));
//   live.save();                         // now and then, and at the end
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <unordered_map>

#include "duties/board.h"
#include "duties/kept_past.h"
#include "duties/live_file.h"
#include "duties/moved.h"

namespace massline::duties {

struct LiveOptions {
  std::filesystem::path folder;  // of the snapshot; empty: none is read or written
};

/// Thread-safe.
class LiveDuties {
 public:
  /// From the snapshot, and what happened since; where there is none that holds, built. `ctx` outlives it. Throws Fault
  /// where the rulebook's duties can't be compiled.
  explicit LiveDuties(Context& ctx, LiveOptions options = {});

  std::shared_ptr<const Board> board() const;
  /// How it was begun, for whoever runs the program: from which snapshot, or why from none.
  const std::string& beginning() const { return beginning_; }
  /// Brings it up to the last commit: activities, and what changed of units, memberships and posts, each by itself, and
  /// the days that have passed. Other rules in force build a new board: from rows, or, where members are in none, from
  /// the columns of the one before. Throws Fault where those can't follow; what is there stays.
  void follow();
  /// Writes the snapshot, where there is a folder and anything changed since the last. Throws Fault.
  void save();

  /// How often a board was built, and how much was followed without: for tests and metrics.
  struct Counters {
    std::int64_t built = 0;
    std::int64_t followed = 0;    // activities
    std::int64_t reconciled = 0;  // units whose owers were compared with the register
    std::int64_t carried = 0;     // boards made from the columns of the one before
  };
  Counters counters() const;

  Context& context() const { return ctx_; }
  /// Of the snapshot, and of what else can be worked out again; empty: nothing is kept.
  const std::filesystem::path& folder() const { return options_.folder; }
  /// Another number after everything that follow() changed.
  std::uint64_t moment() const { return moment_.load(); }
  /// Whether the register's members are rows; those of a simulated country stand in columns alone.
  bool has_rows() const { return !state_.columns_only; }
  /// How units of a country without rows stood at the ends of past periods.
  const KeptPast& kept_past() const { return kept_past_; }
  /// Runs `look` while nothing is changed: for what reads more than one moment's answers. Readers go on; follow()
  /// waits.
  void hold_still(const std::function<void(const std::shared_ptr<Board>&)>& look);
  /// The board, and which of its units' standing follow() changed since the last time this was asked. For one caller.
  std::pair<std::shared_ptr<const Board>, Moved> take_moved();

 private:
  using UnitSet = std::set<std::int64_t>;
  using Present =
      std::set<std::pair<standing::Ower, std::int64_t>>;  // what the register has now, of the units looked at

  void begin_from_file(db::Reader& in);
  bool begin_under_rules_before(db::Reader& in);
  void build(db::Reader& in);
  void publish(std::shared_ptr<Board> board);
  bool follow_all(db::Reader& in);
  bool rebuild(db::Reader& in);
  void carry_over(Date to);
  void follow_ended(db::Reader& in, const std::map<RegionId, LiveState::Head>& now);
  bool advance(db::Reader& in, Date today);
  void advance_columns(Date today);
  UnitSet units_changed(db::Reader& in, RegionId region, std::int64_t since) const;
  UnitSet units_changed_by_date(db::Reader& in, Date after, Date until) const;
  bool reconcile(db::Reader& in, const UnitSet& units);
  bool place_units(const RegisterRows& now);
  void leave(const Present& present, const UnitSet& units);
  bool join_all(standing::Ower ower, const RegisterRows& now);
  bool join(standing::Ower ower, const OwerFactsRow& row, standing::UnitRow unit,
            const rulebook::AttributeValues& values);
  bool close_units(const Present& present, const UnitSet& units);
  std::uint32_t class_of(standing::Ower ower, const rulebook::AttributeValues& values);
  void follow_activities(db::Reader& in, RegionId region, std::int64_t since);
  void count_anew(db::Reader& in, ActivityId activity);

  Context& ctx_;
  const LiveOptions options_;
  std::string beginning_;
  mutable std::mutex board_mutex_;
  std::shared_ptr<Board> board_;
  Counters counters_;
  std::atomic<std::uint64_t> moment_{0};

  std::mutex writing_;  // what follows belongs to one at a time
  LiveState state_;
  KeptPast kept_past_;
  bool columns_lost_ = false;  // the files of a country without rows do not hold: they are left as they are
  std::uint64_t saved_moment_ = 0;
  MovedUnits moved_;
};

}  // namespace massline::duties
