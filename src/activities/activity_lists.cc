#include "activities/activity_lists.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <tuple>

#include "activities/activities.h"
#include "activities/activity_table.h"
#include "base/refusals.h"
#include "base/result.h"
#include "registry/people.h"
#include "registry/person_names.h"
#include "registry/units.h"

namespace massline::activities {

namespace {

namespace common = massline::refusals;

constexpr std::int64_t first_version = 1;

bool sees_names(const Context& ctx, const registry::Actor& actor, const std::string& path) {
  return registry::authorise(ctx.rulebook, actor, rulebook::Capability::read_activities, path).has_value();
}

bool is_pair(const rulebook::Rulebook& rulebook, const Activity& activity) {
  const rulebook::ActivityKind* kind = rulebook.activity(activity.kind);
  return kind != nullptr && kind->pair_only;
}

ActivityCounts counts_of(const Attendance& attendance) {
  ActivityCounts out;
  out.members = static_cast<std::int64_t>(attendance.members.size());
  for (const Mark& mark : attendance.members) {
    out.there += was_there(mark.presence) ? 1 : 0;
    out.late += mark.presence == Presence::late ? 1 : 0;
    out.excused += mark.presence == Presence::excused ? 1 : 0;
  }
  for (const Mark& mark : attendance.guests) out.guests += was_there(mark.presence) ? 1 : 0;
  return out;
}

bool was_in(const Attendance& attendance, PersonId person) {
  for (const auto* marks : {&attendance.members, &attendance.guests})
    for (const Mark& mark : *marks)
      if (mark.person == person && was_there(mark.presence)) return true;
  return false;
}

void add_names(db::Reader& in, std::vector<NamedMark>& marks) {
  std::vector<PersonId> persons;
  for (const NamedMark& one : marks) persons.push_back(one.mark.person);
  const auto names = registry::names_of_persons(in, persons);
  for (NamedMark& one : marks)
    if (const auto name = names.find(one.mark.person); name != names.end()) one.name = name->second;
}

void hide_names(Activity& activity) {
  activity.leader = {};
  activity.attendance.clear();
  activity.roster = 0;
}

struct After {
  std::int64_t from = 0, id = 0;
};
std::optional<After> parse_after(std::string_view text) {
  After out;
  const char* end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, out.from);
  if (first.ec != std::errc() || first.ptr == end || *first.ptr != '.') return std::nullopt;
  const auto second = std::from_chars(first.ptr + 1, end, out.id);
  if (second.ec != std::errc() || second.ptr != end) return std::nullopt;
  return out;
}

std::string of_unit(std::string_view from_there, std::string_view order) {
  return "SELECT " + activity_columns("a") + " FROM activity a WHERE a.region = $1 AND a.unit = $2 AND " +
         std::string(from_there) + " AND ($6 = '' OR a.kind = $6) AND ($7 = -1 OR a.state = $7) ORDER BY a.from_at " +
         std::string(order) + ", a.id " + std::string(order) + " LIMIT $8";
}
/// $3: the far end of the days asked for; $4, $5: where the page before ended.
const std::string& newest_first() {
  static const std::string select =
      of_unit("a.from_at >= $3 AND a.from_at <= $4 AND (a.from_at < $4 OR a.id < $5)", "DESC");
  return select;
}
const std::string& soonest_first() {
  static const std::string select =
      of_unit("a.from_at < $3 AND a.from_at >= $4 AND (a.from_at > $4 OR a.id > $5)", "ASC");
  return select;
}

PastActivity past_of(const db::Rows::Row& row, const Activity& now) {
  PastActivity out;
  Activity& activity = out.activity;
  activity.region = now.region;
  activity.id = now.id;
  activity.unit = now.unit;
  activity.kind = now.kind;
  activity.version = row.integer(0);
  activity.state = static_cast<ActivityState>(row.integer(1));
  activity.from = row.instant(2);
  activity.to = row.instant(3);
  activity.amount = row.integer(4);
  activity.place = row.id<UnitId>(5);
  activity.hard_place = row.boolean(6);
  activity.topic = row.text(7);
  activity.leader = row.id<PersonId>(8);
  activity.roster = row.is_null(9) ? 0 : row.integer(9);
  if (!row.is_null(10)) activity.attendance = row.blob(10);
  out.replaced_at = row.instant(11);
  out.because = row.text(12);
  out.by = row.id<PersonId>(13);
  return out;
}

std::vector<PastActivity> past_of(db::Reader& in, const Activity& activity, bool names) {
  std::vector<PastActivity> out;
  for (const auto row : in.query(
           "SELECT version, state, from_at, to_at, amount, place, hard_place, topic, leader, roster, attendance, "
           "replaced_at, because, person FROM activity_past WHERE region = $1 AND activity = $2 ORDER BY version DESC",
           {activity.region, activity.id})) {
    out.push_back(past_of(row, activity));
    if (names) {
      out.back().attendance = attendance_of(in, out.back().activity);
    } else {
      hide_names(out.back().activity);
      out.back().by = {};
    }
  }
  return out;
}

}  // namespace

