#include <algorithm>
#include <set>

#include "activities/activities.h"
#include "activities/refusals.h"
#include "duties/register_rows.h"
#include "duties/seeded.h"
#include "duties/simulated_people.h"
#include "standing/plan.h"

namespace massline::duties {

using rulebook::Duty;
using rulebook::DutyPeriod;
using rulebook::Measure;
using standing::index_of;
using standing::Ower;
using standing::UnitRow;

namespace {

constexpr std::int64_t session_minutes = 180, longest_days = 20;
constexpr std::size_t sessions_most = 60;

/// A kind of activity that somebody owes, and how much of it in which periods.
struct Asked {
  std::vector<std::string> kinds;  // that count for it, by turns
  DutyPeriod::Kind per = DutyPeriod::Kind::year;
  std::int64_t amount = 0;
};

/// One unit's year. Several are made one after another, in the order of the tree.
class UnitYear {
 public:
  UnitYear(Context& ctx, const RegisterRows& rows, UnitRow unit, const YearOptions& options)
      : ctx_(ctx),
        rows_(rows),
        unit_(unit),
        last_(ctx.today() - std::chrono::days{1}),
        first_(last_ - options.length),
        seed_(seeded(options.seed ^ (std::uint64_t{unit} << 24) ^ 0x1EA5)),
        diligence_(seeded_fraction(seed_)) {}

  SimulatedYear run(db::Transaction& tx, std::span<const OwerFactsRow> members,
                    std::span<const OwerFactsRow> officers) {
    members_ = members;
    officers_ = officers;
    const OwerFactsRow& itself = rows_.owers[index_of(Ower::unit)][unit_];
    for (const Asked& asked : asked_of(Ower::unit, itself)) hold_in_periods(tx, asked, leader(), true);
    hold_sessions_for_members(tx);
    for (const OwerFactsRow& officer : officers)
      for (const Asked& asked : asked_of(Ower::officer, officer)) hold_in_periods(tx, asked, officer.person, false);
    return out_;
  }

 private:
  std::uint64_t draw() { return seeded(seed_ ^ ++draws_ * 0x9E3779B9); }
  double fraction() { return seeded_fraction(draw()); }
  PersonId leader() const { return officers_.empty() ? PersonId{} : officers_.front().person; }

  std::vector<Asked> asked_of(Ower ower, const OwerFactsRow& who) const {
    std::vector<Asked> out;
    const auto& values = rows_.classes[index_of(ower)].all()[who.ower_class];
    for (const Duty& duty : ctx_.rulebook.duties) {
      if (duty.owed_by != ower || !duty.in_force.contains(last_) || (duty.who && !duty.who->evaluate(values))) continue;
      const auto known =
          std::find_if(out.begin(), out.end(), [&](const Asked& one) { return one.kinds.front() == duty.of.front(); });
      if (known == out.end())
        out.push_back({duty.of, duty.per.kind, duty.amount});
      else
        known->amount = std::max(known->amount, duty.amount);
    }
    return out;
  }

  /// What most members owe is held for all of them.
  void hold_sessions_for_members(db::Transaction& tx) {
    std::set<std::string> done;
    for (const OwerFactsRow& member : members_.first(std::min<std::size_t>(members_.size(), 3)))
      for (const Asked& asked : asked_of(Ower::member, member)) {
        if (!done.insert(asked.kinds.front()).second) continue;
        const rulebook::ActivityKind& kind = *ctx_.rulebook.activity(asked.kinds.front());
        if (kind.pair_only)
          hold_talks(tx, kind);
        else
          hold_in_periods(tx, asked, leader(), true);
      }
  }

  /// A diligent unit does what is asked in nearly every period, another in half of them.
  void hold_in_periods(db::Transaction& tx, const Asked& asked, PersonId leads, bool everybody) {
    const DutyPeriod::Kind per = asked.per == DutyPeriod::Kind::month || asked.per == DutyPeriod::Kind::quarter
                                     ? asked.per
                                     : DutyPeriod::Kind::year;
    for (Date at = first_; at <= last_;) {
      const standing::DateRange period = standing::period_of(per, at);
      hold_in_period(tx, asked, {std::max(period.from, first_), std::min(period.to, last_)}, period, leads, everybody);
      at = period.to + std::chrono::days{1};
    }
  }

  void hold_in_period(db::Transaction& tx, const Asked& asked, standing::DateRange part, standing::DateRange whole,
                      PersonId leads, bool everybody) {
    const rulebook::ActivityKind* first = ctx_.rulebook.activity(asked.kinds.front());
    const double share = 0.55 + 0.5 * diligence_ + 0.25 * fraction();
    const double due = static_cast<double>(asked.amount) * share *
                       static_cast<double>((part.to - part.from).count() + 1) /
                       static_cast<double>((whole.to - whole.from).count() + 1);
    const std::int64_t each = first->measure == Measure::hours  ? session_minutes
                              : first->measure == Measure::days ? std::min(asked.amount, longest_days)
                                                                : 1;
    const double times = due / static_cast<double>(each);
    const auto count = std::min<std::size_t>(sessions_most, static_cast<std::size_t>(times + fraction()));
    for (std::size_t i = 0; i < count; ++i) {
      // Kinds in another measure than the first are not what is counted here.
      const std::string& id = asked.kinds[i % asked.kinds.size()];
      const rulebook::ActivityKind& kind =
          ctx_.rulebook.activity(id)->measure == first->measure && !ctx_.rulebook.activity(id)->pair_only
              ? *ctx_.rulebook.activity(id)
              : *first;
      if (kind.pair_only) continue;
      hold(tx, kind, part, each, leads, everybody);
    }
  }

