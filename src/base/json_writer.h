// JSON written from front to back, for answers of so many parts that a tree of values would cost more than the rest.
//
//   JsonWriter out;
//   out.begin_object();
//   out.member("code", "XF-1");
//   out.key("clocks");
//   out.begin_array();
//   for (const Clock& clock : clocks) out.value(clock.name);
//   out.end_array();
//   out.end_object();
//   std::string text = out.take();
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/json.h"

namespace massline {

/// Not thread-safe. What is begun is ended, and a key has one value: that is the caller's part.
class JsonWriter {
 public:
  void begin_object() { begin('{'); }
  void end_object() { end('}'); }
  void begin_array() { begin('['); }
  void end_array() { end(']'); }

  /// Room for about as much text as there will be.
  void reserve(std::size_t bytes) { text_.reserve(bytes); }

  /// A name of the program's own, which has nothing to escape.
  void key(std::string_view name);
  void value(std::string_view text);  // check() fails on text that is not UTF-8
  void value(const std::string& text) { value(std::string_view(text)); }
  void value(const char* text) { value(std::string_view(text)); }
  void value(std::same_as<bool> auto truth) { written(truth ? "true" : "false"); }
  void value(std::int64_t number);
  void value(std::uint64_t number);
  void value(const Json& value);
  void null() { written("null"); }

  template <class Value>
  void member(std::string_view name, const Value& of) {
    key(name);
    value(of);
  }

  std::string take() { return std::move(text_); }

 private:
  void begin(char bracket) {
    separate();
    text_.push_back(bracket);
    first_ = true;
  }
  void end(char bracket) {
    text_.push_back(bracket);
    first_ = false;
  }
  /// A comma before all but the first of a list, and none behind a key.
  void separate() {
    if (!first_) text_.push_back(',');
    first_ = false;
  }
  void written(std::string_view text) {
    separate();
    text_.append(text);
  }

  std::string text_;
  bool first_ = true;
};

/// Appends a string of JSON with its quotes. check() fails on text that is not UTF-8.
void append_json_string(std::string& out, std::string_view text);

}  // namespace massline
