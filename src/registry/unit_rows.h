// The table `unit` as values; used by the readers and commands of this folder only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "registry/units.h"

namespace massline::registry {

/// The columns of `unit` under `alias`, as unit_of reads them.
std::string unit_columns(std::string_view alias);
inline constexpr std::size_t unit_column_count = 15;

Unit unit_of(const db::Rows::Row& row);
std::vector<Unit> units_from(const db::Rows& rows);

/// "$3, $4, $5": `count` parameters from `first` on.
std::string numbered(std::size_t first, std::size_t count);

/// The part of a path that names its region: the first two steps, or the root's one.
std::string_view region_path(std::string_view path);

/// The condition that rows of `alias` are in force on the day bound at $`parameter`.
std::string in_force_on(std::string_view alias, int parameter);

/// No path of the subtree at `path` sorts after this. Paths hold digits and capitals only, so that the range from
/// `path` to here is the subtree in any collation.
std::string end_of_subtree(std::string_view path);

/// The text with what LIKE takes for a wildcard escaped.
std::string escaped_for_like(std::string_view text);

}  // namespace massline::registry
