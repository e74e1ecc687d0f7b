// A whole tree of units into an empty register, in one go: millions of them, one after another.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "journal/context.h"

namespace massline::registry {

struct TreeUnit {
  std::size_t parent = 0;     // its place in the tree; of the first, the root: 0
  std::uint32_t ordinal = 1;  // among those under the same parent, from 1
  std::uint32_t children = 0;
  std::string kind, code, name, name_en, setting;
};

/// `at(i)` gives the i-th of `count` units in preorder, the root first; `progress` is told now and then how many are in.
/// Gives their ids, which grow in that order. Journalled once a region.
/// Errors: throws db::Error. check() fails where the register has units already, or a kind is not the rulebook's.
std::vector<std::int64_t> add_tree(Context& ctx, std::size_t count, const std::function<TreeUnit(std::size_t)>& at,
                                   const std::function<void(std::uint64_t)>& progress);

}  // namespace massline::registry
