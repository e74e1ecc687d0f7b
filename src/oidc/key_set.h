// The public keys of a provider (RFC 7517), and the signatures that they verify. Thread-safe once read; all
// cryptography is OpenSSL's.
//
//   const auto keys = KeySet::read(json);
//   bool good = keys->verifies("RS256", "key-1", signed_part, signature);
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

struct evp_pkey_st;

namespace massline::oidc {

inline constexpr std::size_t keys_max = 64;
inline constexpr std::size_t rsa_bits_min = 2048, rsa_bits_max = 8192;

class KeySet {
 public:
  /// Keys that can't verify RS256 or ES256 are passed over. Refuses what is no key set (parameter-free:
  /// token_unreadable).
  static Result<KeySet> read(std::string_view json);

  std::size_t size() const { return keys_.size(); }
  /// True if a key of that name, or, for a token without one, the only key, fits the algorithm.
  bool knows(std::string_view algorithm, std::string_view id) const { return find(algorithm, id) != nullptr; }
  /// False for an algorithm other than RS256 and ES256, an unknown key, and a wrong signature.
  bool verifies(std::string_view algorithm, std::string_view id, std::string_view text,
                std::string_view signature) const;

 private:
  struct Key {
    std::string algorithm, id;
    std::shared_ptr<evp_pkey_st> key;
  };
  const Key* find(std::string_view algorithm, std::string_view id) const;
  static std::shared_ptr<evp_pkey_st> key_of(const Json& json, std::string_view algorithm);

  std::vector<Key> keys_;
};

}  // namespace massline::oidc
