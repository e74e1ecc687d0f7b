#include "activities/activity_table.h"

#include <array>

#include "activities/attendance.h"
#include "base/crypto.h"
#include "base/files.h"

namespace massline::activities {

namespace {

constexpr std::array<std::string_view, 16> column_names{
    "region", "id",         "unit",  "kind",   "state",  "from_at",    "to_at",   "amount",
    "place",  "hard_place", "topic", "leader", "roster", "attendance", "version", "salt"};

template <class AnyId>
db::Value id_or_null(AnyId id) {
  return id ? db::Value(id) : db::Value();
}

db::Value roster_or_null(const Activity& activity) {
  return activity.roster == 0 ? db::Value() : db::Value(activity.roster);
}

db::Value attendance_or_null(const Activity& activity) {
  return activity.roster == 0 && activity.attendance.empty() ? db::Value() : db::Value(db::Blob{activity.attendance});
}

DocumentKind document_kind(const std::string& word) {
  return word == "minutes" ? DocumentKind::minutes : word == "report" ? DocumentKind::report : DocumentKind::other;
}

}  // namespace

std::string activity_columns(std::string_view alias) {
  std::string out;
  for (const auto name : column_names) out += (out.empty() ? "" : ", ") + std::string(alias) + "." + std::string(name);
  return out;
}

Activity activity_of(const db::Rows::Row& row) {
  Activity out;
  out.region = row.id<RegionId>(0);
  out.id = row.id<ActivityId>(1);
  out.unit = row.id<UnitId>(2);
  out.kind = row.text(3);
  out.state = static_cast<ActivityState>(row.integer(4));
  out.from = row.instant(5);
  out.to = row.instant(6);
  out.amount = row.integer(7);
  out.place = row.id<UnitId>(8);
  out.hard_place = row.boolean(9);
  out.topic = row.text(10);
  out.leader = row.id<PersonId>(11);
  out.roster = row.is_null(12) ? 0 : row.integer(12);
  if (!row.is_null(13)) out.attendance = row.blob(13);
  out.version = row.integer(14);
  if (!row.is_null(15)) out.salt = row.blob(15);
  return out;
}

std::optional<Activity> find_activity(db::Reader& in, ActivityId id) {
  static const std::string select =
      "SELECT " + activity_columns("a") + " FROM activity a WHERE a.region IN (SELECT id FROM region) AND a.id = $1";
  const auto rows = in.query(select, {id});
  if (rows.empty()) return std::nullopt;
  return activity_of(rows.row(0));
}

std::optional<Activity> find_held(db::Reader& in, RegionId region, UnitId unit, const std::string& kind, Instant from) {
  static const std::string select =
      "SELECT " + activity_columns("a") +
      " FROM activity a WHERE a.region = $1 AND a.unit = $2 AND a.from_at = $3 AND a.kind "
      "= $4 AND a.state = 1 ORDER BY a.id LIMIT 1";
  const auto rows = in.query(select, {region, unit, from, kind});
  if (rows.empty()) return std::nullopt;
  return activity_of(rows.row(0));
}

std::vector<Activity> activities_after(db::Reader& in, RegionId region, ActivityId after, int limit) {
  static const std::string select =
      "SELECT " + activity_columns("a") + " FROM activity a WHERE a.region = $1 AND a.id > $2 ORDER BY a.id LIMIT $3";
  std::vector<Activity> out;
  for (const auto row : in.query(select, {region, after, limit})) out.push_back(activity_of(row));
  return out;
}

Attendance attendance_of(db::Reader& in, const Activity& activity) {
  return decode_attendance(activity.attendance, roster_members(in, activity.region, activity.unit, activity.roster));
}

std::vector<Document> documents_of(db::Reader& in, const Activity& activity) {
  std::vector<Document> out;
  for (const auto row : in.query(
           "SELECT id, kind, person, name, media_type, size, digest, at FROM activity_document WHERE region = $1 AND "
           "activity = $2 ORDER BY id",
           {activity.region, activity.id}))
    out.push_back({row.integer(0), document_kind(row.text(1)), row.id<PersonId>(2), row.text(3), row.text(4),
                   row.integer(5), row.text(6), row.instant(7)});
  return out;
}

std::vector<KeptDocument> kept_documents(db::Reader& in, const std::string& files_folder) {
  std::vector<KeptDocument> out;
  for (const auto row : in.query("SELECT activity, digest, size FROM activity_document WHERE digest <> '' ORDER BY "
                                 "region, activity, id"))
    out.push_back({row.id<ActivityId>(0), path_of_file(files_folder, row.text(1)), row.integer(2)});
  return out;
}

void insert_activity(db::Transaction& tx, const Activity& activity) {
  tx.execute(
      "INSERT INTO activity(region, id, unit, kind, state, from_at, to_at, amount, place, hard_place, topic, leader, "
      "roster, attendance, version, salt) VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, "
      "$16)",
      {activity.region, activity.id, activity.unit, activity.kind, static_cast<int>(activity.state), activity.from,
       activity.to, activity.amount, id_or_null(activity.place), activity.hard_place, activity.topic,
       id_or_null(activity.leader), roster_or_null(activity), attendance_or_null(activity), activity.version,
       activity.salt.empty() ? db::Value() : db::Value(db::Blob{activity.salt})});
}

void replace_activity(db::Transaction& tx, const Activity& before, const Activity& activity, Instant at,
                      const journal::By& by, std::string_view because) {
  check(activity.version == before.version + 1, "a replaced activity has the next version");
  tx.execute(
      "INSERT INTO activity_past(region, activity, version, state, from_at, to_at, amount, place, hard_place, topic, "
      "leader, roster, attendance, replaced_at, because, person, post, post_unit) VALUES($1, $2, $3, $4, $5, $6, $7, "
      "$8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
      {before.region, before.id, before.version, static_cast<int>(before.state), before.from, before.to, before.amount,
       id_or_null(before.place), before.hard_place, before.topic, id_or_null(before.leader), roster_or_null(before),
       attendance_or_null(before), at, because, id_or_null(by.person), by.post.empty() ? db::Value() : by.post,
       id_or_null(by.unit)});
  tx.execute(
      "UPDATE activity SET state = $3, from_at = $4, to_at = $5, amount = $6, place = $7, hard_place = $8, topic = $9, "
      "leader = $10, roster = $11, attendance = $12, version = $13 WHERE region = $1 AND id = $2",
      {activity.region, activity.id, static_cast<int>(activity.state), activity.from, activity.to, activity.amount,
       id_or_null(activity.place), activity.hard_place, activity.topic, id_or_null(activity.leader),
       roster_or_null(activity), attendance_or_null(activity), activity.version});
  tx.execute("DELETE FROM activity_person WHERE region = $1 AND activity = $2", {before.region, before.id});
}

void write_persons(db::Transaction& tx, const Activity& activity, const std::vector<PersonId>& persons) {
  for (const PersonId person : persons)
    tx.execute("INSERT INTO activity_person(region, person, from_at, activity) VALUES($1, $2, $3, $4)",
               {activity.region, person, activity.from, activity.id});
}

std::string digest_of_activity(const Activity& activity) {
  Digester digester;
  digester.add(std::string_view("activity"))
      .add(activity.region.value)
      .add(activity.id.value)
      .add(activity.unit.value)
      .add(std::string_view(activity.kind))
      .add(static_cast<std::int64_t>(activity.state))
      .add(activity.from.ms)
      .add(activity.to.ms)
      .add(activity.amount)
      .add(activity.place.value)
      .add(std::int64_t{activity.hard_place})
      .add(std::string_view(activity.topic))
      .add(activity.leader.value)
      .add(activity.roster)
      .add(std::string_view(activity.attendance))
      .add(activity.version);
  if (!activity.salt.empty()) digester.add(std::string_view(activity.salt));
  return digester.finish();
}

std::optional<std::string> digest_of(db::Reader& in, RegionId region, const std::string& kind, std::int64_t id) {
  if (kind != "activity") return std::nullopt;
  static const std::string select =
      "SELECT " + activity_columns("a") + " FROM activity a WHERE a.region = $1 AND a.id = $2";
  const auto rows = in.query(select, {region, id});
  return rows.empty() ? std::string() : digest_of_activity(activity_of(rows.row(0)));
}

void journal_activity(db::Transaction& tx, const Activity& activity, Instant at, const journal::By& by, std::string act,
                      std::string detail, std::string before) {
  journal::append(tx, {activity.region, at, by, std::move(act), "activity", activity.id.value, std::move(detail),
                       std::move(before), digest_of_activity(activity)});
}

}  // namespace massline::activities
