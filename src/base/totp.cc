#include "base/totp.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "base/crypto.h"
#include "base/percent.h"
#include "base/result.h"

namespace massline {

std::string totp_code(std::string_view secret, std::int64_t step) {
  std::array<unsigned char, 8> counter{};
  for (std::size_t i = 0; i < counter.size(); ++i)
    counter[counter.size() - 1 - i] = static_cast<unsigned char>(static_cast<std::uint64_t>(step) >> (8 * i));
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned int length = 0;
  if (HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()), counter.data(), counter.size(), mac.data(),
           &length) == nullptr ||
      length != 20)
    throw Fault("HMAC-SHA-1 can't be worked out");
  const std::size_t offset = mac[19] & 15;
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) number = (number << 8) | mac[offset + i];
  number = (number & 0x7fff'ffff) % 1'000'000;
  std::string code = std::to_string(number);
  return std::string(totp_digits - code.size(), '0') + code;
}

std::optional<std::int64_t> totp_step_of(std::string_view secret, std::string_view typed, Instant now,
                                         std::int64_t last_step) {
  const std::int64_t present = now.ms / totp_step_ms;
  std::optional<std::int64_t> found;
  for (const std::int64_t step : {present - 1, present, present + 1})
    if (equal_in_constant_time(totp_code(secret, step), typed) && step > last_step && !found) found = step;
  return found;
}

std::string to_base32(std::string_view bytes) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string out;
  std::uint32_t held = 0;
  int bits = 0;
  for (const char byte : bytes) {
    held = (held << 8) | static_cast<unsigned char>(byte);
    for (bits += 8; bits >= 5; bits -= 5) out += letters[(held >> (bits - 5)) & 31];
  }
  if (bits > 0) out += letters[(held << (5 - bits)) & 31];
  return out;
}

std::string totp_uri(std::string_view issuer, std::string_view account, std::string_view secret) {
  const std::string by = percent_encoded(issuer);
  return "otpauth://totp/" + by + ":" + percent_encoded(account) + "?secret=" + to_base32(secret) + "&issuer=" + by;
}

}  // namespace massline
