// Who owes what, and how every unit at every level stands, at any moment.
//
// Build it once from spans of rows, then tell it every change; it answers for any unit without looking at anybody's
// record, and for any person with the reasons. Nothing here touches a database: the caller maps its ids of people to
// OwerAt, keeps the history, and tells of changes in the order in which they were committed.
//
// Threads: one writer at a time calls what is not const; any number of threads call what is const meanwhile. Readers
// never wait, and see all of a change or nothing of it.
//
//   StandingBuilder builder(plan, units, {.date = today});
//   builder.add_owers(Ower::member, members);
//   for (const Activity& activity : this_year) builder.add_activity(activity);
//   std::unique_ptr<Standing> standing = builder.finish();
//
//   standing->apply({today, attendance});                       // the writer, after each commit
//   const UnitStanding country = *standing->standing_of(0);     // anybody
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/result.h"
#include "standing/kernels.h"
#include "standing/plan.h"
#include "standing/population.h"
#include "standing/tree.h"
#include "standing/values.h"
#include "standing/versions.h"
#include "standing/workers.h"

namespace massline::standing {

struct StandingOptions {
  Date date{};                                              // today: in which periods amounts count
  std::array<std::uint64_t, 3> expected_owers{};            // by Ower; room is kept for as many again
  unsigned threads = 0;                                     // 0: one for each core
  std::optional<Instructions> instructions = std::nullopt;  // none: the best that the machine has
};

/// What an ower is and did, where they are new here or owe something else from now on.
struct OwerFacts {
  std::uint32_t ower_class = 0;
  std::span<const EventDate> events;  // where the class owes something once
  std::span<const Deed> past;         // what they did in the periods that run now, and in open windows
};

/// How one ower stands in one duty, with what it follows from.
struct DutyOfOwer {
  std::uint32_t duty = 0;  // in Plan::duties(): rule id, source, amount, measure, kinds of activities
  std::int64_t quota = 0;
  std::int64_t done = 0;     // all of it, also beyond the quota
  std::int64_t missing = 0;  // what would discharge it, of any of the duty's kinds
  DateRange period;          // counted from, and until when it can be done
  std::string because;       // why it is owed: each comparison with its values; empty where all owe it
};

struct OwerStanding {
  rulebook::AttributeValues inputs;
  std::vector<DutyOfOwer> duties;
};

/// A period that is over, with the figures still there to be read from the standing.
struct PeriodEnd {
  rulebook::DutyPeriod::Kind kind = rulebook::DutyPeriod::Kind::year;
  DateRange period;
  std::vector<std::uint32_t> duties;  // in Plan::duties()
};

/// A once-only duty whose time is over for one ower.
struct OnceEnd {
  Ower ower = Ower::member;
  OwerAt at;
  std::uint32_t duty = 0;
  DateRange window;
  std::int64_t done = 0;
};

/// Told by advance() before what is over is cleared: history for trends. Of every year, quarter and month that ends,
/// also where no duty has such periods.
struct AdvanceSink {
  std::function<void(const PeriodEnd&)> period;
  std::function<void(const OnceEnd&)> once;
};

class Standing {
 public:
  ~Standing();

  // ---- readers

  const Plan& plan() const { return *plan_; }
  std::uint32_t unit_count() const;
  /// By the caller's id; units that have closed are found too.
  std::optional<UnitRow> row_of(std::int64_t unit_id) const;
  std::int64_t id_of(UnitRow unit) const { return tree_.id(unit); }
  /// The root's is the root.
  UnitRow parent_of(UnitRow unit) const;
  bool has_closed(UnitRow unit) const;
  Date date() const;
  /// The unit and all below it. A unit that has closed owes nothing. Nothing where there is no such row.
  std::optional<UnitStanding> standing_of(UnitRow unit) const;
  /// The units directly below, all as of the same moment.
  std::vector<UnitStanding> children_of(UnitRow unit) const;
  /// How many units lie directly below each of these. Cost: one step for each of them.
  std::vector<std::uint32_t> child_counts(std::span<const UnitRow> units) const;
  /// Nothing where nobody stands there.
  std::optional<OwerStanding> standing_of(Ower ower, OwerAt at) const;

