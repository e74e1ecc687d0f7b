#include "matters/attributes.h"

#include <charconv>

namespace massline::matters {

namespace {

using rulebook::AttributeType;
using rulebook::AttributeValue;

AttributeValue nothing_of(const AttributeType& type) {
  switch (type.kind) {
    case AttributeType::Kind::boolean:
      return false;
    case AttributeType::Kind::number:
      return 0.0;
    case AttributeType::Kind::word:
      break;
  }
  return std::string();
}

AttributeValue value_of(const AttributeType& type, const Json& json) {
  switch (type.kind) {
    case AttributeType::Kind::boolean:
      return json.boolean() != nullptr && *json.boolean();
    case AttributeType::Kind::number:
      if (const auto* whole = json.integer()) return static_cast<double>(*whole);
      if (const auto* real = json.real()) return *real;
      if (const auto* text = json.string()) {  // money is kept as decimal text
        double number = 0;
        std::from_chars(text->data(), text->data() + text->size(), number);
        return number;
      }
      return 0.0;
    case AttributeType::Kind::word:
      break;
  }
  return json.string() != nullptr ? *json.string() : std::string();
}

}  // namespace

rulebook::AttributeValues attribute_values(const rulebook::Procedure& procedure, const std::vector<rulebook::Ask>& asks,
                                           const AttributeFacts& facts, const JsonObject& inputs) {
  std::vector<std::string> clock_ids;
  for (const rulebook::ClockRule& rule : procedure.clocks) clock_ids.push_back(rule.id);
  rulebook::AttributeValues values;
  const rulebook::Attributes types = rulebook::step_attributes(clock_ids, asks);
  for (const auto& [name, type] : types) {
    values.emplace(name, nothing_of(type));
    if (!name.starts_with("input.")) continue;
    const auto given = inputs.find(std::string_view(name).substr(6));
    if (given != inputs.end()) values[name] = value_of(type, given->second);
  }
  const Matter& matter = facts.matter;
  const auto set = [&](const std::string& name, AttributeValue value) {
    if (const auto at = values.find(name); at != values.end()) at->second = std::move(value);
  };
  set("matter.channel", matter.channel);
  set("matter.topic", matter.topic);
  set("matter.procedure", matter.procedure);
  set("matter.place-kind", facts.place_kind);
  set("matter.unit-kind", facts.unit_kind);
  set("matter.outcome", matter.outcome);
  set("matter.anonymous", matter.anonymous);
  set("matter.confidential", matter.confidential);
  set("matter.has-contact", facts.has_contact);
  set("matter.escalated", static_cast<bool>(matter.escalated));
  set("matter.group-size", static_cast<double>(matter.group_size));
  set("matter.days-open", static_cast<double>((facts.now.ms - matter.raised_at.ms) / ms_per_day));
  for (const Clock& clock : facts.clocks) {
    set("clock." + clock.name + ".extensions", static_cast<double>(extensions_of(clock)));
    set("clock." + clock.name + ".late", clock.is_late(facts.now));
  }
  return values;
}

}  // namespace massline::matters
