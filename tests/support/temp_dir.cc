#include "support/temp_dir.h"

#include <fstream>
#include <stdexcept>

#include "base/crypto.h"
#include "base/random.h"

namespace massline::test {

TempDir::TempDir()
    : path_(std::filesystem::temp_directory_path() / ("massline-test-" + to_hex(SystemRandom().bytes(8)))) {
  std::filesystem::create_directories(path_);
}

TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string TempDir::write(std::string_view name, std::string_view content) const {
  const std::filesystem::path target = path_ / name;
  std::filesystem::create_directories(target.parent_path());
  std::ofstream out(target, std::ios::binary);
  out << content;
  if (!out.flush()) throw std::runtime_error("can't write " + target.string());
  return target.string();
}

}  // namespace massline::test
