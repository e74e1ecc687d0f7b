// Rosters: who was a member of a unit, in a fixed order, in dated versions. A version is made when an attendance needs
// one that is not there yet, and never changes, so that a membership entered late does not move anybody's bit.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/id.h"
#include "base/time.h"
#include "db/db.h"

namespace massline::activities {

struct Roster {
  std::int64_t version = 0;
  Date from{};  // the day for which it was first needed
  std::vector<PersonId> members;
};

/// Members of the unit on that day, in growing order, each once.
std::vector<PersonId> members_on(db::Reader& in, RegionId region, UnitId unit, Date on);

/// The version that has just these members; makes it where it is not among the unit's newest.
std::int64_t roster_version(db::Transaction& tx, RegionId region, UnitId unit, Date on,
                            const std::vector<PersonId>& members);

/// The members of a version; none for version 0. check() fails for a version that is not there.
std::vector<PersonId> roster_members(db::Reader& in, RegionId region, UnitId unit, std::int64_t version);

/// All versions of the unit, newest first.
std::vector<Roster> rosters_of(db::Reader& in, RegionId region, UnitId unit);

}  // namespace massline::activities
