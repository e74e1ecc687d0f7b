#include "rulebook/duty_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>

#include "rulebook/expression_node.h"

namespace massline::rulebook {
namespace {

using Node = Expression::Node;
using Kind = Node::Kind;

constexpr std::string_view holds_prefix = "holds.";

std::string in(const LocalText& text, Language language) { return text.in(language); }

template <class List>
std::string title_in(const List& list, const std::string& id, Language language) {
  for (const auto& one : list)
    if (one.id == id) return one.title.in(language);
  return id;
}

/// What an attribute is called.
std::string name_of(const std::string& attribute, Language language) {
  static const std::map<std::string, LocalText, std::less<>> names{
      {"unit.kind", {"the kind of unit", "单位类别"}},
      {"unit.setting", {"the unit's field", "单位所属领域"}},
      {"unit.members", {"the number of members", "单位成员数"}},
      {"member.kind", {"the membership", "成员类别"}},
      {"post.kind", {"the post", "职务"}},
      {"post.leads", {"the post leads the unit", "职务为单位负责人"}},
      {"activity.kind", {"the activity", "活动类别"}},
      {"activity.hard-place", {"it is in a hard place", "在艰苦地区开展"}},
      {"activity.report", {"one's own report is attached", "附有本人撰写的报告"}},
      {"activity.place-kind", {"the place", "地点类别"}},
      {"activity.unit-kind", {"the unit that holds it", "举办单位类别"}},
  };
  const auto found = names.find(attribute);
  return found == names.end() ? attribute : in(found->second, language);
}

/// What a word of an attribute is called.
std::string title_of_word(const Rulebook& book, const std::string& attribute, const std::string& word,
                          Language language) {
  if (attribute == "unit.kind" || attribute == "activity.place-kind" || attribute == "activity.unit-kind")
    return title_in(book.unit_kinds, word, language);
  if (attribute == "unit.setting") return title_in(book.settings, word, language);
  if (attribute == "member.kind") return title_in(book.memberships, word, language);
  if (attribute == "post.kind") return title_in(book.posts, word, language);
  if (attribute == "activity.kind") return title_in(book.activities, word, language);
  return word;
}

std::string enumerated(const std::vector<std::string>& parts, std::string_view comma, std::string_view last) {
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += i + 1 == parts.size() ? last : comma;
    out += parts[i];
  }
  return out;
}

std::string any_of(const std::vector<std::string>& parts, Language language) {
  return language == Language::zh ? enumerated(parts, "、", "或") : enumerated(parts, ", ", " or ");
}

std::string post_of(const Rulebook& book, const std::string& attribute, Language language) {
  return title_in(book.posts, attribute.substr(holds_prefix.size()), language);
}

std::string amount_in_words(double number, Unit unit, Language language) {
  static const std::map<Unit, LocalText> names{{Unit::persons, {"persons", "人"}},
                                               {Unit::days, {"days", "天"}},
                                               {Unit::hours, {"hours", "学时"}},
                                               {Unit::yuan, {"yuan", "元"}}};
  const auto found = names.find(unit);
  if (found == names.end()) return fmt::format("{:.10g}", number);
  return language == Language::zh ? fmt::format("{:.10g}{}", number, found->second.zh)
                                  : fmt::format("{:.10g} {}", number, found->second.en);
}

std::string operator_words(Kind kind, Language language) {
  const bool zh = language == Language::zh;
  switch (kind) {
    case Kind::equal:
      return zh ? "为" : "is";
    case Kind::not_equal:
      return zh ? "不为" : "is not";
    case Kind::less:
      return zh ? "少于" : "is less than";
    case Kind::less_equal:
      return zh ? "不超过" : "is at most";
    case Kind::greater:
      return zh ? "多于" : "is more than";
    case Kind::greater_equal:
      return zh ? "不少于" : "is at least";
    default:
      return "";
  }
}

Kind opposite(Kind kind) {
  switch (kind) {
    case Kind::equal:
      return Kind::not_equal;
    case Kind::not_equal:
      return Kind::equal;
    case Kind::less:
      return Kind::greater_equal;
    case Kind::less_equal:
      return Kind::greater;
    case Kind::greater:
      return Kind::less_equal;
    case Kind::greater_equal:
      return Kind::less;
    default:
      return kind;
  }
}

/// Renders one condition; `negated` turns it into its opposite all the way down, so that no “not (…)” is left.
class Words {
 public:
  Words(const Rulebook& book, Language language) : book_(book), language_(language), zh_(language == Language::zh) {}

