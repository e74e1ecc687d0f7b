#include "tests/oracle/naive.h"

#include <algorithm>

namespace massline::oracle {
namespace {

using rulebook::DutyPeriod;
using rulebook::Measure;
using rulebook::Ower;
using rulebook::Part;

bool counts(const rulebook::Duty& duty, const NaivePart& part) {
  const auto& kind = std::get<std::string>(part.activity.at("activity.kind"));
  if (std::find(duty.of.begin(), duty.of.end(), kind) == duty.of.end()) return false;
  if (duty.counts_when && !duty.counts_when->evaluate(part.activity)) return false;
  if (duty.owed_by == Ower::unit) return true;
  if (duty.part == Part::attended) return part.was_there;
  if (duty.part == Part::led) return part.led;
  return part.was_there || part.led;
}

Date add(Date date, const rulebook::Length& length, int sign) {
  if (length.unit == rulebook::LengthUnit::days) return date + std::chrono::days{sign * length.count};
  return add_months(date, sign * length.count);
}

}  // namespace

bool NaiveWorld::owes(const rulebook::Duty& duty, const NaiveOwer& ower, Date& from, Date& to) const {
  if (duty.owed_by != ower.population || (duty.who && !duty.who->evaluate(ower.values))) return false;
  const std::chrono::year_month_day day{today};
  const auto month = static_cast<unsigned>(day.month());
  const auto first = [&](unsigned of_month) { return Date{day.year() / std::chrono::month{of_month} / 1}; };
  switch (duty.per.kind) {
    case DutyPeriod::Kind::year:
      from = first(1), to = add_months(from, 12) - std::chrono::days{1};
      return true;
    case DutyPeriod::Kind::quarter:
      from = first(month - (month - 1) % 3), to = add_months(from, 3) - std::chrono::days{1};
      return true;
    case DutyPeriod::Kind::month:
      from = first(month), to = add_months(from, 1) - std::chrono::days{1};
      return true;
    case DutyPeriod::Kind::after:
    case DutyPeriod::Kind::before:
      break;
  }
  const auto event = ower.events.find(duty.per.event);
  if (event == ower.events.end()) return false;
  const bool is_after = duty.per.kind == DutyPeriod::Kind::after;
  from = is_after ? event->second : add(event->second, duty.per.length, -1);
  to = is_after ? add(event->second, duty.per.length, 1) : event->second;
  return from <= today && today <= to;
}

std::int64_t NaiveWorld::done_by(const rulebook::Duty& duty, int ower, Date from, Date to) const {
  std::int64_t done = 0;
  for (const NaiveActivity& activity : activities) {
    if (activity.date < from || activity.date > to || activity.date > today) continue;
    for (const NaivePart& part : activity.who) {
      if (part.ower != ower || !counts(duty, part)) continue;
      done += duty.measure == Measure::hours ? part.minutes : duty.measure == Measure::days ? part.days : 1;
    }
  }
  return done;
}

std::vector<std::vector<NaiveFigures>> NaiveWorld::figures() const {
  std::vector<std::vector<NaiveFigures>> out(units.size(), std::vector<NaiveFigures>(duties.size()));
  for (const auto& [number, ower] : owers) {
    for (std::size_t d = 0; d < duties.size(); ++d) {
      Date from{}, to{};
      if (units[ower.unit].closed || !owes(duties[d], ower, from, to)) continue;
      const std::int64_t done = std::min(done_by(duties[d], number, from, to), duties[d].amount);
      for (int unit = ower.unit; unit >= 0; unit = units[unit].parent) {
        NaiveFigures& figures = out[unit][d];
        ++figures.owing;
        figures.done += done;
        figures.missing += duties[d].amount - done;
        if (done < duties[d].amount) ++figures.behind;
      }
    }
  }
  return out;
}

}  // namespace massline::oracle