  // ---- the writer

  /// Counts an activity. What lies outside the running periods, after today, or counts for no duty changes nothing.
  /// Cost: about 15 ns a participant, 200 ns for the lines of all levels, and what memory takes to answer; no
  /// allocation.
  void apply(const Activity& activity);
  /// The same activity was a mistake, or is about to be applied as corrected. Errors: check() fails where it takes back
  /// what was never counted.
  void take_back(const Activity& activity);

  /// Errors: refuses a class whose duties do not fit the records (class_needs_rebuild); check() fails where somebody
  /// stands there already.
  Result<Done> join(Ower ower, OwerAt at, const OwerFacts& facts);
  void leave(Ower ower, OwerAt at);
  /// Owes something else from now on; what was done is counted anew from the facts.
  Result<Done> change(Ower ower, OwerAt at, const OwerFacts& facts);
  /// Keeps the class and what was done.
  void move(Ower ower, OwerAt from, OwerAt to);
  /// Owes something else in the new unit.
  Result<Done> move(Ower ower, OwerAt from, OwerAt to, const OwerFacts& facts);
  std::uint32_t free_place(Ower ower, UnitRow unit) const;
  /// A class that the plan did not know. Gives its number.
  std::uint32_t add_class(Ower ower, rulebook::AttributeValues values);
  std::size_t class_count(Ower ower) const { return population(ower).states().class_count(); }
  /// The same for activities. A snapshot does not carry those: who loads one adds them again, in their order.
  std::uint16_t add_activity_class(const rulebook::AttributeValues& values);
  std::size_t activity_class_count() const { return plan_->activity_classes().size() + added_counted_[0].size(); }
  /// Those who stand in the unit itself; 0 where the population has no duties. Cost: a look at each place.
  std::uint32_t count_of(Ower ower, UnitRow unit) const;

  UnitRow add_unit(std::int64_t id, UnitRow parent);
  /// With everything below it. Errors: check() fails for a unit that would come under itself.
  void move_unit(UnitRow unit, UnitRow parent);
  /// It and its owers no longer count. Errors: check() fails where units still hang under it.
  void close_unit(UnitRow unit);
  /// One that had closed comes back under `parent`, with those who stand in it.
  void reopen_unit(UnitRow unit, UnitRow parent);
  /// The same units, owers and classes under another plan, as of the same day: rows and places stay, and what was done
  /// where it counts there as it does here. `known`: activities that are known by themselves; of them is counted what
  /// counts in another way. Where nobody of a population owes anything here, nobody is known.
  /// Errors: refuses a class whose duties do not fit the records. Cost: time and memory of a standing.
  Result<std::unique_ptr<Standing>> under(std::shared_ptr<const Plan> plan, std::span<const Activity> known);

  /// Today is another day: periods end and begin, once-only duties open and close. Readers see each day that changes
  /// something at once.
  /// Errors: refuses a day from which other duties are in force (rules_have_changed), and then changes nothing.
  Result<Done> advance(Date to, const AdvanceSink& sink = {});
  /// Works out all lines anew from the records; for tests and measurements, since they are always current.
  void evaluate();

  Population& population(Ower ower) { return *populations_[static_cast<std::size_t>(ower)]; }
  const Population& population(Ower ower) const { return *populations_[static_cast<std::size_t>(ower)]; }
  Tree& tree() { return tree_; }
  Workers& workers() { return workers_; }
  Instructions instructions() const { return instructions_; }
  Versions& versions() { return versions_; }

 private:
  friend class StandingBuilder;
  friend class Snapshot;
  Standing(std::shared_ptr<const Plan> plan, Tree tree, const StandingOptions& options);

