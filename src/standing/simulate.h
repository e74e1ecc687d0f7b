// A country to try things on: a tree of units, members, and what they did in a year. The same seed gives the same
// country on every machine; each member follows from their number alone, so any part can be made by itself.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "standing/plan.h"
#include "standing/values.h"

namespace massline::standing {

struct CountryOptions {
  std::uint64_t members = 0;
  std::uint64_t branches = 0;
  std::uint64_t seed = 1;
};

struct SimulatedMember {
  std::uint32_t ower_class = 0;     // in country_classes()
  std::uint32_t study_minutes = 0;  // this year, in quarters of an hour
  std::uint32_t service_minutes = 0;
  std::uint32_t meetings = 0;
};

/// How many members each branch has: many small ones and few large ones, all members as asked.
std::vector<std::uint32_t> branch_sizes(const CountryOptions& options);

class Country {
 public:
  /// Units below the root: provinces, cities, counties, townships, branches; fewer of each where there are few
  /// branches.
  explicit Country(const CountryOptions& options);

  const std::vector<UnitNode>& units() const { return units_; }
  /// [unit]; 0 but for branches.
  const std::vector<std::uint32_t>& members_of() const { return members_of_; }
  std::uint64_t member_count() const { return options_.members; }
  SimulatedMember member(UnitRow unit, std::uint32_t place) const;

 private:
  void grow(UnitRow parent, std::size_t level, std::uint64_t branches);

  CountryOptions options_;
  std::vector<UnitNode> units_;
  std::vector<std::uint32_t> members_of_;
  std::vector<UnitRow> branches_;
};

inline constexpr std::uint32_t country_settings = 8, country_member_kinds = 8, country_posts = 3;
/// unit.setting (s0 … s7), member.kind (k0 … k7), holds.secretary, holds.committee.
std::vector<rulebook::AttributeValues> country_classes();
rulebook::Attributes country_attributes();

}  // namespace massline::standing
