// The matter that somebody raised before, named in another: its code, or its receipt, which proves that it is theirs.
//
// A code alone moves nothing, since whoever knows one would learn from where the new matter goes which unit has the
// other. A receipt does: with `party: accused` at the ask, the units that have the earlier matter or decided on it are
// kept from the new one, which so begins above them. The receipt itself is not kept.
#pragma once

#include <vector>

#include "base/json.h"
#include "journal/context.h"
#include "matters/inputs.h"
#include "matters/matter.h"
#include "rulebook/model.h"

namespace massline::matters {

struct Earlier {
  JsonObject inputs;           // with the code in place of a receipt
  std::vector<Party> parties;  // the units that the receipt's matters make parties
};
/// Adds earlier_not_known to `problems` for a receipt that opens nothing.
Earlier earlier_of(Context& ctx, db::Reader& in, const std::vector<rulebook::Ask>& asks, const JsonObject& inputs,
                   Problems& problems);

}  // namespace massline::matters
