// A simulated year as rows: the same seed gives the same rows, and what the program works out from them is what the
// oracle does, today and at the end of each period that is over.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/crypto.h"
#include "duties/live.h"
#include "duties/past.h"
#include "duties/simulated_branches.h"
#include "duties/simulated_people.h"
#include "registry/unit_commands.h"
#include "rulebook/model.h"
#include "support/test_store.h"
#include "tests/oracle/naive.h"

namespace massline::oracle {
namespace {

using standing::Ower;
using standing::UnitRow;

/// A register with a few branches and their year.
class SimulatedRegister {
 public:
  explicit SimulatedRegister(std::uint64_t seed, const std::string& now = "2026-08-20T04:00:00Z")
      : clock{*parse_instant(now)} {
    add("country", {});
    for (const char* kind : {"province", "city", "county", "town", "community"}) add(kind, units.back());
    const auto leaf = duties::kinds_from_root(*rulebook, ctx.today()).back();
    const auto upper = store->read([&](db::Reader& in) { return registry::units_of_tree(in, ctx.today()); });
    const auto simulated =
        duties::simulate_branches(*rulebook, leaf, upper, {.members = 48, .branches = 4, .seed = seed});
    const auto branches = duties::branches_of(simulated);
    const auto nothing = [](std::uint64_t, std::uint64_t) {};
    const auto added = registry::add_leaves(
        ctx, upper, branches.size(), ctx.today() - duties::simulated_past,
        [&](std::size_t i) { return duties::leaf_of(*rulebook, simulated, upper, branches[i]); }, [](std::uint64_t) {});
    std::vector<std::int64_t> unit_ids;
    for (std::size_t row = 0, next = 0; row < simulated.units.size(); ++row)
      unit_ids.push_back(simulated.units[row].is_branch ? added[next++] : upper[simulated.units[row].upper].id.value);
    people = duties::simulate_people(ctx, simulated, unit_ids, duties::Above::with_officers, nothing);
    year = duties::simulate_year(ctx, {.seed = seed}, nothing);
  }

  /// All that was made, as text.
  std::string rows() {
    std::string out;
    store->read([&](db::Reader& in) {
      // i: whole number, t: text, d: day, b: bytes.
      const auto add = [&](const std::string& sql, std::string_view types) {
        for (const auto row : in.query(sql))
          for (std::size_t i = 0; i < types.size(); ++i) {
            if (row.is_null(i))
              out += "nothing";
            else if (types[i] == 'i')
              out += std::to_string(row.integer(i));
            else if (types[i] == 't')
              out += row.text(i);
            else if (types[i] == 'd')
              out += to_string(row.date(i));
            else
              out += row.blob(i);
            out += '\n';
          }
      };
      add("SELECT region, id, name FROM person ORDER BY region, id", "iit");
      add("SELECT id, person, unit, kind, from_date FROM membership ORDER BY region, id", "iiitd");
      add("SELECT id, person, unit, kind, from_date FROM post ORDER BY region, id", "iiitd");
      add("SELECT id, unit, kind, from_at, to_at, amount, leader, attendance FROM activity ORDER BY region, id",
          "iitiiiib");
      add("SELECT seq, act, subject FROM journal ORDER BY region, seq", "iti");
    });
    return out;
  }

  test::TestStore store;
  std::shared_ptr<const rulebook::Rulebook> rulebook =
      rulebook::read_rulebook(MASSLINE_SOURCE_DIR "/rulebooks/cpc").rulebook;
  ManualClock clock;
  SeededRandom random{1};
  IdMaker ids{clock, random};
  Zone zone{"Asia/Shanghai"};
  Context ctx{*store, *rulebook, clock, random, ids, zone, std::string(32, 'k'), "", {}};
  std::vector<UnitId> units;
  duties::SimulatedPeople people;
  duties::SimulatedYear year;

