#include <algorithm>

#include "base/crypto.h"
#include "base/refusals.h"
#include "registry/account_rows.h"
#include "registry/people.h"
#include "registry/people_rows.h"
#include "registry/refusals.h"
#include "registry/sign_in_guard.h"

namespace massline::registry {

namespace {

constexpr std::size_t token_bytes = 32;
constexpr std::size_t password_bytes_max = 4 * password_length_max;

HashingGate& gate() {
  static HashingGate the_gate(2, 32);
  return the_gate;
}

UnknownNames& unknown_names() {
  static UnknownNames names;
  return names;
}

/// A hash that no password is known for: the work for names without an account.
const std::string& nobodys_hash() {
  static const std::string hash = [] {
    SystemRandom random;
    return hash_password(random.bytes(token_bytes));
  }();
  return hash;
}

tl::unexpected<Refusal> busy() {
  return refuse(refusals::sign_in_busy, {{"retry_after", "5"}});
}

tl::unexpected<Refusal> locked(Instant until, Instant now) {
  const std::int64_t seconds = (until.ms - now.ms + 999) / 1000;
  return refuse(refusals::too_many_attempts,
                {{"retry_after", std::to_string(seconds)}, {"minutes", std::to_string((seconds + 59) / 60)}});
}

struct KnownAccount {
  Account account;
  std::string hash;
  std::optional<Instant> locked_until;
};

std::optional<KnownAccount> known_account(db::Reader& in, const std::string& login) {
  static const std::string by_login =
      "SELECT " + std::string(account_columns) +
      ", a.password_hash, a.locked_until FROM account a JOIN login l ON l.region = a.region "
      "AND l.account = a.id WHERE l.name = $1 AND a.closed = 0";
  const auto rows = in.query(by_login, {login});
  if (rows.empty()) return std::nullopt;
  const auto row = rows.row(0);
  return KnownAccount{account_of(row), row.text(account_column_count), row.instant_or_none(account_column_count + 1)};
}

void note_wrong(Context& ctx, const Account& account, Instant now) {
  ctx.store.write([&](db::Transaction& tx) {
    const auto rows =
        tx.query("SELECT failed FROM account WHERE region = $1 AND id = $2", {account.region, account.id});
    const std::int64_t failed = rows.row(0).integer(0) + 1;
    const std::int64_t minutes = waiting_minutes(failed);
    tx.execute("UPDATE account SET failed = $3, locked_until = $4 WHERE region = $1 AND id = $2",
               {account.region, account.id, failed,
                minutes == 0 ? db::Value() : db::Value(Instant{now.ms + minutes * 60'000})});
    return true;
  });
}

/// The header's token can be asked for again by whoever holds the session's, and by nobody else.
std::string csrf_of(std::string_view token) {
  return to_base64url(digest("massline csrf", token));
}

bool is_token(std::string_view token) {
  return token.size() == 43;
}

}  // namespace

bool Session::csrf_matches(std::string_view given) const {
  return equal_in_constant_time(csrf, given);
}

Result<std::string> hash_in_turn(std::string_view password) {
  const auto pass = gate().enter();
  if (!pass) return busy();
  return hash_password(password);
}

Result<Account> prove_password(Context& ctx, std::string_view name, std::string_view password) {
  const Instant now = ctx.clock.now();
  const std::string login = login_of(name);
  const auto known = ctx.store.read([&](db::Reader& in) { return known_account(in, login); });
  const auto until = known ? known->locked_until : unknown_names().locked_until(login);
  if (until && now < *until) return locked(*until, now);
  bool right = false;
  {
    const auto pass = gate().enter();
    if (!pass) return busy();
    right = verify_password(known ? known->hash : nobodys_hash(), password.substr(0, password_bytes_max)) && known;
  }
  if (right) return known->account;
  if (known)
    note_wrong(ctx, known->account, now);
  else
    unknown_names().note_wrong(login, now);
  return refuse(refusals::sign_in_wrong);
}

void end_sessions(db::Transaction& tx, const Account& account, std::string_view but_token_hash) {
  tx.execute("DELETE FROM session WHERE region = $1 AND account = $2 AND token_hash <> $3",
             {account.region, account.id, db::Blob{std::string(but_token_hash)}});
}

Result<SignedIn> sign_in(Context& ctx, std::string_view name, std::string_view password) {
  auto proved = prove_password(ctx, name, password);
  if (!proved) return tl::unexpected(proved.error());
  const Account& account = *proved;
  const Instant now = ctx.clock.now();
  SignedIn signed_in;
  signed_in.token = to_base64url(ctx.random.bytes(token_bytes));
  const std::string csrf = csrf_of(signed_in.token);
  ctx.store.write([&](db::Transaction& tx) {
    tx.execute("UPDATE account SET failed = 0, locked_until = NULL WHERE region = $1 AND id = $2 AND failed > 0",
               {account.region, account.id});
    tx.execute(
        "INSERT INTO session(region, token_hash, account, csrf_hash, created_at, seen_at, expires_at) VALUES($1, $2, "
        "$3, $4, $5, $5, $6)",
        {account.region, db::Blob{digest(signed_in.token)}, account.id, db::Blob{digest(csrf)}, now,
         Instant{now.ms + session_length_ms}});
    journal::append(
        tx,
        {account.region, now, {account.person, "", {}}, "account.sign-in", "account", account.id.value, "", "", ""});
    return true;
  });
  auto session = ctx.store.read([&](db::Reader& in) { return session_of(in, signed_in.token, now, ctx.today()); });
  // Gone again between the two: somebody closed the account or ended its sessions just now.
  if (!session) return refuse(refusals::sign_in_wrong);
  signed_in.session = std::move(*session);
  return signed_in;
}

std::optional<Session> session_of(db::Reader& in, std::string_view token, Instant now, Date today) {
  static const std::string by_token =
      "SELECT " + std::string(account_columns) +
      ", n.name, s.created_at, s.seen_at, s.expires_at FROM session s JOIN account a ON a.region = s.region AND a.id = "
      "s.account JOIN person n ON n.region = a.region AND n.id = a.person WHERE s.token_hash = $1";
  if (!is_token(token)) return std::nullopt;
  const auto rows = in.query(by_token, {db::Blob{digest(token)}});
  if (rows.empty()) return std::nullopt;
  const auto row = rows.row(0);
  Session session;
  session.account = account_of(row);
  session.person_name = row.text(account_column_count);
  session.created_at = row.instant(account_column_count + 1);
  session.seen_at = row.instant(account_column_count + 2);
  session.expires_at = row.instant(account_column_count + 3);
  if (session.account.closed || now >= session.expires_at || now.ms - session.seen_at.ms >= session_idle_ms)
    return std::nullopt;
  session.csrf = csrf_of(token);
  session.viewer = {session.account.region, session.account.person, held_posts(in, session.account.person, today),
                    false};
  return session;
}

void touch_session(Context& ctx, std::string_view token) {
  ctx.store.write([&](db::Transaction& tx) {
    tx.execute("UPDATE session SET seen_at = $2 WHERE token_hash = $1 AND seen_at < $2",
               {db::Blob{digest(token)}, ctx.clock.now()});
    return true;
  });
}

void sign_out(Context& ctx, std::string_view token) {
  ctx.store.write([&](db::Transaction& tx) {
    tx.execute("DELETE FROM session WHERE token_hash = $1", {db::Blob{digest(token)}});
    return true;
  });
}

std::vector<OpenSession> sessions_of(db::Reader& in, const Account& account, Instant now) {
  std::vector<OpenSession> out;
  for (const auto row :
       in.query("SELECT token_hash, created_at, seen_at, expires_at FROM session WHERE region = $1 AND account "
                "= $2 AND expires_at > $3 AND seen_at > $4 ORDER BY seen_at DESC",
                {account.region, account.id, now, Instant{now.ms - session_idle_ms}}))
    out.push_back({to_hex(row.blob(0)), row.instant(1), row.instant(2), row.instant(3)});
  return out;
}

Result<Done> revoke_sessions(Context& ctx, const Account& account, std::string_view id) {
  return ctx.store.command([&](db::Transaction& tx) -> Result<Done> {
    if (id.empty()) {
      end_sessions(tx, account, "");
      return Done{};
    }
    const auto hash = from_hex(id);
    const auto ended =
        !hash ? 0
              : tx.execute_counted("DELETE FROM session WHERE region = $1 AND account = $2 AND token_hash = $3",
                                   {account.region, account.id, db::Blob{*hash}});
    if (ended == 0) return refuse(massline::refusals::not_found);
    return Done{};
  });
}

std::int64_t remove_old_sessions(Context& ctx) {
  const Instant now = ctx.clock.now();
  std::int64_t removed = 0;
  ctx.store.write([&](db::Transaction& tx) {
    removed = tx.execute_counted("DELETE FROM session WHERE expires_at <= $1 OR seen_at <= $2",
                                 {now, Instant{now.ms - session_idle_ms}});
    return true;
  });
  return removed;
}

}  // namespace massline::registry
