// The commands of activities. Each runs in the transaction it is given:
//
//   ctx.store.command([&](db::Transaction& tx) { return activities::hold_activity(ctx, tx, actor, held); });
//
// All but talks need the capability record_activities over the unit, and append their act to the journal with the
// subject "activity". `version` is the one that was read; another refuses changed_meanwhile. A row of a sheet that
// can't be kept is told with its reason, and the rest is kept.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "activities/activity.h"
#include "journal/context.h"
#include "registry/actor.h"

namespace massline::activities {

inline constexpr int activity_days_max = 100;
inline constexpr int documents_max = 100;  // of an activity
inline constexpr int reports_max = 5;      // of those, of one person

struct ActivityInput {
  Instant from, to;
  std::optional<std::int64_t> amount;  // minutes or days; default: what lies between from and to
  UnitId place;                        // empty: in the unit itself
  std::string topic;
  PersonId leader;  // may be empty
};

struct PlanActivity {
  UnitId unit;
  std::string kind;
  ActivityInput what;
};
/// Errors: not_found, not_allowed, kind_*, unit_closed, in_past, and what is wrong with a field.
Result<Activity> plan_activity(Context& ctx, db::Transaction& tx, const registry::Actor& actor,
                               const PlanActivity& plan);

/// What was planned, anew; what it replaces stays readable.
struct ChangePlan {
  ActivityId activity;
  std::int64_t version = 0;
  ActivityInput what;
};
/// Errors: those of planning, not_planned.
Result<Activity> change_plan(Context& ctx, db::Transaction& tx, const registry::Actor& actor, const ChangePlan& change);

/// Who stands in a sheet; members who do not were absent.
struct SheetRow {
  std::int64_t row = 0;  // as people find it: a line of a file, or a place in a list
  PersonId person;
  Presence presence = Presence::present;
  std::string reason;
};

struct RowProblem {
  std::int64_t row = 0;
  PersonId person;
  Refusal refusal;
};

struct Recorded {
  Activity activity;
  Attendance attendance;
  std::vector<RowProblem> problems;  // of the rows that were not kept, in their order
};

struct HoldActivity {
  ActivityId planned;        // empty: it was not planned
  std::int64_t version = 0;  // of the plan
  UnitId unit;               // of one that was not planned
  std::string kind;
  ActivityInput what;
  std::vector<SheetRow> sheet;
};
/// Errors: those of planning, in_future, not_planned, and nobody_kept (with the problems in Refusal::others).
Result<Recorded> hold_activity(Context& ctx, db::Transaction& tx, const registry::Actor& actor,
                               const HoldActivity& held);
/// The same checks on a reader, for a dry run; the activity has no id.
Result<Recorded> check_hold(Context& ctx, db::Reader& in, const registry::Actor& actor, const HoldActivity& held);

struct CancelActivity {
  ActivityId activity;
  std::int64_t version = 0;
  std::string because;
};
/// A plan that comes to nothing, or a record of what did not take place. What it was stays readable.
Result<Activity> cancel_activity(Context& ctx, db::Transaction& tx, const registry::Actor& actor,
                                 const CancelActivity& cancel);

/// Takes a cancellation back: it is planned or held again, as it was. Whoever was recorded elsewhere in the meantime is
/// told in the problems and left out. Errors: not_cancelled, nobody_kept.
Result<Recorded> restore_activity(Context& ctx, db::Transaction& tx, const registry::Actor& actor,
                                  const CancelActivity& restore);

/// Everything anew, as it should have been recorded; what it replaces stays readable.
struct CorrectActivity {
  ActivityId activity;
  std::int64_t version = 0;
  ActivityInput what;
  std::vector<SheetRow> sheet;
  std::string because;
};
Result<Recorded> correct_activity(Context& ctx, db::Transaction& tx, const registry::Actor& actor,
                                  const CorrectActivity& correction);

/// A kind that is between two persons: the date and the pair, and nothing else. `unit` keeps the record; either of the
/// two may record it, and whoever may record the unit's activities.
struct RecordTalk {
  UnitId unit;
  std::string kind;
  Date on{};
  PersonId one, other;
};
Result<Activity> record_talk(Context& ctx, db::Transaction& tx, const registry::Actor& actor, const RecordTalk& talk);

/// Minutes, a report or another file of an activity that was held. Who took part may attach their own report. The
/// command opens its own transaction: the bytes are on disk before any row speaks of them.
struct AttachDocument {
  ActivityId activity;
  DocumentKind kind = DocumentKind::minutes;
  PersonId person;   // of a report: whose own it is
  std::string name;  // as the sender called it
  std::string_view bytes;
};
/// Errors: not_found, not_held, kind_is_pair, took_no_part, too_many_*, and what facts_of_file refuses.
Result<Document> attach_document(Context& ctx, const registry::Actor& actor, const AttachDocument& document);
/// Takes a document away that was attached by mistake: by whoever may attach it. The journal keeps that it was there.
Result<Done> withdraw_document(Context& ctx, db::Transaction& tx, const registry::Actor& actor, ActivityId activity,
                               std::int64_t document);

/// Marks a unit, with all below it, as a place where life is hard; or ends the mark. Needs manage_units over it. What
/// was recorded before stays as it was counted then.
struct MarkHardPlace {
  UnitId unit;
  Date from{};
  std::optional<Date> to;  // the first day it is no longer one
};
Result<Done> mark_hard_place(Context& ctx, db::Transaction& tx, const registry::Actor& actor,
                             const MarkHardPlace& mark);

}  // namespace massline::activities
