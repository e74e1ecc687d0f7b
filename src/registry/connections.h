// Accounts connected to the organisation's own sign-in: which subject of which provider is whose account. Thread-safe;
// the commands open their own transactions.
//
// A provider's name for a person is kept only as a keyed hash. Nobody is connected by an e-mail address or a name
// unless whoever runs the server said that the provider vouches for those (Vouched::login).
#pragma once

#include <string>
#include <vector>

#include "registry/accounts.h"

namespace massline::registry {

inline constexpr std::size_t connections_max = 8;  // of one account

/// Whom a provider vouches for, after its proof was checked.
struct Vouched {
  std::string provider;  // as the server's settings name it
  std::string issuer, subject;
  std::string login;        // the name of an account here that it vouches for; empty: none
  bool has_factor = false;  // it asks for a second factor itself
};

struct Connection {
  std::string id;  // hex of the hash: names it without telling the subject
  std::string provider;
  Instant made_at;
};
std::vector<Connection> connections_of(db::Reader& in, const Account& account);

/// Proves that whoever is signed in knows the account's password, where it has one. Refuses password_not_right,
/// too_many_attempts, sign_in_busy.
Result<Done> prove_owner(Context& ctx, const Session& session, const std::string& token, const std::string& password);

/// Connects the account of whoever is signed in. Refuses subject_taken where it is somebody else's, connections_full.
Result<Done> connect(Context& ctx, const Session& session, const Vouched& who);
/// The same by whoever runs the server, for the account of that name. Refuses login_unknown as well.
Result<Done> connect_as_operator(Context& ctx, std::string_view login, const Vouched& who);
Result<Done> disconnect(Context& ctx, const Session& session, std::string_view id);

}  // namespace massline::registry
