// The engine against the oracle: random organisations, duties and histories. A failure prints its seed.
#include <gtest/gtest.h>

#include <cstdlib>

#include "standing/refusals.h"
#include "standing/trial.h"
#include "tests/oracle/random_world.h"

namespace massline::oracle {
namespace {

using standing::Figures;
using standing::Instructions;

Figures as_figures(const NaiveFigures& naive) {
  return {static_cast<std::uint64_t>(naive.owing), static_cast<std::uint64_t>(naive.behind),
          static_cast<std::uint64_t>(naive.done), static_cast<std::uint64_t>(naive.missing)};
}

/// The first difference, or nothing.
std::string difference(const NaiveWorld& naive, const standing::Standing& engine) {
  const auto expected = naive.figures();
  for (std::uint32_t unit = 0; unit < expected.size(); ++unit) {
    const auto found = engine.standing_of(unit);
    if (!found) return "unit " + std::to_string(unit) + " is not there";
    for (std::size_t duty = 0; duty < naive.duties.size(); ++duty) {
      const Figures wanted = as_figures(expected[unit][duty]);
      const Figures& got = found->duties[duty];
      if (wanted == got) continue;
      const auto text = [](const Figures& f) {
        return std::to_string(f.owing) + "/" + std::to_string(f.behind) + "/" + std::to_string(f.done) + "/" +
               std::to_string(f.missing);
      };
      return "unit " + std::to_string(unit) + ", " + naive.duties[duty].id + ": oracle " + text(wanted) + ", engine " +
             text(got);
    }
  }
  return "";
}

std::string ower_difference(RandomWorld& world) {
  for (const auto& [number, ower] : world.naive().owers) {
    if (world.naive().units[ower.unit].closed) continue;
    const auto found = world.engine().standing_of(ower.population, world.place_of(number));
    std::size_t owed = 0;
    for (std::size_t d = 0; d < world.naive().duties.size(); ++d) {
      const auto& duty = world.naive().duties[d];
      Date from{}, to{};
      if (!world.naive().owes(duty, ower, from, to)) continue;
      ++owed;
      if (!found) return "nobody found";
      const auto one =
          std::find_if(found->duties.begin(), found->duties.end(), [&](const auto& of) { return of.duty == d; });
      if (one == found->duties.end()) return duty.id + " is not explained";
      const auto done = world.naive().done_by(duty, number, from, to);
      if (one->done != done || one->quota != duty.amount || one->period.from != from || one->period.to != to)
        return duty.id + ": done " + std::to_string(one->done) + ", oracle " + std::to_string(done);
    }
    if (found && found->duties.size() != owed) return "owes what the oracle does not say";
  }
  return "";
}

/// MASSLINE_ORACLE_TIMES=50 goes through fifty times as many.
std::uint64_t times() {
  const char* wanted = std::getenv("MASSLINE_ORACLE_TIMES");
  return wanted == nullptr ? 1 : std::strtoull(wanted, nullptr, 10);
}

void run_history(std::uint64_t seed, Instructions instructions, int steps) {
  RandomWorld world(seed, instructions);
  ASSERT_EQ(difference(world.naive(), world.engine()), "") << "seed " << seed << ", as built";
  for (int i = 0; i < steps; ++i) {
    const std::string what = world.step();
    ASSERT_EQ(difference(world.naive(), world.engine()), "") << "seed " << seed << ", step " << i << ": " << what;
  }
  ASSERT_EQ(ower_difference(world), "") << "seed " << seed;
  world.engine().evaluate();
  ASSERT_EQ(difference(world.naive(), world.engine()), "") << "seed " << seed << ", evaluated anew";
  const auto rebuilt = world.rebuilt();
  for (std::uint32_t unit = 0; unit < world.naive().units.size(); ++unit)
    ASSERT_EQ(rebuilt->standing_of(unit)->duties, world.engine().standing_of(unit)->duties)
        << "seed " << seed << ", rebuilt";
}

/// Today's duties, some with another quota or other owers, some gone, and some that are new.
std::vector<rulebook::Duty> drafted(RandomWorld& world) {
  std::vector<rulebook::Duty> draft;
  auto others = world.random_duties();
  for (const rulebook::Duty& today : world.naive().duties) {
    rulebook::Duty duty = today;
    const bool is_once =
        duty.per.kind == rulebook::DutyPeriod::Kind::after || duty.per.kind == rulebook::DutyPeriod::Kind::before;
    switch (world.below(6)) {
      case 0:
        duty.amount = 1 + static_cast<std::int64_t>(world.below(300));
        break;
      case 1:
        // Whose window is open is known of those who owe it today.
        if (!is_once) duty.who = others[world.below(others.size())].who;
        break;
      case 2:
        continue;
      default:
        break;
    }
    draft.push_back(std::move(duty));
  }
  for (rulebook::Duty& other : others) {
    if (other.per.kind == rulebook::DutyPeriod::Kind::after || other.per.kind == rulebook::DutyPeriod::Kind::before)
      continue;
    other.id = "new-" + other.id;
    if (world.below(3) == 0) draft.push_back(std::move(other));
  }
  return draft;
}

/// What an ower owes and lacks of a duty; no duty: owes nothing.
struct Naively {
  bool owes = false;
  std::int64_t missing = 0;
  Naively(const NaiveWorld& world, const rulebook::Duty* duty, int number, const NaiveOwer& ower) {
    Date from{}, to{};
    if (duty == nullptr || !world.owes(*duty, ower, from, to)) return;
    owes = true;
    missing = std::max<std::int64_t>(duty->amount - world.done_by(*duty, number, from, to), 0);
  }
};

bool is_within(const NaiveWorld& world, int below, int unit) {
  while (below != unit && below >= 0) below = world.units[below].parent;
  return below == unit;
}

standing::TrialFigures tried_naively(const NaiveWorld& world, int unit, const rulebook::Duty& draft) {
  const auto twin = std::find_if(world.duties.begin(), world.duties.end(), [&](const auto& duty) {
    return duty.id == draft.id && duty.owed_by == draft.owed_by;
  });
  standing::TrialFigures out;
  for (const auto& [number, ower] : world.owers) {
    if (world.units[ower.unit].closed || !is_within(world, ower.unit, unit)) continue;
    const Naively drafted(world, &draft, number, ower);
    const Naively today(world, twin == world.duties.end() ? nullptr : &*twin, number, ower);
    out.draft.owing += drafted.owes;
    out.draft.behind += drafted.missing > 0;
    out.draft.missing += static_cast<std::uint64_t>(drafted.missing);
    if (drafted.owes) out.draft.done += static_cast<std::uint64_t>(draft.amount - drafted.missing);
    out.newly_owing += drafted.owes && !today.owes;
    out.no_longer_owing += today.owes && !drafted.owes;
    out.newly_behind += drafted.missing > 0 && today.missing == 0;
    out.no_longer_behind += today.missing > 0 && drafted.missing == 0;
  }
  return out;
}

/// The first difference, or nothing. Where something is not counted today, the trial says for how many.
std::string trial_difference(const NaiveWorld& world, const standing::Trial& trial, const standing::Plan& draft,
                             std::uint64_t& unknown) {
  const auto duties = trial.duties();
  for (std::uint32_t unit = 0; unit < world.units.size(); ++unit) {
    if (world.units[unit].closed) continue;
    const auto found = trial.of(unit);
    for (std::size_t i = 0; i < found.size(); ++i) {
      const rulebook::Duty& duty = draft.duties()[duties[i]];
      const auto wanted = tried_naively(world, static_cast<int>(unit), duty);
      const auto& got = found[i];
      unknown += got.unknown;
      const bool owers_agree = got.draft.owing == wanted.draft.owing && got.newly_owing == wanted.newly_owing &&
                               got.no_longer_owing == wanted.no_longer_owing;
      const bool amounts_agree = got.draft == wanted.draft && got.newly_behind == wanted.newly_behind &&
                                 got.no_longer_behind == wanted.no_longer_behind;
      if (!owers_agree || (got.unknown == 0 && !amounts_agree)) return "unit " + std::to_string(unit) + ", " + duty.id;
    }
  }
  return "";
}

TEST(StandingOracle, TrialsAgreeWithBothRulesWorkedOutRowByRow) {
  std::uint64_t unknown = 0, tried = 0;
  for (std::uint64_t seed = 50'001; seed <= 50'000 + 300 * times() && !testing::Test::HasFatalFailure(); ++seed) {
    RandomWorld world(seed, seed % 2 == 0 ? Instructions::portable : standing::best_instructions());
    for (int i = 0; i < 4; ++i) world.step();
    standing::PlanInput input{drafted(world), world.naive().today, {}, world.plan()->activity_classes()};
    for (const auto ower : standing::all_owers)
      input.classes[static_cast<std::size_t>(ower)] = world.plan()->population(ower).classes;
    const auto draft = *standing::Plan::compile(std::move(input));
    for (const auto ower : standing::all_owers) {
      // Where nobody owes anything today, nobody is kept.
      if (!world.engine().population(ower).has_duties()) continue;
      const standing::Trial trial(world.engine(), draft, ower);
      ASSERT_EQ(trial_difference(world.naive(), trial, *draft, unknown), "") << "seed " << seed;
      tried += trial.duties().size();
    }
  }
  EXPECT_GT(tried, 1000u);
}

/// Rows and places stay, also of units that moved and of owers who came; what was done is counted by the other rules.
TEST(StandingOracle, UnderOtherRulesItIsWhatTheOracleSaysOfThem) {
  std::uint64_t compared = 0;
  for (std::uint64_t seed = 70'001; seed <= 70'000 + 300 * times() && !testing::Test::HasFatalFailure(); ++seed) {
    RandomWorld world(seed, seed % 2 == 0 ? Instructions::portable : standing::best_instructions());
    for (int i = 0; i < 8; ++i) world.step();
    standing::PlanInput input{drafted(world), world.naive().today, {}, world.plan()->activity_classes()};
    for (const auto ower : standing::all_owers)
      for (std::uint32_t c = 0; c < world.engine().class_count(ower); ++c)
        input.classes[static_cast<std::size_t>(ower)].push_back(
            world.engine().population(ower).states().class_values(c));
    const auto draft = *standing::Plan::compile(std::move(input));
    const bool is_known = std::all_of(standing::all_owers.begin(), standing::all_owers.end(), [&](auto ower) {
      return world.engine().population(ower).has_duties() || draft->population(ower).duties.empty();
    });
    if (!is_known) continue;
    std::vector<std::vector<standing::Participation>> who;
    for (const NaiveActivity& activity : world.naive().activities) who.push_back(world.told(activity));
    std::vector<standing::Activity> known;
    for (std::size_t i = 0; i < who.size(); ++i) known.push_back({world.naive().activities[i].date, who[i]});
    const auto under = world.engine().under(draft, known);
    if (!under) {
      EXPECT_EQ(under.error().message, &standing::refusals::class_needs_rebuild);
      continue;
    }
    NaiveWorld other = world.naive();
    other.duties = draft->duties();
    ASSERT_EQ(difference(other, **under), "") << "seed " << seed;
    ++compared;
  }
  EXPECT_GT(compared, 150u);
}

TEST(StandingOracle, AgreesAfterEveryStepOfRandomHistories) {
  for (std::uint64_t seed = 1; seed <= 120 * times() && !testing::Test::HasFatalFailure(); ++seed) {
    run_history(seed, seed % 2 == 0 ? Instructions::portable : standing::best_instructions(), 20);
  }
}

TEST(StandingOracle, AgreesOnManyOrganisationsAsBuilt) {
  for (std::uint64_t seed = 10'001; seed <= 10'000 + 900 * times() && !testing::Test::HasFatalFailure(); ++seed) {
    run_history(seed, seed % 2 == 0 ? Instructions::portable : standing::best_instructions(), 2);
  }
}

}  // namespace
}  // namespace massline::oracle
