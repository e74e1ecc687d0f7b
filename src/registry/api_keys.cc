#include "base/crypto.h"
#include "base/refusals.h"
#include "registry/accounts.h"
#include "registry/digests.h"
#include "registry/fields.h"
#include "registry/people_rows.h"
#include "registry/unit_rows.h"

namespace massline::registry {

namespace {

namespace common = massline::refusals;
using rulebook::Capability;

constexpr std::string_view select_keys =
    "SELECT k.region, k.id, k.name, k.unit, k.created_at, k.revoked_at FROM api_key k ";

ApiKey key_of(const db::Rows::Row& row) {
  return {row.id<RegionId>(0), row.integer(1), row.text(2), row.id<UnitId>(3), row.instant(4), row.instant_or_none(5)};
}

}  // namespace

Result<NewApiKey> create_api_key(Context& ctx, const Actor& actor, UnitId unit_id, std::string_view name_given) {
  const std::string secret = to_base64url(ctx.random.bytes(32));
  return ctx.store.command([&](db::Transaction& tx) -> Result<NewApiKey> {
    const auto unit = find_unit(tx, unit_id);
    if (!unit) return refuse_field(common::not_found, "unit");
    auto by = authorise(ctx.rulebook, actor, Capability::manage_keys, unit->path);
    if (!by) return tl::unexpected(by.error());
    auto name = checked_line("name", name_given, name_length_max, Need::required);
    if (!name) return tl::unexpected(name.error());
    const Instant now = ctx.clock.now();
    const ApiKey key{unit->region, ctx.ids.make<AccountId>().value, *name, unit->id, now, std::nullopt};
    tx.execute(
        "INSERT INTO api_key(region, id, key_hash, name, unit, created_at, revoked_at) VALUES($1, $2, $3, $4, $5, $6, "
        "NULL)",
        {key.region, key.id, db::Blob{digest(secret)}, key.name, key.unit, now});
    journal_row(ctx, tx, *by, key.region, "api-key.create", "api-key", key.id, "", "");
    return NewApiKey{key, secret};
  });
}

std::optional<ApiKey> find_api_key(db::Reader& in, std::string_view secret) {
  const auto rows =
      in.query(std::string(select_keys) + "WHERE k.key_hash = $1 AND k.revoked_at IS NULL", {db::Blob{digest(secret)}});
  if (rows.empty()) return std::nullopt;
  return key_of(rows.row(0));
}

std::vector<ApiKey> api_keys_for(db::Reader& in, const rulebook::Rulebook& rulebook, const access::Viewer& viewer) {
  std::vector<ApiKey> out;
  const auto rows = in.query(
      "SELECT k.region, k.id, k.name, k.unit, k.created_at, k.revoked_at, u.path FROM api_key k JOIN "
      "unit u ON u.region = k.region AND u.id = k.unit ORDER BY k.created_at DESC, k.id DESC");
  for (const auto row : rows)
    if (access::post_that_can(rulebook, viewer, Capability::manage_keys, row.text(6)) != nullptr)
      out.push_back(key_of(row));
  return out;
}

Result<Done> revoke_api_key(Context& ctx, const Actor& actor, std::int64_t id) {
  return ctx.store.command([&](db::Transaction& tx) -> Result<Done> {
    const auto rows = tx.query(
        std::string(select_keys) + "WHERE k.region IN (SELECT id FROM region) AND k.id = $1 AND k.revoked_at IS NULL",
        {id});
    if (rows.empty()) return refuse(common::not_found);
    const ApiKey key = key_of(rows.row(0));
    const auto unit = find_unit(tx, key.unit);
    auto by = authorise(ctx.rulebook, actor, Capability::manage_keys, unit ? unit->path : "");
    if (!by) return tl::unexpected(by.error());
    const std::string before = digest_of(tx, key.region, "api-key", key.id).value_or("");
    tx.execute("UPDATE api_key SET revoked_at = $3 WHERE region = $1 AND id = $2",
               {key.region, key.id, ctx.clock.now()});
    journal_row(ctx, tx, *by, key.region, "api-key.revoke", "api-key", key.id, "", before);
    return Done{};
  });
}

}  // namespace massline::registry
