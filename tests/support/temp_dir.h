// A folder of one's own, removed with all that is in it at the end.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace massline::test {

class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  const std::filesystem::path& path() const { return path_; }
  /// The path of a file in it, which need not be there.
  std::string file(std::string_view name) const { return (path_ / name).string(); }
  /// Writes a file, and the folders it stands in; gives its path.
  std::string write(std::string_view name, std::string_view content) const;

 private:
  std::filesystem::path path_;
};

}  // namespace massline::test
