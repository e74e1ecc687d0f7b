// One-time codes of an authenticator app (RFC 6238 with HMAC-SHA-1, 30 seconds and 6 digits, as every app has them).
// Pure, thread-safe.
//
//   const std::string secret = random.bytes(totp_secret_bytes);
//   show(totp_uri("massline", "li.hua", secret));
//   if (auto step = totp_step_of(secret, typed, clock.now(), last_step)) { … keep *step: no code at or before it is
//   good again … }
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace massline {

inline constexpr std::size_t totp_secret_bytes = 20;
inline constexpr std::int64_t totp_step_ms = 30'000;
inline constexpr std::size_t totp_digits = 6;

/// The code of a step (number of 30 seconds since 1970). Source: RFC 4226, 5.3.
std::string totp_code(std::string_view secret, std::int64_t step);

/// The step whose code was typed: the present one, the one before or the one after, as clocks differ; nothing where
/// none of them fits or the step is not after `last_step`. Compares in constant time. Source: RFC 6238, 5.2.
std::optional<std::int64_t> totp_step_of(std::string_view secret, std::string_view typed, Instant now,
                                         std::int64_t last_step);

/// RFC 4648 base 32 in capitals, without padding.
std::string to_base32(std::string_view bytes);

/// What the QR code holds: otpauth://totp/ISSUER:ACCOUNT?secret=…&issuer=ISSUER.
std::string totp_uri(std::string_view issuer, std::string_view account, std::string_view secret);

}  // namespace massline
