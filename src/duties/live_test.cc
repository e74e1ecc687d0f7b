// The live standing against one built anew, after every change that people make.
#include "duties/live.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "activities/activities.h"
#include "activities/activity_lists.h"
#include "activities/branch_world.h"
#include "registry/unit_commands.h"

namespace massline::duties {

using activities::Presence;
using registry::Actor;
using rulebook::DutyPeriod;
using rulebook::Measure;

class LiveTest : public activities::BranchTest {
 protected:
  LiveTest() {
    duty("study", rulebook::Ower::member, "unit.kind = branch", 600, Measure::hours, {"class"}, DutyPeriod::Kind::year);
    duty("secretary-study", rulebook::Ower::member, "holds.secretary", 1200, Measure::hours, {"class"},
         DutyPeriod::Kind::year);
    duty("meetings", rulebook::Ower::unit, "unit.kind = branch and unit.members >= 3 persons", 1, Measure::times,
         {"meeting"}, DutyPeriod::Kind::quarter);
    duty("lecture", rulebook::Ower::officer, "post.kind = secretary", 1, Measure::times, {"class"},
         DutyPeriod::Kind::year, rulebook::Part::led);
    duty("reported", rulebook::Ower::member, "", 1, Measure::times, {"class"}, DutyPeriod::Kind::year,
         rulebook::Part::attended, "activity.report");
    for (int i = 0; i < 4; ++i) members.push_back(member("Member " + std::to_string(i), "branch"));
    post(members[0], "secretary", "branch");
    clock.set(*parse_instant("2023-05-10T12:00:00Z"));
    live = std::make_unique<LiveDuties>(ctx);
  }

  void duty(std::string id, rulebook::Ower ower, const std::string& who, std::int64_t amount, Measure measure,
            std::vector<std::string> of, DutyPeriod::Kind per, rulebook::Part part = rulebook::Part::attended,
            const std::string& counts_when = "") {
    rulebook::Duty out;
    out.id = id;
    out.title = {id, id};
    out.in_force.from = *parse_date("2020-01-01");
    out.owed_by = ower;
    if (!who.empty()) out.who = *rulebook::Expression::parse(who, rulebook::duty_attributes(rulebook, ower));
    if (!counts_when.empty())
      out.counts_when = *rulebook::Expression::parse(counts_when, rulebook::activity_attributes(rulebook));
    out.amount = amount;
    out.measure = measure;
    out.of = std::move(of);
    out.part = part;
    out.per.kind = per;
    rulebook.duties.push_back(std::move(out));
  }

  activities::Activity hold(const std::string& kind, const std::string& from, const std::string& to,
                            const std::vector<PersonId>& there, PersonId leader = {}) {
    activities::HoldActivity held{{}, 0, ids_.at("branch"), kind, {at(from), at(to), {}, {}, "", leader}, {}};
    for (std::size_t i = 0; i < there.size(); ++i)
      held.sheet.push_back({static_cast<std::int64_t>(i + 1), there[i], Presence::present, ""});
    const auto recorded =
        command([&](db::Transaction& tx) { return activities::hold_activity(ctx, tx, server, held); });
    EXPECT_TRUE(recorded) << recorded.error().text(Language::en);
    return recorded->activity;
  }

  static standing::Figures of(const Board& board, const std::string& duty, UnitId unit) {
    const auto index = board.standing->plan().duty_index(duty);
    EXPECT_TRUE(index) << duty;
    return board.standing->standing_of(board.row_of(unit).value())->duties.at(*index);
  }
  standing::Figures of(const std::string& duty, const std::string& unit) {
    return of(*live->board(), duty, ids_.at(unit));
  }

  static std::set<std::int64_t> open_units(const Board& board) {
    std::set<std::int64_t> out;
    for (standing::UnitRow row = 0; row < board.standing->unit_count(); ++row)
      if (!board.standing->has_closed(row)) out.insert(board.standing->id_of(row));
    return out;
  }

  /// What every command must leave: the followed board says of every unit what one built anew says.
  void follow_and_compare() {
    live->follow();
    const LiveDuties anew(ctx);
    const auto followed = live->board(), built = anew.board();
    EXPECT_EQ(open_units(*followed), open_units(*built));
    for (const std::int64_t unit : open_units(*built))
      for (const auto& duty : rulebook.duties)
        EXPECT_EQ(of(*followed, duty.id, UnitId{unit}), of(*built, duty.id, UnitId{unit})) << duty.id;
  }

