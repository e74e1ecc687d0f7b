#include "standing/simulate.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace massline::standing {
namespace {

/// How many units of the next level hang under one, in a country of full size: provinces, cities, counties, townships.
constexpr std::array<double, 4> children_at_full_size{31, 10.6, 8.6, 14};
constexpr double branches_at_full_size = 4'940'000;
constexpr std::uint32_t smallest_branch = 3, largest_branch = 300;

std::uint64_t mixed(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15ull;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ull;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBull;
  return x ^ (x >> 31);
}

/// In [0, 1).
double fraction(std::uint64_t bits) { return static_cast<double>(bits >> 11) * 0x1p-53; }

}  // namespace

Country::Country(const CountryOptions& options) : options_(options) {
  units_.push_back({1, 0});
  members_of_.push_back(0);
  grow(0, 0, options.branches);
  const auto sizes = branch_sizes(options);
  for (std::size_t i = 0; i < branches_.size(); ++i) members_of_[branches_[i]] = sizes[i];
}

/// Preorder: all that is under a unit stands right after it.
void Country::grow(UnitRow parent, std::size_t level, std::uint64_t branches) {
  if (level == children_at_full_size.size()) {
    for (std::uint64_t i = 0; i < branches; ++i) {
      branches_.push_back(static_cast<UnitRow>(units_.size()));
      units_.push_back({static_cast<std::int64_t>(units_.size()) + 1, parent});
      members_of_.push_back(0);
    }
    return;
  }
  // A small country keeps its levels and has fewer units on each.
  const double shrink = std::pow(std::min(1.0, static_cast<double>(options_.branches) / branches_at_full_size), 0.25);
  const auto children = std::clamp<std::uint64_t>(
      static_cast<std::uint64_t>(std::lround(children_at_full_size[level] * shrink *
                                             (0.7 + 0.6 * fraction(mixed(options_.seed ^ parent * 77))))),
      1, std::max<std::uint64_t>(1, branches));
  std::uint64_t left = branches;
  for (std::uint64_t i = 0; i < children; ++i) {
    const std::uint64_t share = left / (children - i);
    const double weight = i + 1 == children ? 1 : 0.6 + 0.8 * fraction(mixed(options_.seed ^ (units_.size() * 131)));
    const std::uint64_t given =
        i + 1 == children ? left : std::min(left, static_cast<std::uint64_t>(static_cast<double>(share) * weight));
    const auto child = static_cast<UnitRow>(units_.size());
    units_.push_back({static_cast<std::int64_t>(units_.size()) + 1, parent});
    members_of_.push_back(0);
    grow(child, level + 1, given);
    left -= given;
  }
}

/// By chance first; then one more or fewer here and there until the number is right.
std::vector<std::uint32_t> branch_sizes(const CountryOptions& options) {
  std::vector<std::uint32_t> sizes(options.branches, 0);
  if (sizes.empty()) return sizes;
  const double mean = static_cast<double>(options.members) / static_cast<double>(sizes.size());
  std::uint64_t total = 0;
  for (std::size_t branch = 0; branch < sizes.size(); ++branch) {
    const double draw = fraction(mixed(options.seed ^ 0xB0B ^ (branch * 131ull))) + 0x1p-53;
    const double size = smallest_branch - std::log(draw) * std::max(0.0, mean - smallest_branch + 0.5);
    sizes[branch] = std::min(largest_branch, static_cast<std::uint32_t>(size));
    total += sizes[branch];
  }
  for (std::size_t i = 0; total != options.members; i = (i + 1) % sizes.size()) {
    if (total < options.members) {
      ++sizes[i];
      ++total;
    } else if (sizes[i] > 0) {
      --sizes[i];
      --total;
    }
  }
  return sizes;
}

SimulatedMember Country::member(UnitRow unit, std::uint32_t place) const {
  const std::uint64_t who = mixed(options_.seed ^ (std::uint64_t{unit} << 20 | place));
  const std::uint64_t did = mixed(who);
  const std::uint64_t home = mixed(options_.seed ^ 0xCAFE ^ unit);
  // Most members work in their branch's setting.
  const std::uint64_t setting = (who & 31) != 0 ? home % country_settings : (who >> 5) % country_settings;
  const std::uint64_t kind = (who >> 16) % country_member_kinds;
  const std::uint64_t post = place == 0 ? 1 : place < 5 ? 2 : 0;
  SimulatedMember member;
  member.ower_class = static_cast<std::uint32_t>((setting * country_member_kinds + kind) * country_posts + post);
  member.study_minutes = static_cast<std::uint32_t>((did & 255) * (did >> 8 & 255) / 150 * 15);
  member.meetings = static_cast<std::uint32_t>((did >> 16 & 15) + (did >> 20 & 15) + (did >> 24 & 7));
  member.service_minutes = static_cast<std::uint32_t>((did >> 27 & 127) * (did >> 34 & 127) / 64 * 15);
  return member;
}

std::vector<rulebook::AttributeValues> country_classes() {
  std::vector<rulebook::AttributeValues> classes;
  for (std::uint32_t setting = 0; setting < country_settings; ++setting) {
    for (std::uint32_t kind = 0; kind < country_member_kinds; ++kind) {
      for (std::uint32_t post = 0; post < country_posts; ++post) {
        classes.push_back({{"unit.setting", "s" + std::to_string(setting)},
                           {"member.kind", "k" + std::to_string(kind)},
                           {"holds.secretary", post == 1},
                           {"holds.committee", post == 2}});
      }
    }
  }
  return classes;
}

rulebook::Attributes country_attributes() {
  rulebook::Attributes attributes;
  for (const auto& [name, count] :
       {std::pair{"unit.setting", country_settings}, {"member.kind", country_member_kinds}}) {
    auto& type = attributes[name];
    type.kind = rulebook::AttributeType::Kind::word;
    for (std::uint32_t i = 0; i < count; ++i)
      type.words.push_back(name[0] == 'u' ? "s" + std::to_string(i) : "k" + std::to_string(i));
  }
  attributes["holds.secretary"].kind = rulebook::AttributeType::Kind::boolean;
  attributes["holds.committee"].kind = rulebook::AttributeType::Kind::boolean;
  return attributes;
}

}  // namespace massline::standing
