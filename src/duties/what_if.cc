#include "duties/what_if.h"

#include <algorithm>
#include <charconv>

#include "base/money.h"
#include "base/text.h"
#include "duties/refusals.h"

namespace massline::duties {
namespace {

using standing::UnitRow;

constexpr std::int64_t largest_percent_hundredths = 1'000'000;  // a hundred times as much
constexpr std::uint32_t nowhere = UINT32_MAX;

tl::unexpected<Refusal> no_standard(const std::string& text) {
  return refuse_field(refusals::standard_not_valid, "standard", {{"standard", text}});
}

struct Standard {
  WhatIfPlace place;
  UnitRow row = 0;
};

/// The standards in force, of places that the query is about.
Result<std::vector<Standard>> standards_of(const Context& ctx, db::Reader& in, const Board& board,
                                           const WhatIfQuery& query, const rulebook::Entitlement& entitlement) {
  std::vector<Standard> out;
  const Date date = board.standing->date();
  const rulebook::Standard* rule = ctx.rulebook.standard(entitlement.standard);
  const auto within = query.place.empty() ? std::nullopt : registry::find_unit_by_code(in, query.place, date);
  if (rule != nullptr)
    for (const rulebook::Standard::Entry& entry : rule->entries) {
      const auto unit =
          entry.in_force.contains(date) ? registry::find_unit_by_code(in, entry.place, date) : std::nullopt;
      const auto row = unit ? board.standing->row_of(unit->id.value) : std::nullopt;
      if (!row) continue;
      const std::int64_t changed = query.change.of(entry.fen);
      if (changed < 0 || changed > standing::detail::largest_standard_fen)
        return no_standard(to_string(Money{changed}));
      out.push_back({{*unit, entry.in_force.from, entry.source, entry.fen, changed, 0, 0, {}}, *row});
    }
  const bool any = std::any_of(out.begin(), out.end(), [&](const Standard& one) {
    return query.place.empty() || (within && one.place.unit.path.starts_with(within->path));
  });
  if (!any)
    return refuse_field(
        refusals::place_without_standard, "place",
        {{"place", query.place.empty() ? ctx.rulebook.organisation.en : query.place}, {"date", to_string(date)}});
  return out;
}

/// Which standard holds for each unit with households: the nearest at or above it; `nowhere` where none does.
std::vector<std::uint32_t> standard_of_units(const Board& board, const HouseholdColumns& households,
                                             const std::vector<Standard>& standards) {
  const standing::Standing& standing = *board.standing;
  constexpr std::uint32_t unknown = nowhere - 1;
  std::vector<std::uint32_t> of_row(standing.unit_count(), unknown);
  for (std::uint32_t i = 0; i < standards.size(); ++i) of_row[standards[i].row] = i;
  std::vector<std::uint32_t> out;
  out.reserve(households.units.size());
  std::vector<UnitRow> climbed;
  for (const std::int64_t id : households.units) {
    const auto row = standing.row_of(id);
    if (!row || *row >= of_row.size()) {
      out.push_back(nowhere);
      continue;
    }
    climbed.clear();
    UnitRow at = *row;
    while (of_row[at] == unknown && at != 0) {
      climbed.push_back(at);
      at = standing.parent_of(at);
    }
    if (of_row[at] == unknown) of_row[at] = nowhere;
    for (const UnitRow below : climbed) of_row[below] = of_row[at];
    out.push_back(of_row[*row]);
  }
  return out;
}

void add(standing::AllowanceTotal& to, const standing::AllowanceTotal& from) {
  to.households += from.households;
  to.persons += from.persons;
  to.fen += from.fen;
}

void add(standing::CountyAllowance& to, const standing::CountyAllowance& from) {
  add(to.base, from.base);
  add(to.changed, from.changed);
}

/// Stretches of households that lie side by side under one standard, for the engine.
struct Stretches {
  std::vector<std::uint32_t> first{0}, standard, base_fen, changed_fen;
};

Stretches stretches_of(const HouseholdColumns& households, const std::vector<std::uint32_t>& of_unit,
                       const std::vector<Standard>& standards) {
  Stretches out;
  for (std::size_t unit = 0; unit < of_unit.size(); ++unit) {
    if (unit > 0 && of_unit[unit] == of_unit[unit - 1]) {
      out.first.back() = households.first[unit + 1];
      continue;
    }
    const bool has = of_unit[unit] != nowhere;
    out.first.push_back(households.first[unit + 1]);
    out.standard.push_back(of_unit[unit]);
    out.base_fen.push_back(has ? static_cast<std::uint32_t>(standards[of_unit[unit]].place.base_fen) : 0);
    out.changed_fen.push_back(has ? static_cast<std::uint32_t>(standards[of_unit[unit]].place.changed_fen) : 0);
  }
  return out;
}

std::int64_t more(const WhatIfPlace& place) {
  return static_cast<std::int64_t>(place.allowance.changed.fen) - static_cast<std::int64_t>(place.allowance.base.fen);
}

}  // namespace

std::int64_t StandardChange::of(std::int64_t fen_today) const {
  if (fen) return *fen;
  const std::int64_t hundredths = fen_today * (10'000 + percent_hundredths.value_or(0));
  return (hundredths + 5'000) / 10'000;
}

Result<StandardChange> parse_standard_change(const std::string& text) {
  const std::string word = trimmed(text);
  if (!word.ends_with("%")) {
    const auto amount = parse_money(word);
    if (!amount || amount->fen < 0 || amount->fen > standing::detail::largest_standard_fen) return no_standard(text);
    return StandardChange{std::nullopt, amount->fen};
  }
  const bool less = word.starts_with("-");
  const std::string_view digits = std::string_view(word).substr(less || word.starts_with("+") ? 1 : 0);
  // Two decimals of a per cent are read as those of a yuan are.
  const auto percent = parse_money(digits.substr(0, digits.size() - 1));
  if (!percent || percent->fen < 0 || percent->fen > (less ? 10'000 : largest_percent_hundredths))
    return no_standard(text);
  return StandardChange{less ? -percent->fen : percent->fen, std::nullopt};
}

Result<WhatIf> what_if(const Context& ctx, db::Reader& in, const Board& board, const HouseholdColumns& households,
                       const WhatIfQuery& query) {
  WhatIf out;
  out.date = board.standing->date();
  out.entitlement = ctx.rulebook.entitlement(query.entitlement, out.date);
  if (out.entitlement == nullptr)
    return refuse(refusals::entitlement_unknown, {{"entitlement", query.entitlement}, {"date", to_string(out.date)}});
  auto standards = standards_of(ctx, in, board, query, *out.entitlement);
  if (!standards) return tl::unexpected(standards.error());
  const auto of_unit = standard_of_units(board, households, *standards);
  const Stretches stretches = stretches_of(households, of_unit, *standards);
  if (!stretches.standard.empty()) {
    standing::Workers workers(0);
    const auto packed = households.packed->of(households, stretches.first);
    const auto results = standing::allowance_by_county(*packed, {stretches.base_fen, stretches.changed_fen}, workers,
                                                       standing::best_instructions());
    for (std::size_t i = 0; i < results.size(); ++i) {
      const std::uint32_t first = stretches.first[i], last = stretches.first[i + 1];
      if (stretches.standard[i] == nowhere) {
        out.without_standard += last - first;
        continue;
      }
      WhatIfPlace& place = (*standards)[stretches.standard[i]].place;
      add(place.allowance, results[i]);
      place.households += last - first;
      for (std::uint32_t at = first; at < last; ++at) place.persons += households.persons[at];
    }
  }
  const auto within = query.place.empty() ? std::nullopt : registry::find_unit_by_code(in, query.place, out.date);
  for (Standard& standard : *standards) {
    if (within && !standard.place.unit.path.starts_with(within->path)) continue;
    if (query.may_see && !query.may_see(standard.place.unit)) continue;
    add(out.total, standard.place.allowance);
    out.households += standard.place.households;
    out.persons += standard.place.persons;
    out.places.push_back(std::move(standard.place));
  }
  std::stable_sort(out.places.begin(), out.places.end(),
                   [](const WhatIfPlace& a, const WhatIfPlace& b) { return more(a) > more(b); });
  return out;
}

}  // namespace massline::duties
