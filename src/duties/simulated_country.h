// A country to try things on, as the rulebook in force has it: its kinds of units, settings, memberships and posts, and
// a plausible year behind everybody. Units are rows of the register; members and officers stand in the columns of the
// standing alone, so that a country of full size takes minutes and a few gigabytes. The same seed gives the same
// country.
//
//   const auto kinds = kinds_from_root(rulebook);                      // country, province, …, branch
//   const SimulatedUnits units = simulate_units(rulebook, {.members = 1000, .branches = 50, .seed = 7});
//   LiveFile file = simulate_standing(ctx, units, ids, progress);
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "duties/households.h"
#include "duties/live_file.h"
#include "standing/simulate.h"

namespace massline::duties {

/// Kinds of units from the root down, each under the one before; the last is the kind whose members owe most duties,
/// and the others the longest way to it. Empty where no member owes anything.
std::vector<std::string> kinds_from_root(const rulebook::Rulebook& rulebook, Date date);

/// Posts that stand in units of a kind, those that lead first.
std::vector<const rulebook::PostKind*> posts_in(const rulebook::Rulebook& rulebook, const std::string& kind);

struct SimulatedUnit {
  standing::UnitRow parent = 0;
  std::uint8_t level = 0;     // into `kinds`
  std::uint8_t setting = 0;   // of a branch: into rulebook.settings
  bool is_branch = false;     // with members
  std::uint32_t ordinal = 0;  // among those under the same parent, from 1
  std::uint32_t members = 0;
  std::uint32_t upper = 0;  // under a tree that was there: which of its units this is, or hangs under
};
struct SimulatedUnits {
  std::vector<std::string> kinds;    // by level
  std::vector<SimulatedUnit> units;  // preorder, the root first
  std::uint64_t seed = 1;
};
/// Errors: check() fails where `kinds` is empty. Cost: 24 bytes a unit.
SimulatedUnits simulate_units(const rulebook::Rulebook& rulebook, std::vector<std::string> kinds,
                              const standing::CountryOptions& options);

/// Told now and then: how much of how much.
using Progress = std::function<void(std::uint64_t done, std::uint64_t of)>;

/// The standing of the simulated country as of today. `ids`: of the units' rows, in their order.
/// Throws Fault where the duties can't be compiled.
LiveFile simulate_standing(const Context& ctx, const SimulatedUnits& units, std::span<const std::int64_t> ids,
                           const Progress& progress);

/// So many households, spread over the places that have no other place below them; 2.86 persons in the mean. None where
/// the rulebook has no places.
HouseholdColumns simulate_households(const rulebook::Rulebook& rulebook, const SimulatedUnits& units,
                                     std::span<const std::int64_t> ids, std::uint64_t households);

}  // namespace massline::duties