  /// A working day of the period, or any where there is none.
  Date day_in(standing::DateRange part) {
    const auto days = static_cast<std::uint64_t>((part.to - part.from).count() + 1);
    Date day = part.from + std::chrono::days{static_cast<std::int64_t>(draw() % days)};
    for (int i = 0; i < 7 && !ctx_.rulebook.calendar.is_working_day(day); ++i) {
      day += std::chrono::days{1};
      if (day > part.to) day = part.from;
    }
    return day;
  }

  void hold(db::Transaction& tx, const rulebook::ActivityKind& kind, standing::DateRange part, std::int64_t each,
            PersonId leads, bool everybody) {
    constexpr std::int64_t hour = 3'600'000;
    constexpr std::array<std::int64_t, 3> begins{9, 14, 19};
    const Date day = day_in(part);
    activities::HoldActivity held;
    held.unit = rows_.units[unit_].id;
    held.kind = kind.id;
    const std::int64_t begin = begins[draw() % begins.size()];
    held.what.from = Instant{ctx_.zone.start_of(day).ms + begin * hour};
    held.what.to = Instant{held.what.from.ms + (kind.measure == Measure::times ? 2 * hour : 3 * hour)};
    if (kind.measure == Measure::days) {
      const auto days = std::min<std::int64_t>(each, (last_ - day).count() + 1);
      held.what.from = Instant{ctx_.zone.start_of(day).ms + 9 * hour};
      held.what.to = Instant{ctx_.zone.start_of(day + std::chrono::days{days - 1}).ms + 17 * hour};
    }
    held.what.leader = leads;
    fill_sheet(held, leads, everybody, day);
    const auto recorded = activities::hold_activity(ctx_, tx, server_, held);
    if (recorded) {
      ++out_.activities;
    } else if (std::string_view(recorded.error().message->key) == activities::refusals::nobody_kept.key) {
      ++out_.left_out;
    } else {
      throw Fault("the simulation held an activity that was refused: " + recorded.error().text(Language::en));
    }
  }

  void fill_sheet(activities::HoldActivity& held, PersonId leads, bool everybody, Date day) {
    if (!everybody) {
      if (leads) held.sheet.push_back({0, leads, activities::Presence::present, ""});
      return;
    }
    std::set<PersonId> there;
    for (const OwerFactsRow& member : members_) {
      if (member.since > day || !there.insert(member.person).second) continue;
      // The same people come often, and others seldom.
      const double often = 0.62 + 0.2 * diligence_ + 0.3 * seeded_fraction(seed_ ^ member.at.place * 7919ull);
      const double fate = fraction();
      const auto row = static_cast<std::int64_t>(held.sheet.size());
      if (fate < often)
        held.sheet.push_back(
            {row, member.person, fate < 0.03 ? activities::Presence::late : activities::Presence::present, ""});
      else if (fate > 0.96)
        held.sheet.push_back({row, member.person, activities::Presence::excused,
                              ctx_.rulebook.default_language == Language::zh ? "出差" : "Away on duty"});
    }
  }

  /// The one who leads talks with the others.
  void hold_talks(db::Transaction& tx, const rulebook::ActivityKind& kind) {
    for (const OwerFactsRow& member : members_) {
      const Date day = day_in({std::max(first_, member.since), last_});
      if (!leader() || member.person == leader() || member.since > last_ || fraction() > 0.5 + 0.5 * diligence_)
        continue;
      if (activities::record_talk(ctx_, tx, server_, {rows_.units[unit_].id, kind.id, day, leader(), member.person}))
        ++out_.talks;
    }
  }

  Context& ctx_;
  const RegisterRows& rows_;
  const UnitRow unit_;
  const Date last_, first_;
  const std::uint64_t seed_;
  const double diligence_;  // 0 to 1
  std::uint64_t draws_ = 0;
  std::span<const OwerFactsRow> members_, officers_;
  const registry::Actor server_ = registry::Actor::server();
  SimulatedYear out_;
};

/// Those of one unit: they stand side by side.
std::span<const OwerFactsRow> of_unit(const std::vector<OwerFactsRow>& all, UnitRow unit) {
  const auto less = [](const OwerFactsRow& row, UnitRow at) { return row.at.unit < at; };
  const auto first = std::lower_bound(all.begin(), all.end(), unit, less);
  const auto last = std::lower_bound(first, all.end(), unit + 1, less);
  return {first, last};
}

}  // namespace

SimulatedYear simulate_year(Context& ctx, const YearOptions& options, const Progress& progress) {
  const RegisterRows rows =
      ctx.store.read([&](db::Reader& in) { return read_register({&ctx.rulebook}, in, ctx.today()); });
  SimulatedYear out;
  for (UnitRow unit = 0; unit < rows.units.size(); ++unit) {
    SimulatedYear one;
    ctx.store.write([&](db::Transaction& tx) {
      one = UnitYear(ctx, rows, unit, options)
                .run(tx, of_unit(rows.owers[index_of(Ower::member)], unit),
                     of_unit(rows.owers[index_of(Ower::officer)], unit));
      return true;
    });
    out.activities += one.activities;
    out.talks += one.talks;
    out.left_out += one.left_out;
    progress(unit, rows.units.size());
  }
  return out;
}

}  // namespace massline::duties
