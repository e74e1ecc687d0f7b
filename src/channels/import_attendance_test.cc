#include "channels/import_attendance.h"

#include <gmock/gmock.h>

#include "activities/activities.h"
#include "activities/activity_lists.h"
#include "activities/activity_table.h"
#include "base/refusals.h"
#include "channels/calendar_feed.h"
#include "channels/channels_fixture.h"
#include "channels/refusals.h"

namespace massline::channels {
namespace {

using testing::HasSubstr;
using testing::Not;

class AttendanceImportTest : public ChannelsTest {
 protected:
  AttendanceImportTest() {
    add_unit("990121001001", "party-branch", "B1", "向阳社区党支部", "Xiangyang Branch");
    secretary = add_officer("branch-secretary", "B1");
    for (const char* name : {"甲", "乙", "丙"}) people.push_back(add_member(name));
  }

  PersonId add_member(const std::string& name) {
    const auto person = ctx.store.command([&](db::Transaction& tx) -> Result<registry::Person> {
      auto made = registry::create_person(ctx, tx, registry::Actor::server(), {units.at("B1").id, name});
      if (!made) return made;
      const auto joined = registry::begin_membership(ctx, tx, registry::Actor::server(),
                                                     {made->id, units.at("B1").id, "full", parse_date("2020-01-01")});
      if (!joined) return tl::unexpected(joined.error());
      return made;
    });
    if (!person) throw std::runtime_error(person.error().text(Language::en));
    return person->id;
  }

  ImportReport import(const std::string& bytes, ImportMode mode = ImportMode::run) {
    auto report = import_attendance(ctx, secretary, bytes, {.mode = mode, .language = Language::en, .rejects = true});
    if (!report) throw std::runtime_error(report.error().text(Language::en));
    EXPECT_EQ(report->rows, report->added + report->present + report->refused);
    return *report;
  }

