// Finding the unit that a table or a client means by "where": its code, its id, or its exact name.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "access/access.h"
#include "base/result.h"
#include "base/time.h"
#include "db/db.h"
#include "registry/units.h"
#include "rulebook/model.h"

namespace massline::channels {

/// The ground for which somebody imports: for each of their posts with import_matters, its unit if residents live
/// there, else the nearest one above it where they do (an office serves the county in which it stands). Paths; none
/// lies within another.
std::vector<std::string> import_ground(db::Reader& in, const rulebook::Rulebook& rulebook,
                                       const access::Viewer& viewer);

/// The unit itself, or the nearest above it, where residents live; nothing if there is none.
std::optional<registry::Unit> place_at_or_above(db::Reader& in, const registry::Unit& unit);

/// Remembers what it found, for as long as one import or request lasts. Not thread-safe.
class PlaceFinder {
 public:
  enum class Finds { places, any_unit };

  /// Names are looked for within `ground` (paths), and codes and ids must lie there.
  PlaceFinder(std::vector<std::string> ground, Finds finds, Date today)
      : ground_(std::move(ground)), places_only_(finds == Finds::places), today_(today) {}

  /// Errors: place_not_found, place_several, place_not_yours.
  Result<registry::Unit> find(db::Reader& in, std::string_view text);
  bool covers(std::string_view path) const;

 private:
  Result<registry::Unit> look_up(db::Reader& in, std::string_view text) const;

  std::vector<std::string> ground_;
  bool places_only_;
  Date today_;
  std::unordered_map<std::string, Result<registry::Unit>> known_;
};

}  // namespace massline::channels
