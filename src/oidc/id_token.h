// ID tokens (OpenID Connect Core 1.0, 3.1.3.7): read, and checked against keys and what the sign-in expects. Pure.
//
//   const auto token = read_token(text);
//   const auto subject = check_token(*token, keys, {"https://id.example", "massline", nonce, clock.now()});
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "base/time.h"
#include "oidc/key_set.h"

namespace massline::oidc {

inline constexpr std::size_t token_bytes_max = 32 * 1024;
inline constexpr std::size_t subject_bytes_max = 255;
inline constexpr std::int64_t skew_ms = 60'000;            // that the clocks of two servers may differ by
inline constexpr std::int64_t token_age_ms = 10 * 60'000;  // since it was issued: as long as a sign-in may take

/// A token in compact form, taken apart and not believed yet.
struct Token {
  std::string algorithm, key_id;
  std::string signed_part, signature;
  Json claims;  // an object
};
/// Refuses token_unreadable: too long, not three parts, no JSON, header parameters that must be understood and are not.
Result<Token> read_token(std::string_view text);

struct Expected {
  std::string issuer, client, nonce;
  Instant now;
};
/// The subject, after signature, issuer, audience, authorised party, times and nonce were checked, in this order.
/// Refuses token_not_signed, token_of_another, token_out_of_time, token_unreadable (a claim is missing or of another
/// type).
Result<std::string> check_token(const Token& token, const KeySet& keys, const Expected& expected);

}  // namespace massline::oidc
