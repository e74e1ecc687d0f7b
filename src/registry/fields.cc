#include "registry/fields.h"

#include <algorithm>

#include "base/refusals.h"
#include "base/text.h"

namespace massline::registry {

namespace common = massline::refusals;

Result<std::string> checked_line(std::string_view field, std::string_view text, std::size_t max, Need need) {
  if (!is_valid_utf8(text) || has_control_characters(text))
    return refuse_field(common::field_not_text, std::string(field));
  std::string line = trimmed(text);
  if (line.find_first_of("\n\t") != std::string::npos) return refuse_field(common::field_not_text, std::string(field));
  if (line.empty() && need == Need::required) return refuse_field(common::field_missing, std::string(field));
  if (length_of(line) > max)
    return refuse_field(common::field_too_long, std::string(field), {{"max", std::to_string(max)}});
  return line;
}

bool is_code(std::string_view text) {
  return !text.empty() && text.size() <= code_length_max && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' ||
           c == '_';
  });
}

Result<std::string> checked_code(std::string_view field, std::string_view text) {
  auto code = checked_line(field, text, code_length_max, Need::required);
  if (code && !is_code(*code))
    return refuse_field(common::field_not_valid, std::string(field),
                        {{"expected", "a code of letters, digits, full stops, hyphens and underscores"}});
  return code;
}

}  // namespace massline::registry
