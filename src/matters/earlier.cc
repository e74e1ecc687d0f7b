#include "matters/earlier.h"

#include <set>

#include "matters/codes.h"
#include "matters/matter_commands.h"
#include "matters/matter_table.h"
#include "matters/refusals.h"

namespace massline::matters {

Earlier earlier_of(Context& ctx, db::Reader& in, const std::vector<rulebook::Ask>& asks, const JsonObject& inputs,
                   Problems& problems) {
  Earlier out{inputs, {}};
  for (const rulebook::Ask& ask : asks) {
    const auto given = out.inputs.find(ask.id);
    if (ask.type != rulebook::AskType::matter || given == out.inputs.end() || given->second.string() == nullptr)
      continue;
    const auto receipt = receipt_digits(*given->second.string());
    if (!receipt) continue;
    const std::vector<Matter> matters = matters_by_receipt(in, hash_of_receipt(*receipt, ctx.vault.lookup_key()));
    if (matters.empty()) {
      out.inputs.erase(given);
      problems.add(refuse_field(refusals::earlier_not_known, "/inputs/" + ask.id, field_parameters(ask.title)));
      continue;
    }
    given->second = matters.front().code;
    if (ask.party.empty()) continue;
    std::set<UnitId> units;
    for (const Matter& matter : matters)
      for (const UnitId unit : {matter.unit, matter.decided_unit})
        if (unit) units.insert(unit);
    for (const UnitId unit : units) out.parties.push_back({ask.party, unit, {}});
  }
  return out;
}

}  // namespace massline::matters