  std::string condition(const Node& node, bool negated) const {
    switch (node.kind) {
      case Kind::logical_not:
        return condition(*node.children[0], !negated);
      case Kind::logical_and:
      case Kind::logical_or:
        return several(node, negated);
      case Kind::attribute:
        return yes_or_no(node.text, !negated);
      case Kind::in:
        return within(node, negated);
      default:
        return comparison(node, negated);
    }
  }

  /// The conditions that all must hold, each for itself.
  void conjuncts(const Node& node, std::vector<std::string>& out) const {
    if (node.kind == Kind::logical_and) {
      for (const auto& child : node.children) conjuncts(*child, out);
      return;
    }
    out.push_back(condition(node, false));
  }

 private:
  static void flatten(const Node& node, Kind kind, std::vector<const Node*>& out) {
    if (node.kind != kind) return out.push_back(&node);
    for (const auto& child : node.children) flatten(*child, kind, out);
  }

  std::string several(const Node& node, bool negated) const {
    std::vector<const Node*> parts;
    flatten(node, node.kind, parts);
    const bool all = (node.kind == Kind::logical_and) != negated;
    const bool posts_alone = std::all_of(parts.begin(), parts.end(), [](const Node* part) {
      return part->kind == Kind::attribute && part->text.starts_with(holds_prefix);
    });
    std::vector<std::string> words;
    if (posts_alone && all == negated) {
      for (const Node* part : parts) words.push_back(post_of(book_, part->text, language_));
      if (negated)
        return (zh_ ? "不担任" : "holds none of these posts: ") +
               enumerated(words, zh_ ? "、" : ", ", zh_ ? "、" : ", ");
      return (zh_ ? "担任" : "holds the post ") + any_of(words, language_);
    }
    for (const Node* part : parts) words.push_back(condition(*part, negated));
    if (all) return enumerated(words, zh_ ? "，" : ", ", zh_ ? "，且" : " and ");
    return enumerated(words, zh_ ? "，或" : ", or ", zh_ ? "，或" : ", or ");
  }

  std::string yes_or_no(const std::string& attribute, bool yes) const {
    if (attribute.starts_with(holds_prefix)) {
      const std::string post = post_of(book_, attribute, language_);
      return zh_ ? (yes ? "担任" : "不担任") + post : (yes ? "holds the post " : "does not hold the post ") + post;
    }
    const std::string name = name_of(attribute, language_);
    return yes ? name : (zh_ ? "非：" : "not: ") + name;
  }

  std::string operand(const std::string& attribute, const Node& node) const {
    if (node.kind == Kind::number) return amount_in_words(node.number, node.type.unit, language_);
    if (node.kind == Kind::word) return title_of_word(book_, attribute, node.text, language_);
    if (node.kind == Kind::attribute) return name_of(node.text, language_);
    return operand(attribute, *node.children[0]) + " " + std::string(operator_text(node.kind)) + " " +
           operand(attribute, *node.children[1]);
  }

  std::string within(const Node& node, bool negated) const {
    const std::string& attribute = node.children[0]->text;
    std::vector<std::string> words;
    for (const auto& word : node.children[1]->words) words.push_back(title_of_word(book_, attribute, word, language_));
    for (const double number : node.children[1]->numbers)
      words.push_back(amount_in_words(number, node.children[1]->type.unit, language_));
    return relation(operand(attribute, *node.children[0]), negated ? Kind::not_equal : Kind::equal,
                    any_of(words, language_));
  }

