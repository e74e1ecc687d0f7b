// How units stood at the end of periods that are over: worked out by the same engine from the dated rows and the record of
// activities, as they are known now. So a correction of last year's record corrects last year.
//
//   PastStanding past(ctx);
//   const Trend trend = past.trend(*live.board(), unit, "study-hours", 1s);
//
// Units count where the tree has them today; who was a member or held a post counts by the dates of both.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "duties/board.h"

namespace massline::duties {

struct TrendPoint {
  standing::DateRange period;
  Date on{};                                  // the last day of the period; today, of the one that runs
  std::optional<standing::Figures> figures;   // nothing: the rule was not in force, or the unit did not exist
  std::int64_t quota = 0;                     // of the rule as it was in force then; 0 where it was not
};

struct Trend {
  std::vector<TrendPoint> points;  // the oldest first; the last is the period that runs
  bool complete = true;            // false: older points are still to be worked out; ask again
};

/// Where the register's members are. Those of a simulated country stand in columns, which know no other day.
enum class Members { in_rows, in_columns };

/// Thread-safe.
class PastStanding {
 public:
  /// `ctx` outlives it.
  explicit PastStanding(Context& ctx, Members members = Members::in_rows) : ctx_(ctx), members_(members) {}

  /// The last periods of a duty that is in force now, in and below a unit: five years, eight quarters or twelve months
  /// before the one that runs; duties that are owed once are told at the ends of quarters.
  /// Of members in columns, only the period that runs has figures.
  /// Errors: nothing where `now` has no such duty.
  /// Cost: none for days that are known; each other day builds a standing from the register, and none is begun after
  /// `patience`. Whoever comes while another builds gets what is known.
  std::optional<Trend> trend(const Board& now, UnitId unit, std::string_view duty, std::chrono::milliseconds patience);

 private:
  static constexpr std::size_t days_kept = 40;

  struct Owed {
    std::uint32_t duty = 0;  // in `duties`
    standing::Figures figures;
  };
  /// What is kept of a day: the figures of each unit in the duties that somebody in it or below owed.
  struct Day {
    Date on{};
    std::vector<std::pair<std::string, std::int64_t>> duties;          // id and amount, of those in force
    std::unordered_map<std::int64_t, std::vector<Owed>> units;         // by id
    std::map<RegionId, std::int64_t> heads;                            // the journal that it follows from
    std::unordered_set<std::int64_t> counted;                          // activities
    std::uint64_t used = 0;
  };

  std::shared_ptr<Day> build(db::Reader& in, Date on) const;
  static void read_figures(const Day& day, UnitId unit, std::string_view duty, TrendPoint& point);
  bool still_holds(db::Reader& in, Day& day, const std::map<RegionId, std::int64_t>& heads) const;
  std::shared_ptr<const Day> known(db::Reader& in, Date on);
  void keep(Date on, std::shared_ptr<Day> day);

  Context& ctx_;
  Members members_;
  std::mutex mutex_;  // of what is kept
  std::map<Date, std::shared_ptr<Day>> days_;
  std::uint64_t uses_ = 0;
  std::mutex building_;
};

}  // namespace massline::duties
