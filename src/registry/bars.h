// The accused barrier, worked out from the parties of a matter into the table `bar`, which access reads.
//
// An accused unit bars its path; where it was merged, the survivor's too. An accused person bars themself and the path
// of every unit they lead, or are named to lead.
#pragma once

#include <string>
#include <vector>

#include "base/id.h"
#include "base/time.h"
#include "db/db.h"
#include "journal/context.h"
#include "rulebook/model.h"

namespace massline::registry {

/// Works out anew who is barred from the matter, from its rows in `party`. Call after parties change.
void recompute_bars(db::Transaction& tx, const rulebook::Rulebook& rulebook, RegionId region, MatterId matter,
                    Date today);

/// The same for every matter that accuses the person. Call after a post of theirs changes.
/// Returns the number of matters.
int recompute_bars_for_person(db::Transaction& tx, const rulebook::Rulebook& rulebook, PersonId person, Date today);

/// Call at the end of a change of posts or of the tree: matters leave the units that the change has barred.
void after_bars_changed(Context& ctx, db::Transaction& tx);

/// The paths that would be barred if `unit` or `person` (either may be empty) were accused: to route before the matter
/// has a row.
std::vector<std::string> paths_barred_by(db::Reader& in, const rulebook::Rulebook& rulebook, UnitId unit,
                                         PersonId person, Date today);

/// True if the person has an open matter in hand that accuses somebody: another post of theirs may bar them.
bool has_barring_matters_in_hand(db::Reader& in, PersonId person);

/// Open matters whose responsible unit, or the one called in, has come to be barred, because an accused person was
/// named to lead it or it was moved or merged; and those in the hand of somebody who has come to be. The layer of
/// matters takes them away. At most `limit`.
struct BarredAtUnit {
  RegionId region;
  MatterId matter;
};
std::vector<BarredAtUnit> matters_at_barred_units(db::Reader& in, Date today, int limit);

}  // namespace massline::registry
