// Members, posts and a year of activities as rows of the register, by the same commands that people give: so that every
// screen works on them, and the journal holds each. The same seed, clock and chance give the same rows.
//
//   simulate_people(ctx, units, ids, Above::with_officers, progress);   // members and officers of simulated units
//   const SimulatedYear year = simulate_year(ctx, {.seed = 7}, progress);   // of every unit that the register has
#pragma once

#include <cstdint>
#include <span>

#include "duties/simulated_country.h"

namespace massline::duties {

struct SimulatedPeople {
  std::uint64_t people = 0, memberships = 0, posts = 0;
  PersonId leader, member;  // who leads the first branch, and one of its members without a post; may be empty
};

/// Since when units are in force in whose past somebody is to have lived.
inline constexpr std::chrono::days simulated_past{10 * 365};

/// Whether units above branches get two who lead them, unless somebody does already.
enum class Above { with_officers, as_they_are };

/// Members of each branch, those who hold its posts, and who leads above them. They are named by what they are, and
/// numbered. Memberships began within the last ten years, some in the last.
/// Throws Fault where a command is refused.
SimulatedPeople simulate_people(Context& ctx, const SimulatedUnits& units, std::span<const std::int64_t> ids,
                                Above above, const Progress& progress);

struct SimulatedYear {
  std::uint64_t activities = 0, talks = 0;
  std::uint64_t left_out = 0;  // nobody of the sheet could be there: each was elsewhere at that time
};
struct YearOptions {
  std::uint64_t seed = 1;
  std::chrono::days length{365};  // until yesterday
};

/// What the duties in force ask of every unit, its members and its officers, as they would have done it: some units
/// nearly all, others behind; people present, late, excused or not there. Gives the ordinary commands, a unit's in one
/// transaction. Cost: about a millisecond an activity, some forty a year for a branch.
SimulatedYear simulate_year(Context& ctx, const YearOptions& options, const Progress& progress);

}  // namespace massline::duties
