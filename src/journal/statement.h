// A signed statement: lines that anybody can read, and that nobody but the holder of the key can have written.
//
//   massline checkpoint 1
//   organisation cpc
//   region 4398046511105
//   …
//   key 7d3a…            the ed25519 public key, hexadecimal
//   signature 9J2k…      over every byte before this line, base64url
//
// Pure; thread-safe. What follows the signature's line is not part of the statement.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace massline::journal {

struct Statement {
  std::string kind;                                         // "checkpoint", "receipt"
  std::vector<std::pair<std::string, std::string>> fields;  // in their order, without key and signature
  std::string public_key;                                   // 32 bytes
  std::string signature;                                    // 64 bytes

  /// The value of the field; empty if there is none.
  std::string_view field(std::string_view name) const;
};

/// Signs what `kind` and `fields` say. Names are words; values have no line breaks.
Statement signed_statement(std::string kind, std::vector<std::pair<std::string, std::string>> fields,
                           std::string_view seed);
std::string to_text(const Statement& statement);

/// Nothing for a text that does not begin with a statement of this form. Whether it is signed rightly is another
/// question.
std::optional<Statement> read_statement(std::string_view text);
/// What follows the statement in the text, line by line.
std::vector<std::string> lines_after_statement(std::string_view text);

/// True if the signature is that of the key which the statement names.
bool is_genuine(const Statement& statement);

}  // namespace massline::journal
