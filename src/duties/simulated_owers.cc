#include "duties/simulated_owers.h"

#include <algorithm>

#include "duties/seeded.h"

namespace massline::duties {

using rulebook::AttributeValues;
using standing::index_of;
using standing::Ower;
using standing::OwerAt;
using standing::UnitRow;

namespace {

AttributeValues simulated_unit_values(const std::string& kind, const std::string& setting) {
  return {{"unit.kind", kind}, {"unit.setting", setting}};
}

std::string setting_of(const rulebook::Rulebook& rulebook, std::size_t setting) {
  return setting < rulebook.settings.size() ? rulebook.settings[setting].id : std::string();
}

std::size_t settings_of(const rulebook::Rulebook& rulebook) {
  return std::max<std::size_t>(1, rulebook.settings.size());
}

/// Of today 0, so that its numbers are the seed's alone.
std::uint64_t salt_of(const SimulatedMoment& moment) {
  if (!moment.period) return 0;
  return seeded(static_cast<std::uint64_t>(day_number(moment.on)) << 2 | static_cast<std::uint64_t>(*moment.period));
}

}  // namespace

AttributeValues simulated_member(const rulebook::Rulebook& rulebook, const std::string& kind, std::size_t setting,
                                 const std::string& membership, const rulebook::PostKind* held) {
  AttributeValues values = simulated_unit_values(kind, setting_of(rulebook, setting));
  values["member.kind"] = membership;
  for (const rulebook::PostKind& post : rulebook.posts) values["holds." + post.id] = &post == held;
  return values;
}

SimulatedOwers::SimulatedOwers(const rulebook::Rulebook& rulebook, const SimulatedUnits& units)
    : rulebook_(rulebook), units_(units) {
  for (const std::string& kind : units_.kinds) posts_.push_back(posts_in(rulebook_, kind));
  find_member_classes();
  find_officer_classes();
  find_unit_classes();
}

void SimulatedOwers::find_member_classes() {
  const auto& posts = posts_.back();
  for (std::size_t setting = 0; setting < settings_of(rulebook_); ++setting)
    for (const auto& membership : rulebook_.memberships)
      for (std::size_t post = 0; post <= posts.size(); ++post)
        member_classes_.push_back(classes_[0].number_of(simulated_member(
            rulebook_, units_.kinds.back(), setting, membership.id, post == posts.size() ? nullptr : posts[post])));
}

void SimulatedOwers::find_officer_classes() {
  for (std::size_t level = 0; level < units_.kinds.size(); ++level)
    for (std::size_t setting = 0; setting < settings_of(rulebook_); ++setting)
      for (const rulebook::PostKind* post : posts_[level]) {
        const bool last = level + 1 == units_.kinds.size();
        AttributeValues values =
            simulated_unit_values(units_.kinds[level], last ? setting_of(rulebook_, setting) : std::string());
        values["post.kind"] = post->id;
        values["post.leads"] = post->leads;
        officer_classes_[{level, last ? setting : 0, post}] = classes_[1].number_of(std::move(values));
      }
}

void SimulatedOwers::find_unit_classes() {
  unit_classes_.reserve(units_.units.size());
  std::map<std::array<std::uint32_t, 3>, std::uint32_t> known;
  for (UnitRow unit = 0; unit < units_.units.size(); ++unit) {
    const SimulatedUnit& one = units_.units[unit];
    for (const Ower ower : standing::all_owers) counts_[index_of(ower)] += count_of(ower, unit);
    const auto [found, is_new] = known.try_emplace({one.level, one.is_branch ? one.setting : 0u, one.members}, 0);
    if (is_new) {
      AttributeValues values =
          simulated_unit_values(kind_of(unit), one.is_branch ? setting_of(rulebook_, one.setting) : std::string());
      values["unit.members"] = static_cast<double>(one.members);
      found->second = classes_[2].number_of(std::move(values));
    }
    unit_classes_.push_back(found->second);
  }
}

/// A branch of three has its secretary; above branches stand a leader and a deputy.
std::uint32_t SimulatedOwers::count_of(Ower ower, UnitRow unit) const {
  const SimulatedUnit& one = units_.units[unit];
  if (ower == Ower::unit) return 1;
  if (ower == Ower::member) return one.members;
  const auto most = static_cast<std::uint32_t>(posts_[one.level].size());
  return std::min(most, one.is_branch ? one.members / 3 : 2);
}

std::uint64_t SimulatedOwers::of_unit(UnitRow unit) const { return seeded(units_.seed ^ (std::uint64_t{unit} << 20)); }

std::uint32_t SimulatedOwers::class_of(Ower ower, OwerAt at) const {
  if (ower == Ower::unit) return unit_classes_[at.unit];
  const SimulatedUnit& one = units_.units[at.unit];
  if (ower == Ower::officer)
    return officer_classes_.at({one.level, one.is_branch ? one.setting : 0u, posts_[one.level][at.place]});
  const std::size_t posts = posts_.back().size(), kinds = rulebook_.memberships.size();
  const std::uint64_t who = seeded(of_unit(at.unit) ^ at.place ^ 0xC1A55);
  // One in thirty is not yet of the first kind.
  const std::size_t kind = kinds > 1 && who % 30 == 0 ? 1 : 0;
  const std::size_t post = at.place < count_of(Ower::officer, at.unit) ? at.place : posts;
  return member_classes_[(one.setting * kinds + kind) * (posts + 1) + post];
}

std::vector<Doing> SimulatedOwers::doings(Ower ower, const SimulatedMoment& moment, Classes& activity_classes) const {
  std::vector<Doing> out;
  for (const rulebook::Duty& duty : rulebook_.duties) {
    if (duty.owed_by != ower || !duty.in_force.contains(moment.on)) continue;
    if (moment.period && duty.per.kind != *moment.period) continue;
    const std::string& kind = duty.of.front();
    const auto known = std::find_if(out.begin(), out.end(), [&](const Doing& one) { return one.kind == kind; });
    if (known != out.end()) {
      known->quota = std::max(known->quota, duty.amount);
      continue;
    }
    const std::uint32_t number = activity_classes.number_of({{"activity.kind", kind},
                                                             {"activity.hard-place", false},
                                                             {"activity.report", true},
                                                             {"activity.place-kind", units_.kinds.back()},
                                                             {"activity.unit-kind", units_.kinds.back()}});
    out.push_back({kind, rulebook_.activity(kind)->measure, duty.amount, static_cast<std::uint16_t>(number)});
  }
  return out;
}

double SimulatedOwers::diligence_of(UnitRow unit, const SimulatedMoment& moment) const {
  constexpr double less_each_year = 0.06, period_sways = 0.1, unit_sways = 0.3, days_of_a_year = 365.25;
  const double lasting = seeded_fraction(of_unit(unit) ^ 0xD111);
  if (!moment.period) return lasting;
  const std::uint64_t salt = salt_of(moment);
  return lasting - less_each_year * static_cast<double>(moment.ago.count()) / days_of_a_year +
         period_sways * (seeded_fraction(units_.seed ^ salt) - 0.5) +
         unit_sways * (seeded_fraction(of_unit(unit) ^ salt) - 0.5);
}

standing::Participation SimulatedOwers::part(Ower ower, OwerAt at, double diligence, const Doing& doing, std::size_t i,
                                             const SimulatedMoment& moment) const {
  const std::uint64_t who =
      (seeded(of_unit(at.unit) ^ at.place ^ (std::uint64_t{index_of(ower)} << 60)) ^ salt_of(moment)) + i;
  standing::Participation part;
  part.ower = ower;
  part.roles = standing::attended_and_led;
  part.activity_class = doing.activity_class;
  part.at = at;
  const double share = std::max(0.0, 0.45 + 0.5 * diligence + 0.7 * seeded_fraction(who));
  const double amount = static_cast<double>(doing.quota) * share;
  part.times = 1;
  if (doing.measure == rulebook::Measure::hours) part.minutes = static_cast<std::uint32_t>(amount / 15) * 15;
  if (doing.measure == rulebook::Measure::days) part.days = static_cast<std::uint32_t>(amount);
  if (doing.measure == rulebook::Measure::times)
    part.times = static_cast<std::uint32_t>(amount + seeded_fraction(who ^ 0x7117));
  return part;
}

}  // namespace massline::duties
