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
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "journal/journal.h"
#include "matters/clocks.h"
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
  using Standings = std::map<MatterId, Standing>;
  using MatterKey = std::pair<RegionId, MatterId>;
  /// The last act of a chain that was looked at.
  struct Head {
    std::int64_t seq = 0;
    std::string hash;
    Instant at;
  };

  std::vector<journal::Entry> read_new_acts(db::Reader& in);
  void check_new_act(const journal::Entry& entry) const;
  void check_subjects(db::Reader& in, const std::vector<journal::Entry>& acts) const;
  Standings standings(db::Reader& in) const;
  /// The register of now: read anew once it changed or a day has passed. True if it was.
  bool follow_register(db::Reader& in, const std::vector<journal::Entry>& acts);
  void read_register(db::Reader& in);
  enum class Search { asked, left };
  void check_matter(db::Reader& in, const MatterKey& key, Search search);
  void check_barrier_everywhere(db::Reader& in);

  World& world_;
  std::map<RegionId, Head> heads_;
  std::optional<NaiveBarrier> barrier_;
  Date barrier_of_;
  AccusedBy accused_;  // as it was after the step before
  Standings before_job_;
};

/// A matter with what hangs on it, read once for all that is checked.
struct Examined {
  matters::Matter matter;
  std::vector<matters::Entry> timeline;
  std::vector<matters::Clock> clocks;
  Accused accused;
};

// ---- the parts, by promise

/// 1. A matter has one responsible unit and, while it is open, a clock.
void check_nothing_lost(World& world, db::Reader& in, const Examined& examined);
/// The same of all that are open, as far as one query can tell.
void check_none_lost(World& world, db::Reader& in);
/// 2. Nobody who is accused has it, is called in or answers for it.
void check_barrier_of(World& world, db::Reader& in, const NaiveBarrier& barrier, const Accused& accused,
                      const matters::Matter& matter);
/// 3. Reasons and remedy in every decision; another person, and a higher unit, on review.
void check_decisions(World& world, db::Reader& in, const Examined& examined);
/// 4. A rating stands apart from what staff read.
void check_ratings_apart(World& world, const Examined& examined);
/// 6. Every date follows from its log, and the log from the timeline.
void check_dates(World& world, const Examined& examined);

/// 2. What one viewer is shown, everywhere, holds nothing that they are kept from, and all the rest of what they may
/// read; what they are kept from answers as if it were not there. `complete`: and nothing else is kept from them, which
/// is so once the jobs have run.
enum class Depth { glance, thorough, complete };
void check_views_of(World& world, db::Reader& in, const NaiveBarrier& barrier, const AccusedBy& accused,
                    PersonId person, Depth depth);
/// Every command on a matter that somebody is kept from is refused in the words for one that is not there.
void check_commands_of_barred(World& world, const NaiveBarrier& barrier, const AccusedBy& accused);
/// 2, 4. What everybody is shown: figures from five on, public lists without accusations.
void check_public_views(World& world, db::Reader& in);

/// 5. Names, numbers and receipts stand sealed, or nowhere. 7. No table rates or lists people.
void check_identity_apart(World& world, db::Reader& in);
void check_nobody_scored(World& world, db::Reader& in);
/// 9. The journal verifies, and every row is as its last act left it.
void check_journal(World& world, db::Reader& in);
/// The digest of a row as it stands, of a kind that the journal compares.
std::optional<std::string> present_digest(db::Reader& in, RegionId region, const std::string& kind, std::int64_t id);
/// 10. What will have an end is where the job looks, at any time.
void check_no_end_forgotten(World& world, db::Reader& in);
/// 10. What had an end is gone after the job.
void check_data_end(World& world, db::Reader& in);
/// What is derived equals what is rebuilt from the rows.
void check_unit_regions(db::Reader& in);
void check_bars_rebuilt(World& world);
void check_search_of(World& world, db::Reader& in, const Examined& examined);
void check_standing_rebuilt(World& world);

/// The matter's code, for messages.
std::string name_of(const matters::Matter& matter);

}  // namespace massline::sim
