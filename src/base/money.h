// Money in integer minor units.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace massline {

/// An amount in fen (hundredths of a yuan).
struct Money {
  std::int64_t fen = 0;
  auto operator<=>(const Money&) const = default;
  Money operator+(Money other) const { return {fen + other.fen}; }
  Money operator-(Money other) const { return {fen - other.fen}; }
};

/// "1234.50"
std::string to_string(Money money);
/// Reads digits with at most two decimals; nothing for signs in the middle, exponents or overflow.
std::optional<Money> parse_money(std::string_view text);

}  // namespace massline
