// An organisation made up from a rulebook's kinds of units and posts.
#pragma once

#include "sim/world.h"

namespace massline::sim {

/// A tree of `units` units of every kind that the rulebook has, people with every kind of post, some of them with
/// several, and members. Uses the randomness of the step that runs.
void make_organisation(World& world, int units);

}  // namespace massline::sim
