// Past periods against what the engine said on their last day.
#include "duties/past.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

#include "activities/activities.h"
#include "duties/live.h"
#include "registry/test_world.h"

namespace massline::duties {

using activities::Presence;
using rulebook::DutyPeriod;
using rulebook::Measure;
using namespace std::chrono_literals;

class PastTest : public registry::RegistryTest {
 protected:
  PastTest() {
    rulebook.unit_kinds.push_back({"branch", {"Branch", "支部"}, {"community"}, false, false});
    rulebook::ActivityKind kind;
    kind.id = "class";
    kind.title = {"class", "class"};
    kind.measure = Measure::hours;
    rulebook.activities.push_back(kind);
    duty("study", "2020-01-01", std::nullopt, 600, DutyPeriod::Kind::quarter);
    duty("yearly", "2020-01-01", "2021-12-31", 1200, DutyPeriod::Kind::year);
    duty("yearly", "2022-01-01", std::nullopt, 1800, DutyPeriod::Kind::year);
    clock.set(*parse_instant("2020-12-01T08:00:00Z"));
    make_country();
    make("branch", "community", "branch");
    make("branch2", "community", "branch");
    for (int i = 0; i < 3; ++i) members.push_back(make_person("Member " + std::to_string(i), "community"));
    join(members[0], "branch", "2021-01-01");
    join(members[1], "branch2", "2021-01-01");
  }

  void duty(const std::string& id, const std::string& from, const std::optional<std::string>& to, std::int64_t amount,
            DutyPeriod::Kind per) {
    rulebook::Duty out;
    out.id = id;
    out.title = {id, id};
    out.in_force = {*parse_date(from), to ? parse_date(*to) : std::nullopt};
    out.amount = amount;
    out.measure = Measure::hours;
    out.of = {"class"};
    out.per.kind = per;
    rulebook.duties.push_back(std::move(out));
  }

  void join(PersonId person, const std::string& unit, const std::string& from) {
    const auto begun = command([&](db::Transaction& tx) {
      return registry::begin_membership(ctx, tx, server, {person, ids_.at(unit), "full", *parse_date(from)});
    });
    ASSERT_TRUE(begun) << begun.error().text(Language::en);
  }

  activities::Activity hold(const std::string& unit, const std::string& day, PersonId there) {
    const auto at = [&](const char* time) { return *parse_instant(day + time); };
    activities::HoldActivity held{
        {}, 0, ids_.at(unit), "class", {at("T09:00:00+08:00"), at("T19:00:00+08:00"), {}, {}, "", {}}, {}};
    held.sheet.push_back({1, there, Presence::present, ""});
    const auto recorded =
        command([&](db::Transaction& tx) { return activities::hold_activity(ctx, tx, server, held); });
    EXPECT_TRUE(recorded) << recorded.error().text(Language::en);
    return recorded->activity;
  }

  /// What the engine says today, of every unit and duty.
  using Said = std::map<std::pair<std::string, std::string>, standing::Figures>;
  Said said_today() {
    const LiveDuties live(ctx);
    const auto board = live.board();
    Said out;
    for (const auto& [name, id] : ids_)
      for (const auto& duty : board->standing->plan().duties())
        out[{name, duty.id}] =
            board->standing->standing_of(*board->row_of(id))->duties[*board->standing->plan().duty_index(duty.id)];
    return out;
  }

  void expect_said(PastStanding& past, const std::string& on, const Said& said) {
    const LiveDuties live(ctx);
    for (const auto& [what, figures] : said) {
      const auto trend = past.trend(*live.board(), ids_.at(what.first), what.second, 1h);
      ASSERT_TRUE(trend);
      EXPECT_TRUE(trend->complete);
      const auto point = std::find_if(trend->points.begin(), trend->points.end(),
                                      [&](const auto& one) { return to_string(one.on) == on; });
      if (point == trend->points.end()) continue;  // of a duty that is told by longer periods
      ASSERT_TRUE(point->figures) << what.first << " " << what.second;
      EXPECT_EQ(*point->figures, figures) << what.first << " " << what.second << " on " << on;
    }
  }

