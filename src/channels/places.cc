#include "channels/places.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "channels/refusals.h"

namespace massline::channels {
namespace {

constexpr std::size_t text_bytes_max = 300;
constexpr std::size_t remembered_max = 200'000;

bool same_name(const registry::Unit& unit, std::string_view name) {
  return unit.name == name || (!unit.name_en.empty() && folded(unit.name_en) == folded(name));
}

tl::unexpected<Refusal> refuse_several(const std::vector<registry::Unit>& units) {
  constexpr std::size_t shown_max = 5;
  std::string codes;
  for (std::size_t i = 0; i < units.size() && i < shown_max; ++i) codes += (i == 0 ? "" : ", ") + units[i].code;
  if (units.size() > shown_max) codes += ", …";
  return refuse(refusals::place_several, {{"codes", codes}});
}

}  // namespace

std::optional<registry::Unit> place_at_or_above(db::Reader& in, const registry::Unit& unit) {
  if (unit.is_place) return unit;
  const std::vector<registry::Unit> above = registry::ancestors(in, unit);
  for (auto it = above.rbegin(); it != above.rend(); ++it) {
    if (it->is_place) return *it;
  }
  return std::nullopt;
}

std::vector<std::string> import_ground(db::Reader& in, const rulebook::Rulebook& rulebook,
                                       const access::Viewer& viewer) {
  std::vector<std::string> paths;
  for (const access::HeldPost& post : viewer.posts) {
    const rulebook::PostKind* kind = rulebook.post(post.kind);
    if (kind == nullptr || !kind->can(rulebook::Capability::import_matters)) continue;
    const auto unit = registry::find_unit(in, post.unit);
    if (!unit) continue;
    if (const auto place = place_at_or_above(in, *unit)) paths.push_back(place->path);
  }
  // In the order of paths, what lies within another follows it.
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> ground;
  for (std::string& path : paths) {
    if (ground.empty() || !access::is_within(path, ground.back())) ground.push_back(std::move(path));
  }
  return ground;
}

bool PlaceFinder::covers(std::string_view path) const {
  return std::any_of(ground_.begin(), ground_.end(),
                     [&](const std::string& above) { return access::is_within(path, above); });
}

Result<registry::Unit> PlaceFinder::find(db::Reader& in, std::string_view text) {
  const std::string name = trimmed(text);
  if (const auto known = known_.find(name); known != known_.end()) return known->second;
  if (known_.size() >= remembered_max) known_.clear();
  return known_.emplace(name, look_up(in, name)).first->second;
}

Result<registry::Unit> PlaceFinder::look_up(db::Reader& in, std::string_view text) const {
  if (text.empty() || text.size() > text_bytes_max) return refuse(refusals::place_not_found);
  std::optional<registry::Unit> unit = registry::find_unit_by_code(in, text, today_);
  if (!unit) {
    if (const auto id = parse_id<UnitId>(text)) unit = registry::find_unit(in, *id);
  }
  if (unit && (unit->is_place || !places_only_) && unit->in_force(today_)) {
    if (!covers(unit->path)) return refuse(refusals::place_not_yours);
    return *unit;
  }
  std::vector<registry::Unit> named;
  for (const std::string& path : ground_) {
    registry::UnitSearch search;
    search.text = std::string(text);
    search.places_only = places_only_;
    search.within = path;
    for (registry::FoundUnit& found : registry::search_units(in, search, today_)) {
      if (same_name(found.unit, text)) named.push_back(std::move(found.unit));
    }
  }
  if (named.empty()) return refuse(refusals::place_not_found);
  if (named.size() > 1) return refuse_several(named);
  return named.front();
}

}  // namespace massline::channels
