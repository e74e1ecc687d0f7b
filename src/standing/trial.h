// Draft duties against the records as they are: who would owe and be behind, beside today. Nothing changes.
#pragma once

#include <memory>
#include <vector>

#include "standing/standing.h"

namespace massline::standing {

/// One draft duty in one unit and below it, in owers.
struct TrialFigures {
  Figures draft;
  std::uint64_t newly_owing = 0;        // owe it by the draft, not today
  std::uint64_t no_longer_owing = 0;
  std::uint64_t newly_behind = 0;       // behind by the draft, not today
  std::uint64_t no_longer_behind = 0;
  std::uint64_t unknown = 0;            // would owe it, but nothing of the kind is counted for them today
};

/// A trial of one population: the sums of every unit that has others below it, and the others on request.
class Trial {
 public:
  /// `draft` is compiled with the same classes as the standing's plan. A draft duty is compared with today's of the
  /// same id. Called by the writer; readers go on.
  Trial(Standing& standing, std::shared_ptr<const Plan> draft, Ower ower);
  ~Trial();

  /// [draft duty of the population]. Units without others below them are worked out from their records now.
  std::vector<TrialFigures> of(UnitRow unit) const;
  /// For each draft duty of the population, its number in draft->duties().
  std::vector<std::uint32_t> duties() const;

 private:
  struct Rules;
  void compile();
  void evaluate();

  Standing& standing_;
  std::shared_ptr<const Plan> draft_;
  Ower ower_;
  std::unique_ptr<Rules> rules_;
};

}  // namespace massline::standing
