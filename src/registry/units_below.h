// The units directly below another, as lists of all of them show them.
#pragma once

#include <string>
#include <vector>

#include "registry/units.h"

namespace massline::registry {

struct UnitBelow {
  UnitId id;
  std::string kind, name, name_en;

  const std::string& name_in(Language language) const {
    return language == Language::en && !name_en.empty() ? name_en : name;
  }
};

/// All units in force on `on` directly under `parent`, in the order of their paths. Cost: one statement, and one row
/// for each; children() gives more of each, in pages.
std::vector<UnitBelow> units_below(db::Reader& in, const Unit& parent, Date on);

}  // namespace massline::registry
