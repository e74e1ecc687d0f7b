// Cuts an expression's text into tokens.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rulebook/expression.h"

namespace massline::rulebook {

struct Token {
  enum class Kind { name, number, quoted, symbol, end } kind = Kind::end;
  std::string text;  // names and symbols as written, quoted words without their quotes
  double number = 0;
  int column = 0;  // in characters, from 1
};

/// Names are words joined by hyphens and dots (`matter.group-size`), so a minus needs spaces around it.
tl::expected<std::vector<Token>, Expression::Error> cut_expression(std::string_view text);

}  // namespace massline::rulebook
