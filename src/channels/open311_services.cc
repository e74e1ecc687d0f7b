#include <algorithm>

#include "channels/open311.h"
#include "channels/open311_parts.h"
#include "channels/raise_inputs.h"
#include "channels/refusals.h"

namespace massline::channels::open311 {
namespace {

std::string datatype_of(rulebook::AskType type) {
  switch (type) {
    case rulebook::AskType::long_text:
      return "text";
    case rulebook::AskType::choice:
    case rulebook::AskType::yes_no:
      return "singlevaluelist";
    case rulebook::AskType::date:
      return "datetime";
    case rulebook::AskType::number:
    case rulebook::AskType::money:
      return "number";
    default:
      return "string";
  }
}

std::vector<AttributeValue> values_of(const rulebook::Ask& ask, Language language) {
  const bool zh = language == Language::zh;
  if (ask.type == rulebook::AskType::yes_no) return {{"yes", zh ? "是" : "Yes"}, {"no", zh ? "否" : "No"}};
  std::vector<AttributeValue> values;
  for (const rulebook::NamedChoice& choice : ask.choices) values.push_back({choice.id, choice.title.in(language)});
  return values;
}

std::string group_title(const rulebook::Rulebook& rulebook, const std::string& group, Language language) {
  for (const rulebook::NamedChoice& known : rulebook.topic_groups) {
    if (known.id == group) return known.title.in(language);
  }
  return group;
}

}  // namespace

tl::unexpected<Refusal> not_valid(const std::string& parameter, const char* en, const char* zh) {
  return refuse_field(refusals::parameter_not_valid, parameter,
                      {{"parameter", parameter}, {"expected", en}, {"expected.zh", zh}});
}

const rulebook::Procedure* served_procedure(const rulebook::Rulebook& rulebook, const rulebook::Topic& topic,
                                            Date date) {
  if (!topic.open311) return nullptr;
  const rulebook::Procedure* procedure = rulebook.procedure(topic.procedure, date);
  if (procedure == nullptr || !procedure->listed) return nullptr;
  const auto& channels = procedure->raise.channels;
  return std::find(channels.begin(), channels.end(), channel_id) == channels.end() ? nullptr : procedure;
}

bool is_attribute(const rulebook::Procedure& procedure, const rulebook::Ask& ask) {
  return &ask != main_ask(procedure) && is_text_input(ask.type);
}

std::vector<Service> services(const rulebook::Rulebook& rulebook, Date date, Language language) {
  std::vector<Service> all;
  for (const rulebook::Topic& topic : rulebook.topics) {
    const rulebook::Procedure* procedure = served_procedure(rulebook, topic, date);
    if (procedure == nullptr) continue;
    Service service;
    service.service_code = topic.id;
    service.service_name = topic.title.in(language);
    service.description = topic.description.in(language);
    service.metadata = std::any_of(procedure->raise.asks.begin(), procedure->raise.asks.end(),
                                   [&](const rulebook::Ask& ask) { return is_attribute(*procedure, ask); });
    service.keywords = topic.keywords;
    service.group = group_title(rulebook, topic.group, language);
    all.push_back(std::move(service));
  }
  return all;
}

Result<Definition> definition(const rulebook::Rulebook& rulebook, std::string_view service_code, Date date,
                              Language language) {
  const rulebook::Topic* topic = rulebook.topic(service_code);
  const rulebook::Procedure* procedure = topic == nullptr ? nullptr : served_procedure(rulebook, *topic, date);
  if (procedure == nullptr) return refuse(refusals::service_unknown, {{"service_code", std::string(service_code)}});
  Definition definition{topic->id, {}};
  for (const rulebook::Ask& ask : procedure->raise.asks) {
    if (!is_attribute(*procedure, ask)) continue;
    Attribute attribute;
    attribute.code = ask.id;
    attribute.datatype = datatype_of(ask.type);
    attribute.required = ask.required;
    attribute.datatype_description = ask.hint.in(language);
    attribute.order = static_cast<int>(definition.attributes.size()) + 1;
    attribute.description = ask.title.in(language);
    attribute.values = values_of(ask, language);
    definition.attributes.push_back(std::move(attribute));
  }
  return definition;
}

int status_of(const Refusal& refusal) {
  switch (refusal.message->kind) {
    case RefusalKind::forbidden:
    case RefusalKind::unauthorised:
      return 403;
    case RefusalKind::not_found:
      return 404;
    case RefusalKind::too_many:
      return 429;
    case RefusalKind::unavailable:
      return 503;
    default:
      return 400;
  }
}

}  // namespace massline::channels::open311
