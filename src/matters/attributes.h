// What the conditions of a rulebook may ask about a matter.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "matters/clocks.h"
#include "matters/matter.h"
#include "rulebook/model.h"

namespace massline::matters {

struct AttributeFacts {
  const Matter& matter;
  const std::vector<Clock>& clocks;  // all that the matter ever had; the newest of a name counts
  std::string place_kind;            // empty without a place
  std::string unit_kind;
  bool has_contact = false;
  Instant now;
};

/// Every attribute that a `when` of the procedure may use, with the inputs of `asks`; what was not given is false, 0 or
/// the empty word.
rulebook::AttributeValues attribute_values(const rulebook::Procedure& procedure, const std::vector<rulebook::Ask>& asks,
                                           const AttributeFacts& facts, const JsonObject& inputs);

}  // namespace massline::matters
