// The second factor of an account: one-time codes of an authenticator app (base/totp.h), and recovery codes for the day
// the phone is gone. Thread-safe; these commands open their own transactions.
//
// The app's secret lies sealed under the vault's key, recovery codes as keyed hashes. A code is good once.
#pragma once

#include <string>
#include <vector>

#include "registry/accounts.h"

namespace massline::registry {

inline constexpr int recovery_codes_count = 10;

struct SecondFactor {
  bool on = false;                           // confirmed with a code
  bool required = false;                     // by the account's setting or by a post
  const rulebook::PostKind* post = nullptr;  // held today, which requires it
  int recovery_codes_left = 0;
};
SecondFactor second_factor_of(const Context& ctx, db::Reader& in, const Session& session);

/// Refuses second_factor_due or second_factor_of_post while the account must have a second factor, has none, and no
/// provider asked for one: then nothing but setting it up is open to it.
Result<Done> check_second_factor(const Context& ctx, const Session& session);

/// Done where no factor is in use, or `code` is of the one that is: for what would lead into the account without it.
/// Refuses: code_not_right, too_many_attempts.
Result<Done> prove_factor(Context& ctx, const Session& session, const std::string& token, const std::string& code);

/// A new secret, good once confirm_second_factor has seen a code of it; the one in use stays so until then.
/// `password` proves who asks, where the account has one, and `code`, where a factor is in use: whoever found the
/// session open puts none of their own in its place. Wrong ones count as attempts of this session. Refuses:
/// password_not_right, code_not_right, too_many_attempts, sign_in_busy.
Result<std::string> begin_second_factor(Context& ctx, const Session& session, const std::string& token,
                                        const std::string& password, const std::string& code);

/// Refuses: code_not_right, too_many_attempts. Gives the recovery codes, shown once; ends the account's other sessions.
Result<std::vector<std::string>> confirm_second_factor(Context& ctx, const Session& session, const std::string& token,
                                                       const std::string& code);
/// New recovery codes for old; with a code of the app. Refuses as above.
Result<std::vector<std::string>> renew_recovery_codes(Context& ctx, const Session& session, const std::string& token,
                                                      const std::string& code);
Result<Done> remove_second_factor(Context& ctx, const Session& session, const std::string& token,
                                  const std::string& code);

/// By somebody with manage_accounts over every post of the person: takes the factor away from who lost it (and ends
/// their sessions), or sets whether the account must have one.
Result<Done> reset_second_factor(Context& ctx, const Actor& actor, RegionId region, AccountId account);
Result<Done> require_second_factor(Context& ctx, const Actor& actor, RegionId region, AccountId account, bool required);

}  // namespace massline::registry
