#include "base/money.h"

#include <fmt/format.h>

#include <limits>

namespace massline {

std::string to_string(Money money) {
  // Unsigned, because the smallest amount has no positive counterpart.
  const auto raw = static_cast<std::uint64_t>(money.fen);
  const std::uint64_t size = money.fen < 0 ? std::uint64_t{0} - raw : raw;
  return fmt::format("{}{}.{:02}", money.fen < 0 ? "-" : "", size / 100, size % 100);
}

std::optional<Money> parse_money(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  const std::string_view decimals = point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
  if (whole.empty() || decimals.size() > 2 || (point != std::string_view::npos && decimals.empty()))
    return std::nullopt;

  constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();
  std::int64_t fen = 0;
  const auto append = [&fen](char c) {
    if (c < '0' || c > '9' || fen > (largest - (c - '0')) / 10) return false;
    fen = fen * 10 + (c - '0');
    return true;
  };
  for (const char c : whole) {
    if (!append(c)) return std::nullopt;
  }
  for (std::size_t i = 0; i < 2; ++i) {
    if (!append(i < decimals.size() ? decimals[i] : '0')) return std::nullopt;
  }
  return Money{negative ? -fen : fen};
}

}  // namespace massline
