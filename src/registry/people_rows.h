// The tables of people as values, and what mergers of units do to them; used in this folder only.
#pragma once

#include "journal/context.h"
#include "registry/people.h"
#include "registry/units.h"

namespace massline::registry {

/// Ends what is held in `unit` and begins it anew in `survivor`, since a row never changes its region.
void hand_over_posts(Context& ctx, db::Transaction& tx, const journal::By& by, const Unit& unit, const Unit& survivor);
void hand_over_memberships(Context& ctx, db::Transaction& tx, const journal::By& by, const Unit& unit,
                           const Unit& survivor);

void insert_post(db::Transaction& tx, const Post& post);
void insert_membership(db::Transaction& tx, const Membership& membership);

/// Appends an act on a person, post or membership, with its digests.
void journal_row(Context& ctx, db::Transaction& tx, const journal::By& by, RegionId region, std::string act,
                 std::string kind, std::int64_t id, std::string detail, std::string before);

}  // namespace massline::registry
