// By which post somebody who may read a matter may also do what no step of a procedure describes. Null if by none.
#pragma once

#include "access/access.h"
#include "journal/context.h"
#include "matters/readings.h"

namespace massline::matters {

/// In the responsible unit, or in the one that a late clock called in.
const access::HeldPost* post_to_message(Context& ctx, const access::Viewer& viewer, const access::MatterFacts& matter);
/// In a unit that has or had it, or above.
const access::HeldPost* post_to_note(Context& ctx, const access::Viewer& viewer, const access::MatterFacts& matter);
/// With the capability, in the unit that is responsible, sent it, or was called in.
const access::HeldPost* post_with(Context& ctx, const access::Viewer& viewer, const access::MatterFacts& matter,
                                  rulebook::Capability capability);

/// With the capability open_identity, as above; where the procedure says who calls back, one of these posts.
const access::HeldPost* post_to_open_identity(Context& ctx, const access::Viewer& viewer,
                                              const access::MatterFacts& matter, const rulebook::Procedure& procedure);

/// By which post somebody who may read the matter reads it, and how that post stands to it. Null post where nothing but
/// having it in hand makes them its reader.
struct ReadingPost {
  const access::HeldPost* post = nullptr;
  ReadingReason reason = ReadingReason::in_hand;
};
ReadingPost post_to_read(Context& ctx, const access::Viewer& viewer, const access::MatterFacts& matter);

}  // namespace massline::matters
