// By which post somebody who may read a matter may also do what no step of a procedure describes. Null if by none.
#pragma once

#include "access/access.h"
#include "journal/context.h"

namespace massline::matters {

/// In the responsible unit, or in the one that a late clock called in.
const access::HeldPost* post_to_message(Context& ctx, const access::Viewer& viewer, const access::MatterFacts& matter);
/// In a unit that has or had it, or above.
const access::HeldPost* post_to_note(Context& ctx, const access::Viewer& viewer, const access::MatterFacts& matter);
/// With the capability, in the unit that is responsible, sent it, or was called in.
const access::HeldPost* post_with(Context& ctx, const access::Viewer& viewer, const access::MatterFacts& matter,
                                  rulebook::Capability capability);

}  // namespace massline::matters
