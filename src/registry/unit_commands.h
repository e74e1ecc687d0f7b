// Changing the tree of units. Each command runs in the transaction it is given, so that several can make one change:
//
//   ctx.store.command([&](db::Transaction& tx) { return registry::create_unit(ctx, tx, actor, unit); });
//
// All need the capability manage_units over every unit they touch, and append their act to the journal. `version` is
// the one that was read; another refuses changed_meanwhile.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "journal/context.h"
#include "registry/actor.h"
#include "registry/units.h"

namespace massline::registry {

struct NewUnit {
  UnitId parent;  // empty: the root, once
  std::string kind;
  std::string code;
  std::string name;
  std::string name_en;
  std::string setting;
  std::optional<Date> from;  // default: today
};
Result<Unit> create_unit(Context& ctx, db::Transaction& tx, const Actor& actor, const NewUnit& unit);

struct RenameUnit {
  UnitId unit;
  std::int64_t version = 0;
  std::string name;
  std::string name_en;
};
Result<Unit> rename_unit(Context& ctx, db::Transaction& tx, const Actor& actor, const RenameUnit& change);

/// Hangs the unit, with all below it, under another parent of the same region. Like a merger and a closing: now if `on`
/// is today or past, else planned, and carried out by run_due_changes on that day.
struct MoveUnit {
  UnitId unit;
  std::int64_t version = 0;
  UnitId parent;
  Date on{};
};
Result<Unit> move_unit(Context& ctx, db::Transaction& tx, const Actor& actor, const MoveUnit& change);

/// Ends `unit`; its children, posts, memberships and matters go to `survivor`, which is of the same kind. Across
/// regions the unit must have no children: their rows can't change their region.
struct MergeUnits {
  UnitId unit;
  std::int64_t version = 0;
  UnitId survivor;
  Date on{};
};
Result<Unit> merge_units(Context& ctx, db::Transaction& tx, const Actor& actor, const MergeUnits& change);

/// Ends the unit. Refused while it has open matters, posts, members or children. Matters that accuse somebody or are
/// confidential don't count, so that the refusal tells of none; they go to the next authority above.
struct CloseUnit {
  UnitId unit;
  std::int64_t version = 0;
  Date on{};
};
Result<Unit> close_unit(Context& ctx, db::Transaction& tx, const Actor& actor, const CloseUnit& change);

/// Carries out what has become due: planned changes of units, and the bars of accused persons whose posts ended since
/// the last run. Each in a transaction of its own; a change that is no longer possible is dropped and journalled as
/// such.
struct DueChanges {
  int changed = 0, dropped = 0, bars_renewed = 0;
};
DueChanges run_due_changes(Context& ctx);

}  // namespace massline::registry
