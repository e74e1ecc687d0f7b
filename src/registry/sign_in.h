// Signing in: by password, by a link that somebody was handed, or by the organisation's own sign-in; each with a second
// factor where the account has one. Thread-safe; these commands open their own transactions.
//
// What is wrong is refused after the same work and with the same words, whichever part was wrong, and wrong attempts
// make the network or the device that they come from wait, not the account: nobody can lock somebody else out.
#pragma once

#include <cstdint>
#include <string>

#include "registry/accounts.h"
#include "registry/connections.h"

namespace massline::registry {

inline constexpr std::int64_t link_length_ms = 15 * 60'000;
inline constexpr std::int64_t device_length_ms = 180LL * 24 * 3'600'000;
inline constexpr std::size_t device_name_length_max = 60;  // characters

/// Where an attempt comes from.
struct Caller {
  std::uint64_t network = 0;  // a keyed hash of the network's prefix
  std::string device;         // what SignedIn::device gave this browser before; empty if it has none
};

struct SignIn {
  std::string name, password;
  std::string code;         // of the authenticator app, or a recovery code; empty if none was typed
  std::string device_name;  // as the person calls it, for their list of sessions
  Caller caller;
};

struct SignedIn {
  std::string token;   // base64url, for the session's cookie
  std::string device;  // for a cookie that outlives the session: lets this browser past attempts from elsewhere
  Session session;
};

/// Refusals: sign_in_wrong; code_needed where the password is right and the account has a second factor; code_wrong;
/// too_many_attempts after five wrong ones in a row from this network or device (1, 2, 4, 8, at most 15 minutes,
/// parameter "retry_after" in seconds); sign_in_busy when too many wait.
Result<SignedIn> sign_in(Context& ctx, const SignIn& attempt);

struct LinkSignIn {
  std::string token, code, device_name;
  Caller caller;
};
/// By the token of a link: once, within 15 minutes. Refuses link_wrong for any that is not good (any more), and as
/// above.
Result<SignedIn> sign_in_by_link(Context& ctx, const LinkSignIn& attempt);

struct VouchedSignIn {
  Vouched who;
  std::string code, device_name;
  Caller caller;
};
/// By the organisation's own sign-in: into the account that is connected to the subject (registry/connections.h), or,
/// where the provider vouches for names here and the account has no connection with it yet, the one of that name, which
/// is then connected. Refuses account_unknown, and code_needed and so on unless the provider asks for a second factor
/// itself.
Result<SignedIn> sign_in_vouched(Context& ctx, const VouchedSignIn& attempt);

struct SignInLink {
  std::string token;  // shown once, kept as a hash
  Instant expires_at;
};
/// Makes a link for the account, for somebody with manage_accounts over every post of its person; earlier ones end.
Result<SignInLink> make_sign_in_link(Context& ctx, const Actor& actor, RegionId region, AccountId account);

}  // namespace massline::registry
