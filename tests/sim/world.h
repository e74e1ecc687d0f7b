// One organisation under simulation: a data folder with the real runtime on it, a clock moved by hand, one seed, and a
// store that fails when told to. Restarts close everything and open it again on the same data.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "access/access.h"
#include "cli/runtime.h"
#include "duties/live.h"
#include "matters/raise_matter.h"
#include "sim/faults.h"
#include "support/temp_dir.h"
#include "support/test_store.h"

namespace massline::sim {

/// What somebody who raised a matter was told, and so may rely on.
struct Acknowledged {
  RegionId region;
  MatterId id;
  std::string code, receipt;
};

class World {
 public:
  /// An organisation made up from `rulebook` (a folder of rulebooks/) and the seed.
  World(const std::string& rulebook, std::uint64_t seed);

  Context& ctx() { return runtime_->context(); }
  ManualClock& clock() { return clock_; }
  Faults& faults() { return faults_; }
  duties::LiveDuties& duties() { return *duties_; }
  /// Throws db::Error where the store can't be opened; then it is closed until a restart succeeds.
  void restart();
  bool is_open() const { return duties_ != nullptr; }

  /// Randomness of the step that runs: each step has its own, so that the others can be left out of a replay.
  Random& random() { return *step_random_; }
  void begin_step(std::uint64_t step);
  bool chance(std::uint64_t percent) { return random().below(100) < percent; }
  template <class T>
  const T& any(const std::vector<T>& list) {
    return list.at(random().below(list.size()));
  }

  /// Two in three times one of those that were raised last: so that some matters get far in a short run.
  const Acknowledged& any_raised();
  /// Two in three times one of the few that this seed is about.
  const rulebook::Procedure& any_procedure();
  /// Two in three times the one of these that was given least often so far.
  template <class View>
  const rulebook::Step& any_step(const std::vector<View>& open) {
    const rulebook::Step* chosen = any(open).step;
    if (chance(66))
      for (const View& view : open)
        if (given_[view.step] < given_[chosen]) chosen = view.step;
    ++given_[chosen];
    return *chosen;
  }

  /// One seed in four waits longer: years go by in a short run, and what is kept comes to its end.
  std::uint64_t pace() const { return seed_ % 4 == 0 ? 8 : 1; }

  access::Viewer viewer_of(PersonId person);
  access::Viewer any_viewer() { return viewer_of(any(people)); }

  Date jobs_ran_on;           // what begins or ends on a date waits for them
  std::vector<UnitId> units;  // every one there ever was
  std::vector<PersonId> people;
  std::vector<Acknowledged> raised;
  std::vector<std::string> ratings;  // what people wrote beside a rating
  std::vector<std::string> secrets;  // words that stand nowhere but in the vault: names, numbers, receipts

 private:
  void open();

  std::uint64_t seed_;
  test::TempDir folder_;
  test::FreshTarget target_;
  std::string rulebook_;
  ManualClock clock_;
  SeededRandom random_;
  Faults faults_;
  std::unique_ptr<cli::Surroundings> surroundings_;
  std::unique_ptr<cli::Runtime> runtime_;
  std::unique_ptr<duties::LiveDuties> duties_;
  std::unique_ptr<SeededRandom> step_random_;
  std::vector<std::size_t> favoured_;           // procedures, by their place in the rulebook
  std::map<const rulebook::Step*, int> given_;  // how often each step was chosen
};

}  // namespace massline::sim
