// A draft rulebook's duties against the live register, beside today's. Nothing changes.
//
//   RuleTrial trial(live, draft);
//   const auto county = trial.of(unit, Below::children);   // any thread; always as of the last commit
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "duties/live.h"
#include "standing/trial.h"

namespace massline::duties {

/// A duty of the draft, or one of today's that the draft no longer has.
struct TriedDuty {
  std::optional<rulebook::Duty> draft, today;  // one of them at least

  const rulebook::Duty& rule() const { return draft ? *draft : *today; }
  enum class Change { same, changed, added, dropped };
  Change change() const;
};

/// One duty in one unit and below it, as it is and as it would be.
struct TriedFigures {
  standing::Figures now;
  standing::TrialFigures then;
  bool concerns_anybody() const { return now.owing > 0 || then.draft.owing > 0; }
};

struct TriedUnit {
  UnitId unit;
  standing::UnitRow row = 0;
  std::vector<TriedFigures> duties;  // as Tried::duties
};

struct Tried {
  Date date{};
  std::vector<TriedDuty> duties;  // of the draft in its order, then those that it no longer has
  TriedUnit unit;
  std::vector<TriedUnit> children;
};

enum class Below { nothing, children };

/// Thread-safe.
class RuleTrial {
 public:
  /// `on`: the day whose rules of the draft are tried, against the records of today. `live` outlives it.
  RuleTrial(LiveDuties& live, std::shared_ptr<const rulebook::Rulebook> draft, Date on);
  ~RuleTrial();

  /// Figures of one moment; worked out anew where anything was committed since they were.
  /// Errors: draft_not_usable; nothing where the unit is not in force.
  /// Cost: one pass over the records for each population, and none where nothing changed. A draft that counts what was
  /// never counted is counted from the database, in the time that building a standing takes.
  Result<std::optional<Tried>> of(UnitId unit, Below below);

  const rulebook::Rulebook& draft() const { return *draft_rules_; }

 private:
  struct Run;
  Result<Done> refresh(Board& board);
  Result<std::unique_ptr<Run>> run_on_rows();
  bool needs_rows() const;
  TriedUnit figures(standing::UnitRow row) const;

  LiveDuties& live_;
  std::shared_ptr<const rulebook::Rulebook> draft_rules_;
  Date on_{};
  std::mutex mutex_;
  std::unique_ptr<Run> run_;
};

}  // namespace massline::duties
