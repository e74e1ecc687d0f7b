#include "matters/routing.h"

#include <algorithm>

#include "access/access.h"
#include "matters/refusals.h"

namespace massline::matters {

namespace {

/// A matter's row never leaves its region. It can be with the root, or with a body that stands directly under the root
/// and serves every branch; else only within its branch.
bool within_reach(db::Reader& in, const registry::Unit& unit, RegionId region) {
  if (unit.region == region || registry::depth_of(unit.path) == 1) return true;
  if (registry::depth_of(unit.path) == 2 && !unit.is_place) return true;
  const auto root = registry::root_unit(in);
  return root && root->id.value == region.value;
}

Result<Routed> given(db::Reader& in, const registry::Unit& unit, const RouteFrom& from) {
  if (is_barred_unit(unit.path, from.barred_paths)) return refuse(refusals::unit_is_accused);
  if (!from.at_raise && unit.id == from.unit.id) return refuse(refusals::same_unit);
  if (!within_reach(in, unit, from.region)) return refuse(refusals::unit_in_another_branch);
  return Routed{unit, false};
}

Result<Routed> above(Context& ctx, db::Reader& in, const registry::Unit& base, const RouteFrom& from) {
  auto unit = registry::next_authority_above(in, ctx.rulebook, base.path, from.barred_paths, ctx.today());
  if (!unit) return refuse(refusals::no_higher_unit);
  return Routed{std::move(*unit), false};
}

Result<Routed> back_to_sender(Context& ctx, db::Reader& in, const RouteFrom& from) {
  if (!from.sender) return refuse(refusals::no_sender);
  if (is_barred_unit(from.sender->path, from.barred_paths) || !from.sender->in_force(ctx.today())) {
    auto higher = above(ctx, in, *from.sender, from);
    if (higher) higher->went_higher = true;
    return higher;
  }
  return Routed{*from.sender, false};
}

}  // namespace

bool is_barred_unit(const std::string& path, const std::vector<std::string>& barred_paths) {
  return std::any_of(barred_paths.begin(), barred_paths.end(),
                     [&](const std::string& barred) { return access::is_within(path, barred); });
}

std::optional<Routed> nearest_not_barred(Context& ctx, db::Reader& in, const std::string& place_path,
                                         const std::vector<std::string>& kinds,
                                         const std::vector<std::string>& barred_paths) {
  const Date today = ctx.today();
  auto natural = registry::nearest_unit(in, {place_path, kinds, {}, today});
  if (natural && !is_barred_unit(natural->path, barred_paths)) return Routed{std::move(*natural), false};
  if (natural) {
    if (auto other = registry::nearest_unit(in, {place_path, kinds, barred_paths, today}))
      return Routed{std::move(*other), true};
  }
  const std::string& base = natural ? natural->path : place_path;
  auto authority = registry::next_authority_above(in, ctx.rulebook, base, barred_paths, today);
  if (!authority) return std::nullopt;
  return Routed{std::move(*authority), natural.has_value()};
}

Result<Routed> routed(Context& ctx, db::Reader& in, const rulebook::Route& route, const RouteFrom& from,
                      const CheckedInputs& inputs) {
  switch (route.kind) {
    case rulebook::RouteKind::nearest: {
      auto unit = nearest_not_barred(ctx, in, from.place_path, route.kinds, from.barred_paths);
      if (!unit) return refuse(refusals::no_higher_unit);
      return std::move(*unit);
    }
    case rulebook::RouteKind::input: {
      const auto unit = inputs.units.find(route.ask);
      if (unit == inputs.units.end()) return refuse(refusals::same_unit);
      return given(in, unit->second, from);
    }
    case rulebook::RouteKind::sender:
      return back_to_sender(ctx, in, from);
    case rulebook::RouteKind::higher:
      return above(ctx, in, from.decided ? *from.decided : from.unit, from);
  }
  return refuse(refusals::no_higher_unit);
}

}  // namespace massline::matters
