// How units stood at the end of periods that are over: worked out by the same engine from the dated rows and the record
// of activities, as they are known now. So a correction of last year's record corrects last year.
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
#include <string_view>
#include <vector>

#include "duties/past_day.h"

namespace massline::duties {

struct TrendPoint {
  standing::DateRange period;
  Date on{};                                 // the last day of the period; today, of the one that runs
  std::optional<standing::Figures> figures;  // nothing: the rule was not in force, or the unit did not exist
  std::int64_t quota = 0;                    // of the rule as it was in force then; 0 where it was not
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
  /// Of members in columns, the period that runs alone: nothing is known of the others.
  /// Errors: nothing where `now` has no such duty.
  /// Cost: of days that are known, what was recorded since about them; the others read the record of activities once,
  /// and the register for each, and none is begun after `patience`. Whoever comes while another builds gets what is
  /// known.
  std::optional<Trend> trend(const Board& now, UnitId unit, std::string_view duty, std::chrono::milliseconds patience);

  /// How often a day was built, and brought up without: for tests.
  struct Counters {
    std::int64_t built = 0, caught_up = 0;
  };
  Counters counters() const;

 private:
  static constexpr std::size_t days_kept = 40;

  struct Kept {
    std::unique_ptr<PastDay> day;
    std::uint64_t used = 0;
  };

  bool read_known(db::Reader& in, UnitId unit, std::string_view duty, TrendPoint& point);
  void keep(std::unique_ptr<PastDay> day);

  Context& ctx_;
  Members members_;
  mutable std::mutex mutex_;  // of what is kept
  std::map<Date, Kept> days_;
  std::uint64_t uses_ = 0;
  Counters counters_;
  std::mutex building_;
};

}  // namespace massline::duties
