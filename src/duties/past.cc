#include "duties/past.h"

#include <algorithm>

#include "activities/activity_lists.h"
#include "activities/activity_table.h"
#include "standing/plan.h"

namespace massline::duties {

using rulebook::DutyPeriod;
using standing::DateRange;

namespace {

std::map<RegionId, std::int64_t> journal_heads(db::Reader& in) {
  std::map<RegionId, std::int64_t> out;
  for (const auto row : in.query("SELECT region, seq FROM journal_head")) out[row.id<RegionId>(0)] = row.integer(1);
  return out;
}

/// By which periods a duty is told, and how many before the one that runs.
std::pair<DutyPeriod::Kind, int> told_by(const DutyPeriod& per) {
  switch (per.kind) {
    case DutyPeriod::Kind::year: return {DutyPeriod::Kind::year, 5};
    case DutyPeriod::Kind::month: return {DutyPeriod::Kind::month, 12};
    default: return {DutyPeriod::Kind::quarter, 8};
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

/// A membership or a post that began later than the day changed nothing of it.
bool register_touched(db::Reader& in, RegionId region, std::int64_t since, Date on) {
  const auto any = [&](const std::string& sql, std::vector<db::Value> values) { return !in.query(sql, values).empty(); };
  if (any("SELECT 1 FROM journal WHERE region = $1 AND seq > $2 AND subject_kind IN ('unit', 'unit-import') LIMIT 1",
          {region, since}))
    return true;
  for (const char* table : {"membership", "post"})
    if (any("SELECT 1 FROM journal j JOIN " + std::string(table) + " t ON t.region = j.region AND t.id = j.subject WHERE "
            "j.region = $1 AND j.seq > $2 AND j.subject_kind = $3 AND t.from_date <= $4 LIMIT 1",
            {region, since, table, on}))
      return true;
  return false;
}

}  // namespace

std::shared_ptr<PastStanding::Day> PastStanding::build(db::Reader& in, Date on) const {
  auto day = std::make_shared<Day>();
  day->on = on;
  day->heads = journal_heads(in);
  const RegisterRows rows = read_register({&ctx_.rulebook}, in, on);
  Classes classes;
  const auto held = held_activities(ctx_, in, on, classes);
  for (const HeldActivity& one : held)
    if (one.counted.date <= on) day->counted.insert(one.id.value);
  const auto plan = compile_duties(ctx_.rulebook.duties, rows, classes);
  if (!plan) throw Fault("the duties of " + to_string(on) + " can't be compiled: " + plan.error().text(Language::en));
  const auto board = build_board(*plan, rows, held);
  for (const rulebook::Duty& duty : (*plan)->duties()) day->duties.emplace_back(duty.id, duty.amount);
  for (const auto& [id, row] : rows.row_of_unit) {
    std::vector<Owed>& owed = day->units[id];
    const auto standing = board->standing->standing_of(row);
    for (std::uint32_t duty = 0; standing && duty < standing->duties.size(); ++duty)
      if (standing->duties[duty].owing > 0) owed.push_back({duty, standing->duties[duty]});
  }
  return day;
}

void PastStanding::read_figures(const Day& day, UnitId unit, std::string_view duty, TrendPoint& point) {
  const auto rule = std::find_if(day.duties.begin(), day.duties.end(), [&](const auto& one) { return one.first == duty; });
  if (rule == day.duties.end()) return;
  point.quota = rule->second;
  const auto found = day.units.find(unit.value);
  if (found == day.units.end()) return;
  point.figures.emplace();
  for (const Owed& owed : found->second)
    if (day.duties[owed.duty].first == duty) point.figures = owed.figures;
}

/// Whether nothing was recorded since that says otherwise of that day.
bool PastStanding::still_holds(db::Reader& in, Day& day, const std::map<RegionId, std::int64_t>& heads) const {
  const Date on = day.on;
  for (const auto& [region, seq] : heads) {
    std::int64_t since = day.heads[region];
    if (seq == since) continue;
    if (register_touched(in, region, since, on)) return false;
    for (bool more = true; more;) {
      const auto page = activities::activities_since(in, region, since);
      for (const auto& change : page.changes) {
        if (day.counted.contains(change.activity.value)) return false;
        const auto activity = activities::find_activity(in, change.activity);
        if (activity && activity->state == activities::ActivityState::held && ctx_.zone.date_of(activity->from) <= on) return false;
      }
      since = page.next;
      more = page.more;
    }
  }
  day.heads = heads;
  return true;
}

std::shared_ptr<const PastStanding::Day> PastStanding::known(db::Reader& in, Date on) {
  const std::lock_guard lock(mutex_);
  const auto found = days_.find(on);
  if (found == days_.end()) return nullptr;
  if (!still_holds(in, *found->second, journal_heads(in))) {
    days_.erase(found);
    return nullptr;
  }
  found->second->used = ++uses_;
  return found->second;
}

void PastStanding::keep(Date on, std::shared_ptr<Day> day) {
  const std::lock_guard lock(mutex_);
  day->used = ++uses_;
  days_[on] = std::move(day);
  if (days_.size() <= days_kept) return;
  days_.erase(std::min_element(days_.begin(), days_.end(),
                               [](const auto& a, const auto& b) { return a.second->used < b.second->used; }));
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
  if (members_ == Members::in_columns) return out;
  std::unique_lock builds(building_, std::defer_lock);
  // The newest first: they are what people look at.
  for (auto point = std::next(out.points.rbegin()); point != out.points.rend(); ++point) {
    ctx_.store.read([&](db::Reader& in) {
      auto day = known(in, point->on);
      const bool in_time = std::chrono::steady_clock::now() - begin <= patience;
      if (!day && in_time && (builds.owns_lock() || builds.try_lock())) {
        auto built = build(in, point->on);
        keep(point->on, built);
        day = std::move(built);
      }
      if (day)
        read_figures(*day, unit, duty, *point);
      else
        out.complete = false;
    });
  }
  return out;
}

}  // namespace massline::duties
