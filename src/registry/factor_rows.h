// What signing in asks of the second factor, and the counts of wrong attempts; used in this folder only.
#pragma once

#include <string>

#include "registry/accounts.h"
#include "registry/sign_in_guard.h"

namespace massline::registry {

/// Wrong passwords, by where they come from and for which name.
Attempts& password_attempts();

tl::unexpected<Refusal> too_many(Instant until, Instant now);

/// Proves the password of an account to which somebody is signed in already; `source`: the session that asks.
Result<Done> prove_password(Context& ctx, const Account& account, std::string_view password, std::string_view source);

/// Takes a code of the app or a recovery code, which is used up. Done where the account has no second factor.
/// Refuses code_needed for an empty code, code_wrong.
Result<Done> use_code(Context& ctx, db::Transaction& tx, const Account& account, std::string_view code, Instant now);

/// Bounds the tries of codes: by where they come from, and, for devices that never signed in before, all together. Who
/// gets this far has the password or a link, so that the second bound is no way to lock out somebody else.
class CodeAttempts {
 public:
  enum class From { known, stranger };
  CodeAttempts(const Context& ctx, const Account& account, std::string_view source, From from);

  Result<Done> may_try(Instant now) const;
  /// Counts the refusal if it is code_wrong.
  void note(const Refusal& refusal, Instant now) const;
  void note_right() const;

 private:
  std::string own_key_, common_key_;  // the second is empty for known devices
};

}  // namespace massline::registry
