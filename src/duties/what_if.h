// What an entitlement costs, and what it would with another standard: exact in fen, by the places that set standards.
//
//   const auto change = parse_standard_change("+10%");
//   const auto answer = what_if(ctx, in, board, *households, {.entitlement = "subsistence", .change = *change});
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "duties/board.h"
#include "duties/households.h"
#include "registry/units.h"
#include "standing/allowance.h"

namespace massline::duties {

/// One of the two.
struct StandardChange {
  std::optional<std::int64_t> percent_hundredths;  // 1000: ten per cent more
  std::optional<std::int64_t> fen;                 // the new standard, a person a month

  /// Half a fen and more counts as one.
  std::int64_t of(std::int64_t fen_today) const;
};

/// "+10%", "-2.5%", "850.50". Errors: standard_not_valid.
Result<StandardChange> parse_standard_change(const std::string& text);

struct WhatIfQuery {
  std::string entitlement;
  StandardChange change;
  std::string place;                                        // a code: only standards of this place and below; "": all
  std::function<bool(const registry::Unit&)> may_see = {};  // none: all
};

/// A place with a standard of its own, and the households that it holds for.
struct WhatIfPlace {
  registry::Unit unit;
  Date from{};  // since when today's standard is in force
  rulebook::Source source;
  std::int64_t base_fen = 0, changed_fen = 0;  // a person a month
  std::uint64_t households = 0, persons = 0;   // all, entitled or not
  standing::CountyAllowance allowance;
};

struct WhatIf {
  const rulebook::Entitlement* entitlement = nullptr;
  Date date{};
  std::vector<WhatIfPlace> places;            // those that cost most more first
  standing::CountyAllowance total;            // of the places
  std::uint64_t households = 0, persons = 0;  // of the places
  std::uint64_t without_standard = 0;         // households that no place's standard holds for; told where all is seen
};

/// Today's standards against changed ones, over all households. Units are looked up in the standing's tree.
/// Errors: entitlement_unknown, standard_not_valid (a changed one beyond 80,000 yuan), place_without_standard.
/// Cost: one pass over 5 bytes a household, and a look at each unit that has households.
Result<WhatIf> what_if(const Context& ctx, db::Reader& in, const Board& board, const HouseholdColumns& households,
                       const WhatIfQuery& query);

}  // namespace massline::duties
