// Planning, holding, cancelling and correcting on the store that the environment names.
#include "activities/activities_fixture.h"
#include "activities/activity_table.h"
#include "activities/attendance.h"

namespace massline::activities {

TEST_F(ActivitiesTest, ABranchOfTwentyIsHeldInThreeBytes) {
  const auto held = hold(meeting("2023-05-09T19:00", "2023-05-09T20:30", all_there(18)), actor_of(secretary));
  ASSERT_TRUE(held) << held.error().text(Language::en);
  EXPECT_THAT(held->problems, IsEmpty());
  EXPECT_EQ(held->activity.state, ActivityState::held);
  EXPECT_EQ(held->activity.amount, 1);
  EXPECT_EQ(held->activity.roster, 1);
  EXPECT_THAT(held->activity.attendance, SizeIs(3));
  const auto again = hold(meeting("2023-05-10T09:00", "2023-05-10T10:00", all_there()));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->activity.roster, 1) << "the same members need no new version";
  const auto stored = read([&](db::Reader& in) { return find_activity(in, held->activity.id); });
  ASSERT_TRUE(stored);
  EXPECT_EQ(digest_of_activity(*stored), digest_of_activity(held->activity));
  EXPECT_EQ(read([&](db::Reader& in) { return attendance_of(in, *stored); }), held->attendance);
}

TEST_F(ActivitiesTest, TheHoursOfAClassAreItsTimes) {
  const auto held = hold(meeting("2023-05-09T14:00", "2023-05-09T17:00", all_there(), "branch", "class"));
  ASSERT_TRUE(held);
  EXPECT_EQ(held->activity.amount, 180);
  auto longer = meeting("2023-05-08T14:00", "2023-05-08T15:00", all_there(), "branch", "class");
  longer.what.amount = 61;
  EXPECT_EQ(key_of(hold(longer)), "activity-amount-not-valid");
  longer.what.amount = 45;
  EXPECT_EQ(hold(longer)->activity.amount, 45);
  const auto days = hold(meeting("2023-05-01T08:00", "2023-05-03T18:00", {}, "community", "visit"));
  ASSERT_TRUE(days);
  EXPECT_EQ(days->activity.amount, 3);
}

TEST_F(ActivitiesTest, RowsThatCantBeKeptAreToldAndTheRestIsKept) {
  const PersonId stranger = make_person("Stranger", "community");
  const PersonId left = make_person("Left", "community");
  const MembershipId membership = join(left, "branch", "2022-01-01");
  leave(membership, "2023-04-01");
  const PersonId guest = member("Guest", "branch2");
  const PersonId in_group = members[5];
  join(in_group, "group", "2022-01-01");
  ASSERT_TRUE(hold(meeting("2023-05-09T19:30", "2023-05-09T21:00", {{1, in_group, Presence::present, ""}}, "group")));
  auto sheet = all_there(5);
  sheet.push_back({6, members[0], Presence::late, ""});
  sheet.push_back({7, stranger, Presence::present, ""});
  sheet.push_back({8, left, Presence::present, ""});
  sheet.push_back({9, in_group, Presence::present, ""});
  sheet.push_back({10, members[6], Presence::excused, " "});
  sheet.push_back({11, members[7], Presence::excused, "on night duty"});
  sheet.push_back({12, members[8], Presence::late, ""});
  sheet.push_back({13, guest, Presence::present, ""});
  sheet.push_back({14, PersonId{77}, Presence::present, ""});
  const auto held = hold(meeting("2023-05-09T19:00", "2023-05-09T20:30", sheet));
  ASSERT_TRUE(held) << held.error().text(Language::en);
  EXPECT_THAT(keys(held->problems),
              ElementsAre("6 attendance-twice", "7 attendance-not-member", "8 attendance-not-member",
                          "9 attendance-elsewhere", "10 attendance-reason-missing", "14 attendance-person-unknown"));
  ASSERT_THAT(held->attendance.guests, SizeIs(1));
  EXPECT_EQ(held->attendance.guests[0].person, guest);
  EXPECT_EQ(held->attendance.members[7], (Mark{members[7], Presence::excused, "on night duty"}));
  EXPECT_EQ(held->attendance.members[8].presence, Presence::late);
  EXPECT_EQ(held->attendance.members[9].presence, Presence::absent);

  // The guest is busy elsewhere now, though no member here.
  const auto other =
      hold(meeting("2023-05-09T20:00", "2023-05-09T21:00", {{1, guest, Presence::present, ""}}, "branch2"));
  EXPECT_EQ(key_of(other), "activity-nobody-kept");
  ASSERT_THAT(other.error().others, SizeIs(1));
  EXPECT_EQ(other.error().others[0].message->key, std::string("attendance-elsewhere"));
  EXPECT_TRUE(hold(meeting("2023-05-09T20:30", "2023-05-09T21:00", {{1, guest, Presence::present, ""}}, "branch2")));
}

