// A country whose members stand in columns alone: its past, periods that end, rules that change, and files that do not
// hold.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include "duties/live.h"
#include "duties/past.h"
#include "duties/simulated_past.h"
#include "duties/trend_periods.h"
#include "registry/add_tree.h"
#include "registry/unit_commands.h"
#include "standing/refusals.h"
#include "support/test_store.h"

namespace massline::duties {
namespace {

using rulebook::DutyPeriod;
using standing::Figures;
using standing::UnitRow;
using namespace std::chrono_literals;

constexpr auto no_progress = [](std::uint64_t, std::uint64_t) {};

/// Read once for all tests.
const std::shared_ptr<const rulebook::Rulebook>& default_rulebook() {
  static const std::shared_ptr<const rulebook::Rulebook> read =
      rulebook::read_rulebook(MASSLINE_SOURCE_DIR "/rulebooks/cpc").rulebook;
  return read;
}

class ColumnsTest : public ::testing::Test {
 protected:
  ColumnsTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "massline-columns-XXXXXX").string();
    folder = mkdtemp(pattern.data());
    units =
        simulate_units(rulebook, kinds_from_root(rulebook, ctx.today()), {.members = 400, .branches = 30, .seed = 5});
    std::vector<std::uint32_t> children(units.units.size(), 0);
    for (std::size_t i = 1; i < units.units.size(); ++i) ++children[units.units[i].parent];
    ids = registry::add_tree(
        ctx, units.units.size(),
        [&](std::size_t i) {
          registry::TreeUnit out;
          out.parent = units.units[i].parent;
          out.ordinal = units.units[i].ordinal;
          out.children = children[i];
          out.from = ctx.today();
          out.kind = units.kinds[units.units[i].level];
          out.code = "U" + std::to_string(i);
          out.name = out.code;
          if (units.units[i].is_branch) out.setting = rulebook.settings[units.units[i].setting].id;
          return out;
        },
        [](std::uint64_t) {});
    store->write([&](db::Transaction& tx) {
      tx.execute("INSERT INTO setting(name, value) VALUES($1, 'simulated')", {columns_only_setting});
      return true;
    });
    KeptPast past(folder);
    simulate_past(rulebook, units, ids, ctx.today(), past, no_progress);
    LiveFile live = simulate_standing(ctx, units, ids, no_progress);
    live.state.seen = store->read([](db::Reader& in) { return journal_heads(in); });
    save_live(folder, *live.board, live.state);
  }
  ~ColumnsTest() override { std::filesystem::remove_all(folder); }

  /// [unit][duty], of all units and the duties of the standing's rules.
  using Said = std::map<std::string, std::vector<Figures>>;
  static Said said(const standing::Standing& standing) {
    Said out;
    for (std::size_t duty = 0; duty < standing.plan().duties().size(); ++duty)
      for (UnitRow row = 0; row < standing.unit_count(); ++row)
        out[standing.plan().duties()[duty].id].push_back(standing.standing_of(row)->duties[duty]);
    return out;
  }

  rulebook::Duty& duty(const std::string& id) {
    return *std::find_if(rulebook.duties.begin(), rulebook.duties.end(), [&](const auto& one) { return one.id == id; });
  }
  /// As of a day: 30 hours instead of 32, and the talk is no longer owed.
  void change_rules_from(const std::string& day) {
    const Date from = *parse_date(day);
    rulebook::Duty other = duty("study-hours");
    other.amount = 1800;
    other.in_force.from = from;
    duty("study-hours").in_force.to = from - 1 * std::chrono::days{1};
    duty("talk").in_force.to = from - 1 * std::chrono::days{1};
    rulebook.duties.push_back(std::move(other));
  }

  test::TestStore store;
  rulebook::Rulebook rulebook = *default_rulebook();
  ManualClock clock{*parse_instant("2026-08-20T04:00:00Z")};
  SeededRandom random{1};
  IdMaker id_maker{clock, random};
  Zone zone{"Asia/Shanghai"};
  Context ctx{*store, rulebook, clock, random, id_maker, zone, std::string(32, 'k'), "", {}};
  std::filesystem::path folder;
  SimulatedUnits units;
  std::vector<std::int64_t> ids;
};

TEST_F(ColumnsTest, TheSimulatedPastIsWhatTheEngineSaysOfThoseDays) {
  const KeptPast past(folder);
  const LiveDuties live(ctx, {folder});
  std::size_t compared = 0;
  for (const SimulatedMoment& moment : simulated_moments(ctx.today())) {
    const LiveFile then = simulate_standing(rulebook, units, ids, moment, no_progress);
    for (const auto& [id, figures] : said(*then.board->standing)) {
      const auto& duties = then.board->standing->plan().duties();
      const rulebook::Duty& rule = duties[*then.board->standing->plan().duty_index(id)];
      if (rule.per.kind != *moment.period) continue;
      for (UnitRow row = 0; row < figures.size(); ++row, ++compared) {
        const auto kept = past.find(*moment.period, moment.on, *live.board()->standing, row, id);
        ASSERT_TRUE(kept && *kept) << id << " " << to_string(moment.on);
        ASSERT_EQ((*kept)->quota, rule.amount);
        ASSERT_EQ((*kept)->figures, figures[row]) << id << " " << row << " " << to_string(moment.on);
      }
    }
  }
  EXPECT_GT(compared, 5000U);
  EXPECT_TRUE(past.check_all().damaged.empty());
}

