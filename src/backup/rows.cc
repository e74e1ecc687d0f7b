#include "backup/rows.h"

#include <type_traits>

#include "base/crypto.h"
#include "base/json.h"

namespace massline::backup {

namespace {

constexpr std::size_t least_bytes = 64 * 1024;
constexpr std::size_t most_bytes = 4 * 1024 * 1024;
constexpr std::uint64_t one_line_in = 2048;
constexpr std::string_view bytes_key = "hex";

Json json_of(const db::Value& value) {
  return std::visit(
      [](const auto& stored) -> Json {
        using Stored = std::decay_t<decltype(stored)>;
        if constexpr (std::is_same_v<Stored, std::monostate>) {
          return nullptr;
        } else if constexpr (std::is_same_v<Stored, db::Blob>) {
          return JsonObject{{std::string(bytes_key), to_hex(stored.bytes)}};
        } else {
          return stored;
        }
      },
      value.storage());
}

/// Nothing for what json_of() never gives.
std::optional<db::Value> value_of(const Json& json) {
  if (json.is_null()) return db::Value();
  if (const auto* integer = json.integer()) return db::Value(*integer);
  if (const auto* real = json.real()) return db::Value(*real);
  if (const auto* text = json.string()) return db::Value(*text);
  const Json* hex = json.find(bytes_key);
  if (hex == nullptr || hex->string() == nullptr) return std::nullopt;
  auto bytes = from_hex(*hex->string());
  if (!bytes) return std::nullopt;
  return db::Value(db::Blob{std::move(*bytes)});
}

/// FNV-1a: the same on every machine, and quick; nothing rests on it but where chunks end.
std::uint64_t mixed(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return hash ^ (hash >> 32);
}

}  // namespace

std::string line_of(std::span<const db::Value> row) {
  JsonArray values;
  values.reserve(row.size());
  for (const db::Value& value : row) values.push_back(json_of(value));
  return to_text(Json(std::move(values))) + "\n";
}

bool read_lines(std::string_view text, std::size_t columns, db::Values& cells) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return false;
    const auto line = parse_json(text.substr(0, end));
    text.remove_prefix(end + 1);
    if (!line || line->array() == nullptr || line->array()->size() != columns) return false;
    for (const Json& json : *line->array()) {
      auto value = value_of(json);
      if (!value) return false;
      cells.push_back(std::move(*value));
    }
  }
  return true;
}

bool Cutter::ends_after(std::string_view line) {
  bytes_ += line.size();
  const bool ends = bytes_ >= most_bytes || (bytes_ >= least_bytes && mixed(line) % one_line_in == 0);
  if (ends) bytes_ = 0;
  return ends;
}

}  // namespace massline::backup