TEST_F(ActivitiesTest, WhatCantBeIsRefused) {
  EXPECT_EQ(key_of(hold(meeting("2023-05-10T19:00", "2023-05-10T21:00", all_there()))), "activity-in-future");
  EXPECT_EQ(key_of(hold(meeting("2023-05-09T21:00", "2023-05-09T19:00", all_there()))), "activity-times-backwards");
  EXPECT_EQ(key_of(hold(meeting("2023-01-01T00:00", "2023-05-09T19:00", all_there()))), "activity-too-long");
  EXPECT_EQ(key_of(hold(meeting("2021-05-09T19:00", "2021-05-09T20:00", all_there()))), "activity-unit-closed");
  EXPECT_EQ(key_of(hold(meeting("2023-05-09T19:00", "2023-05-09T20:00", all_there(), "branch", "dance"))),
            "activity-kind-unknown");
  EXPECT_EQ(key_of(hold(meeting("2023-05-09T19:00", "2023-05-09T20:00", {}, "branch", "talk"))),
            "activity-kind-is-pair");
  EXPECT_EQ(key_of(hold(meeting("2023-05-09T19:00", "2023-05-09T20:00", all_there()), actor_of(members[0]))),
            "not-allowed");
  EXPECT_EQ(key_of(hold(meeting("2023-05-09T19:00", "2023-05-09T20:00", {}, "branch2"), actor_of(secretary))),
            "not-allowed");
  EXPECT_TRUE(hold(meeting("2023-05-09T19:00", "2023-05-09T20:00", {}, "group"), actor_of(secretary)));
}

TEST_F(ActivitiesTest, APlanIsHeldOrCancelled) {
  const auto plan = [&](const std::string& from, const std::string& to) {
    return command([&](db::Transaction& tx) {
      return plan_activity(ctx, tx, actor_of(secretary), {ids_.at("branch"), "meeting", input(from, to, "Spring")});
    });
  };
  EXPECT_EQ(key_of(plan("2023-05-01T19:00", "2023-05-01T20:00")), "activity-in-past");
  const auto planned = plan("2023-05-12T19:00", "2023-05-12T20:00");
  ASSERT_TRUE(planned) << planned.error().text(Language::en);
  const auto second = plan("2023-05-13T19:00", "2023-05-13T20:00");
  ASSERT_TRUE(second);
  clock.set(*parse_instant("2023-05-14T00:00:00Z"));
  HoldActivity held{planned->id, 1, {}, "", input("2023-05-12T19:10", "2023-05-12T20:10", "Spring"), all_there()};
  held.version = 7;
  EXPECT_EQ(key_of(hold(held)), "changed-meanwhile");
  held.version = 1;
  ASSERT_TRUE(hold(held));
  held.version = 2;
  EXPECT_EQ(key_of(hold(held)), "activity-not-planned");
  const auto cancel = [&](std::int64_t version, const std::string& because) {
    return command([&](db::Transaction& tx) {
      return cancel_activity(ctx, tx, actor_of(secretary), {second->id, version, because});
    });
  };
  EXPECT_EQ(key_of(cancel(1, "")), "field-missing");
  ASSERT_TRUE(cancel(1, "The hall was flooded."));
  EXPECT_EQ(key_of(cancel(2, "Again")), "activity-cancelled");
}

