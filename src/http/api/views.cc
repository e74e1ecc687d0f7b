#include "http/api/views.h"

#include "rulebook/citation.h"

namespace massline::http {

Json named(std::string_view id, std::string_view title) { return JsonObject{{"id", id}, {"title", title}}; }

Json day_or_null(const std::optional<Date>& date) { return date ? Json(to_string(*date)) : Json(); }

Json instant_or_null(const std::optional<Instant>& instant) { return instant ? Json(to_string(*instant)) : Json(); }

Json text_or_null(std::string_view text) { return text.empty() ? Json() : Json(text); }

Json strings(const std::vector<std::string>& items) {
  return list_of(items, [](const std::string& item) { return Json(item); });
}

std::string unit_kind_title(const rulebook::Rulebook& rulebook, std::string_view kind, Language language) {
  const auto* unit_kind = rulebook.unit_kind(kind);
  return unit_kind == nullptr ? std::string(kind) : unit_kind->title.in(language);
}

std::string post_title(const rulebook::Rulebook& rulebook, std::string_view post, Language language) {
  const auto* kind = rulebook.post(post);
  return kind == nullptr ? std::string(post) : kind->title.in(language);
}

Json unit_ref(const registry::Unit& unit, Language language) {
  return JsonObject{{"id", to_string(unit.id)}, {"name", unit.name_in(language)}, {"kind", unit.kind}};
}

Json source_view(const rulebook::Source& source, Language language) {
  JsonObject view{{"document", rulebook::document_in(source.document, language)},
                  {"place", rulebook::place_in(source.place, language)},
                  {"quote", source.quote}};
  if (!source.file.empty()) {
    view["file"] = source.file;
    view["line"] = source.line;
  }
  return view;
}

Json ask_view(const rulebook::Ask& ask, Language language) {
  return JsonObject{
      {"id", ask.id},
      {"title", ask.title.in(language)},
      {"hint", ask.hint.in(language)},
      {"type", rulebook::ask_type_name(ask.type)},
      {"required", ask.required},
      {"public", ask.is_public},
      {"choices",
       list_of(ask.choices, [&](const auto& choice) { return named(choice.id, choice.title.in(language)); })},
      {"maxLength", ask.max_length},
      {"unitKinds", strings(ask.unit_kinds)},
      {"accuses", ask.party == "accused"}};
}

Json asks_view(const std::vector<rulebook::Ask>& asks, Language language) {
  return list_of(asks, [&](const rulebook::Ask& ask) { return ask_view(ask, language); });
}

Json topic_view(const rulebook::Topic& topic, Language language) {
  return JsonObject{{"id", topic.id},
                    {"title", topic.title.in(language)},
                    {"description", topic.description.in(language)},
                    {"procedure", topic.procedure},
                    {"keywords", strings(topic.keywords)}};
}

std::string effect_name(rulebook::EffectKind effect) {
  switch (effect) {
    case rulebook::EffectKind::route:
      return "route";
    case rulebook::EffectKind::answer:
      return "answer";
    case rulebook::EffectKind::appraise:
      return "appraise";
    case rulebook::EffectKind::assign:
      return "assign";
    case rulebook::EffectKind::name_party:
      return "name-party";
    case rulebook::EffectKind::open_linked:
      return "open-linked";
  }
  check(false, "an effect has a name");
  return {};
}

}  // namespace massline::http