std::vector<PersonId> persons_of(db::Reader& in, const Activity& activity) {
  std::vector<PersonId> out;
  for (const auto row :
       in.query("SELECT person FROM activity_person WHERE region = $1 AND activity = $2 ORDER BY person",
                {activity.region, activity.id}))
    out.push_back(row.id<PersonId>(0));
  return out;
}

bool took_part(db::Reader& in, const Activity& activity, PersonId person) {
  if (!person) return false;
  return activity.leader == person || was_in(attendance_of(in, activity), person);
}

Result<ActivityPage> activities_of_unit(Context& ctx, db::Reader& in, const registry::Actor& actor,
                                        const ActivityQuery& query) {
  constexpr int limit_max = 200;
  check(query.limit >= 1 && query.limit <= limit_max, "a page has 1 to 200 activities");
  if (actor.kind == registry::Actor::Kind::person && !actor.viewer.is_staff()) return refuse(common::not_allowed);
  const auto unit = registry::find_unit(in, query.unit);
  if (!unit) return refuse_field(common::not_found, "unit");
  const bool names = sees_names(ctx, actor, unit->path);
  const bool newest = query.order == ActivityOrder::newest_first;
  After after{newest ? query.to.ms : query.from.ms, 0};
  if (!query.after.empty()) {
    const auto parsed = parse_after(query.after);
    if (!parsed) return refuse_field(common::not_found, "after");
    after = *parsed;
  }
  ActivityPage page;
  const auto rows = in.query(newest ? newest_first() : soonest_first(),
                             {unit->region, unit->id, newest ? query.from : query.to, after.from, after.id, query.kind,
                              query.state ? static_cast<int>(*query.state) : -1, query.limit + 1});
  for (const auto row : rows) {
    Activity activity = activity_of(row);
    if (page.activities.size() == static_cast<std::size_t>(query.limit)) {
      const Activity& last = activity_of(rows.row(static_cast<std::size_t>(query.limit) - 1));
      page.next = std::to_string(last.from.ms) + "." + std::to_string(last.id.value);
      break;
    }
    ActivityRow out{std::move(activity), {}};
    out.counts = counts_of(attendance_of(in, out.activity));
    if (!names) hide_names(out.activity);
    page.activities.push_back(std::move(out));
  }
  if (!names)
    std::erase_if(page.activities, [&](const ActivityRow& row) { return is_pair(ctx.rulebook, row.activity); });
  return page;
}