TEST_F(ActivitiesTest, ACorrectionKeepsWhatItReplaces) {
  const auto held = hold(meeting("2023-05-09T19:00", "2023-05-09T20:30", all_there(10)));
  ASSERT_TRUE(held);
  const auto correct = [&](std::int64_t version, const std::string& because) {
    return command([&](db::Transaction& tx) {
      return correct_activity(
          ctx, tx, actor_of(secretary),
          {held->activity.id, version, input("2023-05-09T19:00", "2023-05-09T21:00", "Dues"), all_there(12), because});
    });
  };
  EXPECT_EQ(key_of(correct(1, " ")), "field-missing");
  const auto corrected = correct(1, "Two were forgotten.");
  ASSERT_TRUE(corrected) << corrected.error().text(Language::en);
  const auto view =
      read([&](db::Reader& in) { return view_activity(ctx, in, actor_of(secretary), held->activity.id); });
  ASSERT_TRUE(view);
  EXPECT_TRUE(view->names);
  EXPECT_EQ(view->row.counts.there, 12);
  EXPECT_EQ(view->row.activity.topic, "Dues");
  ASSERT_THAT(view->past, SizeIs(1));
  EXPECT_EQ(view->past[0].because, "Two were forgotten.");
  EXPECT_EQ(view->past[0].attendance, held->attendance);
  EXPECT_EQ(view->past[0].by, secretary);
  const auto report = read([&](db::Reader& in) {
    return journal::verify(in, [](db::Reader& reader, RegionId region, const std::string& kind, std::int64_t id) {
      return digest_of(reader, region, kind, id);
    });
  });
  EXPECT_FALSE(report.broken) << report.broken->what;
}

TEST_F(ActivitiesTest, ATalkKeepsTheDateAndThePair) {
  const auto talk = [&](PersonId one, PersonId other, const std::string& on, const Actor& actor) {
    return command([&](db::Transaction& tx) {
      return record_talk(ctx, tx, actor, {ids_.at("branch"), "talk", *parse_date(on), one, other});
    });
  };
  const auto recorded = talk(members[0], members[1], "2023-05-01", actor_of(members[0]));
  ASSERT_TRUE(recorded) << recorded.error().text(Language::en);
  EXPECT_EQ(recorded->topic, "");
  EXPECT_EQ(recorded->attendance, "");
  EXPECT_EQ(read([&](db::Reader& in) { return persons_of(in, *recorded); }), (std::vector{members[0], members[1]}));
  EXPECT_EQ(key_of(talk(members[0], members[1], "2023-05-01", actor_of(members[2]))), "not-allowed");
  EXPECT_EQ(key_of(talk(members[0], members[0], "2023-05-01", server)), "talk-same-person");
  EXPECT_EQ(key_of(talk(members[0], members[1], "2023-06-01", server)), "activity-in-future");
  EXPECT_EQ(key_of(talk(members[0], make_person("Nobody", "community"), "2023-05-01", server)),
            "attendance-not-member");
  EXPECT_EQ(key_of(read([&](db::Reader& in) { return view_activity(ctx, in, actor_of(members[2]), recorded->id); })),
            "not-found");
  const auto own = read([&](db::Reader& in) { return view_activity(ctx, in, actor_of(members[1]), recorded->id); });
  ASSERT_TRUE(own);
  EXPECT_THAT(own->marks, SizeIs(2));
}

TEST_F(ActivitiesTest, NamesAreForThoseWhoNeedThem) {
  auto sheet = all_there(3);
  sheet.push_back({4, members[3], Presence::excused, "ill"});
  ASSERT_TRUE(hold(meeting("2023-05-09T19:00", "2023-05-09T20:30", sheet)));
  for (int i = 1; i <= 3; ++i)
    ASSERT_TRUE(hold(
        meeting("2023-05-0" + std::to_string(i) + "T19:00", "2023-05-0" + std::to_string(i) + "T20:30", all_there())));
  ActivityQuery query{
      ids_.at("branch"), at("2023-01-01T00:00"), at("2024-01-01T00:00"), "", {}, ActivityOrder::newest_first, "", 3};
  const auto first = read([&](db::Reader& in) { return activities_of_unit(ctx, in, actor_of(secretary), query); });
  ASSERT_TRUE(first);
  ASSERT_THAT(first->activities, SizeIs(3));
  EXPECT_EQ(first->activities[0].counts.there, 3);
  EXPECT_EQ(first->activities[0].counts.excused, 1);
  ASSERT_NE(first->next, "");
  query.after = first->next;
  const auto second = read([&](db::Reader& in) { return activities_of_unit(ctx, in, actor_of(secretary), query); });
  ASSERT_TRUE(second);
  EXPECT_THAT(second->activities, SizeIs(1));
  EXPECT_EQ(second->next, "");

  const ActivityId id = first->activities[0].activity.id;
  const auto plain = read([&](db::Reader& in) { return view_activity(ctx, in, actor_of(members[3]), id); });
  ASSERT_TRUE(plain);
  EXPECT_FALSE(plain->names);
  EXPECT_EQ(plain->row.activity.attendance, "");
  ASSERT_THAT(plain->marks, SizeIs(1));
  EXPECT_EQ(plain->marks[0].mark.reason, "ill");
  EXPECT_EQ(plain->row.counts.there, 3);
  const auto mine = [&](PersonId viewer, PersonId person) {
    return read([&](db::Reader& in) {
      return activities_of_person(ctx, in, actor_of(viewer), person, at("2023-01-01T00:00"), at("2024-01-01T00:00"));
    });
  };
  EXPECT_THAT(*mine(members[3], members[3]), SizeIs(4));
  EXPECT_EQ(mine(members[3], members[3])->back().presence, Presence::excused);
  EXPECT_THAT(*mine(members[4], members[3]), IsEmpty());
  EXPECT_THAT(*mine(secretary, members[3]), SizeIs(4));
  EXPECT_EQ(
      key_of(read([&](db::Reader& in) { return view_rosters(ctx, in, actor_of(members[0]), ids_.at("branch")); })),
      "not-allowed");
}

