// The few uses of cryptography, all through libsodium. Thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace massline {

/// 32 bytes of BLAKE2b over `data`; with a key, a MAC.
std::string digest(std::string_view data, std::string_view key = {});

/// BLAKE2b over parts, each preceded by its length, so that no two lists of parts give the same input.
class Digester {
 public:
  Digester();
  Digester& add(std::string_view part);
  Digester& add(std::int64_t number);
  std::string finish();  // 32 bytes

 private:
  alignas(64) std::array<std::byte, 384> state_;
};

std::string to_hex(std::string_view bytes);
std::optional<std::string> from_hex(std::string_view hex);
/// URL-safe base64 without padding.
std::string to_base64url(std::string_view bytes);

/// Compares in time that does not depend on where the two differ.
bool equal_in_constant_time(std::string_view a, std::string_view b);

/// An argon2id hash with its parameters and salt, as text (64 MiB, about 0.1 s). Bound how many run at once.
std::string hash_password(std::string_view password);
bool verify_password(std::string_view hash, std::string_view password);

/// 32 bytes from a passphrase and a salt of 16 bytes (argon2id, 256 MiB, most of a second): what guesses must cost.
std::string key_from_passphrase(std::string_view passphrase, std::string_view salt);

/// Overwrites what must not stay in memory, and empties it.
void wipe(std::string& secret);

/// Seals bytes under a 32-byte key (XSalsa20-Poly1305, random nonce in front).
std::string seal(std::string_view plain, std::string_view key);
/// Nothing if the key is another or a bit was changed.
std::optional<std::string> open_sealed(std::string_view sealed, std::string_view key);

/// The ed25519 public key (32 bytes) of a secret seed (32 bytes).
std::string public_key_of(std::string_view seed);
/// The signature, 64 bytes; the same message and seed give the same one.
std::string sign(std::string_view message, std::string_view seed);
/// False for a wrong signature, message or key, and for a key or signature of a wrong length.
bool is_signed(std::string_view message, std::string_view signature, std::string_view public_key);

/// 32 bytes of SHA-256.
std::string sha256(std::string_view data);
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace massline
