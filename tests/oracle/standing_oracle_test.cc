// The engine against the oracle: random organisations, duties and histories. A failure prints its seed.
#include <gtest/gtest.h>

#include <cstdlib>

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
        return std::to_string(f.owing) + "/" + std::to_string(f.behind) + "/" + std::to_string(f.done) + "/" + std::to_string(f.missing);
      };
      return "unit " + std::to_string(unit) + ", " + naive.duties[duty].id + ": oracle " + text(wanted) + ", engine " + text(got);
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
      const auto one = std::find_if(found->duties.begin(), found->duties.end(), [&](const auto& of) { return of.duty == d; });
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
    ASSERT_EQ(rebuilt->standing_of(unit)->duties, world.engine().standing_of(unit)->duties) << "seed " << seed << ", rebuilt";
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
