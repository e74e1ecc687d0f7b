#include "rulebook/expression.h"

#include <fmt/format.h>

#include <algorithm>

#include "rulebook/expression_node.h"
#include "rulebook/model.h"

namespace massline::rulebook {

namespace {

using Node = Expression::Node;
using Kind = Node::Kind;
using TypeKind = AttributeType::Kind;

const AttributeValue& value_of(const Node& node, const AttributeValues& values) {
  const auto found = values.find(node.text);
  check(found != values.end(), "an attribute of a rulebook's condition has no value");
  return found->second;
}

double number_of(const Node& node, const AttributeValues& values) {
  switch (node.kind) {
    case Kind::number:
      return node.number;
    case Kind::attribute: {
      const auto* number = std::get_if<double>(&value_of(node, values));
      check(number != nullptr, "an attribute of a rulebook's condition must be a number");
      return *number;
    }
    case Kind::add:
      return number_of(*node.children[0], values) + number_of(*node.children[1], values);
    case Kind::subtract:
      return number_of(*node.children[0], values) - number_of(*node.children[1], values);
    case Kind::multiply:
      return number_of(*node.children[0], values) * number_of(*node.children[1], values);
    case Kind::divide:
      return number_of(*node.children[0], values) / number_of(*node.children[1], values);
    default:
      check(false, "a node of an expression is not a number");
  }
  return 0;
}

const std::string& word_of(const Node& node, const AttributeValues& values) {
  if (node.kind == Kind::word) return node.text;
  const auto* word = std::get_if<std::string>(&value_of(node, values));
  check(word != nullptr, "an attribute of a rulebook's condition must be a word");
  return *word;
}

bool holds(const Node& node, const AttributeValues& values);

bool compared(const Node& node, const AttributeValues& values) {
  const Node& left = *node.children[0];
  const Node& right = *node.children[1];
  if (left.type.kind == TypeKind::word) {
    const bool same = word_of(left, values) == word_of(right, values);
    return same == (node.kind == Kind::equal);
  }
  const double a = number_of(left, values);
  const double b = number_of(right, values);
  switch (node.kind) {
    case Kind::equal:
      return a == b;
    case Kind::not_equal:
      return a != b;
    case Kind::less:
      return a < b;
    case Kind::less_equal:
      return a <= b;
    case Kind::greater:
      return a > b;
    case Kind::greater_equal:
      return a >= b;
    default:
      check(false, "a node of an expression is not a comparison");
  }
  return false;
}

bool is_in(const Node& node, const AttributeValues& values) {
  const Node& left = *node.children[0];
  const Node& list = *node.children[1];
  if (list.kind == Kind::word_list)
    return std::find(list.words.begin(), list.words.end(), word_of(left, values)) != list.words.end();
  return std::find(list.numbers.begin(), list.numbers.end(), number_of(left, values)) != list.numbers.end();
}

bool holds(const Node& node, const AttributeValues& values) {
  switch (node.kind) {
    case Kind::logical_or:
      return holds(*node.children[0], values) || holds(*node.children[1], values);
    case Kind::logical_and:
      return holds(*node.children[0], values) && holds(*node.children[1], values);
    case Kind::logical_not:
      return !holds(*node.children[0], values);
    case Kind::in:
      return is_in(node, values);
    case Kind::attribute: {
      const auto* boolean = std::get_if<bool>(&value_of(node, values));
      check(boolean != nullptr, "an attribute of a rulebook's condition must be yes or no");
      return *boolean;
    }
    default:
      return compared(node, values);
  }
}

std::string number_text(double number, Unit unit) {
  std::string out = fmt::format("{:.10g}", number);
  if (unit != Unit::none) out += " " + std::string(unit_name(unit));
  return out;
}

std::string operand_text(const Node& node, const AttributeValues& values) {
  switch (node.kind) {
    case Kind::word:
      return node.text;
    case Kind::number:
      return number_text(node.number, node.type.unit);
    case Kind::word_list:
    case Kind::number_list: {
      std::string out;
      for (const auto& word : node.words) out += (out.empty() ? "" : ", ") + word;
      for (const double number : node.numbers) out += (out.empty() ? "" : ", ") + number_text(number, node.type.unit);
      return "[" + out + "]";
    }
    case Kind::attribute:
      if (node.type.kind == TypeKind::word) return node.text + " (" + word_of(node, values) + ")";
      return node.text + " (" + number_text(number_of(node, values), node.type.unit) + ")";
    default:
      return "(" + operand_text(*node.children[0], values) + " " + std::string(operator_text(node.kind)) + " " +
             operand_text(*node.children[1], values) + " = " + number_text(number_of(node, values), node.type.unit) +
             ")";
  }
}

void explain_leaves(const Node& node, const AttributeValues& values, std::string& out) {
  if (node.kind == Kind::logical_or || node.kind == Kind::logical_and || node.kind == Kind::logical_not) {
    for (const auto& child : node.children) explain_leaves(*child, values, out);
    return;
  }
  if (!out.empty()) out += "; ";
  if (node.kind == Kind::attribute)
    out += node.text;
  else
    out += operand_text(*node.children[0], values) + " " + std::string(operator_text(node.kind)) + " " +
           operand_text(*node.children[1], values);
  out += holds(node, values) ? ": yes" : ": no";
}

}  // namespace

std::string_view unit_name(Unit unit) {
  switch (unit) {
    case Unit::none:
      return "";
    case Unit::persons:
      return "persons";
    case Unit::days:
      return "days";
    case Unit::hours:
      return "hours";
    case Unit::yuan:
      return "yuan";
  }
  return "";
}

std::string_view operator_text(Expression::Node::Kind kind) {
  switch (kind) {
    case Kind::logical_or:
      return "or";
    case Kind::logical_and:
      return "and";
    case Kind::logical_not:
      return "not";
    case Kind::equal:
      return "=";
    case Kind::not_equal:
      return "!=";
    case Kind::less:
      return "<";
    case Kind::less_equal:
      return "<=";
    case Kind::greater:
      return ">";
    case Kind::greater_equal:
      return ">=";
    case Kind::in:
      return "in";
    case Kind::add:
      return "+";
    case Kind::subtract:
      return "-";
    case Kind::multiply:
      return "*";
    case Kind::divide:
      return "/";
    default:
      return "";
  }
}

Expression::Expression(std::string text, std::shared_ptr<const Node> root)
    : text_(std::move(text)), root_(std::move(root)) {}

bool Expression::evaluate(const AttributeValues& values) const { return holds(*root_, values); }

std::string Expression::explain(const AttributeValues& values) const {
  std::string out;
  explain_leaves(*root_, values, out);
  return out;
}

Attributes procedure_attributes(const std::vector<std::string>& clock_ids) {
  Attributes out;
  for (const char* name : {"channel", "topic", "procedure", "place-kind", "unit-kind", "outcome"})
    out["matter." + std::string(name)] = {TypeKind::word, Unit::none, {}};
  for (const char* name : {"anonymous", "confidential", "has-contact", "escalated"})
    out["matter." + std::string(name)] = {TypeKind::boolean, Unit::none, {}};
  out["matter.group-size"] = {TypeKind::number, Unit::persons, {}};
  out["matter.days-open"] = {TypeKind::number, Unit::days, {}};
  for (const auto& clock_id : clock_ids) {
    out["clock." + clock_id + ".extensions"] = {TypeKind::number, Unit::none, {}};
    out["clock." + clock_id + ".late"] = {TypeKind::boolean, Unit::none, {}};
  }
  return out;
}

Attributes step_attributes(const std::vector<std::string>& clock_ids, const std::vector<Ask>& asks) {
  Attributes out = procedure_attributes(clock_ids);
  for (const auto& ask : asks) {
    AttributeType type;
    switch (ask.type) {
      case AskType::choice:
        type.kind = TypeKind::word;
        for (const auto& choice : ask.choices) type.words.push_back(choice.id);
        break;
      case AskType::yes_no:
        type.kind = TypeKind::boolean;
        break;
      case AskType::number:
        type.kind = TypeKind::number;
        break;
      case AskType::money:
        type = {TypeKind::number, Unit::yuan, {}};
        break;
      default:
        continue;
    }
    out["input." + ask.id] = std::move(type);
  }
  return out;
}

}  // namespace massline::rulebook
