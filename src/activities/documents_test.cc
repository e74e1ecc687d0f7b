// Minutes and reports; and taking back what was done by mistake.
#include <filesystem>
#include <fstream>

#include "activities/activities_fixture.h"
#include "base/files.h"

namespace massline::activities {

TEST_F(ActivitiesTest, ReportsArePersonalAndHardPlacesMarked) {
  ASSERT_TRUE(command([&](db::Transaction& tx) {
    return mark_hard_place(ctx, tx, server, {ids_.at("town2"), *parse_date("2023-01-01"), {}});
  }));
  auto visit =
      meeting("2023-05-01T08:00", "2023-05-03T18:00", {{1, members[0], Presence::present, ""}}, "branch", "visit");
  visit.what.place = ids_.at("town2");
  const auto held = hold(visit);
  ASSERT_TRUE(held);
  EXPECT_TRUE(held->activity.hard_place);
  const auto attach = [&](PersonId person, const Actor& actor) {
    return attach_document(ctx, actor, {held->activity.id, DocumentKind::report, person, "report.pdf", "%PDF-1.7"});
  };
  EXPECT_TRUE(attach(members[0], actor_of(members[0])));
  EXPECT_EQ(key_of(attach(members[1], actor_of(members[1]))), "not-found");
  EXPECT_EQ(key_of(attach(members[1], actor_of(secretary))), "document-took-no-part");
  const auto mine = read([&](db::Reader& in) {
    return activities_of_person(ctx, in, actor_of(members[0]), members[0], at("2023-01-01T00:00"),
                                at("2024-01-01T00:00"));
  });
  ASSERT_THAT(*mine, SizeIs(1));
  EXPECT_TRUE(mine->front().reported);
}

TEST_F(ActivitiesTest, MinutesAreAttachedReadAndTakenAway) {
  const auto held = hold(meeting("2023-05-09T19:00", "2023-05-09T20:00", all_there(10)));
  ASSERT_TRUE(held);
  const ActivityId id = held->activity.id;
  const auto attach = [&](DocumentKind kind, PersonId person, const std::string& name, std::string_view bytes,
                          const Actor& actor) {
    return attach_document(ctx, actor, {id, kind, person, name, bytes});
  };
  const auto minutes =
      attach(DocumentKind::minutes, {}, "C:\\记录\\会议记录.pdf", "%PDF-1.7 minutes", actor_of(secretary));
  ASSERT_TRUE(minutes) << minutes.error().text(Language::en);
  EXPECT_EQ(minutes->name, "会议记录.pdf");
  EXPECT_EQ(minutes->media_type, "application/pdf") << "by its bytes";
  const auto report =
      attach(DocumentKind::report, members[0], "report.html", "<script>1</script>", actor_of(members[0]));
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->media_type.starts_with("text/plain"));
  EXPECT_EQ(key_of(attach(DocumentKind::minutes, {}, "m.txt", "x", actor_of(members[0]))), "not-found");
  EXPECT_EQ(key_of(attach(DocumentKind::report, members[1], "r.txt", "x", actor_of(members[0]))), "not-found");
  EXPECT_EQ(key_of(attach(DocumentKind::minutes, {}, "m.txt", "", actor_of(secretary))), "file-empty");
  const std::string large(static_cast<std::size_t>(file_size_max) + 1, 'a');
  EXPECT_EQ(key_of(attach(DocumentKind::minutes, {}, "m.txt", large, actor_of(secretary))), "file-too-large");
  for (int i = 1; i < reports_max; ++i)
    ASSERT_TRUE(attach(DocumentKind::report, members[0], "more.txt", std::to_string(i), actor_of(members[0])));
  EXPECT_EQ(key_of(attach(DocumentKind::report, members[0], "more.txt", "9", actor_of(members[0]))),
            "document-too-many-reports");

  const auto seen_by = [&](const Actor& actor, std::int64_t document) {
    return read([&](db::Reader& in) { return find_document(ctx, in, actor, id, document); });
  };
  const auto file = seen_by(actor_of(secretary), minutes->id);
  ASSERT_TRUE(file);
  std::ifstream bytes(file->path, std::ios::binary);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(bytes), {}), "%PDF-1.7 minutes");
  EXPECT_TRUE(seen_by(actor_of(members[0]), report->id)) << "one's own";
  EXPECT_EQ(key_of(seen_by(actor_of(members[0]), minutes->id)), "not-found") << "minutes name others";
  EXPECT_EQ(key_of(seen_by(actor_of(members[1]), report->id)), "not-found");

  const auto withdraw = [&](std::int64_t document, const Actor& actor) {
    return command([&](db::Transaction& tx) { return withdraw_document(ctx, tx, actor, id, document); });
  };
  EXPECT_EQ(key_of(withdraw(minutes->id, actor_of(members[0]))), "not-found");
  EXPECT_EQ(key_of(withdraw(report->id, actor_of(members[1]))), "not-found");
  EXPECT_TRUE(withdraw(report->id, actor_of(members[0])));
  EXPECT_TRUE(withdraw(minutes->id, actor_of(secretary)));
  EXPECT_EQ(key_of(withdraw(minutes->id, actor_of(secretary))), "not-found");
  EXPECT_EQ(key_of(seen_by(actor_of(secretary), minutes->id)), "not-found");
}

