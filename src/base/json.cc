#include "base/json.h"

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/json_writer.h"
#include "base/refusals.h"

namespace massline {

namespace {

using Parsed = nlohmann::json;

/// Builds a Json from the parser's events; gives up at the first thing that is refused.
class Builder : public nlohmann::json_sax<Parsed> {
 public:
  bool null() override { return put(Json()); }
  bool boolean(bool value) override { return put(Json(value)); }
  bool number_integer(number_integer_t value) override { return put(Json(value)); }
  bool number_unsigned(number_unsigned_t value) override {
    if (value > static_cast<number_unsigned_t>(std::numeric_limits<std::int64_t>::max())) {
      return fail("a number has more digits than a 64-bit integer");
    }
    return put(Json(value));
  }
  bool number_float(number_float_t value, const string_t& digits) override {
    // The parser turns integers beyond its range into floats.
    if (digits.find_first_of(".eE") == string_t::npos) return fail("a number has more digits than a 64-bit integer");
    return put(Json(value));
  }
  bool string(string_t& value) override { return put(Json(std::move(value))); }
  bool binary(binary_t&) override { return fail("binary values are not JSON"); }
  bool start_object(std::size_t) override { return open(Json(JsonObject{})); }
  bool start_array(std::size_t) override { return open(Json(JsonArray{})); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& name) override {
    if (open_.back().value.object()->contains(name)) return fail("“" + name + "” stands twice in one object");
    open_.back().key = std::move(name);
    return true;
  }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
    return fail("it is not valid at byte " + std::to_string(position));
  }

  Json take_result() { return std::move(result_); }
  const std::string& problem() const { return problem_; }

 private:
  static constexpr std::size_t deepest = 32;

  struct Open {
    Json value;
    std::string key;
  };

  bool fail(std::string why) {
    problem_ = std::move(why);
    return false;
  }

  bool open(Json container) {
    if (open_.size() == deepest) return fail("it is nested deeper than " + std::to_string(deepest));
    open_.push_back({std::move(container), {}});
    return true;
  }

  bool close() {
    Json value = std::move(open_.back().value);
    open_.pop_back();
    return put(std::move(value));
  }

  bool put(Json value) {
    if (open_.empty()) {
      result_ = std::move(value);
    } else if (JsonArray* array = open_.back().value.array()) {
      array->push_back(std::move(value));
    } else {
      open_.back().value.object()->emplace(std::move(open_.back().key), std::move(value));
    }
    return true;
  }

  std::vector<Open> open_;
  Json result_;
  std::string problem_;
};

/// Written here and not by the parser's library, which would want a copy of the whole tree first.
void append_value(std::string& out, const Json& value) {
  std::visit(
      [&out](const auto& stored) {
        using Stored = std::decay_t<decltype(stored)>;
        if constexpr (std::is_same_v<Stored, JsonArray>) {
          char before = '[';
          for (const Json& item : stored) {
            out.push_back(before);
            append_value(out, item);
            before = ',';
          }
          out.append(stored.empty() ? "[]" : "]");
        } else if constexpr (std::is_same_v<Stored, JsonObject>) {
          char before = '{';
          for (const auto& [name, member] : stored) {
            out.push_back(before);
            append_json_string(out, name);
            out.push_back(':');
            append_value(out, member);
            before = ',';
          }
          out.append(stored.empty() ? "{}" : "}");
        } else if constexpr (std::is_same_v<Stored, std::string>) {
          append_json_string(out, stored);
        } else if constexpr (std::is_same_v<Stored, bool>) {
          out.append(stored ? "true" : "false");
        } else if constexpr (std::is_same_v<Stored, std::int64_t>) {
          out.append(std::to_string(stored));
        } else if constexpr (std::is_same_v<Stored, double>) {
          check(std::isfinite(stored), "numbers in JSON are finite");
          out.append(Parsed(stored).dump());
        } else {
          out.append("null");
        }
      },
      value.storage());
}

}  // namespace

Result<Json> parse_json(std::string_view text) {
  Builder builder;
  if (!Parsed::sax_parse(text.begin(), text.end(), &builder)) {
    return refuse(refusals::json_not_valid, {{"problem", builder.problem()}});
  }
  return builder.take_result();
}

void JsonWriter::value(const Json& value) {
  separate();
  append_value(text_, value);
}

std::string to_text(const Json& value) {
  std::string out;
  append_value(out, value);
  return out;
}

}  // namespace massline
