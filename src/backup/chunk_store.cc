#include "backup/chunk_store.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <vector>

#include "backup/refusals.h"
#include "base/crypto.h"

namespace massline::backup {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void fail(const fs::path& path, std::string_view doing) {
  throw Fault(fmt::format("{}: can't be {} ({})", path.string(), doing, std::strerror(errno)));
}

class File {
 public:
  File(const fs::path& path, int flags) : path_(path), number_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {
    if (number_ < 0) fail(path_, "opened");
  }
  ~File() { ::close(number_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  void write(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t count = ::write(number_, bytes.data(), bytes.size());
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) fail(path_, "written");
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
  }
  void sync() {
    if (::fsync(number_) != 0) fail(path_, "brought to the disk");
  }

 private:
  const fs::path& path_;
  int number_;
};

void make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw Fault(fmt::format("{}: can't be made ({})", folder.string(), error.message()));
}

}  // namespace

void write_whole(const fs::path& path, std::string_view bytes) {
  const fs::path beside = path.string() + ".part";
  {
    File file(beside, O_WRONLY | O_CREAT | O_TRUNC);
    file.write(bytes);
    file.sync();
  }
  if (std::rename(beside.c_str(), path.c_str()) != 0) fail(path, "put in its place");
  const fs::path folder = path.parent_path();
  File(folder, O_RDONLY | O_DIRECTORY).sync();
}

std::string read_whole(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) fail(path, "read");
  std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (in.bad()) fail(path, "read");
  return bytes;
}

ChunkStore::ChunkStore(fs::path folder) : folder_(std::move(folder)) { make_folder(folder_); }

fs::path ChunkStore::path_of(const std::string& name) const { return folder_ / name.substr(0, 2) / name; }

std::string ChunkStore::put(std::string_view bytes) {
  std::string name = to_hex(digest(bytes));
  const fs::path path = path_of(name);
  std::error_code error;
  // A chunk is put in its place whole; another size means that the disk lost some of it.
  if (fs::file_size(path, error) == bytes.size() && !error) {
    ++found_;
    return name;
  }
  make_folder(path.parent_path());
  write_whole(path, bytes);
  ++written_;
  written_bytes_ += bytes.size();
  return name;
}

Result<std::string> ChunkStore::get(const std::string& name) const {
  const fs::path path = path_of(name);
  if (!fs::exists(path)) return refuse(refusals::chunk_missing, {{"path", path.string()}});
  std::string bytes = read_whole(path);
  if (to_hex(digest(bytes)) != name) return refuse(refusals::chunk_altered, {{"path", path.string()}});
  return bytes;
}

std::uint64_t ChunkStore::remove_all_but(const std::set<std::string>& wanted) {
  std::vector<fs::path> unwanted;
  for (const auto& entry : fs::recursive_directory_iterator(folder_))
    if (entry.is_regular_file() && !wanted.contains(entry.path().filename().string())) unwanted.push_back(entry.path());
  for (const fs::path& path : unwanted) {
    std::error_code error;
    fs::remove(path, error);
    if (error) throw Fault(fmt::format("{}: can't be removed ({})", path.string(), error.message()));
  }
  return unwanted.size();
}

}  // namespace massline::backup
