#include "base/crypto.h"

#include <sodium.h>

#include <cstdint>

#include "base/result.h"

namespace massline {

namespace {

constexpr std::size_t digest_size = 32;

static_assert(sizeof(crypto_generichash_state) <= 384 && alignof(crypto_generichash_state) <= 64);
static_assert(crypto_secretbox_KEYBYTES == 32);

void start_sodium() {
  static const bool started = sodium_init() >= 0;
  if (!started) throw Fault("libsodium can't start");
}

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

crypto_generichash_state* state_of(std::array<std::byte, 384>& state) {
  return reinterpret_cast<crypto_generichash_state*>(state.data());
}

std::array<unsigned char, 8> little_endian_bytes(std::uint64_t number) {
  std::array<unsigned char, 8> out;
  for (auto& byte : out) {
    byte = static_cast<unsigned char>(number & 0xff);
    number >>= 8;
  }
  return out;
}

}  // namespace

std::string digest(std::string_view data, std::string_view key) {
  check(key.size() <= crypto_generichash_KEYBYTES_MAX, "a key of BLAKE2b has at most 64 bytes");
  start_sodium();
  std::string out(digest_size, '\0');
  crypto_generichash(bytes_of(out), out.size(), bytes_of(data), data.size(), key.empty() ? nullptr : bytes_of(key),
                     key.size());
  return out;
}

Digester::Digester() {
  start_sodium();
  crypto_generichash_init(state_of(state_), nullptr, 0, digest_size);
}

Digester& Digester::add(std::string_view part) {
  const auto length = little_endian_bytes(part.size());
  crypto_generichash_update(state_of(state_), length.data(), length.size());
  crypto_generichash_update(state_of(state_), bytes_of(part), part.size());
  return *this;
}

Digester& Digester::add(std::int64_t number) {
  const auto bytes = little_endian_bytes(static_cast<std::uint64_t>(number));
  return add(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

std::string Digester::finish() {
  std::string out(digest_size, '\0');
  crypto_generichash_final(state_of(state_), bytes_of(out), out.size());
  return out;
}

std::string to_hex(std::string_view bytes) {
  std::string out(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(out.data(), out.size(), bytes_of(bytes), bytes.size());
  out.pop_back();
  return out;
}

std::optional<std::string> from_hex(std::string_view hex) {
  std::string out(hex.size() / 2, '\0');
  std::size_t length = 0;
  const char* end = nullptr;
  if (hex.size() % 2 != 0) return std::nullopt;
  if (sodium_hex2bin(bytes_of(out), out.size(), hex.data(), hex.size(), nullptr, &length, &end) != 0 ||
      end != hex.data() + hex.size() || length != out.size()) {
    return std::nullopt;
  }
  return out;
}

std::string to_base64url(std::string_view bytes) {
  constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string out(sodium_base64_encoded_len(bytes.size(), variant), '\0');
  sodium_bin2base64(out.data(), out.size(), bytes_of(bytes), bytes.size(), variant);
  out.pop_back();
  return out;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string hash_password(std::string_view password) {
  start_sodium();
  std::string out(crypto_pwhash_STRBYTES, '\0');
  if (crypto_pwhash_str(out.data(), password.data(), password.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                        crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0) {
    throw Fault("there is not enough memory to hash a password");
  }
  out.resize(out.find('\0'));
  return out;
}

bool verify_password(std::string_view hash, std::string_view password) {
  start_sodium();
  if (hash.size() >= crypto_pwhash_STRBYTES) return false;
  return crypto_pwhash_str_verify(std::string(hash).c_str(), password.data(), password.size()) == 0;
}

std::string key_from_passphrase(std::string_view passphrase, std::string_view salt) {
  check(salt.size() == crypto_pwhash_SALTBYTES, "a salt has 16 bytes");
  start_sodium();
  std::string out(crypto_secretbox_KEYBYTES, '\0');
  if (crypto_pwhash(bytes_of(out), out.size(), passphrase.data(), passphrase.size(), bytes_of(salt),
                    crypto_pwhash_OPSLIMIT_MODERATE, crypto_pwhash_MEMLIMIT_MODERATE,
                    crypto_pwhash_ALG_ARGON2ID13) != 0) {
    throw Fault("there is not enough memory to try a passphrase: it takes 256 MiB");
  }
  return out;
}

void wipe(std::string& secret) {
  sodium_memzero(secret.data(), secret.size());
  secret.clear();
}

std::string seal(std::string_view plain, std::string_view key) {
  check(key.size() == crypto_secretbox_KEYBYTES, "a sealing key has 32 bytes");
  start_sodium();
  std::string out(crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + plain.size(), '\0');
  unsigned char* nonce = bytes_of(out);
  randombytes_buf(nonce, crypto_secretbox_NONCEBYTES);
  crypto_secretbox_easy(nonce + crypto_secretbox_NONCEBYTES, bytes_of(plain), plain.size(), nonce, bytes_of(key));
  return out;
}

std::optional<std::string> open_sealed(std::string_view sealed, std::string_view key) {
  check(key.size() == crypto_secretbox_KEYBYTES, "a sealing key has 32 bytes");
  start_sodium();
  constexpr std::size_t overhead = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
  if (sealed.size() < overhead) return std::nullopt;
  std::string plain(sealed.size() - overhead, '\0');
  const unsigned char* nonce = bytes_of(sealed);
  if (crypto_secretbox_open_easy(bytes_of(plain), nonce + crypto_secretbox_NONCEBYTES,
                                 sealed.size() - crypto_secretbox_NONCEBYTES, nonce, bytes_of(key)) != 0) {
    return std::nullopt;
  }
  return plain;
}

std::string public_key_of(std::string_view seed) {
  check(seed.size() == crypto_sign_SEEDBYTES, "a signing key has 32 bytes");
  start_sodium();
  std::string key(crypto_sign_PUBLICKEYBYTES, '\0');
  std::string secret(crypto_sign_SECRETKEYBYTES, '\0');
  crypto_sign_seed_keypair(bytes_of(key), bytes_of(secret), bytes_of(seed));
  wipe(secret);
  return key;
}

std::string sign(std::string_view message, std::string_view seed) {
  check(seed.size() == crypto_sign_SEEDBYTES, "a signing key has 32 bytes");
  start_sodium();
  std::string key(crypto_sign_PUBLICKEYBYTES, '\0');
  std::string secret(crypto_sign_SECRETKEYBYTES, '\0');
  crypto_sign_seed_keypair(bytes_of(key), bytes_of(secret), bytes_of(seed));
  std::string signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(bytes_of(signature), nullptr, bytes_of(message), message.size(), bytes_of(secret));
  wipe(secret);
  return signature;
}

bool is_signed(std::string_view message, std::string_view signature, std::string_view public_key) {
  start_sodium();
  return signature.size() == crypto_sign_BYTES && public_key.size() == crypto_sign_PUBLICKEYBYTES &&
         crypto_sign_verify_detached(bytes_of(signature), bytes_of(message), message.size(), bytes_of(public_key)) == 0;
}

std::string sha256(std::string_view data) {
  std::string out(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(bytes_of(out), bytes_of(data), data.size());
  return out;
}

std::optional<std::string> from_base64url(std::string_view text) {
  std::string out(text.size(), '\0');
  std::size_t length = 0;
  const char* end = nullptr;
  if (sodium_base642bin(bytes_of(out), out.size(), text.data(), text.size(), nullptr, &length, &end,
                        sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
      end != text.data() + text.size()) {
    return std::nullopt;
  }
  out.resize(length);
  return out;
}

}  // namespace massline
