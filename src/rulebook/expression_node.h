// The tree of an expression, shared by its parser, its evaluator and what puts it in words.
#pragma once

#include "rulebook/expression.h"

namespace massline::rulebook {

struct Expression::Node {
  enum class Kind {
    attribute,
    number,
    word,
    word_list,
    number_list,
    logical_or,
    logical_and,
    logical_not,
    equal,
    not_equal,
    less,
    less_equal,
    greater,
    greater_equal,
    in,
    add,
    subtract,
    multiply,
    divide,
  } kind = Kind::number;
  AttributeType type;  // of what it gives
  std::string text;    // name of an attribute, or a word
  double number = 0;
  std::vector<std::string> words;  // of a word list
  std::vector<double> numbers;     // of a number list
  std::vector<std::shared_ptr<const Node>> children;
  int column = 0;
};

/// The tree of a text, for what reads it as words. Errors: as Expression::parse().
tl::expected<std::shared_ptr<const Expression::Node>, Expression::Error> parse_tree(std::string_view text,
                                                                                    const Attributes& attributes);
/// "persons"; "" for none.
std::string_view unit_name(Unit unit);
/// "or", ">=" …; "" for what is no operator.
std::string_view operator_text(Expression::Node::Kind kind);

}  // namespace massline::rulebook