  std::unique_ptr<LiveDuties> live;
};

TEST_F(LiveTest, WhatIsHeldCountsAtOnceAtEveryLevel) {
  EXPECT_EQ(of("study", "country").owing, 4U);
  EXPECT_EQ(of("study", "country").behind, 4U);
  EXPECT_EQ(of("meetings", "country").owing, 1U) << "the other branch has too few members";
  hold("class", "2023-05-09T09:00", "2023-05-09T19:00", members, members[0]);
  hold("meeting", "2023-05-09T19:00", "2023-05-09T20:00", {members[0], members[1]});
  follow_and_compare();
  EXPECT_EQ(of("study", "country").behind, 0U);
  EXPECT_EQ(of("study", "branch").done, 4U * 600);
  EXPECT_EQ(of("secretary-study", "county").behind, 1U);
  EXPECT_EQ(of("meetings", "country").behind, 0U);
  EXPECT_EQ(of("lecture", "country").met(), 1U);
  EXPECT_EQ(live->counters().built, 1) << "kinds of activities that are new are followed too";
  hold("class", "2023-05-10T09:00", "2023-05-10T10:00", {members[2]});
  follow_and_compare();
  EXPECT_EQ(live->counters().built, 1);
  EXPECT_EQ(of("study", "branch").done, 4U * 600) << "more than the quota makes up for nobody";
}

TEST_F(LiveTest, ACorrectionAndACancellationAreFollowed) {
  const auto held = hold("class", "2023-05-09T09:00", "2023-05-09T19:00", members);
  follow_and_compare();
  const auto corrected = command([&](db::Transaction& tx) {
    activities::CorrectActivity correction{held.id,
                                           held.version,
                                           {at("2023-05-09T09:00"), at("2023-05-09T14:00"), {}, {}, "", {}},
                                           {{1, members[1], Presence::present, ""}},
                                           "Only half a day, and one person"};
    return activities::correct_activity(ctx, tx, server, correction);
  });
  ASSERT_TRUE(corrected) << corrected.error().text(Language::en);
  follow_and_compare();
  EXPECT_EQ(of("study", "branch").done, 300U);
  const auto cancelled = command([&](db::Transaction& tx) {
    return activities::cancel_activity(ctx, tx, server,
                                       {held.id, corrected->activity.version, "It was another branch"});
  });
  ASSERT_TRUE(cancelled) << cancelled.error().text(Language::en);
  follow_and_compare();
  EXPECT_EQ(of("study", "branch").done, 0U);
}

TEST_F(LiveTest, MembersMoveAndTheirUnitsStandingMovesWithThem) {
  hold("class", "2023-05-09T09:00", "2023-05-09T19:00", members);
  follow_and_compare();
  const PersonId person = make_person("New", "community");
  join(person, "branch2", "2023-05-01");
  follow_and_compare();
  EXPECT_EQ(of("study", "community").owing, 5U);
  EXPECT_EQ(of("study", "branch2").behind, 1U);
}

TEST_F(LiveTest, TellsWhichUnitsMovedAndNoOthers) {
  const auto moved = [&] {
    live->follow();
    const auto [board, units] = live->take_moved();
    std::vector<std::string> names;
    for (const auto& [name, id] : ids_)
      if (units.all || units.units.contains(board->row_of(id).value())) names.push_back(name);
    return names;
  };
  using Names = std::vector<std::string>;
  const Names above_branch{"branch", "city", "community", "country", "county", "town"};
  EXPECT_EQ(moved(), Names{});
  const auto held = hold("class", "2023-05-09T09:00", "2023-05-09T19:00", members);
  EXPECT_EQ(moved(), above_branch) << "a kind of activity that is new: built anew";
  EXPECT_EQ(moved(), Names{});
  hold("class", "2023-05-10T09:00", "2023-05-10T10:00", {members[1]});
  EXPECT_EQ(moved(), above_branch) << "followed";
  ASSERT_TRUE(command([&](db::Transaction& tx) {
    return activities::cancel_activity(ctx, tx, server, {held.id, held.version, "It was another branch"});
  }));
  live->follow();
  join(make_person("New", "community"), "branch2", "2023-05-01");
  const Names both{"branch", "branch2", "city", "community", "country", "county", "town"};
  EXPECT_EQ(moved(), both) << "what was followed before it was built anew is not lost";
  clock.set(*parse_instant("2023-07-01T02:00:00Z"));
  EXPECT_EQ(moved().size(), ids_.size()) << "another day";
}

TEST_F(LiveTest, ANewYearBeginsByItself) {
  hold("class", "2023-05-09T09:00", "2023-05-09T19:00", members);
  hold("meeting", "2023-05-09T19:00", "2023-05-09T20:00", members);
  follow_and_compare();
  clock.set(*parse_instant("2023-07-01T02:00:00Z"));
  follow_and_compare();
  EXPECT_EQ(of("meetings", "country").behind, 1U) << "the next quarter";
  EXPECT_EQ(of("study", "country").behind, 0U);
  clock.set(*parse_instant("2024-01-01T02:00:00Z"));
  follow_and_compare();
  EXPECT_EQ(of("study", "country").behind, 4U);
}

TEST_F(LiveTest, AMembershipSaidEarlierBeginsAndEndsOnItsDay) {
  join(make_person("New", "community"), "branch2", "2023-06-01");
  follow_and_compare();
  EXPECT_EQ(of("study", "branch2").owing, 0U);
  clock.set(*parse_instant("2023-06-01T02:00:00Z"));
  follow_and_compare();
  EXPECT_EQ(of("study", "branch2").owing, 1U);
}

TEST_F(LiveTest, APersonSeesEachDutyWithItsReasons) {
  hold("class", "2023-05-09T09:00", "2023-05-09T13:00", {members[0]}, members[0]);
  live->follow();
  const auto board = live->board();
  const auto stands = board->of_person(members[0]);
  ASSERT_EQ(stands.size(), 2U) << "as a member and as secretary";
  const auto& as_member = stands[0].standing;
  const auto study = std::find_if(as_member.duties.begin(), as_member.duties.end(), [&](const auto& one) {
    return board->standing->plan().duties()[one.duty].id == "secretary-study";
  });
  ASSERT_NE(study, as_member.duties.end());
  EXPECT_EQ(study->quota, 1200);
  EXPECT_EQ(study->done, 240);
  EXPECT_EQ(study->missing, 960);
  EXPECT_EQ(study->period.to, *parse_date("2023-12-31"));
  EXPECT_NE(study->because.find("holds.secretary"), std::string::npos) << study->because;
}

// ---- the register's changes, each followed in place

TEST_F(LiveTest, EveryChangeOfTheRegisterIsFollowedWithoutBuildingAnew) {
  hold("class", "2023-05-09T09:00", "2023-05-09T19:00", members, members[0]);
  hold("meeting", "2023-05-09T19:00", "2023-05-09T20:00", members);
  follow_and_compare();
  const auto held = post(members[1], "secretary", "branch");
  follow_and_compare();
  EXPECT_EQ(of("secretary-study", "branch").owing, 2U);
  ASSERT_TRUE(command([&](db::Transaction& tx) {
    return registry::end_post(ctx, tx, server, {held, *parse_date("2023-05-10")});
  }));
  follow_and_compare();
  EXPECT_EQ(of("secretary-study", "branch").owing, 1U);
  make("branch3", "community", "branch");
  follow_and_compare();
  join(make_person("Moves", "community"), "branch3", "2023-05-10");
  follow_and_compare();
  make("community2", "town2", "community");
  ASSERT_TRUE(command([&](db::Transaction& tx) {
    return registry::move_unit(ctx, tx, server,
                               {ids_.at("branch3"), get("branch3").version, ids_.at("community2"), ctx.today()});
  }));
  follow_and_compare();
  EXPECT_EQ(of("study", "town2").owing, 1U);
  ASSERT_TRUE(command([&](db::Transaction& tx) {
    return registry::merge_units(ctx, tx, server,
                                 {ids_.at("branch"), get("branch").version, ids_.at("branch3"), ctx.today()});
  }));
  follow_and_compare();
  EXPECT_EQ(of("study", "branch3").owing, 5U);
  EXPECT_EQ(of("study", "branch3").behind, 1U) << "what the others did came along";
  ASSERT_TRUE(command([&](db::Transaction& tx) {
    return registry::close_unit(ctx, tx, server, {ids_.at("branch2"), get("branch2").version, ctx.today()});
  }));
  follow_and_compare();
  EXPECT_EQ(live->counters().built, 1);
}

TEST_F(LiveTest, AMembershipThatEndsLeavesItsPlaceToTheNext) {
  const auto membership = join(make_person("Leaves", "community"), "branch2", "2022-01-01");
  follow_and_compare();
  leave(membership, "2023-05-10");
  follow_and_compare();
  EXPECT_EQ(of("study", "branch2").owing, 0U);
  join(make_person("Comes", "community"), "branch2", "2023-05-10");
  follow_and_compare();
  EXPECT_EQ(of("study", "branch2").owing, 1U);
  EXPECT_EQ(live->counters().built, 1);
}

// ---- snapshots

class SnapshotTest : public LiveTest {
 protected:
  SnapshotTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "massline-live-XXXXXX").string();
    folder = mkdtemp(pattern.data());
    hold("class", "2023-05-09T09:00", "2023-05-09T19:00", members, members[0]);
    LiveDuties first(ctx, {folder});
    EXPECT_NE(first.beginning().find("there is none"), std::string::npos) << first.beginning();
    first.save();
  }
  ~SnapshotTest() override { std::filesystem::remove_all(folder); }

  void begin() { live = std::make_unique<LiveDuties>(ctx, LiveOptions{folder}); }
  void expect_built(const std::string& because) {
    begin();
    EXPECT_EQ(live->counters().built, 1);
    EXPECT_NE(live->beginning().find(because), std::string::npos) << live->beginning();
    follow_and_compare();
  }
  /// One bit of the byte at `position`.
  void flip(const std::string& file, std::ptrdiff_t position) {
    std::fstream bytes(folder / file, std::ios::in | std::ios::out | std::ios::binary);
    bytes.seekg(position);
    const char was = static_cast<char>(bytes.get());
    bytes.seekp(position);
    bytes.put(static_cast<char>(was ^ 4));
  }

  std::filesystem::path folder;
};

