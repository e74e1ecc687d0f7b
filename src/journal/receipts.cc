#include "journal/receipts.h"

#include "base/crypto.h"
#include "journal/export.h"

namespace massline::journal {

namespace {

/// A line of the kind `name value`: the value; nothing for another line.
std::optional<std::string_view> value_of(std::string_view line, std::string_view name) {
  if (!line.starts_with(name) || line.size() <= name.size() || line[name.size()] != ' ') return std::nullopt;
  return line.substr(name.size() + 1);
}

}  // namespace

Said said_in(const JsonObject& inputs) {
  Said said;
  for (const auto& [name, value] : inputs)
    if (!name.starts_with('~')) said.emplace_back(name, massline::to_text(value));
  return said;
}

std::string salt_of(std::string_view receipt_digits, std::string_view lookup_key) {
  return digest("massline salt " + std::string(receipt_digits), lookup_key);
}

std::string digest_of_said(std::string_view salt, const Said& said) {
  Digester digester;
  digester.add("massline said").add(salt);
  for (const auto& [name, value] : said) digester.add(name).add(value);
  return digester.finish();
}

Receipt make_receipt(std::string_view organisation, std::string_view code, const Entry& entry, std::string_view salt,
                     Said said, std::string_view seed) {
  return {signed_statement("receipt",
                           {{"organisation", std::string(organisation)},
                            {"region", to_string(entry.region)},
                            {"code", std::string(code)},
                            {"time", to_string(entry.act.at)},
                            {"position", std::to_string(entry.seq)},
                            {"entry", to_hex(entry.hash)},
                            {"said", to_hex(entry.act.before)}},
                           seed),
          std::string(salt), std::move(said), entry};
}

std::string to_text(const Receipt& receipt) {
  std::string text = to_text(receipt.statement);
  text +=
      "\n# For you alone: with these lines you can prove what you said. / 以下内容仅供本人保存，可证明您所述内容。\n";
  text += "salt " + to_hex(receipt.salt) + "\n";
  for (const auto& [name, value] : receipt.said) text += "part " + name + " " + value + "\n";
  return text + "journal " + massline::to_text(json_of(receipt.entry)) + "\n";
}

std::optional<Receipt> read_receipt(std::string_view text) {
  auto statement = read_statement(text);
  if (!statement || statement->kind != "receipt") return std::nullopt;
  Receipt receipt{std::move(*statement), "", {}, {}};
  bool has_entry = false;
  for (const std::string& line : lines_after_statement(text)) {
    if (line.empty() || line.starts_with('#')) continue;
    if (const auto salt = value_of(line, "salt")) {
      receipt.salt = from_hex(*salt).value_or("");
    } else if (const auto part = value_of(line, "part")) {
      const std::size_t blank = part->find(' ');
      if (blank == std::string_view::npos) return std::nullopt;
      receipt.said.emplace_back(part->substr(0, blank), part->substr(blank + 1));
    } else if (const auto entry = value_of(line, "journal")) {
      const auto json = parse_json(*entry);
      auto read = json ? entry_of(*json) : std::nullopt;
      if (!read || has_entry) return std::nullopt;
      receipt.entry = std::move(*read);
      has_entry = true;
    } else {
      return std::nullopt;
    }
  }
  return has_entry ? std::optional(std::move(receipt)) : std::nullopt;
}

std::string problem_of(const Receipt& receipt) {
  const Statement& statement = receipt.statement;
  const Entry& entry = receipt.entry;
  if (!is_genuine(statement)) return "The signature is not right.";
  if (hash_of(entry) != entry.hash || to_hex(entry.hash) != statement.field("entry"))
    return "The entry of the journal in this file is not the one that was signed.";
  if (to_string(entry.region) != statement.field("region") ||
      std::to_string(entry.seq) != statement.field("position") || to_string(entry.act.at) != statement.field("time") ||
      entry.act.act != "matter.raise")
    return "The statement and the entry of the journal do not say the same.";
  if (to_hex(entry.act.before) != statement.field("said")) return "The journal holds another digest of what was said.";
  if (digest_of_said(receipt.salt, receipt.said) != entry.act.before)
    return "What this file says was said is not what was signed.";
  return {};
}

}  // namespace massline::journal