TEST_F(ColumnsTest, TheSameSeedHasTheSamePast) {
  KeptPast again(folder / "again");
  std::filesystem::create_directory(folder / "again");
  simulate_past(rulebook, units, ids, ctx.today(), again, no_progress);
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder / "standing.past")) {
    const auto read = [](const std::filesystem::path& file) {
      std::ifstream in(file, std::ios::binary);
      return std::string{std::istreambuf_iterator<char>(in), {}};
    };
    EXPECT_EQ(read(entry.path()), read(folder / "again" / "standing.past" / entry.path().filename()));
    ++files;
  }
  EXPECT_EQ(files, 25) << "five years, eight quarters, twelve months";
}

TEST_F(ColumnsTest, TheTrendTellsThePastAndOmitsWhatWasNeverKept) {
  const LiveDuties live(ctx, {folder});
  EXPECT_EQ(live.counters().built, 0) << live.beginning();
  PastStanding past(ctx, {}, &live.kept_past());
  const auto study = past.trend(*live.board(), UnitId{ids[0]}, "study-hours", 1s);
  ASSERT_EQ(study->points.size(), 6U);
  for (const TrendPoint& point : study->points) {
    ASSERT_TRUE(point.figures) << to_string(point.on);
    EXPECT_EQ(point.figures->owing, 400U);
    EXPECT_GT(point.figures->met(), 0U);
    EXPECT_EQ(point.quota, 1920);
  }
  EXPECT_EQ(past.trend(*live.board(), UnitId{ids.back()}, "themed-day", 1s)->points.size(), 13U);
  for (int month = 1; month <= 8; ++month)
    std::filesystem::remove(
        folder / "standing.past" /
        ("month-" +
         to_string(standing::period_of(DutyPeriod::Kind::month, Date{std::chrono::year{2025} / (month + 4) / 1}).to)));
  const LiveDuties fewer(ctx, {folder});
  PastStanding shorter(ctx, {}, &fewer.kept_past());
  EXPECT_EQ(shorter.trend(*fewer.board(), UnitId{ids.back()}, "themed-day", 1s)->points.size(), 8U);
}

TEST_F(ColumnsTest, WhatEndsJoinsThePastAsItStoodOnItsLastDay) {
  LiveDuties live(ctx, {folder});
  clock.set(*parse_instant("2026-12-31T10:00:00Z"));
  live.follow();
  const Said last_day = said(*live.board()->standing);
  clock.set(*parse_instant("2027-01-02T10:00:00Z"));
  live.follow();
  EXPECT_EQ(live.counters().built, 0);
  std::size_t compared = 0;
  for (const auto& [id, figures] : last_day) {
    const auto kind = told_by(duty(id).per);
    for (UnitRow row = 0; row < figures.size(); ++row, ++compared) {
      const auto kept = live.kept_past().find(kind, *parse_date("2026-12-31"), *live.board()->standing, row, id);
      ASSERT_TRUE(kept && *kept) << id;
      ASSERT_EQ((*kept)->figures, figures[row]) << id << " " << row;
    }
  }
  EXPECT_GT(compared, 500U);
  PastStanding past(ctx, {}, &live.kept_past());
  const auto trend = past.trend(*live.board(), UnitId{ids[0]}, "study-hours", 1s);
  EXPECT_EQ(trend->points[4].figures, last_day.at("study-hours")[0]);
  EXPECT_EQ(trend->points[5].figures->behind, 400U) << "the new year begins";
  EXPECT_TRUE(past.trend(*live.board(), UnitId{ids[0]}, "themed-day", 1s)->points.front().figures);
}

TEST_F(ColumnsTest, ADamagedPeriodIsToldAndTheOthersStay) {
  const auto file = folder / "standing.past" / "year-2024-12-31";
  const auto size = std::filesystem::file_size(file);
  std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
  bytes.seekp(4096 + 50);
  bytes.put('!');
  bytes.close();
  const LiveDuties live(ctx, {folder});
  PastStanding past(ctx, {}, &live.kept_past());
  const auto trend = past.trend(*live.board(), UnitId{ids[0]}, "study-hours", 1s);
  ASSERT_EQ(trend->points.size(), 6U);
  EXPECT_FALSE(trend->points[3].figures);
  EXPECT_EQ(trend->points[3].quota, 1920) << "the rule is known";
  ASSERT_EQ(trend->problems.size(), 1U);
  EXPECT_EQ(trend->problems[0].message, &standing::refusals::past_unreadable);
  EXPECT_TRUE(trend->points[2].figures && trend->points[4].figures);
  EXPECT_EQ(live.kept_past().check_all().damaged.size(), 1U);
  std::filesystem::resize_file(file, size / 2);
  EXPECT_EQ(KeptPast(folder).check_all().damaged.size(), 1U);
}

