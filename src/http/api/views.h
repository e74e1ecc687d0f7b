// JSON of the things that several routes show. Shapes: the schemas of the same names in api/openapi.yaml.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "registry/units.h"
#include "rulebook/model.h"

namespace massline::http {

using massline::to_string;  // of ids, dates and instants, next to this namespace's own of methods

Json named(std::string_view id, std::string_view title);
Json day_or_null(const std::optional<Date>& date);
Json instant_or_null(const std::optional<Instant>& instant);
Json text_or_null(std::string_view text);
template <class T>
Json value_or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
}
template <class T, class View>
Json list_of(const std::vector<T>& items, View&& view) {
  JsonArray array;
  array.reserve(items.size());
  for (const T& item : items) array.push_back(view(item));
  return array;
}
Json strings(const std::vector<std::string>& items);

/// Title of a unit kind in the rulebook; the id where the rulebook has none (a unit of an older rulebook).
std::string unit_kind_title(const rulebook::Rulebook& rulebook, std::string_view kind, Language language);
std::string post_title(const rulebook::Rulebook& rulebook, std::string_view post, Language language);

Json unit_ref(const registry::Unit& unit, Language language);
Json source_view(const rulebook::Source& source, Language language);
Json ask_view(const rulebook::Ask& ask, Language language);
Json asks_view(const std::vector<rulebook::Ask>& asks, Language language);
Json topic_view(const rulebook::Topic& topic, Language language);
std::string effect_name(rulebook::EffectKind effect);

}  // namespace massline::http
