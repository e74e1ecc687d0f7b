// A draft rulebook's duties against the register as it is, beside today's. Nothing changes.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "duties/board.h"
#include "standing/trial.h"

namespace massline::duties {

/// One duty in one unit and below it.
struct TriedDuty {
  const rulebook::Duty* draft = nullptr;  // null: the draft has none of this id
  const rulebook::Duty* today = nullptr;  // null: a new one
  standing::Figures now;
  standing::TrialFigures tried;
};

/// Built once; then any unit can be asked.
class RuleTrial {
 public:
  /// Throws Fault where the draft's duties can't be compiled.
  RuleTrial(const Context& ctx, db::Reader& in, const rulebook::Rulebook& draft);

  const RegisterRows& rows() const { return board_.rows; }
  /// Duties of the draft in its order, then those that it no longer has.
  std::vector<TriedDuty> of(standing::UnitRow unit) const;

 private:
  Board board_;
  std::shared_ptr<const standing::Plan> draft_;
  std::array<std::unique_ptr<standing::Trial>, 3> trials_;
};

}  // namespace massline::duties