TEST_F(ActivitiesTest, NothingIsAttachedToWhatWasNotHeld) {
  const auto planned = command([&](db::Transaction& tx) {
    return plan_activity(ctx, tx, server,
                         {ids_.at("branch"), "meeting", input("2023-05-12T19:00", "2023-05-12T20:00")});
  });
  ASSERT_TRUE(planned);
  EXPECT_EQ(key_of(attach_document(ctx, server, {planned->id, DocumentKind::minutes, {}, "m.txt", "x"})),
            "activity-not-held");
}

TEST_F(ActivitiesTest, APlanMovesAsLongAsItIsOne) {
  const auto planned = command([&](db::Transaction& tx) {
    return plan_activity(ctx, tx, server,
                         {ids_.at("branch"), "meeting", input("2023-05-12T19:00", "2023-05-12T20:00")});
  });
  ASSERT_TRUE(planned);
  const auto move = [&](std::int64_t version, const std::string& from, const std::string& to, const Actor& actor) {
    return command([&](db::Transaction& tx) {
      return change_plan(ctx, tx, actor, {planned->id, version, input(from, to, "Later")});
    });
  };
  EXPECT_EQ(key_of(move(1, "2023-05-01T19:00", "2023-05-01T20:00", server)), "activity-in-past");
  EXPECT_EQ(key_of(move(7, "2023-05-13T19:00", "2023-05-13T20:00", server)), "changed-meanwhile");
  EXPECT_EQ(key_of(move(1, "2023-05-13T19:00", "2023-05-13T20:00", actor_of(members[0]))), "not-found");
  const auto moved = move(1, "2023-05-13T19:00", "2023-05-13T20:00", actor_of(secretary));
  ASSERT_TRUE(moved) << moved.error().text(Language::en);
  EXPECT_EQ(moved->topic, "Later");
  const auto view = read([&](db::Reader& in) { return view_activity(ctx, in, server, planned->id); });
  ASSERT_THAT(view->past, SizeIs(1));
  EXPECT_EQ(view->past[0].activity.from, at("2023-05-12T19:00"));
  const auto listed = [&](ActivityOrder order, std::optional<ActivityState> state) {
    ActivityQuery query{.unit = ids_.at("branch"),
                        .from = at("2023-01-01T00:00"),
                        .to = at("2024-01-01T00:00"),
                        .kind = {},
                        .state = state,
                        .order = order,
                        .after = {},
                        .limit = 1};
    std::vector<ActivityId> found;
    do {
      const auto page = read([&](db::Reader& in) { return activities_of_unit(ctx, in, server, query); });
      for (const auto& row : page->activities) found.push_back(row.activity.id);
      query.after = page->next;
    } while (!query.after.empty());
    return found;
  };
  const auto held = hold(meeting("2023-05-09T19:00", "2023-05-09T20:00", all_there()));
  ASSERT_TRUE(held);
  const ActivityId first = held->activity.id, last = planned->id;
  EXPECT_THAT(listed(ActivityOrder::newest_first, {}), ElementsAre(last, first));
  EXPECT_THAT(listed(ActivityOrder::soonest_first, {}), ElementsAre(first, last));
  EXPECT_THAT(listed(ActivityOrder::soonest_first, ActivityState::planned), ElementsAre(last));
  EXPECT_THAT(listed(ActivityOrder::newest_first, ActivityState::cancelled), IsEmpty());
}

TEST_F(ActivitiesTest, ACancellationIsTakenBack) {
  const auto held = hold(meeting("2023-05-09T19:00", "2023-05-09T20:00", all_there(3)));
  ASSERT_TRUE(held);
  const ActivityId id = held->activity.id;
  const auto restore = [&](ActivityId activity, std::int64_t version) {
    return command([&](db::Transaction& tx) {
      return restore_activity(ctx, tx, actor_of(secretary), {activity, version, "By mistake"});
    });
  };
  EXPECT_EQ(key_of(restore(id, 1)), "activity-not-cancelled");
  const auto cancel = [&](ActivityId activity, std::int64_t version) {
    return command([&](db::Transaction& tx) { return cancel_activity(ctx, tx, server, {activity, version, "Twice"}); });
  };
  ASSERT_TRUE(cancel(id, 1));
  // In the meantime one of the three was somewhere else.
  ASSERT_TRUE(hold(meeting("2023-05-09T19:30", "2023-05-09T20:30", {{1, members[1], Presence::present, ""}})));
  const auto back = restore(id, 2);
  ASSERT_TRUE(back) << back.error().text(Language::en);
  EXPECT_EQ(back->activity.state, ActivityState::held);
  EXPECT_THAT(keys(back->problems), ElementsAre("1 attendance-elsewhere"));
  EXPECT_EQ(back->attendance.members[0].presence, Presence::present);
  EXPECT_EQ(back->attendance.members[1].presence, Presence::absent);

  const auto talk = command([&](db::Transaction& tx) {
    return record_talk(ctx, tx, server, {ids_.at("branch"), "talk", *parse_date("2023-05-09"), members[0], members[1]});
  });
  ASSERT_TRUE(talk);
  ASSERT_TRUE(cancel(talk->id, 1));
  ASSERT_TRUE(restore(talk->id, 2));
  const auto pair = read([&](db::Reader& in) { return persons_of(in, *talk); });
  EXPECT_THAT(pair, ElementsAre(members[0], members[1]));
}

}  // namespace massline::activities