Result<std::vector<PersonActivity>> activities_of_person(Context& ctx, db::Reader& in, const registry::Actor& actor,
                                                         PersonId person, Instant from, Instant to) {
  if (!registry::find_person(in, person)) return refuse(common::not_found);
  const bool own = actor.kind == registry::Actor::Kind::person && actor.viewer.person == person;
  std::map<UnitId, bool> open;
  const auto may_see = [&](UnitId id) {
    if (own) return true;
    const auto known = open.find(id);
    if (known != open.end()) return known->second;
    const auto unit = registry::find_unit(in, id);
    return open[id] = unit && sees_names(ctx, actor, unit->path);
  };
  std::map<ActivityId, PersonActivity> found;
  const auto add = [&](Activity&& activity, Presence presence) {
    if (activity.state != ActivityState::held || !may_see(activity.unit)) return;
    PersonActivity one{std::move(activity), presence, false, false};
    one.led = one.activity.leader == person;
    for (const Document& document : documents_of(in, one.activity))
      one.reported = one.reported || (document.kind == DocumentKind::report && document.person == person);
    const ActivityId id = one.activity.id;
    found.emplace(id, std::move(one));
  };
  static const std::string as_member =
      "SELECT " + activity_columns("a") +
      " FROM activity a WHERE (a.region, a.unit) IN (SELECT m.region, m.unit FROM membership m WHERE m.region IN "
      "(SELECT "
      "id FROM region) AND m.person = $1) AND a.from_at >= $2 AND a.from_at < $3 AND a.state = 1";
  for (const auto row : in.query(as_member, {person, from, to})) {
    Activity activity = activity_of(row);
    const Attendance attendance = attendance_of(in, activity);
    for (const Mark& mark : attendance.members)
      if (mark.person == person) {
        add(std::move(activity), mark.presence);
        break;
      }
  }
  static const std::string as_other = "SELECT " + activity_columns("a") +
                                      " FROM activity_person p JOIN activity a ON a.region = p.region AND a.id = "
                                      "p.activity WHERE p.region IN (SELECT id "
                                      "FROM region) AND p.person = $1 AND p.from_at >= $2 AND p.from_at < $3";
  for (const auto row : in.query(as_other, {person, from, to})) {
    Activity activity = activity_of(row);
    Presence presence = is_pair(ctx.rulebook, activity) ? Presence::present : Presence::absent;
    for (const Mark& mark : attendance_of(in, activity).guests)
      if (mark.person == person) presence = mark.presence;
    add(std::move(activity), presence);
  }
  std::vector<PersonActivity> out;
  for (auto& [id, one] : found) out.push_back(std::move(one));
  std::sort(out.begin(), out.end(), [](const PersonActivity& a, const PersonActivity& b) {
    return std::tie(a.activity.from, a.activity.id) < std::tie(b.activity.from, b.activity.id);
  });
  return out;
}

Result<ActivityView> view_activity(Context& ctx, db::Reader& in, const registry::Actor& actor, ActivityId id) {
  auto activity = find_activity(in, id);
  if (!activity) return refuse(common::not_found);
  const Attendance attendance = attendance_of(in, *activity);
  return view_activity(ctx, in, actor, std::move(*activity), attendance);
}

namespace {

/// The view of what the activity itself says, as far as the viewer may see it; nobody has a name yet.
ActivityView view_of(const Context& ctx, const registry::Actor& actor, const Activity& activity,
                     const Attendance& attendance, registry::Unit unit, const std::vector<PersonId>& pair) {
  const PersonId viewer = actor.viewer.person;
  ActivityView out;
  out.unit = std::move(unit);
  out.names = sees_names(ctx, actor, out.unit.path);
  const bool one_of_pair = std::find(pair.begin(), pair.end(), viewer) != pair.end();
  const auto add = [&](const Mark& mark, bool guest) {
    if (out.names || one_of_pair || mark.person == viewer) out.marks.push_back({mark, {}, guest});
  };
  for (const Mark& mark : attendance.members) add(mark, false);
  for (const Mark& mark : attendance.guests) add(mark, true);
  for (const PersonId person : pair) add({person, Presence::present, {}}, false);
  out.may_report = !is_pair(ctx.rulebook, activity) && activity.state == ActivityState::held && viewer &&
                   (activity.leader == viewer || was_in(attendance, viewer));
  out.row.counts = counts_of(attendance);
  return out;
}

void put_activity(ActivityView& view, Activity activity) {
  view.row.activity = std::move(activity);
  if (!view.names) hide_names(view.row.activity);
}

}  // namespace

