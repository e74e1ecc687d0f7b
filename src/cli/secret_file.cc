#include "cli/secret_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "base/result.h"

namespace massline::cli {
namespace {

namespace fs = std::filesystem;

void overwrite(int file) {
  struct stat status {};
  if (::fstat(file, &status) != 0) return;
  const std::string zeros(static_cast<std::size_t>(status.st_size), '\0');
  if (::pwrite(file, zeros.data(), zeros.size(), 0) >= 0) ::fsync(file);
}

void sync_folder_of(const fs::path& path) {
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  const int file = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return;
  ::fsync(file);
  ::close(file);
}

void sync_path(const fs::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool done = file >= 0 && ::fsync(file) == 0;
  const int error = errno;
  if (file >= 0) ::close(file);
  if (!done) throw Fault(fmt::format("{}: can't be brought to disk ({})", path.string(), std::strerror(error)));
}

}  // namespace

void sync_tree(const fs::path& folder) {
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file() || entry.is_directory()) sync_path(entry.path());
  sync_path(folder);
}

void make_own_folder(const fs::path& folder) {
  fs::create_directories(folder);
  std::error_code another_users;  // as `massline doctor` tells
  fs::permissions(folder, fs::perms::owner_all, another_users);
}

void write_secret_file(const std::filesystem::path& path, std::string_view content) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) throw Fault(fmt::format("{}: can't be made ({})", path.string(), std::strerror(errno)));
  std::size_t written = 0;
  while (written < content.size()) {
    const ssize_t count = ::write(file, content.data() + written, content.size() - written);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) {
      ::close(file);
      throw Fault(fmt::format("{}: can't be written ({})", path.string(), std::strerror(errno)));
    }
    written += static_cast<std::size_t>(count);
  }
  ::fsync(file);
  ::close(file);
}

void replace_secret_file(const fs::path& path, std::string_view content) {
  const fs::path fresh = path.string() + ".new";
  fs::remove(fresh);
  write_secret_file(fresh, content);
  const int old = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  std::error_code problem;
  fs::rename(fresh, path, problem);
  if (!problem) sync_folder_of(path);
  if (!problem && old >= 0) overwrite(old);
  if (old >= 0) ::close(old);
  if (problem) throw Fault(fmt::format("{}: can't be replaced ({})", path.string(), problem.message()));
}

}  // namespace massline::cli
