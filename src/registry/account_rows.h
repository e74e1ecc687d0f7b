// The table `account` as values, and the hashing of passwords behind the gate; used in this folder only.
#pragma once

#include <string>
#include <string_view>

#include "registry/accounts.h"

namespace massline::registry {

/// Columns 0 to 7 of a query under alias `a`.
inline constexpr std::string_view account_columns =
    "a.region, a.id, a.person, a.name, a.language, a.closed, a.version, a.second_factor";
inline constexpr std::size_t account_column_count = 8;
Account account_of(const db::Rows::Row& row);

/// The form in which names are kept and compared.
std::string login_of(std::string_view name);

/// Refuses what is too short, too long or the name itself.
Result<Done> check_password(std::string_view password, std::string_view login);

/// Behind the gate; refuses sign_in_busy.
Result<std::string> hash_in_turn(std::string_view password);

std::string account_digest(db::Reader& in, const Account& account);

/// The account and who may manage it; refuses as not found or not allowed.
struct Managed {
  Account account;
  journal::By by;
};
Result<Managed> managed_account(Context& ctx, db::Reader& in, const Actor& actor, RegionId region, AccountId id);

/// The key of what is kept only as a hash: recovery codes, proofs of devices, sources of attempts.
const std::string& hash_key(const Context& ctx);

/// Ends all sessions of the account but the one with this token's hash.
void end_sessions(db::Transaction& tx, const Account& account, std::string_view but_token_hash);

}  // namespace massline::registry
