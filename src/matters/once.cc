#include "matters/once.h"

#include "base/crypto.h"
#include "journal/keys_in_use.h"
#include "matters/refusals.h"

namespace massline::matters {

namespace {

std::string key_hash(const Context& ctx, const Once& once) {
  Digester digester;
  return digest(digester.add(once.scope).add(once.key).finish(), ctx.vault.lookup_key());
}

}  // namespace

Result<std::optional<std::string>> answer_given(Context& ctx, db::Reader& in, RegionId region, const Once& once) {
  const db::Rows rows = in.query("SELECT request_hash, response FROM idempotency WHERE region = $1 AND key_hash = $2",
                                 {region, db::Blob{key_hash(ctx, once)}});
  if (rows.empty()) return std::optional<std::string>();
  if (!equal_in_constant_time(rows.row(0).blob(0), digest(once.request, ctx.vault.lookup_key())))
    return refuse(refusals::key_used_otherwise);
  auto answer = ctx.vault.open(rows.row(0).blob(1));
  if (!answer) throw Fault("an answer kept for a repeated request can't be opened: the vault's key is another");
  return answer;
}

db::Values kept_answer(Context& ctx, RegionId region, const Once& once, std::string_view answer) {
  return {region, db::Blob{key_hash(ctx, once)},    db::Blob{digest(once.request, ctx.vault.lookup_key())},
          200,    db::Blob{ctx.vault.seal(answer)}, ctx.clock.now()};
}

void keep_answer(db::Transaction& tx, const db::Values& kept) {
  journal::require_key_in_use(tx, std::get<db::Blob>(kept.at(4).storage()).bytes);
  tx.execute(
      "INSERT INTO idempotency (region, key_hash, request_hash, status, response, at) "
      "VALUES ($1, $2, $3, $4, $5, $6)",
      kept);
}

}  // namespace massline::matters
