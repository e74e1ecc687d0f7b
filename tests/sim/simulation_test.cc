// The simulation itself: the same seed gives the same run, and a store that is told to fail does.
#include "sim/simulation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

#include "db/migrations.h"
#include "sim/faults.h"
#include "support/test_store.h"

namespace massline::sim {
namespace {

class SimulationTest : public testing::Test {
 protected:
  void SetUp() override { spdlog::set_level(spdlog::level::off); }
};

TEST_F(SimulationTest, TheSameSeedGivesTheSameRun) {
  const Options options{.rulebook = "housing-coop", .seed = 11, .steps = 120};
  const Report once = simulate(options), again = simulate(options);
  ASSERT_FALSE(once.failure) << once.failure->what;
  EXPECT_EQ(once.trace, again.trace);
  EXPECT_EQ(once.last, again.last);
  Options other = options;
  other.seed = 12;
  EXPECT_NE(simulate(other).trace, once.trace);
}

TEST_F(SimulationTest, StepsCanBeLeftOut) {
  Options options{.rulebook = "housing-coop", .seed = 11, .steps = 120};
  options.only = {3, 4, 50, 90};
  const Report report = simulate(options);
  ASSERT_FALSE(report.failure) << report.failure->what;
  EXPECT_EQ(report.steps, 4U);
}

class FailingStoreTest : public testing::Test {
 protected:
  FailingStoreTest() : store_(open_failing_store(fresh_.target(), faults_)) {
    EXPECT_TRUE(store_->migrate(db::migrations()));
    EXPECT_TRUE(add(1));
  }
  bool add(std::int64_t id) {
    return store_->write([&](db::Transaction& tx) {
      for (const std::int64_t part : {id, -id})
        tx.execute("INSERT INTO person (region, id, name, version) VALUES ($1, $2, $3, $4)",
                   {1, part, std::string(10'000, 'x'), 1});
      return true;
    });
  }
  std::int64_t persons() {
    return store_->read([](db::Reader& in) { return in.query("SELECT COUNT(*) FROM person").row(0).integer(0); });
  }

  test::FreshTarget fresh_;
  ManualClock clock_{Instant{0}};
  Faults faults_{clock_};
  std::unique_ptr<db::Store> store_;
};

TEST_F(FailingStoreTest, NothingIsKeptOfACommandThatFailed) {
  for (const FaultPlan plan : {FaultPlan{Fault::before}, FaultPlan{Fault::during, 0}, FaultPlan{Fault::during, 1},
                               FaultPlan{Fault::at_commit}, FaultPlan{Fault::full_disk}}) {
    faults_.arm(plan);
    EXPECT_THROW(add(2), db::Error) << fault_name(plan.fault);
    EXPECT_GT(faults_.fired(), 0) << fault_name(plan.fault);
    EXPECT_EQ(persons(), 2) << fault_name(plan.fault);
  }
  faults_.disarm();
  EXPECT_TRUE(add(2)) << "and it goes on by itself";
  EXPECT_EQ(persons(), 4);
}

TEST_F(FailingStoreTest, ACommitOfWhichNobodyIsToldIsKept) {
  faults_.arm({Fault::unknown});
  EXPECT_THROW(add(2), db::Error);
  EXPECT_EQ(persons(), 4);
}

TEST_F(FailingStoreTest, ASlowOneTakesTime) {
  faults_.arm({Fault::slow});
  EXPECT_TRUE(add(2));
  EXPECT_EQ(clock_.now().ms, 3000);
}

}  // namespace
}  // namespace massline::sim
