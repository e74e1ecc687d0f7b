#include "channels/rulebook_archive.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <vector>

#include "channels/refusals.h"
#include "channels/zip.h"

namespace massline::channels {
namespace {

namespace fs = std::filesystem;

constexpr ZipLimits archive_limits{.entries_max = 1'000, .unpacked_bytes_max = 16ULL << 20, .ratio_max = 400};
constexpr std::string_view entry_file = "rulebook.yaml";

/// A folder that only this program reads, gone with the value.
class Folder {
 public:
  Folder() {
    std::string pattern = (fs::temp_directory_path() / "massline-draft-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw Fault("no folder can be made for the draft");
    path_ = pattern;
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

tl::unexpected<Refusal> unreadable(std::string problem) {
  return refuse(refusals::rulebook_archive_unreadable, {{"problem", std::move(problem)}});
}

/// The folder in which rulebook.yaml lies, with a stroke at its end; nothing where there is none.
std::optional<std::string> folder_within(const std::vector<std::string>& names) {
  std::optional<std::string> found;
  for (const std::string& name : names) {
    if (!name.ends_with(entry_file)) continue;
    const std::string folder = name.substr(0, name.size() - entry_file.size());
    if ((folder.empty() || folder.back() == '/') && (!found || folder.size() < found->size())) found = folder;
  }
  return found;
}

/// Names go nowhere but down: what a stranger packed is not followed out of the folder.
bool is_safe(const fs::path& path) {
  if (path.empty() || path.is_absolute()) return false;
  for (const auto& step : path)
    if (step == ".." || step == "." || step.string().find('\\') != std::string::npos) return false;
  return path.extension() == ".yaml" || path.extension() == ".yml";
}

Result<Done> unpack(ZipArchive& archive, const std::string& name, const fs::path& to) {
  if (auto opened = archive.open_part(name); !opened) return unreadable(opened.error().text(Language::en));
  fs::create_directories(to.parent_path());
  std::ofstream out(to, std::ios::binary);
  std::vector<char> buffer(1 << 16);
  while (true) {
    const auto count = archive.read(buffer);
    if (!count) return unreadable(count.error().text(Language::en));
    if (*count == 0) break;
    out.write(buffer.data(), static_cast<std::streamsize>(*count));
  }
  if (!out.flush()) throw Fault("the draft can't be unpacked");
  return Done{};
}

}  // namespace

Result<std::shared_ptr<const rulebook::Rulebook>> read_rulebook_archive(std::string_view zip) {
  const auto archive = ZipArchive::open(zip, archive_limits);
  if (!archive) return unreadable(archive.error().text(Language::en));
  const auto names = (*archive)->names();
  const auto within = folder_within(names);
  if (!within) return unreadable("it has no rulebook.yaml");
  const Folder folder;
  for (const std::string& name : names) {
    if (!name.starts_with(*within)) continue;
    const fs::path relative = name.substr(within->size());
    if (!is_safe(relative)) continue;
    if (auto done = unpack(**archive, name, folder.path() / relative); !done) return tl::unexpected(done.error());
  }
  const auto read = rulebook::read_rulebook(folder.path().string());
  if (read.rulebook) return read.rulebook;
  Refusal refusal;
  for (const auto& problem : read.problems) {
    Refusal one = refuse(refusals::rulebook_not_right, {{"problem", rulebook::to_string(problem)}}).value();
    if (refusal.message == nullptr) {
      refusal = std::move(one);
    } else {
      refusal.others.push_back(std::move(one));
    }
  }
  return tl::unexpected(std::move(refusal));
}

}  // namespace massline::channels
