#include "registry/sign_in.h"

#include "base/crypto.h"
#include "base/refusals.h"
#include "base/text.h"
#include "registry/account_rows.h"
#include "registry/connection_rows.h"
#include "registry/factor_rows.h"
#include "registry/people.h"
#include "registry/people_rows.h"
#include "registry/refusals.h"
#include "registry/sign_in_guard.h"

namespace massline::registry {

namespace {

constexpr std::size_t token_bytes = 32;
constexpr std::size_t password_bytes_max = 4 * password_length_max;

/// Devices that signed in before have a gate of their own, so that a crowd of strangers can't stand in their way.
HashingGate& gate(bool known_device) {
  static HashingGate of_strangers(2, 32), of_known(1, 32);
  return known_device ? of_known : of_strangers;
}

/// A hash that no password is known for: the work for names without an account or without a password.
const std::string& nobodys_hash() {
  static const std::string hash = [] {
    SystemRandom random;
    return hash_password(random.bytes(token_bytes));
  }();
  return hash;
}

tl::unexpected<Refusal> busy() { return refuse(refusals::sign_in_busy, {{"retry_after", "5"}}); }

struct KnownAccount {
  Account account;
  std::string hash;
};

std::optional<KnownAccount> known_account(db::Reader& in, const std::string& login) {
  static const std::string by_login = "SELECT " + std::string(account_columns) +
                                      ", a.password_hash FROM account a JOIN login l ON l.region = a.region "
                                      "AND l.account = a.id WHERE l.name = $1 AND a.closed = 0";
  const auto rows = in.query(by_login, {login});
  if (rows.empty()) return std::nullopt;
  const auto row = rows.row(0);
  return KnownAccount{account_of(row), row.text(account_column_count)};
}

// ---- devices that signed in before: a text that only this program can have made, and that a new password ends

std::string device_proof(const Context& ctx, const KnownAccount& known, std::string_view expires) {
  const std::string facts = Digester()
                                .add("massline device")
                                .add(known.account.id.value)
                                .add(expires)
                                .add(std::string_view(known.hash))
                                .finish();
  return to_base64url(digest(facts, hash_key(ctx)));
}

std::string device_for(const Context& ctx, const KnownAccount& known, Instant now) {
  const std::string expires = std::to_string(now.ms + device_length_ms);
  return expires + "." + device_proof(ctx, known, expires);
}

bool is_device_of(const Context& ctx, const KnownAccount& known, std::string_view device, Instant now) {
  const std::size_t dot = device.find('.');
  if (dot == std::string_view::npos || dot > 16) return false;
  const std::string_view expires = device.substr(0, dot);
  if (!equal_in_constant_time(device_proof(ctx, known, expires), device.substr(dot + 1))) return false;
  return std::stoll(std::string(expires)) > now.ms;  // its digits are our own: the proof covers them
}

std::string source_of(const Caller& caller, bool known_device) {
  return known_device ? "device " + caller.device : "network " + std::to_string(caller.network);
}

std::string attempt_key(const Context& ctx, std::string_view source, std::string_view about) {
  return digest(Digester().add("attempt").add(source).add(about).finish(), hash_key(ctx));
}

std::string checked_device_name(std::string_view given) {
  std::string name = trimmed(given);
  if (!is_valid_utf8(name) || has_control_characters(name) || length_of(name) > device_name_length_max) return {};
  return name;
}

// ---- the last part of every way in: the code, the session, the journal

struct Entry {
  KnownAccount known;
  std::string code, device_name, way;
  Caller caller;
  bool factor_vouched = false;  // asked for elsewhere: not here, though the account has one
  /// What makes the way good once, in the same transaction.
  std::function<Result<Done>(db::Transaction&)> use_up{};
};

Result<std::string> begin_session(Context& ctx, const Entry& entry, Instant now) {
  const Account& account = entry.known.account;
  const std::string token = to_base64url(ctx.random.bytes(token_bytes));
  return ctx.store.command([&](db::Transaction& tx) -> Result<std::string> {
    if (!entry.factor_vouched) {
      if (auto proved = use_code(ctx, tx, account, entry.code, now); !proved) return tl::unexpected(proved.error());
    }
    if (entry.use_up) {
      if (auto used = entry.use_up(tx); !used) return tl::unexpected(used.error());
    }
    tx.execute(
        "INSERT INTO session(region, token_hash, account, created_at, seen_at, expires_at, device, way, "
        "factor_vouched) VALUES($1, "
        "$2, $3, $4, $4, $5, $6, $7, $8)",
        {account.region, db::Blob{digest(token)}, account.id, now, Instant{now.ms + session_length_ms},
         entry.device_name, entry.way, entry.factor_vouched});
    journal::append(tx, {account.region,
                         now,
                         {account.person, "", {}},
                         "account.sign-in",
                         "account",
                         account.id.value,
                         entry.way,
                         "",
                         ""});
    return token;
  });
}

Result<SignedIn> enter(Context& ctx, Entry entry) {
  const Instant now = ctx.clock.now();
  entry.device_name = checked_device_name(entry.device_name);
  const bool known_device = is_device_of(ctx, entry.known, entry.caller.device, now);
  const CodeAttempts attempts(ctx, entry.known.account, source_of(entry.caller, known_device),
                              known_device ? CodeAttempts::From::known : CodeAttempts::From::stranger);
  if (!entry.factor_vouched && !entry.code.empty()) {
    if (auto may = attempts.may_try(now); !may) return tl::unexpected(may.error());
  }
  const auto token = begin_session(ctx, entry, now);
  if (!token) {
    attempts.note(token.error(), now);
    return tl::unexpected(token.error());
  }
  if (!entry.code.empty()) attempts.note_right();
  auto session = ctx.store.read([&](db::Reader& in) { return session_of(in, *token, now, ctx.today()); });
  // Gone again between the two: somebody closed the account or ended its sessions just now.
  if (!session) return refuse(refusals::sign_in_wrong);
  return SignedIn{*token, device_for(ctx, entry.known, now), std::move(*session)};
}

/// The account whose password it is; waiting times and words are the same for names that nobody has.
/// `session`: of the session that asks, where somebody is signed in already.
Result<KnownAccount> prove(Context& ctx, std::string_view name, std::string_view password, const Caller& caller,
                           const std::string& session = {}) {
  const Instant now = ctx.clock.now();
  const std::string login = login_of(name);
  auto known = ctx.store.read([&](db::Reader& in) { return known_account(in, login); });
  const bool known_device = !session.empty() || (known && is_device_of(ctx, *known, caller.device, now));
  const std::string key = attempt_key(ctx, session.empty() ? source_of(caller, known_device) : session, login);
  if (const auto until = password_attempts().refused_until(key, now)) return too_many(*until, now);
  bool right = false;
  {
    const auto pass = gate(known_device).enter();
    if (!pass) return busy();
    const bool has_password = known && !known->hash.empty();
    right = verify_password(has_password ? known->hash : nobodys_hash(), password.substr(0, password_bytes_max)) &&
            has_password;
  }
  if (!right) {
    password_attempts().note_wrong(key, now);
    return refuse(refusals::sign_in_wrong);
  }
  password_attempts().note_right(key);
  return std::move(*known);
}

}  // namespace

Attempts& password_attempts() {
  static Attempts attempts;
  return attempts;
}

tl::unexpected<Refusal> too_many(Instant until, Instant now) {
  const std::int64_t seconds = (until.ms - now.ms + 999) / 1000;
  return refuse(refusals::too_many_attempts,
                {{"retry_after", std::to_string(seconds)}, {"minutes", std::to_string((seconds + 59) / 60)}});
}

Result<std::string> hash_in_turn(std::string_view password) {
  const auto pass = gate(false).enter();
  if (!pass) return busy();
  return hash_password(password);
}

Result<Done> prove_password(Context& ctx, const Account& account, std::string_view password, std::string_view source) {
  const auto known = prove(ctx, account.name, password, {}, std::string(source));
  if (!known) return tl::unexpected(known.error());
  return Done{};
}

Result<SignedIn> sign_in(Context& ctx, const SignIn& attempt) {
  auto known = prove(ctx, attempt.name, attempt.password, attempt.caller);
  if (!known) return tl::unexpected(known.error());
  return enter(ctx, {std::move(*known), attempt.code, attempt.device_name, "password", attempt.caller});
}

Result<SignedIn> sign_in_by_link(Context& ctx, const LinkSignIn& attempt) {
  const Instant now = ctx.clock.now();
  const db::Blob hash{digest(attempt.token)};
  auto known = ctx.store.read([&](db::Reader& in) -> std::optional<KnownAccount> {
    const auto rows = in.query(
        "SELECT a.name FROM sign_in_link k JOIN account a ON a.region = k.region AND a.id = k.account WHERE "
        "k.token_hash "
        "= $1 AND k.expires_at > $2 AND a.closed = 0",
        {hash, now});
    if (rows.empty()) return std::nullopt;
    return known_account(in, rows.row(0).text(0));
  });
  if (!known) return refuse(refusals::link_wrong);
  const Account account = known->account;
  return enter(ctx, {std::move(*known), attempt.code, attempt.device_name, "link", attempt.caller, false,
                     [account, hash](db::Transaction& tx) -> Result<Done> {
                       const auto used = tx.execute_counted(
                           "DELETE FROM sign_in_link WHERE region = $1 AND token_hash = $2", {account.region, hash});
                       if (used == 0) return refuse(refusals::link_wrong);
                       return Done{};
                     }});
}

Result<SignedIn> sign_in_vouched(Context& ctx, const VouchedSignIn& attempt) {
  const Vouched& who = attempt.who;
  bool is_connected = false;
  auto known = ctx.store.read([&](db::Reader& in) -> std::optional<KnownAccount> {
    const auto account = account_connected_to(ctx, in, who);
    is_connected = account.has_value();
    auto found = known_account(in, account ? account->name : login_of(who.login));
    // Whoever came into a name that another person of the provider had is not that person.
    if (found && !is_connected && is_connected_with(in, found->account, who.provider)) return std::nullopt;
    return found;
  });
  if (!known) return refuse(refusals::account_unknown);
  Entry entry{std::move(*known), attempt.code, attempt.device_name, "organisation", attempt.caller, who.has_factor};
  if (!is_connected) {
    entry.use_up = [&ctx, &who, account = entry.known.account](db::Transaction& tx) {
      return write_connection(ctx, tx, journal::By{account.person, "", {}}, account, who);
    };
  }
  return enter(ctx, std::move(entry));
}

Result<SignInLink> make_sign_in_link(Context& ctx, const Actor& actor, RegionId region, AccountId id) {
  const std::string token = to_base64url(ctx.random.bytes(token_bytes));
  return ctx.store.command([&](db::Transaction& tx) -> Result<SignInLink> {
    auto managed = managed_account(ctx, tx, actor, region, id);
    if (!managed) return tl::unexpected(managed.error());
    const Instant now = ctx.clock.now(), until{now.ms + link_length_ms};
    tx.execute("DELETE FROM sign_in_link WHERE region = $1 AND account = $2", {region, id});
    tx.execute("INSERT INTO sign_in_link(region, token_hash, account, expires_at) VALUES($1, $2, $3, $4)",
               {region, db::Blob{digest(token)}, id, until});
    const std::string same = account_digest(tx, managed->account);
    journal_row(ctx, tx, managed->by, region, "account.link", "account", id.value, "", same);
    return SignInLink{token, until};
  });
}

}  // namespace massline::registry