TEST_F(ActivitiesTest, WhoeverFollowsSeesEveryChangeOnce) {
  const RegionId region = get("branch").region;
  const auto before = read([&](db::Reader& in) { return activities_since(in, region, 0); });
  const auto held = hold(meeting("2023-05-09T19:00", "2023-05-09T20:30", all_there(10)));
  ASSERT_TRUE(held);
  ASSERT_TRUE(command([&](db::Transaction& tx) {
    return cancel_activity(ctx, tx, server, {held->activity.id, 1, "It was another day."});
  }));
  const auto changes = read([&](db::Reader& in) { return activities_since(in, region, before.next); });
  ASSERT_THAT(changes.changes, SizeIs(2));
  EXPECT_EQ(changes.changes[0].act, "activity.hold");
  EXPECT_EQ(changes.changes[1].act, "activity.cancel");
  EXPECT_EQ(changes.changes[1].activity, held->activity.id);
  EXPECT_FALSE(changes.more);
  EXPECT_THAT(read([&](db::Reader& in) { return activities_since(in, region, changes.next); }).changes, IsEmpty());
}

TEST_F(ActivitiesTest, BitsStayWhereTheyWereWhenMembersChange) {
  SeededRandom draw{7};
  const auto below = [&](std::size_t count) {
    return static_cast<std::size_t>(static_cast<unsigned char>(draw.bytes(1)[0])) % count;
  };
  std::vector<std::pair<PersonId, MembershipId>> in_branch;
  std::vector<std::pair<ActivityId, Attendance>> recorded;
  for (int day = 1; day <= 25; ++day) {
    const std::string date = "2023-04-" + std::string(day < 10 ? "0" : "") + std::to_string(day);
    for (std::size_t joins = below(3); joins > 0; --joins) {
      const PersonId person = make_person("P", "community");
      in_branch.emplace_back(person, join(person, "branch2", date));
    }
    if (!in_branch.empty() && below(3) == 0) {
      const std::size_t who = below(in_branch.size());
      leave(in_branch[who].second, date);
      in_branch.erase(in_branch.begin() + static_cast<std::ptrdiff_t>(who));
    }
    std::vector<SheetRow> sheet;
    for (const auto& [person, membership] : in_branch)
      if (const auto presence = static_cast<Presence>(below(4)); presence != Presence::absent)
        sheet.push_back({static_cast<std::int64_t>(sheet.size()), person, presence, "away"});
    const auto held = hold(meeting(date + "T19:00", date + "T20:00", sheet, "branch2"));
    ASSERT_TRUE(held) << held.error().text(Language::en);
    EXPECT_THAT(held->problems, IsEmpty());
    EXPECT_THAT(held->attendance.members, SizeIs(in_branch.size()));
    recorded.emplace_back(held->activity.id, held->attendance);
  }
  for (const auto& [id, attendance] : recorded)
    EXPECT_EQ(read([&](db::Reader& in) { return attendance_of(in, *find_activity(in, id)); }), attendance);
}

}  // namespace massline::activities
