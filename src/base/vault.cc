#include "base/vault.h"

#include <chrono>
#include <mutex>

#include "base/crypto.h"
#include "base/result.h"
#include "base/vault_number.h"

namespace massline {

namespace {

constexpr std::size_t number_size = 4;
constexpr std::size_t key_size = 32;

std::string bytes_of_number(std::uint32_t number) {
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>((number >> shift) & 0xff);
  return out;
}

void check_ring(const KeyRing& ring) {
  check(ring.lookup.size() == key_size && !ring.keys.empty(), "a vault has a key for look-ups and one that seals");
  for (const SealingKey& key : ring.keys) check(key.bytes.size() == key_size, "a sealing key has 32 bytes");
}

}  // namespace

std::uint32_t key_number_of(std::string_view sealed) {
  if (sealed.size() < number_size) return 0;
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < number_size; ++i) number = number << 8 | static_cast<unsigned char>(sealed[i]);
  return number;
}

struct Vault::State {
  std::mutex mutex;
  KeyRing ring;
  std::string lookup;
  std::function<std::optional<KeyRing>()> newer;
  std::chrono::steady_clock::time_point asked = std::chrono::steady_clock::now();
};

Vault::Vault(std::string key) : Vault(KeyRing{key, {{1, key}}}) {}

Vault::Vault(KeyRing ring) : Vault(std::move(ring), {}) {}

Vault::Vault(KeyRing ring, std::function<std::optional<KeyRing>()> newer) : state_(std::make_shared<State>()) {
  check_ring(ring);
  state_->lookup = ring.lookup;
  state_->ring = std::move(ring);
  state_->newer = std::move(newer);
}

KeyRing Vault::ring() const {
  const std::lock_guard lock(state_->mutex);
  const auto now = std::chrono::steady_clock::now();
  if (state_->newer && now - state_->asked >= std::chrono::seconds(1)) {
    if (auto newer = state_->newer()) {
      check_ring(*newer);
      state_->ring = std::move(*newer);
    }
    state_->asked = now;
  }
  return state_->ring;
}

std::string Vault::seal(std::string_view plain) const {
  const SealingKey key = ring().keys.back();
  return bytes_of_number(key.number) + massline::seal(plain, key.bytes);
}

std::optional<std::string> Vault::open(std::string_view sealed) const {
  const KeyRing keys = ring();
  for (const SealingKey& key : keys.keys)
    if (key.number == key_number_of(sealed))
      if (auto plain = open_sealed(sealed.substr(number_size), key.bytes)) return plain;
  // What was sealed before keys had numbers begins with a random nonce.
  for (const SealingKey& key : keys.keys)
    if (auto plain = open_sealed(sealed, key.bytes)) return plain;
  return std::nullopt;
}

bool Vault::is_under_newest(std::string_view sealed) const {
  const SealingKey key = ring().keys.back();
  return key_number_of(sealed) == key.number && open_sealed(sealed.substr(number_size), key.bytes).has_value();
}

const std::string& Vault::lookup_key() const { return state_->lookup; }

}  // namespace massline
