// Interprets one step of a procedure on one matter.
#pragma once

#include "matters/matter_work.h"

namespace massline::matters {

/// Checks conditions and inputs, then carries the step out: effects, clocks, stage, outcome, timeline, journal, search.
/// That the taker may take it was decided before. Nothing is written if it refuses.
Result<EntryId> run_step(MatterWork& work, const rulebook::Step& step, const JsonObject& inputs, const journal::By& by);

/// Puts what happened to the clocks, and the stage's other consequences, into the matter; writes the clocks.
void run_clocks(MatterWork& work, const rulebook::Step& step, const JsonObject& inputs);

}  // namespace massline::matters
