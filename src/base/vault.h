// The vault: what seals the identities of people, apart from all else. Thread-safe; copies are one and the same vault.
//
// Every sealed value begins with the number of the key that sealed it, so that keys can be changed while the program
// runs: new values are sealed under the newest key, old ones are still opened under theirs until all are sealed anew.
// The key of look-ups is another and never changes: receipts are kept only as hashes under it, and could not be hashed
// again.
//
//   const std::string sealed = vault.seal("Zhang San");
//   const std::optional<std::string> plain = vault.open(sealed);
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace massline {

/// 32 bytes that seal, and the number by which what they sealed is known.
struct SealingKey {
  std::uint32_t number = 1;
  std::string bytes;
};

struct KeyRing {
  std::string lookup;            // 32 bytes
  std::vector<SealingKey> keys;  // ascending numbers; the last one seals. At least one
};

class Vault {
 public:
  /// One key for everything: of a data folder that was made before keys had numbers.
  Vault(std::string key);
  explicit Vault(KeyRing ring);
  /// A ring that may be changed elsewhere: `newer` gives it where it is another than the last one given, and is asked
  /// at most once a second, before something is sealed.
  Vault(KeyRing ring, std::function<std::optional<KeyRing>()> newer);

  std::string seal(std::string_view plain) const;
  /// Nothing if no key of the ring opens it, or a bit was changed.
  std::optional<std::string> open(std::string_view sealed) const;
  /// False for what has to be sealed anew before the older keys may go.
  bool is_under_newest(std::string_view sealed) const;

  /// 32 bytes for receipts and other secrets that are kept only as hashes.
  const std::string& lookup_key() const;

 private:
  struct State;
  KeyRing ring() const;
  std::shared_ptr<State> state_;
};

}  // namespace massline