 private:
  void add(const std::string& kind, UnitId under) {
    const auto made = store->command([&](db::Transaction& tx) {
      return registry::create_unit(
          ctx, tx, registry::Actor::server(),
          {under, kind, "T" + std::to_string(units.size()), kind, "", "", Date{std::chrono::year{2000} / 1 / 1}});
    });
    if (!made) throw Fault(made.error().text(Language::en));
    units.push_back(made->id);
  }
};

/// The register of a day and all that was done until then, for the oracle; its units in the order of `rows`.
NaiveWorld naive_of(SimulatedRegister& world, Date on, duties::RegisterRows& rows) {
  NaiveWorld out;
  out.today = on;
  for (const rulebook::Duty& duty : world.rulebook->duties)
    if (duty.in_force.contains(on)) out.duties.push_back(duty);
  duties::Classes classes;
  std::vector<duties::HeldActivity> held;
  world.store->read([&](db::Reader& in) {
    rows = duties::read_register({&world.ctx.rulebook}, in, on);
    held = duties::held_activities(world.ctx, in, on, classes);
  });
  for (UnitRow row = 0; row < rows.nodes.size(); ++row)
    out.units.push_back({row == 0 ? -1 : static_cast<int>(rows.nodes[row].parent), false});
  std::map<std::int64_t, std::vector<int>> of_person, of_unit;
  for (const Ower ower : standing::all_owers)
    for (const duties::OwerFactsRow& row : rows.owers[static_cast<std::size_t>(ower)]) {
      const int number = static_cast<int>(out.owers.size());
      NaiveOwer one{
          ower, static_cast<int>(row.at.unit), rows.classes[static_cast<std::size_t>(ower)].all()[row.ower_class], {}};
      if (const auto event = duties::event_of(ower, row)) one.events[event->event] = event->date;
      out.owers[number] = one;
      if (ower == Ower::unit)
        of_unit[row.id].push_back(number);
      else
        of_person[row.person.value].push_back(number);
    }
  for (const duties::HeldActivity& one : held) {
    if (one.counted.date > on) continue;
    NaiveActivity activity{one.counted.date, {}};
    for (const auto& part : one.counted.parts)
      for (const int ower : part.person == 0 ? of_unit[one.counted.unit] : of_person[part.person])
        activity.who.push_back({ower, (part.roles & standing::attended) != 0, (part.roles & standing::led) != 0,
                                static_cast<int>(one.counted.minutes), static_cast<int>(one.counted.days),
                                classes.all()[part.activity_class]});
    out.activities.push_back(std::move(activity));
  }
  return out;
}

void expect_same(const standing::Figures& engine, const NaiveFigures& naive, const std::string& where) {
  EXPECT_EQ(static_cast<std::int64_t>(engine.owing), naive.owing) << where;
  EXPECT_EQ(static_cast<std::int64_t>(engine.behind), naive.behind) << where;
  EXPECT_EQ(static_cast<std::int64_t>(engine.missing), naive.missing) << where;
  EXPECT_EQ(static_cast<std::int64_t>(engine.done), naive.done) << where;
}

TEST(SimulatedRows, TheSameSeedGivesTheSameRows) {
  SimulatedRegister once(7), again(7), other(8);
  EXPECT_EQ(once.people.memberships, 48U);
  EXPECT_GT(once.year.activities, 60U);
  EXPECT_EQ(once.rows(), again.rows());
  EXPECT_NE(once.rows(), other.rows());
}

TEST(SimulatedRows, TheStandingBuiltFromThemIsWhatTheOracleSays) {
  SimulatedRegister world(7);
  const duties::LiveDuties live(world.ctx);
  const auto board = live.board();
  duties::RegisterRows rows;
  const NaiveWorld naive = naive_of(world, world.ctx.today(), rows);
  const auto figures = naive.figures();
  std::int64_t behind = 0, met = 0;
  for (std::size_t duty = 0; duty < naive.duties.size(); ++duty) {
    const auto index = board->standing->plan().duty_index(naive.duties[duty].id);
    ASSERT_TRUE(index);
    for (UnitRow row = 0; row < rows.nodes.size(); ++row) {
      const auto standing = board->standing->standing_of(*board->row_of(UnitId{rows.nodes[row].id}));
      expect_same(standing->duties[*index], figures[row][duty],
                  naive.duties[duty].id + " of unit " + std::to_string(row));
    }
    behind += figures[0][duty].behind;
    met += figures[0][duty].owing - figures[0][duty].behind;
  }
  EXPECT_GT(behind, 10) << "some are behind";
  EXPECT_GT(met, 30) << "and most are not";
}

TEST(SimulatedRows, PastPeriodsAreWhatTheOracleSaysOfTheirLastDay) {
  SimulatedRegister world(7);
  const duties::LiveDuties live(world.ctx);
  duties::PastStanding past(world.ctx);
  std::map<Date, std::pair<duties::RegisterRows, NaiveWorld>> known;
  std::size_t compared = 0;
  for (const rulebook::Duty& duty : live.board()->standing->plan().duties()) {
    std::map<Date, std::vector<std::vector<NaiveFigures>>> figures;
    for (const std::int64_t id : {live.board()->standing->id_of(0), world.units.back().value}) {
      const auto trend = past.trend(*live.board(), UnitId{id}, duty.id, std::chrono::hours{1});
      ASSERT_TRUE(trend && trend->complete);
      for (const duties::TrendPoint& point : trend->points) {
        if (!point.figures || point.on < Date{std::chrono::year{2025} / 9 / 1}) continue;
        auto& [rows, naive] = known[point.on];
        if (naive.units.empty()) naive = naive_of(world, point.on, rows);
        const auto number =
            std::find_if(naive.duties.begin(), naive.duties.end(), [&](const auto& one) { return one.id == duty.id; });
        ASSERT_NE(number, naive.duties.end());
        if (!figures.contains(point.on)) figures[point.on] = naive.figures();
        expect_same(*point.figures,
                    figures[point.on][rows.row_of_unit.at(id)][static_cast<std::size_t>(number - naive.duties.begin())],
                    duty.id + " on " + to_string(point.on));
        ++compared;
      }
    }
  }
  EXPECT_GT(compared, 100U);
}

}  // namespace
}  // namespace massline::oracle
