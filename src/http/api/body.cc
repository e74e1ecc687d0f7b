#include "http/api/body.h"

#include <charconv>
#include <cmath>

#include "base/refusals.h"
#include "base/text.h"
#include "http/api/refusals.h"
#include "http/server/url.h"

namespace massline::http {
namespace {

Refusal refusal_for(const Message& message, std::string field, Parameters parameters) {
  Refusal refusal;
  refusal.message = &message;
  refusal.field = std::move(field);
  refusal.parameters = std::move(parameters);
  return refusal;
}

}  // namespace

Body::Body(const Request& request) {
  unreadable_ = true;
  if (!has_media_type(request.headers, "application/json")) {
    problems_.push_back(refusal_for(refusals::json_expected, "", {}));
    return;
  }
  auto value = parse_json(request.body);
  if (!value) {
    problems_.push_back(value.error());
    return;
  }
  if (value->object() == nullptr) {
    problems_.push_back(refusal_for(refusals::object_expected, "", {}));
    return;
  }
  unreadable_ = false;
  object_ = std::move(*value->object());
}

Body::Body(const Json& object, std::string prefix) : prefix_(std::move(prefix)) {
  if (const JsonObject* members = object.object()) {
    object_ = *members;
  } else {
    unreadable_ = true;
    problems_.push_back(refusal_for(refusals::object_expected, prefix_, {}));
  }
}

const Json* Body::take(std::string_view name, Need need) {
  if (unreadable_) return nullptr;
  taken_.emplace(name);
  const auto member = object_.find(name);
  if (member == object_.end() || member->second.is_null()) {
    if (need == Need::required)
      problems_.push_back(
          refusal_for(massline::refusals::field_missing, pointer(name), {{"field", std::string(name)}}));
    return nullptr;
  }
  return &member->second;
}

void Body::wrong_type(std::string_view name, std::string_view expected_en, std::string_view expected_zh) {
  Parameters parameters{{"field", std::string(name)}, {"expected", std::string(expected_en)}};
  if (!expected_zh.empty()) parameters.emplace("expected.zh", expected_zh);
  problems_.push_back(refusal_for(refusals::member_type, pointer(name), std::move(parameters)));
}

std::string Body::text(std::string_view name, TextLimits limits) {
  const Json* value = take(name, limits.need);
  if (value == nullptr) return {};
  if (value->string() == nullptr) {
    wrong_type(name, "a text", "文本");
    return {};
  }
  std::string text = trimmed(*value->string());
  if (has_control_characters(text)) {
    problems_.push_back(refusal_for(massline::refusals::field_not_text, pointer(name), {{"field", std::string(name)}}));
    return {};
  }
  if (text.empty() && limits.need == Need::required) {
    problems_.push_back(refusal_for(massline::refusals::field_missing, pointer(name), {{"field", std::string(name)}}));
    return {};
  }
  if (length_of(text) > limits.max) {
    problems_.push_back(refusal_for(massline::refusals::field_too_long, pointer(name),
                                    {{"field", std::string(name)}, {"max", std::to_string(limits.max)}}));
    return {};
  }
  return text;
}

std::optional<std::string> Body::text_or_none(std::string_view name, std::size_t max) {
  std::string value = text(name, {.max = max, .need = Need::optional});
  if (value.empty()) return std::nullopt;
  return value;
}

std::int64_t Body::integer(std::string_view name, std::int64_t least, std::int64_t most) {
  const Json* value = take(name, Need::required);
  if (value == nullptr) return least;
  if (value->integer() == nullptr || *value->integer() < least || *value->integer() > most) {
    wrong_type(name, std::to_string(least) + "–" + std::to_string(most));
    return least;
  }
  return *value->integer();
}

std::int64_t Body::integer_or(std::string_view name, std::int64_t otherwise, std::int64_t least, std::int64_t most) {
  const auto member = object_.find(name);
  if (member == object_.end() || member->second.is_null()) {
    taken_.emplace(name);
    return otherwise;
  }
  return integer(name, least, most);
}

std::optional<double> Body::number_or_none(std::string_view name, double least, double most) {
  const Json* value = take(name, Need::optional);
  if (value == nullptr) return std::nullopt;
  double number = 0;
  if (value->real() != nullptr)
    number = *value->real();
  else if (value->integer() != nullptr)
    number = static_cast<double>(*value->integer());
  else
    number = std::nan("");
  if (!(number >= least && number <= most)) {
    wrong_type(name, std::to_string(static_cast<int>(least)) + "–" + std::to_string(static_cast<int>(most)));
    return std::nullopt;
  }
  return number;
}

bool Body::boolean_or(std::string_view name, bool otherwise) {
  const Json* value = take(name, Need::optional);
  if (value == nullptr) return otherwise;
  if (value->boolean() == nullptr) {
    wrong_type(name, "true / false");
    return otherwise;
  }
  return *value->boolean();
}

std::optional<Date> Body::date_or_none(std::string_view name) {
  const Json* value = take(name, Need::optional);
  if (value == nullptr) return std::nullopt;
  const auto date = value->string() == nullptr ? std::nullopt : parse_date(*value->string());
  if (!date) wrong_type(name, "YYYY-MM-DD");
  return date;
}

Date Body::date(std::string_view name) {
  const std::size_t before = problems_.size();
  const auto date = date_or_none(name);
  if (!date && problems_.size() == before && !unreadable_)
    problems_.push_back(refusal_for(massline::refusals::field_missing, pointer(name), {{"field", std::string(name)}}));
  return date.value_or(Date{});
}

Instant Body::instant(std::string_view name) {
  const Json* value = take(name, Need::required);
  if (value == nullptr) return {};
  const auto instant = value->string() == nullptr ? std::nullopt : parse_instant(*value->string());
  if (!instant) wrong_type(name, "YYYY-MM-DDThh:mm:ssZ");
  return instant.value_or(Instant{});
}

JsonObject Body::object_or_empty(std::string_view name) {
  const Json* value = take(name, Need::optional);
  if (value == nullptr) return {};
  if (value->object() == nullptr) {
    wrong_type(name, "{…}");
    return {};
  }
  return *value->object();
}

std::optional<Body> Body::nested(std::string_view name) {
  const Json* value = take(name, Need::optional);
  if (value == nullptr) return std::nullopt;
  return Body(*value, pointer(name));
}

std::vector<Body> Body::nested_list(std::string_view name, std::size_t max) {
  std::vector<Body> bodies;
  const Json* value = take(name, Need::optional);
  if (value == nullptr) return bodies;
  if (value->array() == nullptr || value->array()->size() > max) {
    wrong_type(name, "[…] ≤ " + std::to_string(max));
    return bodies;
  }
  for (std::size_t i = 0; i < value->array()->size(); ++i)
    bodies.emplace_back((*value->array())[i], pointer(name) + "/" + std::to_string(i));
  return bodies;
}

std::int64_t Body::id_value(std::string_view name, Need need) {
  const Json* value = take(name, need);
  if (value == nullptr) return 0;
  const auto id = value->string() == nullptr ? std::nullopt : parse_id_value(*value->string());
  if (!id) wrong_type(name, "an id, in digits between quotation marks: \"123\"", "加引号的数字编号，如 \"123\"");
  return id.value_or(0);
}

void Body::absorb(Body& nested) {
  if (auto more = nested.problems()) problems_.insert(problems_.end(), more->begin(), more->end());
}

std::optional<std::vector<Refusal>> Body::problems() {
  if (!unreadable_) {
    for (const auto& [name, value] : object_) {
      if (!taken_.contains(name))
        problems_.push_back(refusal_for(refusals::member_unknown, pointer(name), {{"field", name}}));
    }
  }
  if (problems_.empty()) return std::nullopt;
  return std::move(problems_);
}

Result<std::optional<Date>> query_date(const Request& request, std::string_view name) {
  const auto text = first_of(request.query, name);
  if (!text || text->empty()) return std::optional<Date>{};
  const auto date = parse_date(*text);
  if (!date)
    return refuse_field(refusals::member_type, std::string(name),
                        {{"field", std::string(name)}, {"expected", "YYYY-MM-DD"}});
  return date;
}

Result<std::optional<std::int64_t>> query_id_value(const Request& request, std::string_view name) {
  const auto text = first_of(request.query, name);
  if (!text || text->empty()) return std::optional<std::int64_t>{};
  const auto id = parse_id_value(*text);
  if (!id)
    return refuse_field(refusals::member_type, std::string(name),
                        {{"field", std::string(name)}, {"expected", "1, 2, 3 …"}});
  return id;
}

Result<std::string> query_choice(const Request& request, std::string_view name,
                                 std::initializer_list<std::string_view> choices) {
  const auto text = first_of(request.query, name);
  if (!text || text->empty()) return std::string();
  std::string known;
  for (const std::string_view choice : choices) {
    if (*text == choice) return std::string(choice);
    known.append(known.empty() ? "" : " / ").append(choice);
  }
  return refuse_field(refusals::member_type, std::string(name), {{"field", std::string(name)}, {"expected", known}});
}

Result<int> query_limit(const Request& request) {
  const auto text = first_of(request.query, "limit");
  if (!text || text->empty()) return 50;
  int limit = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), limit);
  if (error != std::errc{} || end != text->data() + text->size() || limit < 1 || limit > 200)
    return refuse_field(refusals::member_type, "limit", {{"field", "limit"}, {"expected", "1–200"}});
  return limit;
}

std::string query_text(const Request& request, std::string_view name) {
  const auto text = first_of(request.query, name);
  return text ? trimmed(*text) : std::string();
}

}  // namespace massline::http
