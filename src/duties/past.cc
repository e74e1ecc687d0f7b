#include "duties/past.h"

#include <algorithm>
#include <tuple>

#include "duties/trend_periods.h"

namespace massline::duties {

using rulebook::DutyPeriod;
using standing::DateRange;

namespace {

/// The oldest first.
std::vector<TrendPoint> points_until(Date today, const DutyPeriod& per) {
  std::vector<TrendPoint> out;
  for (const DateRange& period : periods_before(told_by(per), today))
    out.push_back({period, period.to, std::nullopt, 0});
  out.push_back({standing::period_of(told_by(per), today), today, std::nullopt, 0});
  return out;
}

/// What the rule asked for on a day; 0 where it was not in force.
std::int64_t quota_on(const rulebook::Rulebook& rulebook, std::string_view duty, Date on) {
  const auto rule = std::find_if(rulebook.duties.begin(), rulebook.duties.end(), [&](const rulebook::Duty& one) {
    return one.id == duty && one.in_force.contains(on);
  });
  return rule == rulebook.duties.end() ? 0 : rule->amount;
}

}  // namespace

/// False where the day is not known, or what was recorded since makes it another.
bool PastStanding::read_known(db::Reader& in, UnitId unit, std::string_view duty, TrendPoint& point) {
  const std::lock_guard lock(mutex_);
  auto found = days_.find(point.on);
  if (found == days_.end()) {
    auto day = files_.load(in, point.on);
    if (!day) return false;
    ++counters_.loaded;
    const std::int64_t entries = day->entries();
    found = days_.insert_or_assign(point.on, Kept{std::move(day), 0, entries}).first;
  }
  Kept& kept = found->second;
  if (!catch_up(ctx_, in, *kept.day)) {
    days_.erase(found);
    return false;
  }
  ++counters_.caught_up;
  kept.used = ++uses_;
  if (kept.day->entries() - kept.entries > entries_behind_most) {
    files_.save(*kept.day);
    kept.entries = kept.day->entries();
  }
  std::tie(point.quota, point.figures) = kept.day->figures_of(unit, duty);
  forget_oldest();
  return true;
}

void PastStanding::keep(std::unique_ptr<PastDay> day) {
  files_.save(*day);
  const std::lock_guard lock(mutex_);
  ++counters_.built;
  const Date on = day->on();
  const std::int64_t entries = day->entries();
  days_[on] = {std::move(day), ++uses_, entries};
  forget_oldest();
}

void PastStanding::forget_oldest() {
  if (days_.size() <= days_kept) return;
  days_.erase(std::min_element(days_.begin(), days_.end(),
                               [](const auto& a, const auto& b) { return a.second.used < b.second.used; }));
}

PastStanding::Counters PastStanding::counters() const {
  const std::lock_guard lock(mutex_);
  return counters_;
}

/// Periods before the first that was kept are left out.
void PastStanding::find_kept(const Board& now, UnitId unit, std::string_view duty, Trend& trend) const {
  const auto kind = told_by(now.standing->plan().duties()[*now.standing->plan().duty_index(duty)].per);
  const auto row = now.standing->row_of(unit.value);
  std::size_t first = trend.points.size() - 1;
  for (std::size_t i = 0; i + 1 < trend.points.size(); ++i) {
    TrendPoint& point = trend.points[i];
    point.quota = quota_on(ctx_.rulebook, duty, point.on);
    const auto kept = kept_->find(kind, point.on, *now.standing, row.value_or(standing::no_unit), duty);
    if (!kept) trend.problems.push_back(kept.error());
    if (!kept || *kept) first = std::min(first, i);
    if (kept && *kept) std::tie(point.quota, point.figures) = std::pair((*kept)->quota, (*kept)->figures);
  }
  trend.points.erase(trend.points.begin(), trend.points.begin() + static_cast<std::ptrdiff_t>(first));
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
  if (kept_ != nullptr) {
    find_kept(now, unit, duty, out);
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