  access::Viewer secretary;
  std::vector<PersonId> people;
};

constexpr const char* attendance_header = "党支部,活动类别,日期,开始时间,结束时间,学时,主题,姓名,出席情况,事由\n";

TEST_F(AttendanceImportTest, RowsBecomeActivitiesOnce) {
  const std::string csv = std::string(attendance_header) +
                          "B1,主题党日,2024-05-10,14:00,16:30,2.5,学习,甲,出席,\n"
                          "B1,主题党日,2024-05-10,14:00,16:30,2.5,学习,乙,迟到,\n"
                          "B1,支部党员大会,2024-05-12,19:00,20:00,,,甲,出席,\n"
                          "B1,主题党日,2024-05-10,14:00,16:30,2.5,学习,丙,请假,出差\n";
  const auto dry = import(csv, ImportMode::dry_run);
  EXPECT_EQ(dry.added, 4);
  EXPECT_EQ(count("activity"), 0);
  const auto report = import(csv);
  EXPECT_EQ(report.added, 4);
  EXPECT_EQ(count("activity"), 2);
  const auto again = import(csv);
  EXPECT_EQ(again.added, 0);
  EXPECT_EQ(again.present, 4);
  EXPECT_EQ(count("activity_past"), 0);
  const auto mine = ctx.store.read([&](db::Reader& in) {
    return activities::activities_of_person(ctx, in, registry::Actor::of(secretary), people[2], Instant{0},
                                            ctx.clock.now());
  });
  ASSERT_EQ(mine->size(), 2U);
  EXPECT_EQ(mine->front().activity.amount, 150);
  EXPECT_EQ(mine->front().presence, activities::Presence::excused);
}

TEST_F(AttendanceImportTest, RefusedRowsAreCorrectedAndJoinTheRest) {
  const std::string csv = std::string(attendance_header) +
                          "B1,主题党日,2024-05-10,14:00,16:30,,,甲,出席,\n"
                          "B1,主题党日,2024-05-10,14:00,16:30,,,丁,出席,\n"
                          "B1,主题党日,2024-05-10,14:00,16:30,,,甲,出席,\n"
                          "B1,主题党日,2024-05-10,14:00,16:30,,,乙,请假,\n"
                          "B1,跳舞,2024-05-10,14:00,16:30,,,乙,在,\n"
                          "990122001001,主题党日,2024-05-10,14:00,16:30,,,乙,出席,\n"
                          "B1,主题党日,2024-06-10,14:00,16:30,,,乙,出席,\n";
  const auto report = import(csv);
  EXPECT_EQ(report.added, 1);
  EXPECT_EQ(report.refused, 6);
  ASSERT_EQ(report.problems.size(), 7U);
  EXPECT_THAT(report.problems[0].detail, HasSubstr("Nobody of this name"));
  EXPECT_THAT(report.problems[1].detail, HasSubstr("twice"));
  EXPECT_THAT(report.problems[2].detail, HasSubstr("reason"));
  EXPECT_THAT(report.problems[6].detail, HasSubstr("not over yet"));
  EXPECT_THAT(report.rejects, HasSubstr("丁"));
  const auto rest = import(std::string(attendance_header) + "B1,主题党日,2024-05-10,14:00,16:30,,,乙,请假,值班\n");
  EXPECT_EQ(rest.added, 1);
  EXPECT_EQ(count("activity"), 1);
  EXPECT_EQ(count("activity_past"), 1);
}

TEST_F(AttendanceImportTest, WhoMayNotRecordIsRefused) {
  EXPECT_EQ(import_attendance(ctx, agent, attendance_header, {}).error().message, &massline::refusals::not_allowed);
  EXPECT_EQ(import_attendance(ctx, secretary, "单位,日期\nB1,2024-05-01\n", {}).error().message,
            &refusals::attendance_column_missing);
}

TEST_F(AttendanceImportTest, CalendarsTellWhatIsPlanned) {
  ASSERT_EQ(import(std::string(attendance_header) + "B1,主题党日,2024-05-10,14:00,16:30,,学习；讨论,甲,出席,\n").added,
            1);
  ASSERT_TRUE(ctx.store.command([&](db::Transaction& tx) {
    activities::PlanActivity plan{units.at("B1").id, "general-meeting", {}};
    plan.what.from = *parse_instant("2024-06-01T10:00:00Z");
    plan.what.to = *parse_instant("2024-06-01T11:00:00Z");
    return activities::plan_activity(ctx, tx, registry::Actor::of(secretary), plan);
  }));
  const auto feed = ctx.store.read([&](db::Reader& in) {
    return calendar_of_unit(ctx, in, registry::Actor::of(secretary), units.at("B1").id, Language::zh);
  });
  ASSERT_TRUE(feed);
  EXPECT_THAT(*feed, HasSubstr("BEGIN:VCALENDAR\r\n"));
  EXPECT_THAT(*feed, HasSubstr("DTSTART:20240601T100000Z\r\n"));
  EXPECT_THAT(*feed, HasSubstr("STATUS:TENTATIVE\r\n"));
  EXPECT_THAT(*feed, HasSubstr("SUMMARY:主题党日：学习；讨论\r\n"));
  EXPECT_THAT(*feed, Not(HasSubstr("甲")));
  const auto member = ctx.store.read([&](db::Reader& in) { return registry::viewer_of(in, people[0], ctx.today()); });
  const auto mine = ctx.store.read([&](db::Reader& in) {
    return calendar_of_person(ctx, in, registry::Actor::of(member), people[0], Language::en);
  });
  ASSERT_TRUE(mine);
  EXPECT_THAT(*mine, HasSubstr("General meeting of the branch"));
  EXPECT_EQ(ctx.store
                .read([&](db::Reader& in) {
                  return calendar_of_person(ctx, in, registry::Actor::of(secretary), people[0], Language::en);
                })
                .error()
                .message,
            &massline::refusals::not_found);
}

}  // namespace
}  // namespace massline::channels
