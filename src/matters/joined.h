// Matters that are handled together: units act on the leading one, and it holds for all.
#pragma once

#include "matters/matter_work.h"

namespace massline::matters {

/// Takes the step, just taken on `leader`, on every matter joined to it. One for which it can't be taken (it accuses
/// the unit that the others go to) is separated and stays where it was.
void step_on_joined(MatterWork& leader, const rulebook::Step& step, const JsonObject& inputs, const journal::By& by);

/// Makes a joined matter a single one again, with a line in its timeline. Does not save it.
void separate(MatterWork& work, const journal::By& by);

/// Before the person who raised the leading matter goes a way of their own: the earliest joined one leads the others.
void hand_over_lead(MatterWork& leader);

}  // namespace massline::matters
