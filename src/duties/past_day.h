// The standing on one day that is over: what each unit owed by itself, so that a change of what is known about that day
// replaces the figures of the units concerned, and nothing else is read again.
//
//   PastDay day = build_day(ctx, in, on, activities);
//   if (!catch_up(ctx, in, day)) …                     // after commits; false: build it again
//   const auto figures = day.figures_of(unit, "study-hours");
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "duties/board.h"
#include "duties/live_file.h"

namespace massline::duties {

/// What was held and may count on some days, read once for all of them.
struct HeldBefore {
  Classes classes;
  std::vector<HeldActivity> activities;
};
/// For `oldest` and each later day. Cost: one pass over the record of activities.
HeldBefore read_held(const Context& ctx, db::Reader& in, Date oldest);

/// One thread.
class PastDay {
 public:
  Date on() const { return on_; }
  /// Of the journal, that it follows from.
  std::int64_t entries() const;
  /// Of the unit and all below it. Nothing: the rule was not in force, or the unit did not exist; the first of the pair
  /// is what the rule asked for, 0 where there was none. Cost: O(units below that owed it).
  std::pair<std::int64_t, std::optional<standing::Figures>> figures_of(UnitId unit, std::string_view duty) const;

 private:
  friend PastDay build_day(const Context& ctx, db::Reader& in, Date on, HeldBefore& held);
  friend class PastDayChange;
  friend class PastDayBytes;

  struct Duty {
    std::string id;
    std::int64_t amount = 0;
    std::vector<std::pair<standing::UnitRow, standing::Figures>> own;  // of the units that owed it themselves, by row
  };

  Date on_{};
  std::vector<Duty> duties_;
  std::vector<standing::UnitRow> ends_;  // [unit]: the first row that is not below it
  std::unordered_map<std::int64_t, standing::UnitRow> row_of_unit_;
  std::map<RegionId, LiveState::Head> heads_;  // the journal that it follows from
};

/// What several units owe together, and what is left without one of them.
void add(standing::Figures& to, const standing::Figures& more);
void take(standing::Figures& from, const standing::Figures& less);

/// Errors: throws Fault where the duties can't be compiled. Cost: reads the register as of that day.
PastDay build_day(const Context& ctx, db::Reader& in, Date on, HeldBefore& held);

/// Brings it up to the last commit. False, and nothing is changed: units were moved, closed or entered for that time,
/// or more than some hundred units are concerned; then it has to be built. Cost: what was recorded since, and what the
/// people of the units concerned did.
bool catch_up(const Context& ctx, db::Reader& in, PastDay& day);

}  // namespace massline::duties
