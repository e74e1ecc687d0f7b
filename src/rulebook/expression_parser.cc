// A Pratt parser that checks types as it goes: what it builds can be evaluated without further checks.
#include <algorithm>
#include <utility>

#include "rulebook/expression_lexer.h"
#include "rulebook/expression_node.h"
#include "rulebook/words.h"

namespace massline::rulebook {

namespace {

using Node = Expression::Node;
using NodePointer = std::shared_ptr<const Node>;
using Parsed = tl::expected<NodePointer, Expression::Error>;
using Kind = Node::Kind;
using TypeKind = AttributeType::Kind;

constexpr int depth_max = 50;

tl::unexpected<Expression::Error> fail(int column, std::string what, std::string hint) {
  return tl::unexpected(Expression::Error{column, std::move(what), std::move(hint)});
}

const std::vector<std::string>& unit_words() {
  static const std::vector<std::string> words{"persons", "days", "hours", "yuan"};
  return words;
}

std::optional<Unit> parse_unit(std::string_view word) {
  if (word == "persons" || word == "person") return Unit::persons;
  if (word == "days" || word == "day") return Unit::days;
  if (word == "hours" || word == "hour") return Unit::hours;
  if (word == "yuan") return Unit::yuan;
  return std::nullopt;
}

std::string described(const AttributeType& type) {
  switch (type.kind) {
    case TypeKind::boolean:
      return "yes or no";
    case TypeKind::word:
      return "a word";
    case TypeKind::number:
      return type.unit == Unit::none ? "a number without a unit" : "a number of " + std::string(unit_name(type.unit));
  }
  return "";
}

struct Operator {
  Kind kind;
  int binding;
};

std::optional<Operator> infix_operator(const Token& token) {
  static const std::vector<std::pair<std::string_view, Operator>> operators{
      {"or", {Kind::logical_or, 1}}, {"and", {Kind::logical_and, 2}}, {"=", {Kind::equal, 4}},
      {"!=", {Kind::not_equal, 4}},  {"<=", {Kind::less_equal, 4}},   {">=", {Kind::greater_equal, 4}},
      {"<", {Kind::less, 4}},        {">", {Kind::greater, 4}},       {"in", {Kind::in, 4}},
      {"+", {Kind::add, 5}},         {"-", {Kind::subtract, 5}},      {"*", {Kind::multiply, 6}},
      {"/", {Kind::divide, 6}},
  };
  if (token.kind != Token::Kind::name && token.kind != Token::Kind::symbol) return std::nullopt;
  for (const auto& [text, op] : operators)
    if (token.text == text) return op;
  return std::nullopt;
}

constexpr int not_binding = 3;
constexpr int comparison_binding = 4;

class Parser {
 public:
  Parser(std::vector<Token> tokens, const Attributes& attributes)
      : tokens_(std::move(tokens)), attributes_(attributes) {}

  Parsed parse() {
    auto root = expression(0, 0);
    if (!root) return root;
    if (here().kind != Token::Kind::end)
      return fail(here().column, "“" + here().text + "” can't stand here.",
                  "Join conditions with “and” or “or”, or end before it.");
    if ((*root)->type.kind != TypeKind::boolean)
      return fail((*root)->column, "The condition is " + described((*root)->type) + ", not yes or no.",
                  "Compare it with something: “… >= 5 persons”, “… = web”.");
    return root;
  }

 private:
  const Token& here() const { return tokens_[at_]; }
  bool here_is(std::string_view text) const {
    return (here().kind == Token::Kind::symbol || here().kind == Token::Kind::name) && here().text == text;
  }

  Parsed expression(int least_binding, int depth) {
    if (depth > depth_max) return fail(here().column, "The condition is nested too deep.", "Write it flatter.");
    auto left = prefix(depth);
    while (left) {
      const auto op = infix_operator(here());
      if (!op || op->binding <= least_binding) break;
      const int column = here().column;
      ++at_;
      left = op->kind == Kind::in ? in_list(*left, column, depth) : infix(*op, *left, column, depth);
      if (left && op->binding == comparison_binding) {
        const auto next = infix_operator(here());
        if (next && next->binding == comparison_binding)
          return fail(here().column, "Comparisons can't be chained.", "Join two comparisons with “and”.");
      }
    }
    return left;
  }

  Parsed infix(const Operator& op, const NodePointer& left, int column, int depth) {
    auto right = expression(op.binding, depth + 1);
    if (!right) return right;
    return typed(op.kind, left, *right, column);
  }

