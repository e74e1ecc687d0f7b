// The file of the vault's keys: vault.key in the data folder, as it stands or sealed under a passphrase.
//
//   massline vault 1                       massline vault 1, sealed
//   lookup <64 hexadecimal digits>         salt <32 hexadecimal digits>
//   key 1 <64 hexadecimal digits>          box <the left side, sealed: hexadecimal digits>
//
// A file of 32 bytes, as older versions made it, is one key for both.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <utility>

#include "base/random.h"
#include "base/vault.h"

namespace massline::cli {

inline constexpr std::size_t key_size = 32;  // bytes

struct VaultFile {
  KeyRing ring;
  std::string salt;      // 16 bytes; empty where the file is not sealed
  std::string wrapping;  // 32 bytes made from the passphrase and the salt
};

/// Where a passphrase comes from, if one is needed. Never the command line, which every user of the machine can read.
struct PassphraseSource {
  std::filesystem::path file;                    // its first line; empty: the environment, then a prompt
  std::string variable = "MASSLINE_PASSPHRASE";  // of the environment
  std::string prompt = "Passphrase of the vault: ";
};
/// Throws UserError where there is no file, no variable and no terminal to ask at.
std::string ask_passphrase(const PassphraseSource& source);

/// A new ring with one key.
KeyRing new_key_ring(Random& random);

/// Throws UserError: not a vault's file; not opened (the same words for a wrong passphrase and a changed file).
VaultFile read_vault_file(const std::filesystem::path& path, const std::function<std::string()>& passphrase);
/// Replaces the file, on disk when this returns; the bytes of the old one are overwritten. Throws Fault.
void write_vault_file(const std::filesystem::path& path, const VaultFile& file);

/// Says to other programs that this one seals with the keys of a data folder, as long as it lives.
class VaultUse {
 public:
  VaultUse() = default;
  /// Throws Fault.
  explicit VaultUse(const std::filesystem::path& data);
  VaultUse(VaultUse&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  VaultUse& operator=(VaultUse&& other) noexcept {
    std::swap(file_, other.file_);
    return *this;
  }
  ~VaultUse();

  /// True if no other program on this machine uses it now.
  bool is_only() const;

 private:
  int file_ = -1;
};

/// The vault that follows its file: a key added or taken away by another program counts a second later.
Vault open_vault(const std::filesystem::path& path, const PassphraseSource& passphrase);

}  // namespace massline::cli
