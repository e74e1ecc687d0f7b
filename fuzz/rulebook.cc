// A whole rulebook with one file replaced: it is read, or every problem has a file and a hint. The first byte chooses
// the file.
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "base/result.h"
#include "fuzz/target.h"
#include "rulebook/model.h"

namespace massline::fuzz {
namespace {

namespace fs = std::filesystem;

/// A copy of the small rulebook of the tests, gone when the program ends.
class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("massline-fuzz-" + std::to_string(::getpid()))) {
    fs::copy(fs::path(MASSLINE_SOURCE_DIR) / "tests/rulebook_bad/good", path_, fs::copy_options::recursive);
    for (const auto& entry : fs::recursive_directory_iterator(path_))
      if (entry.is_regular_file()) files_.push_back(entry.path());
    std::sort(files_.begin(), files_.end());
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  /// Reads the rulebook with `text` in place of one file.
  rulebook::ReadResult read_with(std::size_t choice, std::string_view text) {
    const fs::path& file = files_[choice % files_.size()];
    const fs::path kept = path_.string() + ".kept";
    fs::rename(file, kept);
    std::ofstream(file, std::ios::binary) << text;
    auto result = rulebook::read_rulebook(path_.string());
    fs::rename(kept, file);
    return result;
  }

 private:
  fs::path path_;
  std::vector<fs::path> files_;
};

}  // namespace
}  // namespace massline::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace massline;
  std::string_view text = fuzz::text_of(data, size);
  const std::uint8_t choice = fuzz::take_byte(text);
  static fuzz::Folder folder;
  const auto result = folder.read_with(choice, text);
  check((result.rulebook == nullptr) != result.problems.empty(), "there is a rulebook, or there are problems");
  for (const auto& problem : result.problems)
    check(!problem.file.empty() && !problem.what.empty() && !problem.hint.empty(),
          "a problem has a place, what is wrong, and what to write instead");
  return 0;
}
