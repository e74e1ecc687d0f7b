// The file of the key that signs receipts and checkpoints: signing.key in the data folder, apart from the vault's.
//
//   massline signing 1
//   seed <64 hexadecimal digits>
//   endorsed <128 hexadecimal digits>    by the key before; empty for the first
#pragma once

#include <filesystem>
#include <string>

#include "base/random.h"

namespace massline::cli {

struct SigningFile {
  std::string seed;      // 32 bytes
  std::string endorsed;  // 64 bytes, or empty
};
/// Throws UserError.
SigningFile read_signing_file(const std::filesystem::path& path);
/// Makes the first one; throws Fault if there is one.
void make_signing_file(const std::filesystem::path& path, Random& random);
/// Puts a new key, endorsed by the one that is there, in its place. Throws UserError, Fault.
void rotate_signing_file(const std::filesystem::path& path, Random& random);

}  // namespace massline::cli
