// Texts among the members of a JSON object that another program wrote.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"

namespace massline::oidc {

/// nullptr where there is no such member, or it is no text.
inline const std::string* find_text(const Json& json, std::string_view name) {
  const Json* member = json.find(name);
  return member == nullptr ? nullptr : member->string();
}

/// "" where there is no such member, or it is no text.
inline std::string text_in(const Json& json, std::string_view name) {
  const std::string* text = find_text(json, name);
  return text == nullptr ? std::string() : *text;
}

}  // namespace massline::oidc
