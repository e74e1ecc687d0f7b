// The rulebook's small typed language: `matter.channel in [web, phone] and matter.group-size >= 5 persons`.
//
// Types are checked when the rulebook is read: numbers carry a unit (persons, days, hours, yuan, or none), texts are
// compared with words of the attribute's list. Operators: or, and, not, = != < <= > >=, in [...], + - * /, parentheses.
// An expression is immutable; evaluating it is thread-safe.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace massline::rulebook {

enum class Unit { none, persons, days, hours, yuan };

struct AttributeType {
  enum class Kind { boolean, number, word } kind = Kind::boolean;
  Unit unit = Unit::none;
  std::vector<std::string> words;  // the words it may be; empty: any
};

/// What an expression may speak of: "matter.channel" → its type.
using Attributes = std::map<std::string, AttributeType, std::less<>>;

using AttributeValue = std::variant<bool, double, std::string>;  // numbers in the attribute's unit
using AttributeValues = std::map<std::string, AttributeValue, std::less<>>;

class Expression {
 public:
  struct Node;
  struct Error {
    int column = 0;  // in the text, from 1
    std::string what, hint;
  };

  /// Parses and checks; the whole must be a boolean.
  static tl::expected<std::shared_ptr<const Expression>, Error> parse(std::string_view text,
                                                                      const Attributes& attributes);

  /// A missing attribute is a bug of the caller: check() fails.
  bool evaluate(const AttributeValues& values) const;
  /// The same, with each comparison and its values: "matter.group-size (6 persons) >= 5 persons: yes".
  std::string explain(const AttributeValues& values) const;
  const std::string& text() const { return text_; }

  Expression(std::string text, std::shared_ptr<const Node> root);

 private:
  std::string text_;
  std::shared_ptr<const Node> root_;
};

/// The attributes that a procedure's `when` may use:
///   matter.channel, matter.topic, matter.procedure, matter.place-kind, matter.unit-kind, matter.outcome   words
///   matter.anonymous, matter.confidential, matter.has-contact, matter.escalated                           booleans
///   matter.group-size   persons;   matter.days-open   days
///   clock.<id>.extensions   number;   clock.<id>.late   boolean
///   input.<ask>   of the step's own asks: choice → word, yes-no → boolean, number → number, money → yuan
Attributes procedure_attributes(const std::vector<std::string>& clock_ids);

}  // namespace massline::rulebook
