#include "base/crypto.h"
#include "base/refusals.h"
#include "registry/account_rows.h"
#include "registry/fields.h"
#include "registry/people.h"
#include "registry/people_rows.h"
#include "registry/sign_in.h"

namespace massline::registry {

namespace {

/// The header's token can be asked for again by whoever holds the session's, and by nobody else.
std::string csrf_of(std::string_view token) { return to_base64url(digest("massline csrf", token)); }

bool is_token(std::string_view token) { return token.size() == 43; }

void journal_end(Context& ctx, db::Transaction& tx, const Account& account) {
  journal_row(ctx, tx, journal::By{account.person, "", {}}, account.region, "account.end-session", "account",
              account.id.value, "", account_digest(tx, account));
}

}  // namespace

bool Session::csrf_matches(std::string_view given) const { return equal_in_constant_time(csrf, given); }

void end_sessions(db::Transaction& tx, const Account& account, std::string_view but_token_hash) {
  tx.execute("DELETE FROM session WHERE region = $1 AND account = $2 AND token_hash <> $3",
             {account.region, account.id, db::Blob{std::string(but_token_hash)}});
}

std::optional<Session> session_of(db::Reader& in, std::string_view token, Instant now, Date today) {
  static const std::string by_token =
      "SELECT " + std::string(account_columns) +
      ", n.name, s.created_at, s.seen_at, s.expires_at, CAST(CASE WHEN f.secret IS NULL THEN 0 ELSE 1 END AS BIGINT), "
      "s.factor_vouched FROM session s JOIN account "
      "a ON a.region = s.region AND a.id = s.account JOIN person n ON n.region = a.region AND n.id = a.person LEFT "
      "JOIN "
      "second_factor f ON f.region = a.region AND f.account = a.id WHERE s.token_hash = $1";
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
  session.has_second_factor = row.boolean(account_column_count + 4);
  session.factor_vouched = row.boolean(account_column_count + 5);
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

std::vector<OpenSession> sessions_of(db::Reader& in, const Account& account, std::string_view token, Instant now) {
  const std::string own = to_hex(digest(token));
  std::vector<OpenSession> out;
  for (const auto row : in.query(
           "SELECT token_hash, created_at, seen_at, expires_at, device, way FROM session WHERE region = $1 AND account "
           "= $2 AND expires_at > $3 AND seen_at > $4 ORDER BY seen_at DESC, created_at DESC",
           {account.region, account.id, now, Instant{now.ms - session_idle_ms}})) {
    OpenSession session{to_hex(row.blob(0)), row.instant(1), row.instant(2), row.instant(3),
                        row.text(4),         row.text(5),    false};
    session.current = session.id == own;
    out.push_back(std::move(session));
  }
  return out;
}

Result<Done> end_session(Context& ctx, const Account& account, std::string_view id) {
  const auto hash = from_hex(id);
  if (!hash) return refuse(massline::refusals::not_found);
  return ctx.store.command([&](db::Transaction& tx) -> Result<Done> {
    const auto ended = tx.execute_counted("DELETE FROM session WHERE region = $1 AND account = $2 AND token_hash = $3",
                                          {account.region, account.id, db::Blob{*hash}});
    if (ended == 0) return refuse(massline::refusals::not_found);
    journal_end(ctx, tx, account);
    return Done{};
  });
}

std::int64_t end_other_sessions(Context& ctx, const Account& account, std::string_view token) {
  std::int64_t ended = 0;
  ctx.store.write([&](db::Transaction& tx) {
    ended = tx.execute_counted("DELETE FROM session WHERE region = $1 AND account = $2 AND token_hash <> $3",
                               {account.region, account.id, db::Blob{digest(token)}});
    if (ended > 0) journal_end(ctx, tx, account);
    return true;
  });
  return ended;
}

Result<Done> name_device(Context& ctx, std::string_view token, std::string_view device) {
  const auto name = checked_line("device", std::string(device), device_name_length_max, Need::optional);
  if (!name) return tl::unexpected(name.error());
  ctx.store.write([&](db::Transaction& tx) {
    tx.execute("UPDATE session SET device = $2 WHERE token_hash = $1", {db::Blob{digest(token)}, *name});
    return true;
  });
  return Done{};
}

}  // namespace massline::registry
