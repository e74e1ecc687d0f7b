#include "cli/vault_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <sstream>

#include "base/crypto.h"
#include "base/result.h"
#include "cli/runtime.h"
#include "cli/secret_file.h"

namespace massline::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view plain_header = "massline vault 1";
constexpr std::string_view sealed_header = "massline vault 1, sealed";
constexpr std::size_t salt_size = 16;

[[noreturn]] void throw_not_a_vault(const fs::path& path) {
  throw UserError(fmt::format(
      "{}: is no file of a vault's keys. Put back the file that was made with this data folder.", path.string()));
}

std::string lines_of(const KeyRing& ring) {
  std::string out = fmt::format("{}\nlookup {}\n", plain_header, to_hex(ring.lookup));
  for (const SealingKey& key : ring.keys) out += fmt::format("key {} {}\n", key.number, to_hex(key.bytes));
  return out;
}

/// Nothing for what is not written as lines_of() writes it.
std::optional<KeyRing> ring_of(const std::string& content) {
  std::istringstream in(content);
  std::string line, word, hex;
  KeyRing ring;
  if (!std::getline(in, line) || line != plain_header) return std::nullopt;
  if (!(in >> word >> hex) || word != "lookup") return std::nullopt;
  ring.lookup = from_hex(hex).value_or("");
  while (in >> word) {
    SealingKey key;
    if (word != "key" || !(in >> key.number >> hex)) return std::nullopt;
    key.bytes = from_hex(hex).value_or("");
    if (key.bytes.size() != key_size || (!ring.keys.empty() && ring.keys.back().number >= key.number))
      return std::nullopt;
    ring.keys.push_back(std::move(key));
  }
  if (ring.lookup.size() != key_size || ring.keys.empty()) return std::nullopt;
  return ring;
}

/// What is sealed is opened under `wrapping`; nothing where that is the wrong key or the file was changed.
struct SealedFile {
  std::string salt, box;
};
std::optional<SealedFile> sealed_file_of(const std::string& content) {
  std::istringstream in(content);
  std::string line, word, salt, box;
  if (!std::getline(in, line) || line != sealed_header) return std::nullopt;
  if (!(in >> word >> salt) || word != "salt" || !(in >> word >> box) || word != "box") return std::nullopt;
  SealedFile out{from_hex(salt).value_or(""), from_hex(box).value_or("")};
  if (out.salt.size() != salt_size) return std::nullopt;
  return out;
}

KeyRing unwrapped(const fs::path& path, const SealedFile& sealed, const std::string& wrapping) {
  const auto plain = open_sealed(sealed.box, wrapping);
  auto ring = plain ? ring_of(*plain) : std::nullopt;
  if (!ring) throw UserError(fmt::format("{}: can't be opened with this passphrase.", path.string()));
  return std::move(*ring);
}

/// What tells one state of a file from the next.
struct FileMark {
  ino_t inode = 0;
  std::int64_t modified_ns = 0;
  bool operator==(const FileMark&) const = default;
};
FileMark mark_of(const fs::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) throw Fault(fmt::format("{}: is gone", path.string()));
  return {status.st_ino, status.st_mtim.tv_sec * 1'000'000'000 + status.st_mtim.tv_nsec};
}

/// Reads a line without showing it.
std::string read_hidden_line(const std::string& prompt) {
  std::fprintf(stderr, "%s", prompt.c_str());
  termios before{};
  ::tcgetattr(STDIN_FILENO, &before);
  termios hidden = before;
  hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
  std::string line;
  for (int character = std::getchar(); character != EOF && character != '\n'; character = std::getchar())
    line += static_cast<char>(character);
  ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
  std::fprintf(stderr, "\n");
  return line;
}

}  // namespace

std::string ask_passphrase(const PassphraseSource& source) {
  std::string passphrase;
  if (!source.file.empty()) {
    passphrase = read_file(source.file);
    passphrase = passphrase.substr(0, passphrase.find_first_of("\r\n"));
  } else if (const char* given = std::getenv(source.variable.c_str())) {
    passphrase = given;
  } else if (::isatty(STDIN_FILENO) != 0) {
    passphrase = read_hidden_line(source.prompt);
  } else {
    throw UserError(
        fmt::format("The vault is sealed under a passphrase. Give it in a file with --passphrase-file, in the "
                    "variable {}, or run this at a terminal.",
                    source.variable));
  }
  if (passphrase.empty()) throw UserError("The passphrase is empty.");
  return passphrase;
}

KeyRing new_key_ring(Random& random) { return {random.bytes(key_size), {{1, random.bytes(key_size)}}}; }

VaultFile read_vault_file(const fs::path& path, const std::function<std::string()>& passphrase) {
  const std::string content = read_file(path);
  if (content.size() == key_size) return {{content, {{1, content}}}, "", ""};
  if (auto ring = ring_of(content)) return {std::move(*ring), "", ""};
  const auto sealed = sealed_file_of(content);
  if (!sealed) throw_not_a_vault(path);
  std::string wrapping = key_from_passphrase(passphrase(), sealed->salt);
  KeyRing ring = unwrapped(path, *sealed, wrapping);
  return {std::move(ring), sealed->salt, std::move(wrapping)};
}

void write_vault_file(const fs::path& path, const VaultFile& file) {
  std::string content = lines_of(file.ring);
  if (!file.wrapping.empty())
    content =
        fmt::format("{}\nsalt {}\nbox {}\n", sealed_header, to_hex(file.salt), to_hex(seal(content, file.wrapping)));
  replace_secret_file(path, content);
}

VaultUse::VaultUse(const fs::path& data)
    : file_(::open((data / "vault.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
  if (file_ < 0 || ::flock(file_, LOCK_SH) != 0)
    throw Fault(fmt::format("{}: can't be locked", (data / "vault.lock").string()));
}

VaultUse::~VaultUse() {
  if (file_ >= 0) ::close(file_);
}

bool VaultUse::is_only() const {
  const bool only = ::flock(file_, LOCK_EX | LOCK_NB) == 0;
  ::flock(file_, LOCK_SH);
  return only;
}

Vault open_vault(const fs::path& path, const PassphraseSource& passphrase) {
  // The mark goes first: a change while the file is read counts as one.
  const FileMark mark = mark_of(path);
  VaultFile file = read_vault_file(path, [&] { return ask_passphrase(passphrase); });
  auto newer = [path, last = mark, wrapping = file.wrapping]() mutable -> std::optional<KeyRing> {
    const FileMark now = mark_of(path);
    if (now == last) return std::nullopt;
    const std::string content = read_file(path);
    auto ring = ring_of(content);
    if (!ring) {
      const auto sealed = sealed_file_of(content);
      if (!sealed || wrapping.empty())
        throw Fault(fmt::format("{}: was sealed anew. Start the program again", path.string()));
      ring = unwrapped(path, *sealed, wrapping);
    }
    last = now;
    return ring;
  };
  return Vault(std::move(file.ring), std::move(newer));
}

}  // namespace massline::cli
