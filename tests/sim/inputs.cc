#include <algorithm>

#include "registry/units.h"
#include "sim/actions.h"

namespace massline::sim {

namespace {

using rulebook::Ask;
using rulebook::AskType;

/// Units that the ask takes, if there are any; else any.
UnitId unit_for(World& world, const Ask& ask) {
  for (int attempt = 0; attempt < 8 && !ask.unit_kinds.empty(); ++attempt) {
    const UnitId id = world.any(world.units);
    const auto unit = world.ctx().store.read([&](db::Reader& in) { return registry::find_unit(in, id); });
    if (std::find(ask.unit_kinds.begin(), ask.unit_kinds.end(), unit->kind) != ask.unit_kinds.end()) return id;
  }
  return world.any(world.units);
}

Json value_for(World& world, const Ask& ask) {
  switch (ask.type) {
    case AskType::choice:
      return world.any(ask.choices).id;
    case AskType::yes_no:
      return world.chance(50);
    case AskType::date:
      return to_string(world.ctx().today());
    case AskType::money:
      return "12.50";
    case AskType::number:
      return static_cast<std::int64_t>(1 + world.random().below(5));
    case AskType::person:
      return to_string(world.any(world.people));
    case AskType::unit:
    case AskType::place:
      return to_string(unit_for(world, ask));
    case AskType::matter:
      if (world.raised.empty()) return nullptr;
      return world.chance(50) ? world.any(world.raised).code : world.any(world.raised).receipt;
    case AskType::file:
      return nullptr;
    case AskType::text:
    case AskType::long_text:
      return "Water 水管 " + std::to_string(world.random().below(1000));
  }
  return nullptr;
}

}  // namespace

JsonObject inputs_for(World& world, const std::vector<Ask>& asks) {
  JsonObject inputs;
  for (const Ask& ask : asks) {
    if (ask.required ? world.chance(1) : world.chance(70)) continue;
    inputs.emplace(ask.id, world.chance(1) ? Json(std::string("not what was asked for")) : value_for(world, ask));
  }
  if (world.chance(1)) inputs.emplace("never-asked", "x");
  return inputs;
}

}  // namespace massline::sim