  void count(Change& change, const Activity& activity, int sign);
  void set_today(Change& change, Date today);
  /// The accumulators that a participation of this class and with these roles adds to.
  const std::vector<std::uint16_t>& counted(Ower ower, std::uint16_t activity_class, unsigned roles) const {
    const auto& known = population(ower).plan().counted;
    return activity_class < known.size()
               ? known[activity_class][roles]
               : added_counted_[static_cast<std::size_t>(ower)][activity_class - known.size()][roles];
  }
  bool counts_on(const Population& population, const Accumulator& accumulator, Ower ower, OwerAt at, Date date) const;
  std::optional<Date> event_of(Ower ower, OwerAt at, rulebook::DutyPeriod::Event event) const;
  std::uint64_t open_now(Ower ower, OwerAt at, std::uint32_t ower_class) const;
  std::vector<std::uint32_t> amounts_of(Ower ower, OwerAt at, std::span<const Deed> past) const;
  std::vector<std::uint32_t> kept_amounts(Ower ower, OwerAt at) const;
  Result<StateIndex> state_for(Ower ower, OwerAt at, std::uint32_t ower_class);
  void put_events(Change& change, Ower ower, OwerAt at, std::span<const EventDate> events);
  void erase_events(Change& change, Ower ower, OwerAt at);
  void schedule(Ower ower, OwerAt at);
  void make_room(Change& change, Ower ower, OwerAt at);
  void make_wide(Change& change, UnitRow unit);
  Result<Done> put(Change& change, Ower ower, OwerAt at, const OwerFacts& facts);
  void remove(Change& change, Ower ower, OwerAt at);
  void reopen(Ower ower, OwerAt at, const AdvanceSink& sink);
  std::array<std::vector<std::uint16_t>, 3> ending(std::span<const rulebook::DutyPeriod::Kind> kinds) const;
  void start_periods(Date day, const AdvanceSink& sink);
  void open_and_close(const AdvanceSink& sink);
  UnitStanding unit_standing(View& view, UnitRow unit) const;
  Result<Done> bring(Ower ower, Standing& from);
  bool keeps(Ower ower, OwerAt at, std::uint16_t accumulator) const;
  void make_large_units_wide();

  std::shared_ptr<const Plan> plan_;
  Tree tree_;
  Region head_region_;
  std::int64_t* day_;  // today
  mutable Versions versions_;
  Workers workers_;
  Instructions instructions_;
  std::array<std::unique_ptr<Population>, 3> populations_;
  std::array<std::vector<CountedByRoles>, 3> added_counted_;  // by Ower: of the classes that the plan did not know
  std::vector<Deltas> deltas_;                                // [Ower], reused
  std::array<DateRange, 3> running_;                          // the periods of today, by DutyPeriod::Kind
  std::vector<std::uint16_t> counting_;                       // accumulators that a part counts for, reused
  std::multimap<Date, std::pair<Ower, OwerAt>> windows_;      // when a window of an ower opens or is over
};

/// Nobody reads while it is built.
class StandingBuilder {
 public:
  /// Shapes: `units` in preorder, the root first.
  StandingBuilder(std::shared_ptr<const Plan> plan, std::span<const UnitNode> units, const StandingOptions& options);
  ~StandingBuilder();

  /// Before the owers that they are of.
  void add_events(Ower ower, OwerAt at, std::span<const EventDate> events);
  /// In any number of calls; all owers of one unit in one call and side by side.
  /// Errors: refuses a class whose duties do not fit the records.
  Result<Done> add_owers(Ower ower, std::span<const OwerRow> rows);
  /// After the owers, in any order.
  void add_activity(const Activity& activity);
  std::unique_ptr<Standing> finish();
  /// What is there so far; nothing of it may be changed.
  const Standing& standing() const { return *standing_; }

 private:
  std::unique_ptr<Standing> standing_;
};

}  // namespace massline::standing
