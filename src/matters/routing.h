// Where a matter goes, as the rulebook says, and never to whom it accuses.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "journal/context.h"
#include "matters/inputs.h"
#include "matters/matter.h"
#include "registry/units.h"
#include "rulebook/model.h"

namespace massline::matters {

struct RouteFrom {
  RegionId region;  // of the matter
  std::string place_path;
  registry::Unit unit;  // responsible now
  std::optional<registry::Unit> sender;
  std::optional<registry::Unit> decided;  // whose decision stands
  std::vector<std::string> barred_paths;
  bool at_raise = false;  // nobody has it yet: unit is the place
};

struct Routed {
  registry::Unit unit;
  bool went_higher = false;  // since the unit that would have had it is barred
};

/// The nearest unit of one of the kinds at or above the place. If it is barred, the nearest of those kinds that is not,
/// and else the next authority above. Nothing if there is none at all.
std::optional<Routed> nearest_not_barred(Context& ctx, db::Reader& in, const std::string& place_path,
                                         const std::vector<std::string>& kinds,
                                         const std::vector<std::string>& barred_paths);

/// Where an effect sends the matter.
Result<Routed> routed(Context& ctx, db::Reader& in, const rulebook::Route& route, const RouteFrom& from,
                      const CheckedInputs& inputs);

/// True if the unit is barred, or stands under one that is.
bool is_barred_unit(const std::string& path, const std::vector<std::string>& barred_paths);

}  // namespace massline::matters