TEST_F(SnapshotTest, AStartGoesOnFromItWithWhatCameSince) {
  hold("class", "2023-05-10T09:00", "2023-05-10T10:00", {members[2]});
  join(make_person("New", "community"), "branch2", "2023-05-01");
  clock.set(*parse_instant("2023-07-01T02:00:00Z"));
  begin();
  EXPECT_EQ(live->counters().built, 0) << live->beginning();
  EXPECT_NE(live->beginning().find("came since"), std::string::npos) << live->beginning();
  follow_and_compare();
  EXPECT_EQ(of("study", "branch2").owing, 1U);
  live->save();
  begin();
  EXPECT_EQ(live->counters().built, 0) << live->beginning();
  follow_and_compare();
}

TEST_F(SnapshotTest, OneThatDoesNotHoldIsToldAndBuiltAnew) {
  std::filesystem::copy(folder, folder / "kept");
  const auto again = [&] {
    for (const char* file : {"standing.snapshot", "standing.register"})
      std::filesystem::copy_file(folder / "kept" / file, folder / file,
                                 std::filesystem::copy_options::overwrite_existing);
  };
  flip("standing.register", 200);
  expect_built("a byte is wrong");
  again();
  flip("standing.snapshot", 64);
  expect_built("standing.snapshot");
  again();
  std::filesystem::resize_file(folder / "standing.snapshot",
                               std::filesystem::file_size(folder / "standing.snapshot") - 4096);
  expect_built("cut off");
  again();
  std::filesystem::resize_file(folder / "standing.register", 40);
  expect_built("cut off");
  again();
  std::ofstream(folder / "standing.register", std::ios::trunc) << "massline standing register 0\n";
  expect_built("another version");
  again();
  rulebook.duties[0].amount = 700;
  expect_built("other rules");
}

TEST_F(SnapshotTest, AnotherDatabaseIsNoticed) {
  write("DELETE FROM journal WHERE seq > $1", {1});
  write("UPDATE journal_head SET seq = $1", {1});
  expect_built("another database");
}

}  // namespace massline::duties
