#include "http/server/url.h"

#include <algorithm>

#include "base/text.h"
#include "http/server/refusals.h"

namespace massline::http {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool has_control_byte(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x7f && c != '%' && c != '+';
  });
}

// "http://host/path?query" to "/path?query"
std::string_view without_authority(std::string_view target) {
  const auto scheme_end = target.find("://");
  if (target.starts_with('/') || scheme_end == std::string_view::npos) return target;
  const auto path = target.find_first_of("/?", scheme_end + 3);
  return path == std::string_view::npos ? std::string_view("/") : target.substr(path);
}

bool has_dot_segment(std::string_view path) {
  while (!path.empty()) {
    const auto end = std::min(path.find('/'), path.size());
    const auto segment = path.substr(0, end);
    if (segment == "." || segment == "..") return true;
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return false;
}

std::optional<std::string> parse_path(std::string_view raw) {
  if (!raw.starts_with('/')) return std::nullopt;
  std::string path;
  if (is_plain(raw)) {
    path = raw;
  } else {
    for (auto at = raw.find('%'); at != std::string_view::npos; at = raw.find('%', at + 1)) {
      // An encoded slash would be a separator for some readers of the path, and a letter for others.
      if (at + 2 < raw.size() && raw[at + 1] == '2' && hex_value(raw[at + 2]) == 15) return std::nullopt;
    }
    auto decoded = percent_decoded(raw, Plus::is_plus);
    if (!decoded) return std::nullopt;
    path = std::move(*decoded);
  }
  if (has_control_byte(path) || path.find('\\') != std::string::npos || has_dot_segment(path)) return std::nullopt;
  return path;
}

}  // namespace

std::optional<std::string> percent_decoded(std::string_view text, Plus plus) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hex_value(text[i + 1]);
      const int low = hex_value(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      out.push_back(static_cast<char>(high * 16 + low));
      i += 2;
    } else if (text[i] == '+' && plus == Plus::is_space) {
      out.push_back(' ');
    } else {
      out.push_back(text[i]);
    }
  }
  if (!is_valid_utf8(out)) return std::nullopt;
  return out;
}

std::string lower_ascii(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  return out;
}

std::optional<Target> parse_target(std::string_view target) {
  if (target == "*") return Target{"*", {}};
  if (target.empty() || target.starts_with('?')) return std::nullopt;
  target = without_authority(target);
  target = target.substr(0, target.find('#'));
  const auto question = target.find('?');
  auto raw_path = target.substr(0, question);
  if (raw_path.empty()) raw_path = "/";
  auto path = parse_path(raw_path);
  if (!path) return std::nullopt;
  Target out{std::move(*path), {}};
  if (question != std::string_view::npos) {
    auto query = parse_query(target.substr(question + 1));
    if (!query) return std::nullopt;
    out.query = std::move(*query);
  }
  return out;
}

std::optional<Fields> parse_query(std::string_view text, std::size_t max_fields) {
  Fields fields;
  while (!text.empty()) {
    const auto end = std::min(text.find('&'), text.size());
    const auto field = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (field.empty()) continue;
    if (fields.size() == max_fields) return std::nullopt;
    const auto equals = field.find('=');
    auto name = percent_decoded(field.substr(0, equals), Plus::is_space);
    auto value = equals == std::string_view::npos ? std::optional<std::string>("")
                                                  : percent_decoded(field.substr(equals + 1), Plus::is_space);
    if (!name || !value) return std::nullopt;
    fields.emplace(std::move(*name), std::move(*value));
  }
  return fields;
}

Result<Fields> parse_form(std::string_view body, std::size_t max_fields) {
  auto fields = parse_query(body, max_fields);
  if (!fields) return refuse(refusals::form_malformed);
  return std::move(*fields);
}

bool has_media_type(const Headers& headers, std::string_view media_type) {
  auto value = headers.get("Content-Type");
  value = value.substr(0, value.find(';'));
  while (!value.empty() && (value.back() == ' ' || value.back() == '\t')) value.remove_suffix(1);
  return lower_ascii(value) == lower_ascii(media_type);
}

}  // namespace massline::http
