#include "base/json_writer.h"

#include <array>
#include <charconv>

#include "base/text.h"

namespace massline {

namespace {

template <class Number>
void append_number(std::string& out, Number number) {
  std::array<char, 24> digits;
  const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  out.append(digits.data(), written.ptr);
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  check(is_valid_utf8(text), "names and text in JSON are valid UTF-8");
  static constexpr std::string_view digits = "0123456789abcdef";
  out.push_back('"');
  std::size_t plain_from = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
    out.append(text, plain_from, i - plain_from);
    plain_from = i + 1;
    out.push_back('\\');
    switch (byte) {
      case '"':
        out.push_back('"');
        break;
      case '\\':
        out.push_back('\\');
        break;
      case '\b':
        out.push_back('b');
        break;
      case '\f':
        out.push_back('f');
        break;
      case '\n':
        out.push_back('n');
        break;
      case '\r':
        out.push_back('r');
        break;
      case '\t':
        out.push_back('t');
        break;
      default:
        out.append("u00").append({digits[byte >> 4], digits[byte & 15]});
    }
  }
  out.append(text, plain_from).push_back('"');
}

void JsonWriter::key(std::string_view name) {
  separate();
  text_.push_back('"');
  text_.append(name);
  text_.append("\":");
  first_ = true;
}

void JsonWriter::value(std::string_view text) {
  separate();
  append_json_string(text_, text);
}

void JsonWriter::value(std::int64_t number) {
  separate();
  append_number(text_, number);
}

void JsonWriter::value(std::uint64_t number) {
  separate();
  append_number(text_, number);
}

}  // namespace massline
