// Reading activities. Who was there is shown to those whose post needs it (read_activities over the unit) and to each
// person about themselves; to others only how many were.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "activities/activity.h"
#include "activities/roster.h"
#include "journal/context.h"
#include "registry/actor.h"
#include "registry/units.h"

namespace massline::activities {

struct ActivityCounts {
  std::int64_t members = 0, there = 0, late = 0, excused = 0, guests = 0;
};

struct ActivityRow {
  Activity activity;  // without leader and attendance where the viewer may not see names
  ActivityCounts counts;
};

struct ActivityPage {
  std::vector<ActivityRow> activities;
  std::string next;  // give it as `after` for the following page; empty at the end
};

enum class ActivityOrder { newest_first, soonest_first };

struct ActivityQuery {
  UnitId unit;
  Instant from, to;  // begin within [from, to)
  std::string kind;  // empty: any
  std::optional<ActivityState> state;
  ActivityOrder order = ActivityOrder::newest_first;
  std::string after;
  int limit = 50;  // 1 to 200
};
/// Talks are left out where the viewer may not see names. Errors: not_found; not_allowed where there is no viewer.
Result<ActivityPage> activities_of_unit(Context& ctx, db::Reader& in, const registry::Actor& actor,
                                        const ActivityQuery& query);

/// What a person was at, led, was excused from or missed, oldest first. For the person, and for those who may see the
/// names of each unit concerned: others are left out.
struct PersonActivity {
  Activity activity;
  Presence presence = Presence::absent;
  bool led = false;
  bool reported = false;  // the person's own report is attached
};
Result<std::vector<PersonActivity>> activities_of_person(Context& ctx, db::Reader& in, const registry::Actor& actor,
                                                         PersonId person, Instant from, Instant to);

struct NamedMark {
  Mark mark;
  std::string name;
  bool guest = false;
};
/// What an activity was before a correction, and why it was corrected.
struct PastActivity {
  Activity activity;
  Attendance attendance;  // empty where the viewer may not see names
  Instant replaced_at;
  std::string because;
  PersonId by;
};
struct ActivityView {
  ActivityRow row;
  registry::Unit unit;              // that holds it
  bool names = false;               // whether the viewer sees them
  std::string leader_name;          // empty without names
  std::vector<NamedMark> marks;     // members, then guests; of a viewer without names: their own
  std::vector<Document> documents;  // of a viewer without names: their own
  bool may_report = false;          // the viewer took part, and may attach a report of their own
  std::vector<PastActivity> past;   // newest first
};
Result<ActivityView> view_activity(Context& ctx, db::Reader& in, const registry::Actor& actor, ActivityId activity);
/// The same of one that was written just now, with who was there.
Result<ActivityView> view_activity(Context& ctx, db::Reader& in, const registry::Actor& actor, Activity activity,
                                   const Attendance& attendance);

struct HoldActivity;
struct Recorded;
/// What the view of an activity shows beside what was written with it: read before, so that nothing is read afterwards.
struct ViewParts {
  std::optional<registry::Unit> unit;
  std::map<PersonId, std::string> names;  // of whoever is on the sheet or a member that day, and of who leads
};
ViewParts view_parts(Context& ctx, db::Reader& in, const HoldActivity& held);
/// view_activity() of one that was just held without having been planned; nothing where the parts lack somebody's name.
/// Cost: reads nothing.
std::optional<ActivityView> view_of_new(const Context& ctx, const registry::Actor& actor, const Recorded& recorded,
                                        const ViewParts& parts);

struct DocumentFile {
  Document document;
  std::string path;  // of the bytes
};
/// Of those that view_activity shows. Errors: not_found.
Result<DocumentFile> find_document(Context& ctx, db::Reader& in, const registry::Actor& actor, ActivityId activity,
                                   std::int64_t document);

/// Every roster of the unit, newest first. Needs read_activities over it.
Result<std::vector<Roster>> view_rosters(Context& ctx, db::Reader& in, const registry::Actor& actor, UnitId unit);

/// True for who was there, led it, or is one of the two of a talk.
bool took_part(db::Reader& in, const Activity& activity, PersonId person);
/// The rows of activity_person: guests, a leader who is no member, the two of a talk.
std::vector<PersonId> persons_of(db::Reader& in, const Activity& activity);

// ---- following

/// What was done to activities in a region since the journal's entry `seq`, for whatever is derived from them. Read up
/// to `next`; as long as `more`, ask again from there.
struct ActivityChange {
  std::int64_t seq = 0;
  ActivityId activity;
  std::string act;  // activity.plan, .replan, .hold, .talk, .correct, .cancel, .restore, .attach, .withdraw
};
struct ActivityChanges {
  std::vector<ActivityChange> changes;
  std::int64_t next = 0;
  bool more = false;
};
ActivityChanges activities_since(db::Reader& in, RegionId region, std::int64_t seq, int limit = 10'000);

}  // namespace massline::activities
