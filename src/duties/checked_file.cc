#include "duties/checked_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "base/crypto.h"
#include "standing/refusals.h"

namespace massline::duties {
namespace {

constexpr std::size_t digest_bytes = 32;

}  // namespace

tl::unexpected<Refusal> unreadable(const std::filesystem::path& file, const std::string& problem) {
  return refuse(standing::refusals::snapshot_unreadable, {{"file", file.string()}, {"problem", problem}});
}

std::string write_checked(const std::filesystem::path& file, std::string_view what, const std::string& bytes) {
  std::string digest = Digester().add(bytes).finish();
  {
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out << what << bytes << digest;
    if (!out.flush()) throw Fault(file.string() + " can't be written");
  }
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
  if (descriptor >= 0) ::close(descriptor);
  if (!synced) throw Fault(file.string() + " can't be brought to disk");
  return digest;
}

Result<CheckedBytes> read_checked(const std::filesystem::path& file, std::string_view what) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return unreadable(file, "there is none");
  CheckedBytes out;
  std::string& bytes = out.bytes;
  bytes.assign(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  if (!bytes.starts_with(what)) return unreadable(file, "it is of another version, or no file of the program");
  if (bytes.size() < what.size() + digest_bytes) return unreadable(file, "it is cut off");
  out.digest = bytes.substr(bytes.size() - digest_bytes);
  bytes.resize(bytes.size() - digest_bytes);
  bytes.erase(0, what.size());
  if (Digester().add(bytes).finish() != out.digest) return unreadable(file, "it is cut off, or a byte is wrong");
  return out;
}

}  // namespace massline::duties