  Parsed prefix(int depth) {
    const Token token = here();
    ++at_;
    switch (token.kind) {
      case Token::Kind::end:
        --at_;
        return fail(token.column, "The condition ends too early.", "Something must follow.");
      case Token::Kind::number:
        return number(token);
      case Token::Kind::quoted:
        return word(token);
      case Token::Kind::name:
        if (token.text == "not") return negation(token, depth);
        if (token.text == "and" || token.text == "or" || token.text == "in")
          return fail(token.column, "“" + token.text + "” needs something before it.", "Write a condition first.");
        return name(token);
      case Token::Kind::symbol:
        break;
    }
    if (token.text != "(")
      return fail(token.column, "“" + token.text + "” can't stand here.",
                  "An attribute, number or word must stand here.");
    auto inner = expression(0, depth + 1);
    if (!inner) return inner;
    if (!here_is(")")) return fail(here().column, "A parenthesis is opened and not closed.", "Write “)”.");
    ++at_;
    return inner;
  }

  Parsed negation(const Token& token, int depth) {
    auto inner = expression(not_binding, depth + 1);
    if (!inner) return inner;
    if ((*inner)->type.kind != TypeKind::boolean)
      return fail((*inner)->column, "“not” needs yes or no, and this is " + described((*inner)->type) + ".",
                  "Write “not (…)” around a whole comparison.");
    auto node = std::make_shared<Node>();
    node->kind = Kind::logical_not;
    node->column = token.column;
    node->children = {*inner};
    return NodePointer(node);
  }

  Parsed number(const Token& token) {
    auto node = std::make_shared<Node>();
    node->kind = Kind::number;
    node->number = token.number;
    node->column = token.column;
    node->type.kind = TypeKind::number;
    if (here().kind == Token::Kind::name && !infix_operator(here()) && here().text != "not") {
      const auto unit = parse_unit(here().text);
      if (!unit)
        return fail(here().column, "“" + here().text + "” is not a unit.", suggestion(here().text, unit_words()));
      node->type.unit = *unit;
      ++at_;
    }
    return NodePointer(node);
  }

  Parsed word(const Token& token) {
    auto node = std::make_shared<Node>();
    node->kind = Kind::word;
    node->text = token.text;
    node->column = token.column;
    node->type.kind = TypeKind::word;
    return NodePointer(node);
  }

  Parsed name(const Token& token) {
    if (token.text.find('.') == std::string::npos) return word(token);
    const auto found = attributes_.find(token.text);
    if (found == attributes_.end()) {
      std::vector<std::string> known;
      for (const auto& [attribute, type] : attributes_) known.push_back(attribute);
      return fail(token.column, "There is no attribute “" + token.text + "” here.", suggestion(token.text, known));
    }
    auto node = std::make_shared<Node>();
    node->kind = Kind::attribute;
    node->text = token.text;
    node->column = token.column;
    node->type = found->second;
    return NodePointer(node);
  }

  Parsed in_list(const NodePointer& left, int column, int depth) {
    if (left->kind != Kind::attribute || left->type.kind == TypeKind::boolean)
      return fail(left->column, "“in” needs an attribute that is a word or a number before it.",
                  "Write it like “matter.channel in [web, phone]”.");
    if (!here_is("[")) return fail(here().column, "“in” needs a list.", "Write it like “in [web, phone]”.");
    ++at_;
    auto node = std::make_shared<Node>();
    node->kind = Kind::in;
    node->column = column;
    auto list = std::make_shared<Node>();
    list->kind = left->type.kind == TypeKind::word ? Kind::word_list : Kind::number_list;
    list->column = here().column;
    list->type = left->type;
    while (true) {
      if (depth > depth_max) return fail(here().column, "The condition is nested too deep.", "Write it flatter.");
      auto item = prefix(depth + 1);
      if (!item) return item;
      if (auto problem = mismatch(*left, **item)) return tl::unexpected(std::move(*problem));
      if ((*item)->kind == Kind::word)
        list->words.push_back((*item)->text);
      else if ((*item)->kind == Kind::number)
        list->numbers.push_back((*item)->number);
      else
        return fail((*item)->column, "Only words and numbers may stand in a list.", "Use “or” for the rest.");
      if (here_is(","))
        ++at_;
      else
        break;
    }
    if (!here_is("]"))
      return fail(here().column, "A list is opened and not closed.", "Write “]”, and commas between words.");
    ++at_;
    node->children = {left, list};
    return NodePointer(node);
  }

  /// Why `right` can't be compared with `left`, if it can't.
  static std::optional<Expression::Error> mismatch(const Node& left, const Node& right) {
    if (left.type.kind != right.type.kind)
      return Expression::Error{
          right.column, "This is " + described(right.type) + ", and is compared with " + described(left.type) + ".",
          type_hint(left)};
    if (left.type.kind == TypeKind::number && left.type.unit != right.type.unit)
      return Expression::Error{
          right.column, "This is " + described(right.type) + ", and is compared with " + described(left.type) + ".",
          type_hint(left)};
    if (right.kind == Kind::word && !left.type.words.empty() &&
        std::find(left.type.words.begin(), left.type.words.end(), right.text) == left.type.words.end())
      return Expression::Error{right.column, "“" + left.text + "” is never “" + right.text + "”.",
                               suggestion(right.text, left.type.words)};
    return std::nullopt;
  }

