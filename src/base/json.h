// JSON values, for the TEXT columns that hold an object and for the faces that speak JSON. No parser in this header.
//
//   Json inputs = JsonObject{{"reasons", "已修好"}, {"amount", std::int64_t{1200}}};
//   std::string text = to_text(inputs);             // {"amount":1200,"reasons":"已修好"}
//   Result<Json> back = parse_json(text);
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"

namespace massline {

class Json;
using JsonArray = std::vector<Json>;
using JsonObject = std::map<std::string, Json, std::less<>>;

/// One value; the keys of an object are in byte order.
class Json {
 public:
  using Storage = std::variant<std::nullptr_t, bool, std::int64_t, double, std::string, JsonArray, JsonObject>;

  Json() : storage_(nullptr) {}
  Json(std::nullptr_t) : storage_(nullptr) {}
  Json(bool value) : storage_(value) {}
  template <class Integer>
  requires(std::is_integral_v<Integer> && !std::is_same_v<Integer, bool> && !std::is_same_v<Integer, char>)
      Json(Integer value)
      : storage_(static_cast<std::int64_t>(value)) {}
  Json(double value) : storage_(value) {}
  Json(const char* value) : storage_(std::string(value)) {}
  Json(std::string_view value) : storage_(std::string(value)) {}
  Json(std::string value) : storage_(std::move(value)) {}
  Json(JsonArray value) : storage_(std::move(value)) {}
  Json(JsonObject value) : storage_(std::move(value)) {}

  const Storage& storage() const { return storage_; }
  bool is_null() const { return std::holds_alternative<std::nullptr_t>(storage_); }

  /// The value as the type asked for, or nullptr if it is of another.
  const bool* boolean() const { return std::get_if<bool>(&storage_); }
  const std::int64_t* integer() const { return std::get_if<std::int64_t>(&storage_); }
  const double* real() const { return std::get_if<double>(&storage_); }
  const std::string* string() const { return std::get_if<std::string>(&storage_); }
  const JsonArray* array() const { return std::get_if<JsonArray>(&storage_); }
  const JsonObject* object() const { return std::get_if<JsonObject>(&storage_); }
  JsonArray* array() { return std::get_if<JsonArray>(&storage_); }
  JsonObject* object() { return std::get_if<JsonObject>(&storage_); }

  /// The member of an object; nullptr if there is none, or this is no object.
  const Json* find(std::string_view key) const {
    const JsonObject* members = object();
    if (members == nullptr) return nullptr;
    const auto member = members->find(key);
    return member == members->end() ? nullptr : &member->second;
  }

  bool operator==(const Json& other) const = default;

 private:
  Storage storage_;
};

/// Reads one JSON text (RFC 8259). Refuses what is not valid, is not UTF-8, has two members of one name, an integer
/// beyond 64 bits, or is nested deeper than 32.
Result<Json> parse_json(std::string_view text);

/// Compact, one line. check() fails on text that is not UTF-8 and on numbers that are not finite.
std::string to_text(const Json& value);

}  // namespace massline
