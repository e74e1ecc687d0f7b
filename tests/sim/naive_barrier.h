// Who is kept from a matter, worked out in the plainest way: from parties, posts and who hangs under whom. Knows
// nothing of paths, of the table `bar` and of access.
#pragma once

#include <map>
#include <set>
#include <vector>

#include "db/db.h"
#include "rulebook/model.h"

namespace massline::sim {

/// Whom a matter accuses, and the units that are kept from it with all below them.
struct Accused {
  std::set<PersonId> persons;
  std::set<UnitId> units;
  bool nobody() const { return persons.empty() && units.empty(); }
};

using AccusedBy = std::map<MatterId, Accused>;

/// The register of one moment.
class NaiveBarrier {
 public:
  NaiveBarrier(db::Reader& in, const rulebook::Rulebook& rulebook, Date today);

  Accused accused_by(db::Reader& in, RegionId region, MatterId matter) const;
  /// True for a unit that is accused, and for every one that hangs under it.
  bool is_under(UnitId unit, const Accused& accused) const;
  /// True for somebody accused, and for everybody who holds a post in or under an accused unit.
  bool is_barred(PersonId person, const Accused& accused) const;

 private:
  struct UnitRow {
    UnitId parent, merged_into;
  };
  struct PostRow {
    PersonId person;
    UnitId unit;
    bool leads = false;
    bool begun = false;
  };
  std::map<UnitId, UnitRow> units_;
  std::multimap<PersonId, PostRow> posts_;  // that have not ended
};

}  // namespace massline::sim