  static std::string type_hint(const Node& left) {
    if (left.type.kind == TypeKind::boolean) return "Write the attribute alone, or “not” before it.";
    if (left.type.kind == TypeKind::word) return "Write a word: “= web”.";
    if (left.type.unit == Unit::none) return "Write a number without a unit: “>= 5”.";
    return "Write the unit: “>= 5 " + std::string(unit_name(left.type.unit)) + "”.";
  }

  static Parsed typed(Kind kind, const NodePointer& left, const NodePointer& right, int column) {
    auto node = std::make_shared<Node>();
    node->kind = kind;
    node->column = column;
    node->children = {left, right};
    switch (kind) {
      case Kind::logical_or:
      case Kind::logical_and:
        for (const auto& side : node->children)
          if (side->type.kind != TypeKind::boolean)
            return fail(side->column,
                        "“" + std::string(operator_text(kind)) + "” joins conditions, and this is " +
                            described(side->type) + ".",
                        "Compare it with something first.");
        return NodePointer(node);
      case Kind::add:
      case Kind::subtract:
      case Kind::multiply:
      case Kind::divide:
        return arithmetic(std::move(node));
      default:
        return comparison(std::move(node));
    }
  }

  static Parsed comparison(std::shared_ptr<Node> node) {
    const Node& left = *node->children[0];
    const Node& right = *node->children[1];
    // A word may stand on either side; its list is checked against the attribute.
    const bool turned = left.kind == Kind::word && right.kind != Kind::word;
    if (auto problem = turned ? mismatch(right, left) : mismatch(left, right))
      return tl::unexpected(std::move(*problem));
    if (left.kind == Kind::word && right.kind == Kind::word)
      return fail(left.column, "“" + left.text + "” is not an attribute.", "Attributes have a dot: “matter.channel”.");
    const bool ordered = node->kind != Kind::equal && node->kind != Kind::not_equal;
    if (left.type.kind == TypeKind::boolean)
      return fail(node->column, "Conditions are not compared.", "Write the attribute alone, or “not” before it.");
    if (ordered && left.type.kind != TypeKind::number)
      return fail(node->column, "Words have no order.", "Write “=”, “!=” or “in […]”.");
    return NodePointer(node);
  }

  static Parsed arithmetic(std::shared_ptr<Node> node) {
    const Node& left = *node->children[0];
    const Node& right = *node->children[1];
    for (const auto& side : node->children)
      if (side->type.kind != TypeKind::number)
        return fail(side->column, "This is " + described(side->type) + ", and arithmetic needs numbers.",
                    "Write a number.");
    node->type.kind = TypeKind::number;
    const Unit a = left.type.unit;
    const Unit b = right.type.unit;
    if (node->kind == Kind::add || node->kind == Kind::subtract) {
      if (a != b)
        return fail(node->column, described(left.type) + " and " + described(right.type) + " can't be added.",
                    "Give both the same unit.");
      node->type.unit = a;
    } else if (node->kind == Kind::multiply) {
      if (a != Unit::none && b != Unit::none)
        return fail(node->column, "Two numbers with units can't be multiplied.", "Leave one without a unit.");
      node->type.unit = a == Unit::none ? b : a;
    } else {
      if (b != Unit::none && a != b)
        return fail(node->column, described(left.type) + " can't be divided by " + described(right.type) + ".",
                    "Divide by the same unit, or by a number without one.");
      if (right.kind == Kind::number && right.number == 0)
        return fail(right.column, "This divides by zero.", "Divide by another number.");
      node->type.unit = b == Unit::none ? a : Unit::none;
    }
    return NodePointer(node);
  }

  std::vector<Token> tokens_;
  const Attributes& attributes_;
  std::size_t at_ = 0;
};

}  // namespace

tl::expected<NodePointer, Expression::Error> parse_tree(std::string_view text, const Attributes& attributes) {
  auto tokens = cut_expression(text);
  if (!tokens) return tl::unexpected(tokens.error());
  return Parser(std::move(*tokens), attributes).parse();
}

tl::expected<std::shared_ptr<const Expression>, Expression::Error> Expression::parse(std::string_view text,
                                                                                     const Attributes& attributes) {
  auto root = parse_tree(text, attributes);
  if (!root) return tl::unexpected(root.error());
  return std::make_shared<const Expression>(std::string(text), *root);
}

}  // namespace massline::rulebook
