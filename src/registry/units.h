// Reading the tree of units. Thread-safe: everything works on the reader it is given.
//
// A unit's path has 4 characters of base 32 for each step down from the root, so that a subtree is a prefix and the
// order of paths is the order of the tree. The region of a unit is its ancestor directly under the root; the root is a
// region of its own.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/time.h"
#include "db/db.h"
#include "rulebook/model.h"

namespace massline::registry {

struct Unit {
  RegionId region;
  UnitId id;
  UnitId parent;  // empty for the root
  std::string path;
  std::string kind;
  std::string code;
  std::string name;
  std::string name_en;  // may be empty
  std::string setting;  // may be empty
  bool is_place = false;
  Date from{};
  std::optional<Date> to;  // the first day it is no longer in force
  UnitId merged_into;
  std::int64_t version = 0;
  std::int64_t next_child = 1;  // the ordinal that the next child gets in its path

  bool in_force(Date on) const { return from <= on && (!to || on < *to); }
  const std::string& name_in(Language language) const {
    return language == Language::en && !name_en.empty() ? name_en : name;
  }
};

inline constexpr std::size_t path_step = 4;
inline constexpr std::string_view root_path = "0001";

/// The path of the child with this ordinal, from 1 to 32^4 - 1.
std::string child_path(std::string_view parent_path, std::int64_t ordinal);
/// 1 for the root, 2 for what hangs under it …
inline std::size_t depth_of(std::string_view path) { return path.size() / path_step; }

/// Another, higher number after every change of any unit, for whoever keeps in memory what was read of the tree.
std::int64_t tree_mark(db::Reader& in);

std::optional<Unit> find_unit(db::Reader& in, UnitId id);
/// Those of the ids that exist, in the order of their paths.
std::vector<Unit> find_units(db::Reader& in, std::span<const UnitId> ids);
/// The unit in force on that day under this code.
std::optional<Unit> find_unit_by_code(db::Reader& in, std::string_view code, Date on);
/// Those of the codes that units in force on that day have, in no order. Cost: an index entry for each code and region.
std::vector<Unit> find_units_by_code(db::Reader& in, std::span<const std::string_view> codes, Date on);
/// The unit at this path now.
std::optional<Unit> find_unit_at(db::Reader& in, std::string_view path);
std::optional<Unit> root_unit(db::Reader& in);
/// Every region, the root's own included.
std::vector<RegionId> regions(db::Reader& in);

/// From the root down to the unit's parent.
std::vector<Unit> ancestors(db::Reader& in, const Unit& unit);

struct ChildUnit {
  Unit unit;
  std::int64_t children = 0;  // in force, directly under it
  std::int64_t posts = 0;     // held in it on the day asked
};
struct ChildPage {
  std::vector<ChildUnit> units;  // in the order of their paths
  std::string next;              // give it as `after` for the following page; empty at the end
};
/// The units in force on `on` directly under `parent`, after the path `after` (empty: from the first), at most `limit`
/// (1 to 200).
ChildPage children(db::Reader& in, const Unit& parent, Date on, std::string_view after, int limit);

struct UnitSearch {
  std::string text;                // a code's beginning, or a part of a name
  std::vector<std::string> kinds;  // empty: any
  bool places_only = false;        // only those where residents live
  std::string within;              // a path; empty: the whole tree
  int limit = 50;                  // at most 50
};
struct FoundUnit {
  Unit unit;
  std::vector<Unit> ancestors;  // root first
};
/// Units in force: a code that is the text first, then names equal to it, beginning with it, holding it. An empty text
/// finds nothing.
std::vector<FoundUnit> search_units(db::Reader& in, const UnitSearch& search, Date on);

/// The units that answer for a place, as rulebook::RouteKind::nearest says: from the place upwards, at each unit the
/// unit itself or a direct child of one of `kinds` (the order of `kinds` breaks ties), in force on `on`, and not within
/// any of `barred_paths`.
struct NearestQuery {
  std::string place_path;
  std::vector<std::string> kinds;
  std::vector<std::string> barred_paths;
  Date on{};
};
std::optional<Unit> nearest_unit(db::Reader& in, const NearestQuery& query);

/// The nearest unit in force strictly above `path` whose kind is an authority, and which none of `barred_paths` covers.
std::optional<Unit> next_authority_above(db::Reader& in, const rulebook::Rulebook& rulebook, std::string_view path,
                                         std::span<const std::string> barred_paths, Date on);

/// Where a unit hung and how it was called up to (not with) the day of a change; newest first.
struct UnitChange {
  Date until{};
  UnitId parent;
  std::string path, name, kind;
};
std::vector<UnitChange> history_of(db::Reader& in, const Unit& unit);

/// A change that has a date to come.
struct PlannedChange {
  enum class What { move, merge, close } what = What::move;
  UnitId other;  // the new parent, or the survivor
  Date on{};
};
std::vector<PlannedChange> planned_changes(db::Reader& in, const Unit& unit);

}  // namespace massline::registry
