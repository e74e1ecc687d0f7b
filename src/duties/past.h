// How units stood at the end of periods that are over: worked out by the same engine from the dated rows and the record
// of activities, as they are known now. So a correction of last year's record corrects last year.
//
//   PastStanding past(ctx);
//   const Trend trend = past.trend(*live.board(), unit, "study-hours", 1s);
//
// Units count where the tree has them today; who was a member or held a post counts by the dates of both. Where members
// are in no rows, it is what was kept when the periods ended.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "duties/kept_past.h"
#include "duties/past_day_file.h"

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
  std::vector<Refusal> problems;   // kept periods that can't be read; their points have no figures
};

/// Thread-safe.
class PastStanding {
 public:
  /// `ctx` and `kept` outlive it. `folder`: a data folder in which days outlive the program; empty: none. `kept`: where
  /// members are in no rows.
  explicit PastStanding(Context& ctx, const std::filesystem::path& folder = {}, const KeptPast* kept = nullptr)
      : ctx_(ctx), kept_(kept), files_(folder, rules_of_days(ctx.rulebook)) {}

  /// The last periods of a duty that is in force now, in and below a unit: five years, eight quarters or twelve months
  /// before the one that runs; duties that are owed once are told at the ends of quarters.
  /// Of members in columns, those that were kept, and the one that runs.
  /// Errors: nothing where `now` has no such duty.
  /// Cost: of days that are known, what was recorded since about them; the others read the record of activities once,
  /// and the register for each, and none is begun after `patience`. Whoever comes while another builds gets what is
  /// known.
  std::optional<Trend> trend(const Board& now, UnitId unit, std::string_view duty, std::chrono::milliseconds patience);

  /// How often a day was built, read from its file, and brought up without: for tests.
  struct Counters {
    std::int64_t built = 0, loaded = 0, caught_up = 0;
  };
  Counters counters() const;

 private:
  static constexpr std::size_t days_kept = 40;

  struct Kept {
    std::unique_ptr<PastDay> day;
    std::uint64_t used = 0;
    std::int64_t entries = 0;  // of the journal, in the day's file
  };
  /// A file that is so many entries behind is written again: to bring up a few is quick at a start too.
  static constexpr std::int64_t entries_behind_most = 500;

  void find_kept(const Board& now, UnitId unit, std::string_view duty, Trend& trend) const;
  bool read_known(db::Reader& in, UnitId unit, std::string_view duty, TrendPoint& point);
  void keep(std::unique_ptr<PastDay> day);
  void forget_oldest();

  Context& ctx_;
  const KeptPast* kept_;
  const PastDayFiles files_;
  mutable std::mutex mutex_;  // of what is kept
  std::map<Date, Kept> days_;
  std::uint64_t uses_ = 0;
  Counters counters_;
  std::mutex building_;
};

}  // namespace massline::duties
