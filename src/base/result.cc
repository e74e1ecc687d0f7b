#include "base/result.h"

#include <cstdio>
#include <cstdlib>

namespace massline {

std::string_view language_code(Language language) { return language == Language::zh ? "zh" : "en"; }

std::string Refusal::text(Language language) const {
  check(message != nullptr, "a refusal carries a message");
  const std::string_view pattern = language == Language::zh ? message->zh : message->en;
  std::string out;
  std::size_t at = 0;
  while (at < pattern.size()) {
    const std::size_t open = pattern.find('{', at);
    const std::size_t close = open == std::string_view::npos ? open : pattern.find('}', open);
    if (close == std::string_view::npos) break;
    out += pattern.substr(at, open - at);
    const std::string name(pattern.substr(open + 1, close - open - 1));
    auto parameter = language == Language::zh ? parameters.find(name + ".zh") : parameters.end();
    if (parameter == parameters.end()) parameter = parameters.find(name);
    // A placeholder that nobody filled stays visible, so that it is noticed.
    out += parameter == parameters.end() ? pattern.substr(open, close + 1 - open) : std::string_view(parameter->second);
    at = close + 1;
  }
  out += pattern.substr(at);
  return out;
}

tl::unexpected<Refusal> refuse(const Message& message, Parameters parameters) {
  return tl::unexpected<Refusal>(Refusal{
      .message = &message, .parameters = std::move(parameters), .rule = {}, .source = {}, .field = {}, .others = {}});
}

tl::unexpected<Refusal> refuse_field(const Message& message, std::string field, Parameters parameters) {
  parameters.emplace("field", field);
  return tl::unexpected<Refusal>(Refusal{.message = &message,
                                         .parameters = std::move(parameters),
                                         .rule = {},
                                         .source = {},
                                         .field = std::move(field),
                                         .others = {}});
}

tl::unexpected<Refusal> refuse_by(const Message& message, std::string rule, std::string source, Parameters parameters) {
  return tl::unexpected<Refusal>(Refusal{.message = &message,
                                         .parameters = std::move(parameters),
                                         .rule = std::move(rule),
                                         .source = std::move(source),
                                         .field = {},
                                         .others = {}});
}

void check_failed(std::string_view why, const std::source_location& where) {
  std::fprintf(stderr, "%s:%u: %s: this must hold and does not: %.*s\n", where.file_name(),
               static_cast<unsigned>(where.line()), where.function_name(), static_cast<int>(why.size()), why.data());
  std::fflush(stderr);
  std::abort();
}

}  // namespace massline
