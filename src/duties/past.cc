#include "duties/past.h"

#include <algorithm>
#include <tuple>

#include "standing/plan.h"

namespace massline::duties {

using rulebook::DutyPeriod;
using standing::DateRange;

namespace {

/// By which periods a duty is told, and how many before the one that runs.
std::pair<DutyPeriod::Kind, int> told_by(const DutyPeriod& per) {
  switch (per.kind) {
    case DutyPeriod::Kind::year:
      return {DutyPeriod::Kind::year, 5};
    case DutyPeriod::Kind::month:
      return {DutyPeriod::Kind::month, 12};
    default:
      return {DutyPeriod::Kind::quarter, 8};
  }
}

/// The oldest first.
std::vector<TrendPoint> points_until(Date today, const DutyPeriod& per) {
  const auto [kind, count] = told_by(per);
  std::vector<TrendPoint> out;
  DateRange period = standing::period_of(kind, today);
  out.push_back({period, today, std::nullopt, 0});
  for (int i = 0; i < count; ++i) {
    period = standing::period_of(kind, period.from - std::chrono::days{1});
    out.push_back({period, period.to, std::nullopt, 0});
  }
  std::reverse(out.begin(), out.end());
  return out;
}

}  // namespace

/// False where the day is not known, or what was recorded since makes it another.
bool PastStanding::read_known(db::Reader& in, UnitId unit, std::string_view duty, TrendPoint& point) {
  const std::lock_guard lock(mutex_);
  const auto found = days_.find(point.on);
  if (found == days_.end()) return false;
  if (!catch_up(ctx_, in, *found->second.day)) {
    days_.erase(found);
    return false;
  }
  ++counters_.caught_up;
  found->second.used = ++uses_;
  std::tie(point.quota, point.figures) = found->second.day->figures_of(unit, duty);
  return true;
}

void PastStanding::keep(std::unique_ptr<PastDay> day) {
  const std::lock_guard lock(mutex_);
  ++counters_.built;
  const Date on = day->on();
  days_[on] = {std::move(day), ++uses_};
  if (days_.size() <= days_kept) return;
  days_.erase(std::min_element(days_.begin(), days_.end(),
                               [](const auto& a, const auto& b) { return a.second.used < b.second.used; }));
}

PastStanding::Counters PastStanding::counters() const {
  const std::lock_guard lock(mutex_);
  return counters_;
}

std::optional<Trend> PastStanding::trend(const Board& now, UnitId unit, std::string_view duty,
                                         std::chrono::milliseconds patience) {
  const auto index = now.standing->plan().duty_index(duty);
  if (!index) return std::nullopt;
  const auto begin = std::chrono::steady_clock::now();
  Trend out;
  out.points = points_until(now.standing->date(), now.standing->plan().duties()[*index].per);
  TrendPoint& today = out.points.back();
  today.quota = now.standing->plan().duties()[*index].amount;
  if (const auto row = now.row_of(unit)) today.figures = now.standing->standing_of(*row)->duties[*index];
  if (members_ == Members::in_columns) {
    out.points.erase(out.points.begin(), std::prev(out.points.end()));
    return out;
  }
  std::unique_lock builds(building_, std::defer_lock);
  ctx_.store.read([&](db::Reader& in) {
    std::optional<HeldBefore> held;  // for all days that are built in this turn
    // The newest first: they are what people look at.
    for (auto point = std::next(out.points.rbegin()); point != out.points.rend(); ++point) {
      if (read_known(in, unit, duty, *point)) continue;
      const bool in_time = std::chrono::steady_clock::now() - begin <= patience;
      if (!in_time || !(builds.owns_lock() || builds.try_lock())) {
        out.complete = false;
        continue;
      }
      if (!held) held = read_held(ctx_, in, out.points.front().on);
      auto built = std::make_unique<PastDay>(build_day(ctx_, in, point->on, *held));
      std::tie(point->quota, point->figures) = built->figures_of(unit, duty);
      keep(std::move(built));
    }
  });
  return out;
}

}  // namespace massline::duties
