// People with a membership or a post in a part of the tree, or with a post above it: those who may be guests of a unit
// there.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "registry/units.h"

namespace massline::registry {

struct PersonAround {
  PersonId person;
  std::string name;
  std::string unit_name;  // where they belong; one of several
};

/// Those whose name holds `text`, members of `unit` on that day left out, by name; at most `limit`. `ground` is the
/// path of the part. Cost: who belongs there and matches.
std::vector<PersonAround> people_around(db::Reader& in, std::string_view ground, UnitId unit, std::string_view text,
                                        Date on, int limit);

}  // namespace massline::registry
