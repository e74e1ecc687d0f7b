#include "standing/plan.h"

#include <algorithm>
#include <set>

#include "base/crypto.h"
#include "standing/refusals.h"

namespace massline::standing {
namespace {

using rulebook::Duty;
using rulebook::DutyPeriod;
using rulebook::Measure;
using rulebook::Part;

constexpr std::int64_t largest_quota = 65534;
constexpr std::int64_t largest_narrow_quota = 254;
constexpr std::size_t duties_of_a_group = 16;

bool is_once(const DutyPeriod& per) {
  return per.kind == DutyPeriod::Kind::after || per.kind == DutyPeriod::Kind::before;
}

bool same_period(const DutyPeriod& one, const DutyPeriod& other) {
  if (one.kind != other.kind) return false;
  return !is_once(one) || (one.event == other.event && one.length == other.length);
}

std::string text_of(const std::shared_ptr<const rulebook::Expression>& expression) {
  return expression ? expression->text() : std::string();
}

std::string measure_name(Measure measure) {
  switch (measure) {
    case Measure::hours:
      return "minutes";
    case Measure::days:
      return "days";
    case Measure::times:
      break;
  }
  return "times";
}

Date moved(Date date, const rulebook::Length& length, int sign) {
  return length.unit == rulebook::LengthUnit::months ? add_months(date, sign * length.count)
                                                     : date + std::chrono::days{sign * length.count};
}

Accumulator accumulator_of(const Duty& duty) {
  Accumulator out;
  out.kinds = duty.of;
  std::sort(out.kinds.begin(), out.kinds.end());
  out.kinds.erase(std::unique(out.kinds.begin(), out.kinds.end()), out.kinds.end());
  // A unit has part in all that it held, whoever led it.
  out.part = duty.owed_by == Ower::unit ? Part::either : duty.part;
  out.condition = duty.counts_when;
  out.measure = duty.measure;
  out.per = duty.per;
  return out;
}

bool role_counts(Part part, unsigned roles) {
  switch (part) {
    case Part::attended:
      return (roles & attended) != 0;
    case Part::led:
      return (roles & led) != 0;
    case Part::either:
      break;
  }
  return roles != 0;
}

bool counts(const Accumulator& accumulator, const rulebook::AttributeValues& activity) {
  const auto kind = activity.find("activity.kind");
  check(kind != activity.end(), "a class of activities has a kind");
  if (!std::binary_search(accumulator.kinds.begin(), accumulator.kinds.end(), std::get<std::string>(kind->second)))
    return false;
  return !accumulator.condition || accumulator.condition->evaluate(activity);
}

/// Puts each accumulator into the first window where every class still has room for those that it needs. One duty
/// needs at most two bytes, so there is always a window.
std::uint16_t pack_windows(PopulationPlan& plan, std::uint32_t window_bytes) {
  std::vector<std::vector<std::uint32_t>> used;  // [window][class]
  plan.window_of.assign(plan.accumulators.size(), 0);
  for (std::size_t a = 0; a < plan.accumulators.size(); ++a) {
    const Accumulator& accumulator = plan.accumulators[a];
    std::vector<bool> needed(plan.owed.size(), false);
    for (std::size_t c = 0; c < plan.owed.size(); ++c) {
      needed[c] = std::any_of(plan.owed[c].begin(), plan.owed[c].end(),
                              [&](std::uint16_t duty) { return plan.duties[duty].accumulator == a; });
    }
    const auto fits = [&](const std::vector<std::uint32_t>& bytes) {
      for (std::size_t c = 0; c < bytes.size(); ++c) {
        if (needed[c] && bytes[c] + accumulator.width > window_bytes) return false;
      }
      return true;
    };
    std::size_t window = 0;
    while (window < used.size() && !fits(used[window])) ++window;
    if (window == used.size()) used.emplace_back(plan.owed.size(), 0);
    for (std::size_t c = 0; c < plan.owed.size(); ++c) {
      if (needed[c]) used[window][c] += accumulator.width;
    }
    plan.window_of[a] = static_cast<std::uint16_t>(window);
  }
  return static_cast<std::uint16_t>(used.size());
}

void fill_groups(PopulationPlan& plan) {
  plan.record_bytes = 8;
  if (pack_windows(plan, 6) > 1) {
    plan.record_bytes = 16;
    plan.record_bytes = 16u * pack_windows(plan, plan.window_bytes());
  }
  for (std::uint16_t duty = 0; duty < plan.duties.size(); ++duty) {
    DutyLane& lane = plan.duties[duty];
    const std::uint32_t window = 16u * plan.window_of[lane.accumulator];
    std::size_t group = 0;
    while (group < plan.groups.size() &&
           (plan.groups[group].window != window || plan.groups[group].duties.size() == duties_of_a_group))
      ++group;
    if (group == plan.groups.size()) plan.groups.push_back({window, 0, {}});
    LaneGroup& taken = plan.groups[group];
    lane.group = static_cast<std::uint16_t>(group);
    lane.lane = static_cast<std::uint16_t>(taken.duties.size());
    taken.duties.push_back(duty);
    taken.max_quota = std::max(taken.max_quota, lane.quota);
  }
}

void add_duty_to_fingerprint(Digester& digester, const Duty& duty) {
  digester.add(duty.id).add(static_cast<std::int64_t>(duty.owed_by)).add(text_of(duty.who)).add(duty.amount);
  digester.add(static_cast<std::int64_t>(duty.measure)).add(text_of(duty.counts_when));
  digester.add(static_cast<std::int64_t>(duty.part)).add(static_cast<std::int64_t>(duty.per.kind));
  digester.add(static_cast<std::int64_t>(duty.per.event)).add(static_cast<std::int64_t>(duty.per.length.count));
  digester.add(static_cast<std::int64_t>(duty.per.length.unit));
  digester.add(static_cast<std::int64_t>(duty.of.size()));
  for (const auto& kind : duty.of) digester.add(kind);
}

void add_values_to_fingerprint(Digester& digester, const rulebook::AttributeValues& values) {
  digester.add(static_cast<std::int64_t>(values.size()));
  for (const auto& [name, value] : values) {
    digester.add(name).add(static_cast<std::int64_t>(value.index()));
    if (const auto* word = std::get_if<std::string>(&value)) {
      digester.add(*word);
    } else if (const auto* flag = std::get_if<bool>(&value)) {
      digester.add(std::int64_t{*flag});
    } else {
      digester.add(std::to_string(std::get<double>(value)));
    }
  }
}

}  // namespace

bool Accumulator::counts_same(const Accumulator& other) const {
  return kinds == other.kinds && part == other.part && text_of(condition) == text_of(other.condition) &&
         measure == other.measure && same_period(per, other.per);
}

DateRange Once::window(Date event) const {
  if (per.kind == DutyPeriod::Kind::after) return {event, moved(event, per.length, 1)};
  return {moved(event, per.length, -1), event};
}

DateRange period_of(DutyPeriod::Kind kind, Date date) {
  const std::chrono::year_month_day day{date};
  unsigned months = 12;
  unsigned first = 1;
  if (kind == DutyPeriod::Kind::month) {
    months = 1;
    first = static_cast<unsigned>(day.month());
  } else if (kind == DutyPeriod::Kind::quarter) {
    months = 3;
    first = (static_cast<unsigned>(day.month()) - 1) / 3 * 3 + 1;
  }
  const Date from{day.year() / std::chrono::month{first} / 1};
  return {from, add_months(from, static_cast<int>(months)) - std::chrono::days{1}};
}

CountedByRoles counted_of_class(const PopulationPlan& plan, const rulebook::AttributeValues& values) {
  CountedByRoles out;
  for (std::uint16_t a = 0; a < plan.accumulators.size(); ++a) {
    if (!counts(plan.accumulators[a], values)) continue;
    for (unsigned roles = 1; roles < 4; ++roles)
      if (role_counts(plan.accumulators[a].part, roles)) out[roles].push_back(a);
  }
  return out;
}

std::vector<std::uint16_t> owed_by_class(const Plan& plan, Ower ower, const rulebook::AttributeValues& values) {
  std::vector<std::uint16_t> owed;
  const auto& population = plan.population(ower);
  for (std::uint16_t i = 0; i < population.duties.size(); ++i) {
    const Duty& duty = plan.duties()[population.duties[i].duty];
    if (!duty.who || duty.who->evaluate(values)) owed.push_back(i);
  }
  return owed;
}

std::optional<std::uint32_t> Plan::duty_index(std::string_view id) const {
  for (std::uint32_t i = 0; i < duties_.size(); ++i) {
    if (duties_[i].id == id) return i;
  }
  return std::nullopt;
}

Result<Done> Plan::add_duty(std::uint32_t index) {
  const Duty& duty = duties_[index];
  PopulationPlan& plan = populations_[static_cast<std::size_t>(duty.owed_by)];
  if (duty.amount < 1 || duty.amount > largest_quota)
    return refuse_by(refusals::amount_not_usable, duty.id, duty.source.text(),
                     {{"duty", duty.id}, {"measure", measure_name(duty.measure)}});
  if (is_once(duty.per) && duty.per.length.unit != rulebook::LengthUnit::days &&
      duty.per.length.unit != rulebook::LengthUnit::months)
    return refuse_by(refusals::length_not_usable, duty.id, duty.source.text(), {{"duty", duty.id}});

  Accumulator wanted = accumulator_of(duty);
  std::size_t at = 0;
  while (at < plan.accumulators.size() && !plan.accumulators[at].counts_same(wanted)) ++at;
  if (at == plan.accumulators.size()) {
    if (is_once(duty.per)) {
      std::size_t once = 0;
      while (once < plan.once.size() && !same_period(plan.once[once].per, duty.per)) ++once;
      if (once == plan.once.size()) plan.once.push_back({duty.per});
      wanted.once = static_cast<int>(once);
    }
    plan.accumulators.push_back(std::move(wanted));
  }
  Accumulator& accumulator = plan.accumulators[at];
  // Hours pass 255 minutes every time; the others only where a quota says so, or somebody is very busy (SideTable).
  if (duty.measure == Measure::hours || duty.amount > largest_narrow_quota) accumulator.width = 2;
  accumulator.duties.push_back(static_cast<std::uint16_t>(plan.duties.size()));
  plan.duties.push_back({index, static_cast<std::uint16_t>(at), static_cast<std::uint16_t>(duty.amount), 0, 0});
  return Done{};
}

Result<Done> Plan::compile_population(Ower ower) {
  PopulationPlan& plan = populations_[static_cast<std::size_t>(ower)];
  if (plan.classes.size() > 65535) return refuse(refusals::too_many_classes);
  if (plan.duties.size() > 4000 || plan.once.size() > 64) return refuse(refusals::too_many_duties);
  for (const auto& values : plan.classes) plan.owed.push_back(owed_by_class(*this, ower, values));
  fill_groups(plan);
  for (const ActivityClass& activity : activity_classes_)
    plan.counted.push_back(counted_of_class(plan, activity.attributes));
  return Done{};
}

/// A duty's first day and the day after its last change what is in force.
void Plan::set_validity(const std::vector<Duty>& all) {
  const auto consider = [&](Date date) {
    if (date > date_ && (!valid_before_ || date < *valid_before_)) valid_before_ = date;
  };
  for (const Duty& duty : all) {
    consider(duty.in_force.from);
    if (duty.in_force.to) consider(*duty.in_force.to + std::chrono::days{1});
  }
}

std::string Plan::compute_fingerprint() const {
  Digester digester;
  digester.add(static_cast<std::int64_t>(duties_.size()));
  for (const Duty& duty : duties_) add_duty_to_fingerprint(digester, duty);
  for (const auto& population : populations_) {
    digester.add(static_cast<std::int64_t>(population.classes.size()));
    for (const auto& values : population.classes) add_values_to_fingerprint(digester, values);
  }
  digester.add(static_cast<std::int64_t>(activity_classes_.size()));
  for (const auto& activity : activity_classes_) add_values_to_fingerprint(digester, activity.attributes);
  return digester.finish();
}

Result<std::shared_ptr<const Plan>> Plan::compile(PlanInput input) {
  auto plan = std::make_shared<Plan>();
  plan->date_ = input.date;
  plan->set_validity(input.duties);
  plan->activity_classes_ = std::move(input.activity_classes);
  for (Duty& duty : input.duties) {
    if (duty.in_force.contains(input.date)) plan->duties_.push_back(std::move(duty));
  }
  for (std::uint32_t i = 0; i < plan->duties_.size(); ++i) {
    if (auto added = plan->add_duty(i); !added) return tl::unexpected(added.error());
  }
  for (const Ower ower : all_owers) {
    plan->populations_[static_cast<std::size_t>(ower)].classes =
        std::move(input.classes[static_cast<std::size_t>(ower)]);
    if (auto compiled = plan->compile_population(ower); !compiled) return tl::unexpected(compiled.error());
  }
  plan->fingerprint_ = plan->compute_fingerprint();
  return std::shared_ptr<const Plan>(std::move(plan));
}

}  // namespace massline::standing
