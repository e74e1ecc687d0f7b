#include "registry/connections.h"

#include "base/crypto.h"
#include "base/refusals.h"
#include "registry/account_rows.h"
#include "registry/connection_rows.h"
#include "registry/factor_rows.h"
#include "registry/people_rows.h"
#include "registry/refusals.h"

namespace massline::registry {

namespace {

db::Blob subject_hash(const Context& ctx, const Vouched& who) {
  return db::Blob{
      digest(Digester().add("connection").add(std::string_view(who.issuer)).add(std::string_view(who.subject)).finish(),
             hash_key(ctx))};
}

void journal_connection(Context& ctx, db::Transaction& tx, const journal::By& by, const Account& account,
                        std::string act) {
  journal_row(ctx, tx, by, account.region, std::move(act), "account", account.id.value, "",
              account_digest(tx, account));
}

}  // namespace

std::optional<Account> account_connected_to(const Context& ctx, db::Reader& in, const Vouched& who) {
  const auto rows =
      in.query("SELECT region, account FROM connection WHERE subject_hash = $1", {subject_hash(ctx, who)});
  if (rows.empty()) return std::nullopt;
  auto account = find_account(in, rows.row(0).id<AccountId>(1), rows.row(0).id<RegionId>(0));
  if (!account || account->closed) return std::nullopt;
  return account;
}

bool is_connected_with(db::Reader& in, const Account& account, std::string_view provider) {
  return !in.query("SELECT 1 FROM connection WHERE region = $1 AND account = $2 AND provider = $3",
                   {account.region, account.id, provider})
              .empty();
}

Result<Done> write_connection(Context& ctx, db::Transaction& tx, const journal::By& by, const Account& account,
                              const Vouched& who) {
  const auto hash = subject_hash(ctx, who);
  const auto there = tx.query("SELECT region, account FROM connection WHERE subject_hash = $1", {hash});
  if (!there.empty()) {
    if (there.row(0).id<AccountId>(1) == account.id && there.row(0).id<RegionId>(0) == account.region) return Done{};
    return refuse(refusals::subject_taken);
  }
  if (connections_of(tx, account).size() >= connections_max)
    return refuse(refusals::connections_full, {{"max", std::to_string(connections_max)}});
  tx.execute("INSERT INTO connection(subject_hash, provider, region, account, made_at) VALUES($1, $2, $3, $4, $5)",
             {hash, who.provider, account.region, account.id, ctx.clock.now()});
  journal_connection(ctx, tx, by, account, "account.connect");
  return Done{};
}

std::vector<Connection> connections_of(db::Reader& in, const Account& account) {
  std::vector<Connection> out;
  for (const auto row : in.query(
           "SELECT subject_hash, provider, made_at FROM connection WHERE region = $1 AND account = $2 ORDER BY made_at",
           {account.region, account.id}))
    out.push_back({to_hex(row.blob(0)), row.text(1), row.instant(2)});
  return out;
}

Result<Done> prove_owner(Context& ctx, const Session& session, const std::string& token, const std::string& password) {
  const Account& account = session.account;
  const bool has_password = ctx.store.read([&](db::Reader& in) {
    return !in.query("SELECT 1 FROM account WHERE region = $1 AND id = $2 AND password_hash <> ''",
                     {account.region, account.id})
                .empty();
  });
  if (!has_password) return Done{};
  auto proved = prove_password(ctx, account, password, "session " + token);
  // Whoever is signed in is not told to sign in: the field is wrong, and the session goes on.
  if (!proved && proved.error().message == &refusals::sign_in_wrong)
    return refuse_field(refusals::password_not_right, "/password");
  return proved;
}

Result<Done> connect(Context& ctx, const Session& session, const Vouched& who) {
  return ctx.store.command([&](db::Transaction& tx) -> Result<Done> {
    return write_connection(ctx, tx, journal::By{session.account.person, "", {}}, session.account, who);
  });
}

Result<Done> connect_as_operator(Context& ctx, std::string_view login, const Vouched& who) {
  return ctx.store.command([&](db::Transaction& tx) -> Result<Done> {
    const auto account = find_account_by_name(tx, login);
    if (!account || account->closed) return refuse(refusals::login_unknown, {{"name", std::string(login)}});
    return write_connection(ctx, tx, journal::By{}, *account, who);
  });
}

Result<Done> disconnect(Context& ctx, const Session& session, std::string_view id) {
  const auto hash = from_hex(id);
  if (!hash) return refuse(massline::refusals::not_found);
  const Account& account = session.account;
  return ctx.store.command([&](db::Transaction& tx) -> Result<Done> {
    const auto ended =
        tx.execute_counted("DELETE FROM connection WHERE subject_hash = $1 AND region = $2 AND account = $3",
                           {db::Blob{*hash}, account.region, account.id});
    if (ended == 0) return refuse(massline::refusals::not_found);
    journal_connection(ctx, tx, journal::By{account.person, "", {}}, account, "account.disconnect");
    return Done{};
  });
}

}  // namespace massline::registry
