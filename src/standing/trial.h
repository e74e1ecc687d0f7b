// Draft duties against the records as they are: who would owe and be behind, beside today. Nothing changes.
#pragma once

#include <memory>
#include <vector>

#include "standing/standing.h"
#include "standing/trial_kernel.h"

namespace massline::standing {

/// One draft duty in one unit and below it, in owers.
struct TrialFigures {
  Figures draft;
  std::uint64_t newly_owing = 0;  // owe it by the draft, not today
  std::uint64_t no_longer_owing = 0;
  std::uint64_t newly_behind = 0;  // behind by the draft, not today
  std::uint64_t no_longer_behind = 0;
  std::uint64_t unknown = 0;  // would owe it, but nothing of the kind is counted for them today
};

/// A trial of one population: the sums of every unit that has others below it, and the others on request. Duties that
/// the draft leaves as they are have today's figures, which are not worked out again.
class Trial {
 public:
  /// `draft` is compiled with the same classes as the standing's plan. A draft duty is compared with today's of the
  /// same id. Called by the writer; readers go on.
  /// Cost: one pass over the records for each 8 draft duties that differ from today's.
  Trial(Standing& standing, std::shared_ptr<const Plan> draft, Ower ower);
  ~Trial();

  /// [draft duty of the population]. Units without others below them are worked out from their records now.
  std::vector<TrialFigures> of(UnitRow unit) const;
  /// For each draft duty of the population, its number in draft->duties().
  std::vector<std::uint32_t> duties() const;

 private:
  /// Draft duties that are worked out in one pass over the records.
  struct Group {
    std::array<std::uint32_t, 2> windows{};
    std::uint16_t max_quota = 0;
    std::vector<std::uint16_t> duties;  // of the draft's population, in lane order
    Region rows;                        // [state]
  };
  /// A draft duty beside today.
  struct Beside {
    std::optional<std::uint16_t> counted;  // today's accumulator that counts the same
    std::optional<std::uint16_t> twin;     // today's duty of the same id
    std::vector<std::uint16_t> owed;       // the classes that owe it by the draft, ascending
    bool is_unchanged = false;
    std::size_t group = 0;
    std::uint32_t lane = 0;
  };

  Beside beside_today(std::uint16_t duty) const;
  void place(std::uint16_t duty);
  void fill_rows(std::uint16_t duty);
  void evaluate();
  TrialColumns columns_of(std::size_t group) const;

  Standing& standing_;
  std::shared_ptr<const Plan> draft_;
  Ower ower_;
  std::vector<Beside> beside_;  // [draft duty of the population]
  std::vector<Group> groups_;
  std::vector<TrialSums> wide_;  // [wide × groups]
};

}  // namespace massline::standing
