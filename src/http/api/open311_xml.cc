#include "http/api/open311_xml.h"

#include <fmt/format.h>

namespace massline::http {
namespace {

void append_escaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
}

/// The standard's plurals: attributes hold attribute, values hold value, endpoints hold endpoint.
std::string_view singular(std::string_view plural) {
  return plural.ends_with('s') ? plural.substr(0, plural.size() - 1) : std::string_view("item");
}

void append_element(std::string& out, std::string_view name, const Json& value);

void append_content(std::string& out, const Json& value, std::string_view item) {
  if (const auto* text = value.string()) {
    append_escaped(out, *text);
  } else if (const auto* flag = value.boolean()) {
    out += *flag ? "true" : "false";
  } else if (const auto* integer = value.integer()) {
    out += std::to_string(*integer);
  } else if (const auto* real = value.real()) {
    out += fmt::format("{}", *real);
  } else if (const auto* object = value.object()) {
    for (const auto& [key, member] : *object) append_element(out, key, member);
  } else if (const auto* array = value.array()) {
    for (const auto& member : *array) append_element(out, item, member);
  }
}

void append_element(std::string& out, std::string_view name, const Json& value) {
  out.append("<").append(name);
  if (value.is_null()) {
    out += "/>";
    return;
  }
  out += ">";
  append_content(out, value, singular(name));
  out.append("</").append(name).append(">");
}

}  // namespace

std::string to_xml(const Json& value, const Open311Names& names) {
  std::string out = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";
  out.append("<").append(names.root).append(">");
  append_content(out, value, names.item);
  out.append("</").append(names.root).append(">\n");
  return out;
}

Response open311_reply(Open311Format format, int status, const Json& value, const Open311Names& names) {
  if (format == Open311Format::xml) return text_response(status, "text/xml; charset=utf-8", to_xml(value, names));
  return text_response(status, "application/json; charset=utf-8", to_text(value));
}

}  // namespace massline::http
