// Reading the JSON object of a request: typed members, every problem at once, nothing unknown let through.
//
//   Body body(request);
//   const std::string text = body.text("text", {.max = 20'000});
//   const auto place = body.id_or_none<UnitId>("place");
//   if (auto problems = body.problems()) return problem_reply(*problems, language);
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/json.h"
#include "base/result.h"
#include "base/time.h"
#include "http/server/message.h"

namespace massline::http {

enum class Need { required, optional };

struct TextLimits {
  std::size_t max = 200;  // code points
  Need need = Need::required;
};

class Body {
 public:
  explicit Body(const Request& request);
  /// A nested object; problems are told under `prefix`.
  Body(const Json& object, std::string prefix);

  /// Without blanks at both ends; no control characters. "" where it is optional and missing.
  std::string text(std::string_view name, TextLimits limits = {});
  std::optional<std::string> text_or_none(std::string_view name, std::size_t max = 200);
  std::int64_t integer(std::string_view name, std::int64_t least, std::int64_t most);
  std::int64_t integer_or(std::string_view name, std::int64_t otherwise, std::int64_t least, std::int64_t most);
  std::optional<double> number_or_none(std::string_view name, double least, double most);
  bool boolean_or(std::string_view name, bool otherwise);
  Date date(std::string_view name);
  std::optional<Date> date_or_none(std::string_view name);
  /// RFC 3339 with an offset.
  Instant instant(std::string_view name);
  /// An object, or an empty one.
  JsonObject object_or_empty(std::string_view name);
  std::optional<Body> nested(std::string_view name);
  std::vector<Body> nested_list(std::string_view name, std::size_t max);

  template <class AnyId>
  AnyId id(std::string_view name) {
    return AnyId{id_value(name, Need::required)};
  }
  template <class AnyId>
  std::optional<AnyId> id_or_none(std::string_view name) {
    const std::int64_t value = id_value(name, Need::optional);
    if (value == 0) return std::nullopt;
    return AnyId{value};
  }

  void add_problem(Refusal refusal) { problems_.push_back(std::move(refusal)); }
  /// Problems of a nested body become this one's.
  void absorb(Body& nested);
  /// What is wrong, members that nobody asked for included; nothing if all is well. Call last.
  std::optional<std::vector<Refusal>> problems();

 private:
  const Json* take(std::string_view name, Need need);
  std::int64_t id_value(std::string_view name, Need need);
  void wrong_type(std::string_view name, std::string_view expected_en, std::string_view expected_zh = {});
  std::string pointer(std::string_view name) const { return prefix_ + "/" + std::string(name); }

  JsonObject object_;
  std::string prefix_;
  std::set<std::string, std::less<>> taken_;
  std::vector<Refusal> problems_;
  bool unreadable_ = false;
};

/// A value of the query string as a date, an id or a number; refuses what is not one.
Result<std::optional<Date>> query_date(const Request& request, std::string_view name);
template <class AnyId>
Result<std::optional<AnyId>> query_id(const Request& request, std::string_view name);
Result<std::optional<std::int64_t>> query_id_value(const Request& request, std::string_view name);
Result<int> query_limit(const Request& request);
/// One of these words; empty where none is given.
Result<std::string> query_choice(const Request& request, std::string_view name,
                                 std::initializer_list<std::string_view> choices);
std::string query_text(const Request& request, std::string_view name);

template <class AnyId>
Result<std::optional<AnyId>> query_id(const Request& request, std::string_view name) {
  const auto value = query_id_value(request, name);
  if (!value) return tl::unexpected(value.error());
  if (!*value) return std::optional<AnyId>{};
  return std::optional<AnyId>{AnyId{**value}};
}

/// The id in the path, or nothing (the route answers 404 then).
template <class AnyId>
std::optional<AnyId> path_id(const Request& request, std::string_view name) {
  return parse_id<AnyId>(request.parameter(name));
}

}  // namespace massline::http
