// The promises of the program, checked after every step on what the step touched, and now and then on everything.
//
//   Checks checks(world);
//   checks.before_step();
//   … one action …
//   checks.after_step(by_the_program);
//   checks.sweep();                     // everything, the whole journal, what is derived against what is rebuilt
//
// Each throws Broken with the promise's name.
#pragma once

#include <map>
#include <set>
#include <string>

#include "matters/matter.h"
#include "sim/naive_barrier.h"
#include "sim/world.h"

namespace massline::sim {

class Checks {
 public:
  explicit Checks(World& world);

  void before_step(bool by_the_program);
  void after_step(bool by_the_program);
  /// `jobs_have_run`: since time last went by.
  void sweep(bool jobs_have_run);

 private:
  struct Standing {
    std::string stage, outcome;
    matters::MatterState state = matters::MatterState::open;
    bool operator==(const Standing&) const = default;
  };
  struct Touched {
    std::set<std::pair<RegionId, MatterId>> matters;
    bool register_changed = false;
  };

  Touched read_new_acts(db::Reader& in);
  void check_act(db::Reader& in, const db::Rows::Row& row) const;
  std::map<MatterId, Standing> standings(db::Reader& in) const;
  void check_matter(db::Reader& in, const NaiveBarrier& barrier, RegionId region, MatterId id);

  World& world_;
  std::map<RegionId, std::pair<std::int64_t, std::string>> heads_;  // the last act of each chain that was looked at
  std::map<MatterId, Accused> accused_;                             // as it was after the step before
  std::map<MatterId, Standing> before_job_;
};

// ---- the parts, by promise

/// 1. A matter has one responsible unit and, while it is open, a clock.
void check_nothing_lost(World& world, db::Reader& in, const matters::Matter& matter);
/// 2. Nobody who is accused has it, is called in or answers for it.
void check_barrier_of(World& world, db::Reader& in, const NaiveBarrier& barrier, const Accused& accused,
                      const matters::Matter& matter);
/// 3. Reasons and remedy in every decision; another person, and a higher unit, on review.
void check_decisions(World& world, db::Reader& in, const matters::Matter& matter);
/// 4. A rating stands apart from what staff read.
void check_ratings_apart(World& world, db::Reader& in, const matters::Matter& matter);
/// 6. Every date follows from its log, and the log from the timeline.
void check_dates(World& world, db::Reader& in, const matters::Matter& matter);

/// 2. What one viewer is shown, everywhere, holds nothing that they are kept from, and all the rest of what they may
/// read; what they are kept from answers as if it were not there.
enum class Depth { glance, thorough };
void check_views_of(World& world, db::Reader& in, const NaiveBarrier& barrier, PersonId person, Depth depth);
/// Every command on a matter that somebody is kept from is refused in the words for one that is not there.
void check_commands_of_barred(World& world);
/// 2, 4. What everybody is shown: figures from five on, public lists without accusations.
void check_public_views(World& world, db::Reader& in);

/// 5. Names, numbers and receipts stand sealed, or nowhere. 7. No table rates or lists people.
void check_identity_apart(World& world, db::Reader& in);
void check_nobody_scored(World& world, db::Reader& in);
/// 9. The journal verifies, and every row is as its last act left it.
void check_journal(World& world, db::Reader& in);
/// 10. What had an end is gone after the job.
void check_data_end(World& world, db::Reader& in);
/// What is derived equals what is rebuilt from the rows.
void check_bars_rebuilt(World& world);
void check_search_rebuilt(World& world, db::Reader& in);
void check_standing_rebuilt(World& world);

/// The matter's code, for messages.
std::string name_of(const matters::Matter& matter);

}  // namespace massline::sim
