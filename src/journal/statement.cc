#include "journal/statement.h"

#include "base/crypto.h"
#include "base/result.h"

namespace massline::journal {

namespace {

constexpr std::string_view greeting = "massline ";
constexpr std::string_view version = " 1";

/// The bytes that are signed.
std::string body_of(const Statement& statement) {
  std::string text = std::string(greeting) + statement.kind + std::string(version) + "\n";
  for (const auto& [name, value] : statement.fields) text += name + " " + value + "\n";
  return text + "key " + to_hex(statement.public_key) + "\n";
}

/// Takes the first line off; without its ending, which may be that of Windows.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

/// The statement at the beginning of `text`, from which it is taken.
std::optional<Statement> take_statement(std::string_view& text) {
  constexpr std::size_t fields_max = 20;
  std::string_view first = take_line(text);
  if (!first.starts_with(greeting) || !first.ends_with(version) || first.size() <= greeting.size() + version.size())
    return std::nullopt;
  first.remove_prefix(greeting.size());
  first.remove_suffix(version.size());
  Statement statement;
  statement.kind = first;
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    const std::size_t blank = line.find(' ');
    if (blank == std::string_view::npos || statement.fields.size() == fields_max) return std::nullopt;
    const std::string_view name = line.substr(0, blank), value = line.substr(blank + 1);
    if (name == "signature") {
      statement.signature = from_base64url(value).value_or("");
      return statement.public_key.empty() ? std::nullopt : std::optional(statement);
    }
    if (!statement.public_key.empty()) return std::nullopt;  // nothing stands between the key and the signature
    if (name == "key")
      statement.public_key = from_hex(value).value_or("");
    else
      statement.fields.emplace_back(name, value);
  }
  return std::nullopt;
}

}  // namespace

std::string_view Statement::field(std::string_view name) const {
  for (const auto& [known, value] : fields)
    if (known == name) return value;
  return {};
}

Statement signed_statement(std::string kind, std::vector<std::pair<std::string, std::string>> fields,
                           std::string_view seed) {
  for (const auto& [name, value] : fields)
    check(name.find_first_of(" \n") == std::string::npos && value.find('\n') == std::string::npos,
          "a line of a statement is a word and a value");
  Statement statement{std::move(kind), std::move(fields), public_key_of(seed), ""};
  statement.signature = sign(body_of(statement), seed);
  return statement;
}

std::string to_text(const Statement& statement) {
  return body_of(statement) + "signature " + to_base64url(statement.signature) + "\n";
}

std::optional<Statement> read_statement(std::string_view text) { return take_statement(text); }

std::vector<std::string> lines_after_statement(std::string_view text) {
  std::vector<std::string> lines;
  if (!take_statement(text)) return lines;
  while (!text.empty()) lines.emplace_back(take_line(text));
  return lines;
}

bool is_genuine(const Statement& statement) {
  return is_signed(body_of(statement), statement.signature, statement.public_key);
}

}  // namespace massline::journal
