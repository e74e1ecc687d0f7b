// What the commands on units share; used in this folder only.
#pragma once

#include <string>
#include <string_view>

#include "journal/context.h"
#include "registry/unit_commands.h"

namespace massline::registry {

/// The unit, if it is there, has this version, is in force, and the actor may manage it; with who acts.
struct UnitToChange {
  Unit unit;
  journal::By by;
};
Result<UnitToChange> unit_to_change(Context& ctx, db::Reader& in, const Actor& actor, UnitId id, std::int64_t version);

/// That a unit of `kind` may hang under a unit of `parent_kind`.
Result<Done> check_hangs_under(const rulebook::Rulebook& rulebook, const std::string& kind,
                               const std::string& parent_kind);

/// Notes in unit_history how the unit was before a change on `until`.
void keep_history(db::Transaction& tx, const Unit& unit, Date until);

/// Gives the parent's next ordinal, and puts the new path in place on the unit and all below it, bars included. Changes
/// the unit's parent too, and its version.
Unit hang_under(db::Transaction& tx, const Unit& unit, const Unit& parent);

/// What has to hold when the change is ordered and again when it is carried out; and carrying it out.
Result<Done> check_move(Context& ctx, const Unit& unit, const Unit& parent, Date on);
Unit carry_out_move(Context& ctx, db::Transaction& tx, const journal::By& by, const Unit& unit, const Unit& parent);
Result<Done> check_merge(db::Reader& in, const Unit& unit, const Unit& survivor, Date on);
Unit carry_out_merge(Context& ctx, db::Transaction& tx, const journal::By& by, const Unit& unit, const Unit& survivor);
Result<Done> check_close(db::Reader& in, const Unit& unit, Date on);
Unit carry_out_close(Context& ctx, db::Transaction& tx, const journal::By& by, const Unit& unit);

/// Keeps a change for its day.
Unit plan(Context& ctx, db::Transaction& tx, const journal::By& by, const Unit& unit, PlannedChange::What what,
          UnitId other, Date on);

/// Appends an act on a unit, with its digests, and makes the tree another one for whoever remembers it.
void journal_unit(Context& ctx, db::Transaction& tx, const journal::By& by, std::string act, const Unit& unit,
                  std::string detail, std::string before);
/// Whatever was remembered of the tree no longer holds (tree_mark in registry/units.h).
void mark_tree_changed(db::Transaction& tx);
std::string unit_digest(db::Reader& in, const Unit& unit);

}  // namespace massline::registry
