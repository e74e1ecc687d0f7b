#include "duties/simulated_past.h"

#include <algorithm>

#include "duties/past_day.h"
#include "duties/trend_periods.h"

namespace massline::duties {

using rulebook::DutyPeriod;
using standing::Figures;
using standing::index_of;
using standing::Ower;
using standing::UnitRow;

namespace {

/// One period that is over. Units are counted from the last to the first, so that what is below one is known before it.
class PastPeriod {
 public:
  PastPeriod(const rulebook::Rulebook& rulebook, const SimulatedOwers& owers, const SimulatedMoment& moment)
      : owers_(owers), moment_(moment) {
    Classes activity_classes;
    std::vector<std::vector<Doing>> doings;
    for (const Ower ower : standing::all_owers) doings.push_back(owers.doings(ower, moment, activity_classes));
    standing::PlanInput input;
    input.duties = rulebook.duties;
    input.date = moment.on;
    for (const Ower ower : standing::all_owers) input.classes[index_of(ower)] = owers.classes(ower).all();
    for (const auto& values : activity_classes.all()) input.activity_classes.push_back({values});
    const auto plan = standing::Plan::compile(std::move(input));
    if (!plan)
      throw Fault("the duties of " + to_string(moment.on) + " can't be compiled: " + plan.error().text(Language::en));
    for (const Ower ower : standing::all_owers) add_population(**plan, ower, std::move(doings[index_of(ower)]));
    find_depths();
  }

  bool is_empty() const { return duties_.empty(); }
  standing::PastHead head(std::uint64_t numbering) const {
    return {*moment_.period, moment_.on, static_cast<std::uint32_t>(owers_.units().units.size()), numbering, duties_};
  }

  /// Figures of the units from `first` on, which stand right before those that were counted last.
  void count(UnitRow first, std::span<Figures> figures) {
    const std::size_t duties = duties_.size();
    for (std::size_t i = figures.size() / duties; i-- > 0;) {
      const auto unit = static_cast<UnitRow>(first + i);
      const auto own = figures.subspan(i * duties, duties);
      count_own(unit, own);
      auto& below = below_[depths_[unit] + std::size_t{1}];
      auto& beside = below_[depths_[unit]];
      for (std::size_t duty = 0; duty < duties; ++duty) {
        add(own[duty], below[duty]);
        below[duty] = {};
        add(beside[duty], own[duty]);
      }
    }
  }

 private:
  struct Owed {
    std::uint32_t duty = 0;  // in duties_
    std::uint16_t accumulator = 0;
    std::int64_t quota = 0;
  };
  struct Part {
    Doing doing;
    std::vector<std::uint16_t> accumulators;
  };
  struct People {
    Ower ower = Ower::member;
    std::vector<std::vector<Owed>> owed;  // [class]
    std::vector<Part> parts;
    std::vector<standing::Accumulator> accumulators;
  };

  void add_population(const standing::Plan& plan, Ower ower, std::vector<Doing> doings) {
    const standing::PopulationPlan& of = plan.population(ower);
    People people{ower, std::vector<std::vector<Owed>>(of.classes.size()), {}, of.accumulators};
    std::vector<std::optional<std::uint32_t>> numbers(of.duties.size());
    for (std::size_t lane = 0; lane < of.duties.size(); ++lane) {
      const rulebook::Duty& duty = plan.duties()[of.duties[lane].duty];
      if (duty.per.kind != *moment_.period) continue;
      numbers[lane] = static_cast<std::uint32_t>(duties_.size());
      duties_.push_back({duty.id, duty.amount});
    }
    for (std::size_t c = 0; c < of.classes.size(); ++c)
      for (const std::uint16_t lane : of.owed[c])
        if (numbers[lane])
          people.owed[c].push_back({*numbers[lane], of.duties[lane].accumulator, of.duties[lane].quota});
    for (Doing& doing : doings) {
      const auto& counted = of.counted[doing.activity_class][standing::attended_and_led];
      people.parts.push_back({std::move(doing), counted});
    }
    people_.push_back(std::move(people));
  }

  void find_depths() {
    const auto& units = owers_.units().units;
    depths_.resize(units.size());
    std::size_t deepest = 0;
    for (UnitRow unit = 1; unit < units.size(); ++unit) {
      depths_[unit] = static_cast<std::uint8_t>(depths_[units[unit].parent] + 1);
      deepest = std::max<std::size_t>(deepest, depths_[unit]);
    }
    below_.assign(deepest + 2, std::vector<Figures>(duties_.size()));
  }

  void count_own(UnitRow unit, std::span<Figures> own) {
    const double diligence = owers_.diligence_of(unit, moment_);
    for (const People& people : people_) {
      if (people.parts.empty()) continue;
      const std::uint32_t count = owers_.count_of(people.ower, unit);
      for (std::uint32_t place = 0; place < count; ++place) {
        const standing::OwerAt at{unit, place};
        const auto& owed = people.owed[owers_.class_of(people.ower, at)];
        if (owed.empty()) continue;
        amounts_.assign(people.accumulators.size(), 0);
        for (std::size_t i = 0; i < people.parts.size(); ++i) {
          const auto part = owers_.part(people.ower, at, diligence, people.parts[i].doing, i, moment_);
          for (const std::uint16_t a : people.parts[i].accumulators)
            amounts_[a] += people.accumulators[a].amount_of(part);
        }
        for (const Owed& one : owed) {
          const std::int64_t done = std::min<std::int64_t>(amounts_[one.accumulator], one.quota);
          Figures& figures = own[one.duty];
          ++figures.owing;
          figures.behind += done < one.quota ? 1 : 0;
          figures.done += static_cast<std::uint64_t>(done);
          figures.missing += static_cast<std::uint64_t>(one.quota - done);
        }
      }
    }
  }

  const SimulatedOwers& owers_;
  const SimulatedMoment moment_;
  std::vector<standing::PastDuty> duties_;
  std::vector<People> people_;
  std::vector<std::uint8_t> depths_;         // [unit]
  std::vector<std::vector<Figures>> below_;  // [depth][duty]: of the units there that were counted after the last above
  std::vector<std::uint32_t> amounts_;       // [accumulator], reused
};

}  // namespace

std::vector<SimulatedMoment> simulated_moments(Date today) {
  std::vector<SimulatedMoment> out;
  for (const auto kind : {DutyPeriod::Kind::year, DutyPeriod::Kind::quarter, DutyPeriod::Kind::month})
    for (const standing::DateRange& period : periods_before(kind, today))
      out.push_back({period.to, kind, today - period.to});
  return out;
}

void simulate_past(const rulebook::Rulebook& rulebook, const SimulatedUnits& units, std::span<const std::int64_t> ids,
                   Date today, KeptPast& into, const Progress& progress) {
  const SimulatedOwers owers(rulebook, units);
  const std::uint64_t numbering = numbering_of(ids);
  const auto moments = simulated_moments(today);
  for (std::size_t i = 0; i < moments.size(); ++i) {
    PastPeriod period(rulebook, owers, moments[i]);
    if (!period.is_empty())
      into.keep(period.head(numbering), [&](UnitRow first, std::span<Figures> figures) {
        period.count(first, figures);
        progress(i * ids.size() + (ids.size() - first), moments.size() * ids.size());
      });
  }
}

}  // namespace massline::duties
