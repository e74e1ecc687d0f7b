#include <map>

#include "rulebook/rule_facts.h"

namespace massline::rulebook {

namespace {

using ByRule = std::map<std::string, const RuleFacts*>;

ByRule by_rule(const std::vector<RuleFacts>& facts) {
  ByRule out;
  for (const auto& rule : facts) out.emplace(rule.rule, &rule);
  return out;
}

const std::string* field(const RuleFacts& facts, const std::string& name) {
  for (const auto& [known, value] : facts.fields)
    if (known == name) return &value;
  return nullptr;
}

std::string shown(const std::string* value) { return value == nullptr ? "(nothing)" : "“" + *value + "”"; }

std::string with_title(const RuleFacts& facts) {
  return facts.title.empty() ? facts.rule : facts.rule + " (" + facts.title + ")";
}

std::string changes(const RuleFacts& before, const RuleFacts& after) {
  std::string out;
  const auto line = [&](const std::string& name, const std::string* old_value, const std::string* new_value) {
    out += "changed " + after.rule + " " + name + ": " + shown(old_value) + " → " + shown(new_value) + "\n";
  };
  for (const auto& [name, value] : before.fields) {
    const std::string* now = field(after, name);
    if (now == nullptr || *now != value) line(name, &value, now);
  }
  for (const auto& [name, value] : after.fields)
    if (field(before, name) == nullptr) line(name, nullptr, &value);
  return out;
}

}  // namespace

std::string diff(const Rulebook& before, const Rulebook& after) {
  const auto old_facts = rule_facts(before);
  const auto new_facts = rule_facts(after);
  const ByRule old_rules = by_rule(old_facts);
  const ByRule new_rules = by_rule(new_facts);
  std::string out;
  for (const auto& facts : old_facts) {
    const auto found = new_rules.find(facts.rule);
    if (found == new_rules.end())
      out += "removed " + with_title(facts) + "\n";
    else
      out += changes(facts, *found->second);
  }
  for (const auto& facts : new_facts)
    if (!old_rules.contains(facts.rule)) out += "added " + with_title(facts) + "\n";
  return out;
}

}  // namespace massline::rulebook
