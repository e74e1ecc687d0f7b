#include "cli/signing_file.h"

#include <fmt/format.h>

#include <sstream>

#include "base/crypto.h"
#include "cli/runtime.h"
#include "cli/secret_file.h"
#include "journal/checkpoints.h"

namespace massline::cli {
namespace {

constexpr std::string_view header = "massline signing 1";
constexpr std::size_t seed_size = 32;

std::string text_of(const SigningFile& file) {
  return fmt::format("{}\nseed {}\nendorsed {}\n", header, to_hex(file.seed), to_hex(file.endorsed));
}

}  // namespace

SigningFile read_signing_file(const std::filesystem::path& path) {
  std::istringstream in(read_file(path));
  std::string line, word, seed, endorsed;
  std::getline(in, line);
  const bool is_whole = line == header && in >> word >> seed && word == "seed" && in >> word && word == "endorsed";
  in >> endorsed;
  SigningFile file{from_hex(seed).value_or(""), from_hex(endorsed).value_or("")};
  if (!is_whole || file.seed.size() != seed_size)
    throw UserError(fmt::format(
        "{}: is no file of a signing key. Put back the file that was made with this data folder.", path.string()));
  return file;
}

void make_signing_file(const std::filesystem::path& path, Random& random) {
  write_secret_file(path, text_of({random.bytes(seed_size), ""}));
}

void rotate_signing_file(const std::filesystem::path& path, Random& random) {
  const SigningFile before = read_signing_file(path);
  SigningFile next{random.bytes(seed_size), ""};
  next.endorsed = sign(journal::endorsement_text(public_key_of(next.seed)), before.seed);
  replace_secret_file(path, text_of(next));
}

}  // namespace massline::cli
