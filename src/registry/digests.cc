#include "registry/digests.h"

#include <map>

#include "base/crypto.h"

namespace massline::registry {

namespace {

/// What of each row is covered. Paths and ordinals are not: they follow from the parents, and change with them. Nor are
/// the counters of sign-in attempts.
const std::map<std::string, std::string, std::less<>>& selects() {
  static const std::map<std::string, std::string, std::less<>> by_kind{
      {"unit",
       "SELECT parent, kind, code, name, name_en, setting, is_place, from_date, to_date, merged_into, version FROM "
       "unit"},
      {"person", "SELECT name, version, salt FROM person"},
      {"post", "SELECT person, unit, kind, from_date, to_date FROM post"},
      {"membership", "SELECT person, unit, kind, from_date, to_date FROM membership"},
      {"account", "SELECT person, name, password_hash, closed FROM account"},
      {"api-key", "SELECT key_hash, name, unit, created_at, revoked_at FROM api_key"},
  };
  return by_kind;
}

void add_value(Digester& digester, const db::Value& value) {
  const auto& storage = value.storage();
  digester.add(static_cast<std::int64_t>(storage.index()));
  if (const auto* integer = std::get_if<std::int64_t>(&storage)) digester.add(*integer);
  if (const auto* text = std::get_if<std::string>(&storage)) digester.add(std::string_view(*text));
  if (const auto* blob = std::get_if<db::Blob>(&storage)) digester.add(std::string_view(blob->bytes));
}

}  // namespace

std::optional<std::string> digest_of(db::Reader& in, RegionId region, const std::string& kind, std::int64_t id) {
  const auto select = selects().find(kind);
  if (select == selects().end()) return std::nullopt;
  const auto rows = in.query(select->second + " WHERE region = $1 AND id = $2", {region, id});
  if (rows.empty()) return "";
  Digester digester;
  digester.add(std::string_view(kind)).add(region.value).add(id);
  const auto row = rows.row(0);
  for (std::size_t column = 0; column < rows.columns(); ++column) {
    // Persons from before there were salts have none, and their digests are as they were.
    if (kind == "person" && column + 1 == rows.columns() && row.is_null(column)) continue;
    add_value(digester, row.at(column));
  }
  return digester.finish();
}

}  // namespace massline::registry
