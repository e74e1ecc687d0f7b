// What is done with a matter after it was raised. Every command: may the viewer? → is it right? → rows, journal and
// search in one transaction. Refused commands leave nothing behind.
//
// A matter that the viewer may not read is `not_found`, whatever the command. Versions are those that the viewer saw;
// an older one is refused as `changed_meanwhile`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "access/access.h"
#include "base/json.h"
#include "journal/context.h"
#include "matters/matter.h"
#include "matters/once.h"

namespace massline::matters {

struct Changed {
  RegionId region;
  MatterId id;
  std::int64_t version = 0;
  EntryId entry;  // the new line of the timeline, if there is one
};

// ---- by staff

struct TakeStep {
  MatterId matter;
  std::string step;
  std::int64_t version = 0;
  JsonObject inputs;
  std::optional<Once> once;
};
/// Takes a step of the matter's procedure: checks, effects, clocks, stage, timeline.
/// Taken on a matter that others are joined to, it is taken on each of them.
Result<Changed> take_step(Context& ctx, const access::Viewer& viewer, const TakeStep& step);

struct WriteText {
  MatterId matter;
  std::string text;  // at most 10,000 characters
  std::optional<Once> once;
};
/// To the person who raised it. Refused to readers who merely stand above it.
Result<Changed> write_message(Context& ctx, const access::Viewer& viewer, const WriteText& message);
/// For staff alone.
Result<Changed> write_note(Context& ctx, const access::Viewer& viewer, const WriteText& note);

struct NameParty {
  MatterId matter;
  std::int64_t version = 0;
  std::string role;  // accused, other-side, concerned
  UnitId unit;       // one of the two
  PersonId person;
};
/// Needs the capability name_parties. If the responsible unit is now barred, the matter goes to the next higher
/// authority at once, and the timeline says so.
Result<Changed> name_party(Context& ctx, const access::Viewer& viewer, const NameParty& party);

struct JoinMatter {
  MatterId matter;
  std::int64_t version = 0;
  MatterId into;
};
/// Needs the capability join_matters for both. Both are open and run by the same version of one procedure; the joined
/// one follows the other's stage from then on, with its own clocks.
Result<Changed> join_matter(Context& ctx, const access::Viewer& viewer, const JoinMatter& join);

struct SeparateMatter {
  MatterId matter;
  std::int64_t version = 0;
};
Result<Changed> separate_matter(Context& ctx, const access::Viewer& viewer, const SeparateMatter& separate);

struct OpenIdentity {
  MatterId matter;
  std::string reason;  // 5 to 500 characters
};
/// Needs the capability open_identity; journalled, and on the person's own timeline. Refused where nobody gave a name.
Result<Identity> open_identity(Context& ctx, const access::Viewer& viewer, const OpenIdentity& request);

// ---- by the person who raised it, with the receipt

/// The 16 digits without blanks and hyphens; nothing if they are not 16 digits.
std::optional<std::string> receipt_digits(std::string_view text);

/// `code` picks one of the matters that a receipt opens (a part that was split off has the same receipt); empty: the
/// one that was raised.
struct FollowStep {
  std::string receipt;
  std::string code;
  std::string step;
  std::optional<std::int64_t> version;
  JsonObject inputs;
  std::optional<Once> once;
};
Result<Changed> follow_step(Context& ctx, const FollowStep& step);

struct FollowMessage {
  std::string receipt;
  std::string code;
  std::string text;
  std::optional<Once> once;
};
Result<Changed> follow_message(Context& ctx, const FollowMessage& message);

/// A correction of what was said: it stands beside it on the timeline, which stays as it was. Also once the matter is
/// closed.
Result<Changed> follow_addendum(Context& ctx, const FollowMessage& addendum);

struct CorrectContact {
  std::string receipt;
  std::string code;
  Contact contact;  // in place of the whole of it
};
/// Takes another name and contact than was given. Errors: no_identity where none was given, or it was erased;
/// contact_needed where nothing would be left.
Result<Changed> correct_contact(Context& ctx, const CorrectContact& request);

struct FollowAppraisal {
  std::string receipt;
  std::string code;
  std::string solved;          // yes, partly, no
  std::int64_t satisfied = 0;  // 1 to 5
  std::string comment;
  std::optional<Once> once;
};
/// The open step with the effect appraise.
Result<Changed> follow_appraisal(Context& ctx, const FollowAppraisal& appraisal);

struct FollowReview {
  std::string receipt;
  std::string code;
  std::string reasons;
  std::optional<Once> once;
};
/// The open step of the person's that routes the matter higher.
Result<Changed> follow_review(Context& ctx, const FollowReview& review);

// ---- by the program

struct JobReport {
  std::int64_t looked_at = 0;
  std::int64_t changed = 0;
};
/// Takes matters whose clock ran out to the next higher authority, again one higher after each further length of the
/// clock, and closes the windows of those who raised them. Never costs the person anything.
JobReport escalate_late(Context& ctx);

/// Open matters whose responsible unit the accused have come to lead, or which came to stand under an accused unit, go
/// to the next authority above: within the change that made it so (Context::leave_barred_units), and as a job.
JobReport leave_barred_units(Context& ctx, db::Transaction& tx);
JobReport leave_barred_units(Context& ctx);

/// Works out the dates of all clocks that run, after an edit of the calendar.
JobReport recompute_clocks(Context& ctx);

/// The same, if the calendar is another than when this was last called.
JobReport follow_calendar(Context& ctx);

/// Indexes anew, part by part, the matters that an earlier program indexed by other words; until the last of them is
/// done, a single character may miss some. Each call goes on where the one before stopped, for at most `longest_ms`, as
/// far as the system's time counts. Cost: one read of a setting, once all is done.
void renew_search(Context& ctx, std::int64_t longest_ms = 10'000);

/// Indexes all matters anew, whatever was done before: for a database whose index was left behind, such as a restored
/// one.
void rebuild_search(Context& ctx);

}  // namespace massline::matters
