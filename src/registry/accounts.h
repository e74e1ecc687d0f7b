// Accounts, sessions and the keys of API clients. Signing in: registry/sign_in.h.
//
// Passwords are argon2id hashes; at most two are worked out at once, and a short queue waits. Tokens and keys are 32
// random bytes, of which only the BLAKE2b hash is kept. These commands open their own transactions, since the hashing
// must not hold up the writer. Thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/access.h"
#include "journal/context.h"
#include "registry/actor.h"

namespace massline::registry {

inline constexpr std::size_t password_length_min = 12;   // characters
inline constexpr std::size_t password_length_max = 256;  // characters
inline constexpr std::int64_t session_length_ms = 12 * 3'600'000;
inline constexpr std::int64_t session_idle_ms = 2 * 3'600'000;
inline constexpr std::int64_t session_touch_ms = 60'000;

struct Account {
  RegionId region;
  AccountId id;
  PersonId person;
  std::string name;
  Language language = Language::zh;
  bool closed = false;
  std::int64_t version = 0;
  bool second_factor = false;  // must have one
};

// ---- accounts

std::optional<Account> find_account(db::Reader& in, AccountId id, RegionId region);
std::optional<Account> find_account_by_name(db::Reader& in, std::string_view name);
std::vector<Account> accounts_of_person(db::Reader& in, PersonId person);

struct NewAccount {
  PersonId person;
  std::string name;      // 3 to 64 characters of a-z 0-9 . _ - @
  std::string password;  // empty: signs in by a link that somebody hands over (registry/sign_in.h)
  Language language = Language::zh;
};
/// Needs manage_accounts over every unit where the person holds a post.
Result<Account> create_account(Context& ctx, const Actor& actor, const NewAccount& account);

struct SetPassword {
  RegionId region;
  AccountId account;
  std::string password;
};
/// By somebody with manage_accounts over every post of the person. Ends the account's sessions.
Result<Done> set_password(Context& ctx, const Actor& actor, const SetPassword& change);

struct ChangePassword {
  RegionId region;
  AccountId account;
  std::string old_password, password;
  std::string keep_token;  // of the session that goes on
};
/// By the person themself. Wrong old passwords count as attempts of this session; where there is no password yet, none
/// is asked for. Ends all other sessions.
Result<Done> change_password(Context& ctx, const ChangePassword& change);

Result<Account> set_language(Context& ctx, RegionId region, AccountId account, Language language);
/// Ends the account and its sessions; the login name is not given again.
Result<Done> close_account(Context& ctx, const Actor& actor, RegionId region, AccountId account);

// ---- sessions

struct Session {
  Account account;
  std::string person_name;
  access::Viewer viewer;  // with the posts in force today
  std::string csrf;       // base64url; follows from the token
  Instant created_at, seen_at, expires_at;
  bool has_second_factor = false;
  bool factor_vouched = false;  // the provider that vouched for the person asks for a second factor itself

  bool touch_due(Instant now) const { return now.ms - seen_at.ms >= session_touch_ms; }
  /// In constant time.
  bool csrf_matches(std::string_view given) const;
};

/// The session of a token that is in force, or nothing. Two queries.
std::optional<Session> session_of(db::Reader& in, std::string_view token, Instant now, Date today);
/// Notes that the session was used; call when Session::touch_due says so.
void touch_session(Context& ctx, std::string_view token);
void sign_out(Context& ctx, std::string_view token);

struct OpenSession {
  std::string id;  // hex of the token's hash: names it without giving access
  Instant created_at, seen_at, expires_at;
  std::string device;  // as the person calls it
  std::string way;     // password, link or organisation
  bool current = false;
};
/// Those in force, the one used last first; `current` is that of `token`.
std::vector<OpenSession> sessions_of(db::Reader& in, const Account& account, std::string_view token, Instant now);
/// Ends one session of the account by its id.
Result<Done> end_session(Context& ctx, const Account& account, std::string_view id);
/// Ends all sessions of the account but that of `token`; with an empty token, all. Returns how many.
std::int64_t end_other_sessions(Context& ctx, const Account& account, std::string_view token);
/// Names the device of the session; refuses what is no line of at most 60 characters.
Result<Done> name_device(Context& ctx, std::string_view token, std::string_view device);

// ---- keys of API clients

struct ApiKey {
  RegionId region;
  std::int64_t id = 0;
  std::string name;
  UnitId unit;  // answers for the client
  Instant created_at;
  std::optional<Instant> revoked_at;
};
struct NewApiKey {
  ApiKey key;
  std::string secret;  // shown once
};
/// Needs manage_keys over the unit.
Result<NewApiKey> create_api_key(Context& ctx, const Actor& actor, UnitId unit, std::string_view name);
std::optional<ApiKey> find_api_key(db::Reader& in, std::string_view secret);
/// The keys of units where the viewer has manage_keys, revoked ones included, newest first.
std::vector<ApiKey> api_keys_for(db::Reader& in, const rulebook::Rulebook& rulebook, const access::Viewer& viewer);
Result<Done> revoke_api_key(Context& ctx, const Actor& actor, std::int64_t id);

}  // namespace massline::registry