TEST_F(ColumnsTest, OtherRulesAreFollowedFromTheColumns) {
  const auto before = said(*LiveDuties(ctx, {folder}).board()->standing);
  change_rules_from("2026-10-01");
  // The fingerprint of the rules in force on the snapshot's day is the same.
  LiveDuties live(ctx, {folder});
  ASSERT_EQ(live.counters().built, 0) << live.beginning();
  clock.set(*parse_instant("2026-10-05T04:00:00Z"));
  live.follow();
  EXPECT_EQ(live.counters().built, 0);
  EXPECT_EQ(live.counters().carried, 1);
  const auto& standing = *live.board()->standing;
  EXPECT_FALSE(standing.plan().duty_index("talk"));
  const auto after = said(standing);
  for (UnitRow row = 0; row < standing.unit_count(); ++row) {
    EXPECT_EQ(after.at("study-hours")[row].owing, before.at("study-hours")[row].owing);
    EXPECT_LE(after.at("study-hours")[row].behind, before.at("study-hours")[row].behind) << "it asks for less";
    EXPECT_EQ(after.at("dues-publication")[row], before.at("dues-publication")[row]) << "the year goes on";
    EXPECT_EQ(after.at("general-meeting")[row].behind, after.at("general-meeting")[row].owing) << "a new quarter";
  }
  EXPECT_LT(after.at("study-hours")[0].behind, before.at("study-hours")[0].behind);
  const auto kept =
      live.kept_past().find(DutyPeriod::Kind::quarter, *parse_date("2026-09-30"), standing, 0, "general-meeting");
  EXPECT_EQ((*kept)->figures, before.at("general-meeting")[0]) << "the quarter under the rules before";
  live.save();
  EXPECT_EQ(LiveDuties(ctx, {folder}).counters().built, 0) << "and it is there at the next start";
}

TEST_F(ColumnsTest, ARulebookPutInPlaceKeepsTheCountry) {
  const auto before = said(*LiveDuties(ctx, {folder}).board()->standing);
  std::filesystem::copy(MASSLINE_SOURCE_DIR "/rulebooks/cpc", folder / "rulebook.before-1",
                        std::filesystem::copy_options::recursive);
  duty("study-hours").amount = 60;
  const LiveDuties live(ctx, {folder});
  EXPECT_EQ(live.counters().built, 0) << live.beginning();
  EXPECT_NE(live.beginning().find("rulebook.before-1"), std::string::npos) << live.beginning();
  const auto after = said(*live.board()->standing);
  EXPECT_EQ(after.at("study-hours")[0], (Figures{400, 0, 400 * 60, 0})) << "everybody did an hour";
  EXPECT_EQ(after.at("talk"), before.at("talk"));
}

TEST_F(ColumnsTest, FilesThatDoNotHoldAreLeftAsTheyAre) {
  const auto file = folder / "standing.register";
  const auto size = std::filesystem::file_size(file);
  std::filesystem::resize_file(file, size - 1);
  LiveDuties live(ctx, {folder});
  EXPECT_NE(live.beginning().find("left as they are"), std::string::npos) << live.beginning();
  const auto study = live.board()->standing->plan().duty_index("study-hours");
  EXPECT_EQ(live.board()->standing->standing_of(0)->duties[*study].owing, 0U) << "no member is a row";
  clock.set(*parse_instant("2026-08-21T04:00:00Z"));
  live.follow();
  live.save();
  EXPECT_EQ(std::filesystem::file_size(file), size - 1);
}

TEST_F(ColumnsTest, AUnitThatClosesAndComesBackBringsItsMembersAlong) {
  LiveDuties live(ctx, {folder});
  const auto before = said(*live.board()->standing);
  const UnitRow branch = static_cast<UnitRow>(ids.size() - 1);
  const auto set = [&](const char* sql, const char* day) {
    store->write([&](db::Transaction& tx) {
      tx.execute(sql, {UnitId{ids[branch]}, *parse_date(day)});
      return true;
    });
  };
  set("UPDATE unit SET to_date = $2 WHERE region IN (SELECT id FROM region) AND id = $1", "2026-08-21");
  clock.set(*parse_instant("2026-08-21T04:00:00Z"));
  live.follow();
  const auto closed = said(*live.board()->standing);
  EXPECT_TRUE(live.board()->standing->has_closed(branch));
  EXPECT_EQ(closed.at("study-hours")[0].owing + before.at("study-hours")[branch].owing, 400U);
  set("UPDATE unit SET from_date = $2, to_date = NULL WHERE region IN (SELECT id FROM region) AND id = $1",
      "2026-08-22");
  clock.set(*parse_instant("2026-08-22T04:00:00Z"));
  live.follow();
  EXPECT_EQ(live.counters().built, 0);
  EXPECT_EQ(said(*live.board()->standing), before);
}

}  // namespace
}  // namespace massline::duties
