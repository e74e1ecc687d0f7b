// How units answer: counts for everybody, in whole fives, and appraisals in whole batches of the rulebook's number, so
// that no figure, nor anything that is worked out from figures, tells of one person.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "journal/context.h"
#include "matters/raise_matter.h"
#include "matters/shown_counts.h"

namespace massline::matters {

struct FiguresRow {
  UnitRef unit;
  Cell received, open, answered, answered_in_time, late, appraisals, solved;
};

struct Figures {
  Date from{}, to{};
  FiguresRow total;
  std::optional<double> median_days;  // from raising to the first answer
  Cell reviewed, changed_on_review;
  std::optional<double> mean_satisfied;
  int shown_from = 5;
  std::string how;  // how it was counted
  Instant counted_at;
  std::vector<FiguresRow> below;  // the units directly under it, each with everything below; at most 200
};
/// Of the unit and everything below it, for matters raised in [from, to]. Refuses not_found.
/// Cost: reads what was raised since the beginning of the year of `from`.
Result<Figures> figures_of(Context& ctx, db::Reader& in, UnitId unit, Date from, Date to, Language language);

}  // namespace massline::matters
