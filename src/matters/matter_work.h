// A matter that is being changed within a transaction: read once, changed as values, written once with its journal
// line.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "access/access.h"
#include "journal/context.h"
#include "journal/journal.h"
#include "matters/clock_rules.h"
#include "matters/matter.h"
#include "matters/matter_commands.h"
#include "matters/matter_table.h"
#include "matters/routing.h"

namespace massline::matters {

struct MatterWork {
  MatterWork(Context& context, db::Transaction& transaction, Matter row);

  Context& ctx;
  db::Transaction& tx;
  Matter matter;
  const rulebook::Procedure& procedure;
  std::vector<Clock> clocks;
  access::MatterFacts facts;
  Instant now;
  std::string digest_before;

  ClockSetting clock_setting() { return {procedure, ctx.zone, ctx.rulebook.calendar, ctx.ids}; }
  /// Where the matter is, for routing.
  RouteFrom route_from();
  /// A new line of the timeline, with the unit and the date that the person is told.
  Entry new_entry(std::string kind, const journal::By& by, bool is_public) const;
  /// Moves the matter to another unit.
  void move_to(const registry::Unit& unit);
  /// Sets stage, state and the day it was closed.
  void set_stage(const std::string& stage);
  /// Writes the matter's row, and the act. Nobody else can have changed it: there is one writer. Whatever is added to a
  /// matter is added in the transaction of a save(), which has the end of what was added looked after.
  void save(const journal::By& by, std::string_view act, std::string_view detail, Version version = Version::next);
  /// Puts all words of the timeline into the search index, but those of appraisals.
  void index();
  Changed changed(EntryId entry) const { return {matter.region, matter.id, matter.version, entry}; }
};

/// What index() puts there.
std::vector<std::string> indexed_words_of(db::Reader& in, const rulebook::Procedure& procedure, const Matter& matter);

/// The version of the procedure that the matter runs by. Throws Fault if the rulebook has lost it.
const rulebook::Procedure& procedure_of(const rulebook::Rulebook& rulebook, const Matter& matter);

/// The matter for a command of the viewer's: not_found if they may not read it, changed_meanwhile if `version` (0: any)
/// is not its version.
Result<MatterWork> work_for_staff(Context& ctx, db::Transaction& tx, const access::Viewer& viewer, MatterId matter,
                                  std::int64_t version);
/// The matter that the receipt opens: not_found if none. `version` as above.
Result<MatterWork> work_for_raiser(Context& ctx, db::Transaction& tx, const std::string& receipt,
                                   const std::string& code, std::int64_t version);
/// Which matter the receipt and, if given, the code open.
Result<Matter> matter_of_receipt(Context& ctx, db::Reader& in, const std::string& receipt, const std::string& code);

journal::By by_post(const access::Viewer& viewer, const access::HeldPost* post);

/// Does `job` once for the key of `once`; a repetition gives what the first one gave.
Result<Changed> change_once(Context& ctx, db::Transaction& tx, RegionId region, const std::optional<Once>& once,
                            const std::function<Result<Changed>()>& job);

}  // namespace massline::matters
