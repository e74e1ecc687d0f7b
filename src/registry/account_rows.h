// The table `account` as values, and the hashing of passwords behind the gate; used in this folder only.
#pragma once

#include <string>
#include <string_view>

#include "registry/accounts.h"

namespace massline::registry {

/// Columns 0 to 6 of a query under alias `a`.
inline constexpr std::string_view account_columns = "a.region, a.id, a.person, a.name, a.language, a.closed, a.version";
inline constexpr std::size_t account_column_count = 7;
Account account_of(const db::Rows::Row& row);

/// The form in which names are kept and compared.
std::string login_of(std::string_view name);

/// Refuses what is too short, too long or the name itself.
Result<Done> check_password(std::string_view password, std::string_view login);

/// Behind the gate; refuses sign_in_busy.
Result<std::string> hash_in_turn(std::string_view password);

/// Whether the password is the account's, counted as an attempt, after the same work whether the name is known or not.
/// Gives the account; refuses sign_in_wrong, too_many_attempts and sign_in_busy.
Result<Account> prove_password(Context& ctx, std::string_view name, std::string_view password);

/// Ends all sessions of the account but the one with this token's hash.
void end_sessions(db::Transaction& tx, const Account& account, std::string_view but_token_hash);

}  // namespace massline::registry