  std::string comparison(const Node& node, bool negated) const {
    const std::string& attribute = node.children[0]->text;
    return relation(operand(attribute, *node.children[0]), negated ? opposite(node.kind) : node.kind,
                    operand(attribute, *node.children[1]));
  }

  std::string relation(const std::string& left, Kind kind, const std::string& right) const {
    return zh_ ? left + operator_words(kind, language_) + right
               : left + " " + operator_words(kind, language_) + " " + right;
  }

  const Rulebook& book_;
  Language language_;
  bool zh_;
};

/// The condition as the rule has it: it was read when the rulebook was.
std::shared_ptr<const Node> tree_of(const Expression& expression, const Attributes& attributes) {
  auto root = parse_tree(expression.text(), attributes);
  check(root.has_value(), "a condition of the rulebook can be read");
  return *root;
}

void attributes_of(const Node& node, std::vector<std::string>& out) {
  if (node.kind == Kind::attribute && std::find(out.begin(), out.end(), node.text) == out.end())
    out.push_back(node.text);
  for (const auto& child : node.children) attributes_of(*child, out);
}

std::string fact(const Rulebook& book, const std::string& attribute, const AttributeValue& value, Unit unit,
                 Language language) {
  const bool zh = language == Language::zh;
  const std::string colon = zh ? "：" : ": ";
  std::string name = name_of(attribute, language);
  if (!zh && !name.empty()) name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
  if (const auto* word = std::get_if<std::string>(&value))
    return name + colon +
           (word->empty() ? (zh ? "未登记" : "none is recorded") : title_of_word(book, attribute, *word, language));
  if (const auto* number = std::get_if<double>(&value)) return name + colon + amount_in_words(*number, unit, language);
  return name + colon + (std::get<bool>(value) ? (zh ? "是" : "yes") : (zh ? "否" : "no"));
}

}  // namespace

std::vector<std::string> who_in_words(const Rulebook& rulebook, const Duty& duty, Language language) {
  std::vector<std::string> out;
  if (duty.who) Words(rulebook, language).conjuncts(*tree_of(*duty.who, duty_attributes(rulebook, duty.owed_by)), out);
  return out;
}

std::vector<std::string> why_in_words(const Rulebook& rulebook, const Duty& duty, const AttributeValues& inputs,
                                      Language language) {
  std::vector<std::string> out, attributes, held, others;
  if (!duty.who) return out;
  attributes_of(*tree_of(*duty.who, duty_attributes(rulebook, duty.owed_by)), attributes);
  for (const std::string& attribute : attributes) {
    const auto value = inputs.find(attribute);
    check(value != inputs.end(), "an ower has every attribute that the duty asks for");
    if (attribute.starts_with(holds_prefix))
      (std::get<bool>(value->second) ? held : others).push_back(post_of(rulebook, attribute, language));
    else
      out.push_back(
          fact(rulebook, attribute, value->second, attribute == "unit.members" ? Unit::persons : Unit::none, language));
  }
  const bool zh = language == Language::zh;
  const std::string comma = zh ? "、" : ", ";
  if (!held.empty())
    out.push_back((zh ? "在该单位担任：" : "Posts held in this unit: ") + enumerated(held, comma, comma));
  if (!others.empty())
    out.push_back((zh ? "在该单位不担任：" : "Posts not held in this unit: ") + enumerated(others, comma, comma));
  return out;
}

std::vector<std::string> counts_in_words(const Rulebook& rulebook, const Duty& duty, Language language) {
  std::vector<std::string> out;
  const bool zh = language == Language::zh;
  if (duty.owed_by != Ower::unit && duty.part == Part::led) out.push_back(zh ? "由本人主持" : "the person leads it");
  if (duty.owed_by != Ower::unit && duty.part == Part::either)
    out.push_back(zh ? "本人参加或主持" : "the person is there or leads it");
  if (duty.counts_when)
    Words(rulebook, language).conjuncts(*tree_of(*duty.counts_when, activity_attributes(rulebook)), out);
  return out;
}

}  // namespace massline::rulebook
