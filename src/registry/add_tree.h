// Many units in one go, millions of them, one after another: a whole tree into an empty register, or the lowest units
// under those that are there.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "journal/context.h"
#include "registry/units.h"

namespace massline::registry {

struct TreeUnit {
  std::size_t parent = 0;     // its place in the tree; of the first, the root: 0
  std::uint32_t ordinal = 1;  // among those under the same parent, from 1
  std::uint32_t children = 0;
  std::string kind, code, name, name_en, setting;
  std::optional<Date> from;  // default: today
};

/// `at(i)` gives the i-th of `count` units in preorder, the root first; `progress` is told now and then how many are
/// in. Gives their ids, which grow in that order. Journalled once a region. Errors: throws db::Error. check() fails
/// where the register has units already, or a kind is not the rulebook's.
std::vector<std::int64_t> add_tree(Context& ctx, std::size_t count, const std::function<TreeUnit(std::size_t)>& at,
                                   const std::function<void(std::uint64_t)>& progress);

/// A unit that gets none below it.
struct LeafUnit {
  std::size_t parent = 0;  // its place among the parents
  std::string kind, code, name, name_en, setting;
};

/// `at(i)` gives the i-th of `count` units in force from `from` on; those of one parent stand together, in the order in
/// which they are to hang there, after the children that it has. `parents` are of the register as it is, in the order
/// of paths. Gives their ids, which grow in that order. Journalled once a region. Errors: throws db::Error. check()
/// fails where a kind is not the rulebook's.
std::vector<std::int64_t> add_leaves(Context& ctx, const std::vector<Unit>& parents, std::size_t count, Date from,
                                     const std::function<LeafUnit(std::size_t)>& at,
                                     const std::function<void(std::uint64_t)>& progress);

/// All units in force on a day, in the order of their paths: the root first, and each after those above it.
std::vector<Unit> units_of_tree(db::Reader& in, Date on);
/// Codes of the places in force on a day that stand `depth` levels down, the root being 1; in the order of their paths.
std::vector<std::string> places_at_depth(db::Reader& in, std::size_t depth, Date on);

}  // namespace massline::registry
