// Who owes in a simulated country, and what they did: by the seed, without keeping anything of anybody.
#pragma once

#include <map>
#include <optional>
#include <tuple>
#include <vector>

#include "duties/register_rows.h"
#include "duties/simulated_country.h"

namespace massline::duties {

/// When it is looked at: today, with all that was done until then; or the last day of a period that is over, with what
/// was done in it.
struct SimulatedMoment {
  Date on{};
  std::optional<rulebook::DutyPeriod::Kind> period;  // none: today
  std::chrono::days ago{0};
};

/// What owers of one sort do: how much of a kind of activity a duty asks for at most.
struct Doing {
  std::string kind;
  rulebook::Measure measure = rulebook::Measure::times;
  std::int64_t quota = 0;
  std::uint16_t activity_class = 0;
};

/// Immutable once made.
class SimulatedOwers {
 public:
  SimulatedOwers(const rulebook::Rulebook& rulebook, const SimulatedUnits& units);

  const SimulatedUnits& units() const { return units_; }
  const Classes& classes(rulebook::Ower ower) const { return classes_[static_cast<std::size_t>(ower)]; }
  /// In the unit itself, at places from 0 on.
  std::uint32_t count_of(rulebook::Ower ower, standing::UnitRow unit) const;
  std::uint64_t count_of(rulebook::Ower ower) const { return counts_[static_cast<std::size_t>(ower)]; }
  /// In classes(ower).
  std::uint32_t class_of(rulebook::Ower ower, standing::OwerAt at) const;

  /// What a moment's duties make such owers do. Classes that are new are added.
  std::vector<Doing> doings(rulebook::Ower ower, const SimulatedMoment& moment, Classes& activity_classes) const;
  /// How much is done in a unit: some do half of what they owe and some more than all of it, and long ago less was
  /// done.
  double diligence_of(standing::UnitRow unit, const SimulatedMoment& moment) const;
  /// One ower's part in the i-th of these. Cost: some nanoseconds.
  standing::Participation part(rulebook::Ower ower, standing::OwerAt at, double diligence, const Doing& doing,
                               std::size_t i, const SimulatedMoment& moment) const;

 private:
  std::uint64_t of_unit(standing::UnitRow unit) const;
  const std::string& kind_of(standing::UnitRow unit) const { return units_.kinds[units_.units[unit].level]; }
  void find_member_classes();
  void find_officer_classes();
  void find_unit_classes();

  const rulebook::Rulebook& rulebook_;
  const SimulatedUnits& units_;
  std::array<Classes, 3> classes_;
  std::array<std::uint64_t, 3> counts_{};
  std::vector<std::vector<const rulebook::PostKind*>> posts_;  // by level
  std::vector<std::uint32_t> member_classes_;                  // [setting][membership][post, or none]
  std::map<std::tuple<std::size_t, std::size_t, const rulebook::PostKind*>, std::uint32_t> officer_classes_;
  std::vector<std::uint32_t> unit_classes_;
};

/// Attributes of a member of such a unit, as duties ask for them; `held`: the post that is held, or none.
rulebook::AttributeValues simulated_member(const rulebook::Rulebook& rulebook, const std::string& kind,
                                           std::size_t setting, const std::string& membership,
                                           const rulebook::PostKind* held);

}  // namespace massline::duties
