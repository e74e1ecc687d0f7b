// Branches below a tree of units that is there already, such as the divisions of a real country: under the units that
// the rulebook lets them hang under, with many members here and few there. The same seed gives the same branches.
//
//   const auto upper = in the order of paths, the root first;
//   const SimulatedUnits units = simulate_branches(rulebook, "party-branch", upper, {.members = 1000, .branches = 50,
//   .seed = 7}); const auto leaf = leaf_of(rulebook, units, upper, i);   // as the register takes it
#pragma once

#include "duties/simulated_country.h"
#include "registry/add_tree.h"

namespace massline::duties {

/// `upper` and, behind all that is below each of them, its branches: preorder. Kinds by level are those of `upper` as
/// they come, and `leaf` last. Settings of branches are those of the unit above, or by seed where it has none. Errors:
/// check() fails where no unit may have a branch below it: ask may_have_below() first. Cost: O(units), 24 bytes each.
SimulatedUnits simulate_branches(const rulebook::Rulebook& rulebook, const std::string& leaf,
                                 const std::vector<registry::Unit>& upper, const standing::CountryOptions& options);

/// Whether the rulebook lets a unit of kind `leaf` hang under this one, which is not one itself.
bool may_have_below(const rulebook::Rulebook& rulebook, const registry::Unit& unit, const std::string& leaf);

/// The branches of `units`, by row, as registry::add_leaves() takes them: named after the unit above and numbered
/// there.
std::vector<standing::UnitRow> branches_of(const SimulatedUnits& units);
registry::LeafUnit leaf_of(const rulebook::Rulebook& rulebook, const SimulatedUnits& units,
                           const std::vector<registry::Unit>& upper, standing::UnitRow branch);

}  // namespace massline::duties