  std::vector<PersonId> members;
};

TEST_F(PastTest, SaysOfALastDayWhatTheEngineSaidOnIt) {
  const auto night = [&](const std::string& day) { clock.set(*parse_instant(day + "T20:00:00+08:00")); };
  night("2021-03-31");
  hold("branch", "2021-02-01", members[0]);
  hold("branch2", "2021-03-30", members[1]);
  const Said first_quarter = said_today();
  night("2021-12-31");
  join(members[2], "branch2", "2021-10-01");
  hold("branch2", "2021-11-05", members[2]);
  const Said year = said_today();
  EXPECT_NE(first_quarter, year);

  night("2022-05-20");
  hold("branch", "2022-05-19", members[0]);
  PastStanding past(ctx);
  expect_said(past, "2021-03-31", first_quarter);
  expect_said(past, "2021-12-31", year);
  const LiveDuties live(ctx);
  const auto trend = past.trend(*live.board(), ids_.at("country"), "yearly", 1h);
  ASSERT_EQ(trend->points.size(), 6U);
  EXPECT_EQ(trend->points[2].quota, 0) << "no such rule in 2019";
  EXPECT_EQ(trend->points[3].quota, 1200);
  EXPECT_EQ(trend->points[4].quota, 1200) << "by the rule of that year";
  EXPECT_EQ(trend->points[5].quota, 1800);
  EXPECT_EQ(trend->points[5].figures->done, 600U);
  EXPECT_FALSE(past.trend(*live.board(), ids_.at("country"), "no-such-duty", 1h));
}

TEST_F(PastTest, WhatIsRecordedLaterOfThatTimeCountsAndTheRestKeepsWhatIsKnown) {
  clock.set(*parse_instant("2022-05-20T20:00:00+08:00"));
  PastStanding past(ctx);
  const auto done = [&](const std::string& on) {
    const LiveDuties live(ctx);
    const auto trend = past.trend(*live.board(), ids_.at("community"), "study", 1h);
    for (const TrendPoint& point : trend->points)
      if (to_string(point.on) == on) return point.figures->done;
    ADD_FAILURE() << on;
    return std::uint64_t{0};
  };
  EXPECT_EQ(done("2022-03-31"), 0U);
  const auto late = hold("branch", "2022-03-15", members[0]);
  EXPECT_EQ(done("2022-03-31"), 600U);
  EXPECT_EQ(done("2021-12-31"), 0U);
  ASSERT_TRUE(command([&](db::Transaction& tx) {
    return activities::cancel_activity(ctx, tx, server, {late.id, late.version, "It was another branch"});
  }));
  EXPECT_EQ(done("2022-03-31"), 0U);
  join(members[2], "branch", "2022-02-01");
  hold("branch", "2022-03-16", members[2]);
  EXPECT_EQ(done("2022-03-31"), 600U) << "somebody who was entered late";
}

/// Whatever is recorded about a time that is over, in any order: figures that are brought up equal those built anew.
TEST_F(PastTest, BroughtUpEqualsBuiltAnew) {
  clock.set(*parse_instant("2022-05-20T20:00:00+08:00"));
  std::mt19937 chance(11);
  const auto draw = [&](std::size_t below) { return std::uniform_int_distribution<std::size_t>(0, below - 1)(chance); };
  const std::vector<std::string> branches{"branch", "branch2"};
  for (int i = 0; i < 5; ++i) members.push_back(make_person("Late " + std::to_string(i), "community"));
  PastStanding past(ctx);
  std::vector<activities::Activity> held;
  std::int64_t built = 0;
  for (int step = 0; step < 25; ++step) {
    const auto hours = static_cast<int>(draw(400));
    const std::string day = to_string(*parse_date("2021-02-01") + std::chrono::days{hours});
    const std::size_t what = draw(5);
    if (what == 0 && !held.empty()) {
      const std::size_t which = draw(held.size());
      ASSERT_TRUE(command([&](db::Transaction& tx) {
        return activities::cancel_activity(ctx, tx, server, {held[which].id, held[which].version, "twice"});
      }));
      held.erase(held.begin() + static_cast<std::ptrdiff_t>(which));
    } else if (what == 1 && step > 3) {
      const auto begun = command([&](db::Transaction& tx) {
        return registry::begin_membership(ctx, tx, server,
                                          {members[3 + draw(5)], ids_.at(branches[draw(2)]), "full", *parse_date(day)});
      });
      (void)begun;  // refused where they are one already
    } else {
      activities::HoldActivity one{
          {},
          0,
          ids_.at(branches[draw(2)]),
          "class",
          {*parse_instant(day + "T09:00:00+08:00"), *parse_instant(day + "T12:00:00+08:00"), {}, {}, "", {}},
          {}};
      for (std::size_t i = 0; i < members.size(); ++i)
        if (draw(2) == 0) one.sheet.push_back({static_cast<std::int64_t>(i), members[i], Presence::present, ""});
      one.what.leader = members[draw(3)];
      const auto recorded =
          command([&](db::Transaction& tx) { return activities::hold_activity(ctx, tx, server, one); });
      if (recorded) held.push_back(recorded->activity);
    }
    const LiveDuties live(ctx);
    PastStanding anew(ctx);
    for (const auto& [name, id] : ids_)
      for (const char* duty : {"study", "yearly"}) {
        const auto brought_up = past.trend(*live.board(), id, duty, 1h),
                   fresh = anew.trend(*live.board(), id, duty, 1h);
        ASSERT_EQ(brought_up->points.size(), fresh->points.size());
        for (std::size_t i = 0; i < fresh->points.size(); ++i)
          ASSERT_EQ(brought_up->points[i].figures, fresh->points[i].figures)
              << name << " " << duty << " " << to_string(fresh->points[i].on) << " step " << step;
      }
    if (step == 0) built = past.counters().built;
  }
  EXPECT_EQ(past.counters().built, built) << "nothing was built a second time";
  EXPECT_GT(held.size(), 8U);
}

/// A start reads the days from their files, brings them up, and builds those whose file does not hold.
TEST_F(PastTest, DaysOutliveTheProgram) {
  std::string pattern = (std::filesystem::temp_directory_path() / "massline-days-XXXXXX").string();
  const std::filesystem::path folder = mkdtemp(pattern.data());
  clock.set(*parse_instant("2022-05-20T20:00:00+08:00"));
  hold("branch", "2022-03-10", members[0]);
  const LiveDuties live(ctx);
  const auto figures = [&](PastStanding& past) {
    std::vector<std::optional<standing::Figures>> out;
    const auto trend = past.trend(*live.board(), ids_.at("country"), "study", 1h);
    for (const TrendPoint& point : trend->points) out.push_back(point.figures);
    return out;
  };
  PastStanding first(ctx, folder);
  figures(first);
  EXPECT_EQ(first.counters().built, 8);
  hold("branch", "2022-03-15", members[0]);
  PastStanding anew(ctx);
  const auto expected = figures(anew);
  PastStanding second(ctx, folder);
  EXPECT_EQ(figures(second), expected);
  EXPECT_EQ(second.counters().built, 0);
  EXPECT_EQ(second.counters().loaded, 8);

  const auto file = folder / "standing.days" / "2022-03-31";
  std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
  bytes.seekp(300);
  bytes.put('!');
  bytes.close();
  PastStanding third(ctx, folder);
  EXPECT_EQ(figures(third), expected);
  EXPECT_EQ(third.counters().built, 1) << "the damaged one";
  rulebook.duties.front().amount = 300;
  const LiveDuties under_other_rules(ctx);
  PastStanding fourth(ctx, folder);
  const auto halved = fourth.trend(*under_other_rules.board(), ids_.at("country"), "study", 1h);
  EXPECT_EQ(halved->points[7].quota, 300);
  EXPECT_EQ(fourth.counters().built, 8) << "other rules";
  std::filesystem::remove_all(folder);
}

TEST_F(PastTest, WithoutPatienceItGivesWhatIsKnownAndSaysSo) {
  clock.set(*parse_instant("2022-05-20T20:00:00+08:00"));
  PastStanding past(ctx);
  const LiveDuties live(ctx);
  const auto begun = past.trend(*live.board(), ids_.at("country"), "study", -1ms);
  EXPECT_FALSE(begun->complete);
  EXPECT_TRUE(begun->points.back().figures) << "today is always known";
  EXPECT_FALSE(begun->points.front().figures);
  EXPECT_TRUE(past.trend(*live.board(), ids_.at("country"), "study", 1h)->complete);
  EXPECT_TRUE(past.trend(*live.board(), ids_.at("country"), "study", -1ms)->complete) << "kept";
}

}  // namespace massline::duties