Result<ActivityView> view_activity(Context& ctx, db::Reader& in, const registry::Actor& actor, Activity activity,
                                   const Attendance& attendance) {
  auto unit = registry::find_unit(in, activity.unit);
  const PersonId viewer = actor.viewer.person;
  if (!unit || (actor.kind == registry::Actor::Kind::person && !viewer)) return refuse(common::not_found);
  const bool pair = is_pair(ctx.rulebook, activity);
  const auto others = pair ? persons_of(in, activity) : std::vector<PersonId>();
  ActivityView out = view_of(ctx, actor, activity, attendance, std::move(*unit), others);
  const bool one_of_pair = std::find(others.begin(), others.end(), viewer) != others.end();
  if (pair && !out.names && !one_of_pair) return refuse(common::not_found);
  add_names(in, out.marks);
  for (Document& document : documents_of(in, activity))
    if (out.names || (document.person && document.person == viewer)) out.documents.push_back(std::move(document));
  if (out.names && activity.leader) out.leader_name = registry::name_of_person(in, activity.leader);
  if (activity.version > first_version) out.past = past_of(in, activity, out.names);
  put_activity(out, std::move(activity));
  return out;
}

ViewParts view_parts(Context& ctx, db::Reader& in, const HoldActivity& held) {
  ViewParts out;
  out.unit = registry::find_unit(in, held.unit);
  if (!out.unit) return out;
  std::vector<PersonId> persons = members_on(in, out.unit->region, out.unit->id, ctx.zone.date_of(held.what.from));
  for (const SheetRow& row : held.sheet) persons.push_back(row.person);
  if (held.what.leader) persons.push_back(held.what.leader);
  std::sort(persons.begin(), persons.end());
  persons.erase(std::unique(persons.begin(), persons.end()), persons.end());
  out.names = registry::names_of_persons(in, persons);
  return out;
}

std::optional<ActivityView> view_of_new(const Context& ctx, const registry::Actor& actor, const Recorded& recorded,
                                        const ViewParts& parts) {
  check(recorded.activity.version == first_version, "a new activity has neither a past nor documents");
  if (!parts.unit || parts.unit->id != recorded.activity.unit) return std::nullopt;
  ActivityView out = view_of(ctx, actor, recorded.activity, recorded.attendance, *parts.unit, {});
  for (NamedMark& one : out.marks) {
    const auto name = parts.names.find(one.mark.person);
    if (name == parts.names.end()) return std::nullopt;
    one.name = name->second;
  }
  if (const PersonId leader = recorded.activity.leader; leader && out.names) {
    const auto name = parts.names.find(leader);
    if (name == parts.names.end()) return std::nullopt;
    out.leader_name = name->second;
  }
  put_activity(out, recorded.activity);
  return out;
}

Result<std::vector<Roster>> view_rosters(Context& ctx, db::Reader& in, const registry::Actor& actor, UnitId id) {
  const auto unit = registry::find_unit(in, id);
  if (!unit) return refuse_field(common::not_found, "unit");
  if (!sees_names(ctx, actor, unit->path)) return refuse(common::not_allowed);
  return rosters_of(in, unit->region, unit->id);
}

ActivityChanges activities_since(db::Reader& in, RegionId region, std::int64_t seq, int limit) {
  ActivityChanges out;
  out.next = seq;
  const auto rows = in.query(
      "SELECT seq, act, subject_kind, subject FROM journal WHERE region = $1 AND seq > $2 ORDER BY seq LIMIT $3",
      {region, seq, limit});
  for (const auto row : rows) {
    out.next = row.integer(0);
    if (row.text(2) == "activity") out.changes.push_back({out.next, row.id<ActivityId>(3), row.text(1)});
  }
  out.more = rows.size() == static_cast<std::size_t>(limit);
  return out;
}

}  // namespace massline::activities
