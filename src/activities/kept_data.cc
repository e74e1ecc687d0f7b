#include "activities/kept_data.h"

#include "activities/activity_table.h"
#include "activities/attendance.h"

namespace massline::activities {

namespace {

std::string without_reasons(db::Reader& in, const Activity& activity) {
  if (activity.attendance.empty()) return activity.attendance;
  Attendance attendance = attendance_of(in, activity);
  for (auto* marks : {&attendance.members, &attendance.guests})
    for (Mark& mark : *marks) mark.reason.clear();
  return encode_attendance(attendance);
}

std::int64_t strip_documents(db::Transaction& tx, const Activity& activity) {
  for (const Document& document : documents_of(tx, activity))
    if (!document.digest.empty()) journal::drop_file(tx, activity.region, document.digest);
  return tx.execute_counted(
      "UPDATE activity_document SET name = '', media_type = '', size = 0, digest = '' WHERE region = $1 AND activity = "
      "$2 AND "
      "digest <> ''",
      {activity.region, activity.id});
}

}  // namespace

std::vector<rulebook::DataKind> kept_data() {
  return {{"activity-text",
           {"What activities were about, minutes and reports, reasons of those excused",
            "活动主题、会议记录和报告、请假原因"},
           {"activity", "activity_past", "activity_document"},
           {"held"},
           "strip",
           false}};
}

std::vector<ActivityId> ended_activities(db::Reader& in, RegionId region, Instant before, ActivityId after, int limit) {
  std::vector<ActivityId> out;
  for (const auto row : in.query("SELECT a.id FROM activity a WHERE a.region = $1 AND a.to_at < $2 AND a.id > $3 AND "
                                 "NOT EXISTS (SELECT 1 FROM "
                                 "erasure x WHERE x.region = a.region AND x.subject = a.id AND x.data = "
                                 "'activity-text') ORDER BY a.id LIMIT $4",
                                 {region, before, after, limit}))
    out.push_back(row.id<ActivityId>(0));
  return out;
}

std::int64_t erase_texts(Context& ctx, db::Transaction& tx, RegionId region, ActivityId id,
                         const journal::Ending& why) {
  auto activity = find_activity(tx, id);
  if (!activity || activity->region != region) return 0;
  std::string before = digest_of_activity(*activity);
  activity->topic.clear();
  activity->attendance = without_reasons(tx, *activity);
  activity->salt = ctx.random.bytes(16);
  tx.execute(
      "UPDATE activity SET topic = '', attendance = $3, salt = $4 WHERE region = $1 AND id = $2",
      {region, id,
       activity->attendance.empty() && activity->roster == 0 ? db::Value() : db::Value(db::Blob{activity->attendance}),
       db::Blob{activity->salt}});
  std::int64_t rows = 1 + strip_documents(tx, *activity);
  rows += tx.execute_counted("DELETE FROM activity_past WHERE region = $1 AND activity = $2", {region, id});
  journal::record_erasure(tx, {region, "activity", id.value, why, ctx.clock.now()}, rows, "", std::move(before),
                          digest_of_activity(*activity));
  return rows;
}

}  // namespace massline::activities
