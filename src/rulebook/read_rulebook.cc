#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <tuple>

#include "rulebook/draft.h"
#include "rulebook/words.h"

namespace massline::rulebook {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t rule_files_max = 500;  // of one folder

std::optional<std::string> content_of(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return std::nullopt;
  // One byte more than may be read tells a file that is too large, without reading all of it.
  std::string text(yaml_bytes_max + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return text;
}

/// Reads one file that must be there; true if it could be read as YAML.
bool read_file(const fs::path& folder, const std::string& file, Draft& draft,
               const std::function<void(const YamlNode&)>& read) {
  std::error_code error;
  const bool there = fs::is_regular_file(folder / file, error);
  const auto text = there ? content_of(folder / file) : std::nullopt;
  if (!text) {
    draft.problems.add({file, 0, 0}, there ? "This file can't be read." : "This file is missing.",
                       there ? "Look at its permissions." : "Write it as docs/rulebook.md describes.");
    return false;
  }
  const auto root = parse_yaml(file, *text, draft.problems);
  if (!root) return false;
  if (root->kind != YamlNode::Kind::map) {
    draft.problems.add(root->at, "This is " + std::string(kind_name(root->kind)) + ", and the file must be a map.",
                       "Write “key: value” lines.");
    return false;
  }
  read(*root);
  return true;
}

void read_top_files(const fs::path& folder, Draft& draft) {
  read_file(folder, "rulebook.yaml", draft, [&](const YamlNode& root) { read_head(root, draft); });
  if (!read_file(folder, "organisation.yaml", draft, [&](const YamlNode& root) { read_organisation(root, draft); }))
    draft.unreadable.insert({RefKind::unit_kind, RefKind::post});
  if (!read_file(folder, "channels.yaml", draft, [&](const YamlNode& root) { read_channels(root, draft); }))
    draft.unreadable.insert(RefKind::channel);
  if (!read_file(folder, "topics.yaml", draft, [&](const YamlNode& root) { read_topics(root, draft); }))
    draft.unreadable.insert(RefKind::topic_group);
  read_file(folder, "calendar.yaml", draft, [&](const YamlNode& root) { read_calendar(root, draft); });
  const bool english =
      read_file(folder, "text/en.yaml", draft, [&](const YamlNode& root) { read_texts(root, draft.text_en, draft); });
  const bool chinese =
      read_file(folder, "text/zh.yaml", draft, [&](const YamlNode& root) { read_texts(root, draft.text_zh, draft); });
  if (!english || !chinese) draft.unreadable.insert(RefKind::text_key);
}

std::vector<std::string> files_in(const fs::path& folder) {
  std::vector<std::string> out;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
    if (it->is_regular_file(error)) out.push_back(it->path().filename().string());
  std::sort(out.begin(), out.end());
  return out;
}

bool looks_like_yaml(const std::string& file) { return file.ends_with(".yaml") || file.ends_with(".yml"); }

/// A file that nobody reads is a rule that its author believes in and nobody keeps.
void report_unread(const fs::path& folder, const std::string& below, const std::vector<std::string>& known,
                   Problems& problems) {
  for (const auto& file : files_in(folder / below))
    if (looks_like_yaml(file) && std::find(known.begin(), known.end(), file) == known.end())
      problems.add({below.empty() ? file : below + "/" + file, 0, 0}, "This file is not read.",
                   suggestion(file, known));
}

/// Reads each file of a folder of rules; gives how many there are, and calls `failed` where one can't be read.
std::size_t read_rule_files(const fs::path& folder, const std::string& below, Draft& draft,
                            const std::function<void(const YamlNode&)>& read, const std::function<void()>& failed) {
  std::size_t count = 0;
  for (const auto& file : files_in(folder / below)) {
    const std::string path = below + "/" + file;
    if (file.ends_with(".yml")) draft.problems.add({path, 0, 0}, "This file is not read.", "Name it with “.yaml”.");
    if (!file.ends_with(".yaml")) continue;
    if (++count > rule_files_max) {
      draft.problems.add({path, 0, 0}, "There are more than 500 files in this folder.", "Split the rulebook.");
      break;
    }
    if (!read_file(folder, path, draft, read)) failed();
  }
  return count;
}

void read_procedures(const fs::path& folder, Draft& draft) {
  const std::size_t count = read_rule_files(
      folder, "procedures", draft, [&](const YamlNode& root) { read_procedure(root, draft); },
      [&] { draft.unreadable.insert(RefKind::procedure); });
  if (count == 0)
    draft.problems.add({"procedures", 0, 0}, "There is no procedure.", "Write at least one file procedures/….yaml.");
}

/// An organisation that owes nothing leaves out activities.yaml and the folders.
void read_duty_files(const fs::path& folder, Draft& draft) {
  std::error_code error;
  if (fs::exists(folder / "activities.yaml", error) &&
      !read_file(folder, "activities.yaml", draft, [&](const YamlNode& root) { read_activities(root, draft); }))
    draft.unreadable.insert(RefKind::activity);
  read_rule_files(
      folder, "duties", draft, [&](const YamlNode& root) { read_duties(root, draft); }, [] {});
  read_rule_files(
      folder, "entitlements", draft, [&](const YamlNode& root) { read_entitlement(root, draft); },
      [&] { draft.unreadable.insert(RefKind::standard); });
}

/// Whether every kind of data has a rule is asked where the kinds are known: check_retention().
void read_retention_file(const fs::path& folder, Draft& draft) {
  std::error_code error;
  if (fs::exists(folder / "retention.yaml", error))
    read_file(folder, "retention.yaml", draft, [&](const YamlNode& root) { read_retention(root, draft); });
}

/// By id, and the older version first, whatever the files are called.
template <class Drafts, class Rules>
void take(Drafts& drafts, Rules& rules) {
  for (auto& one : drafts) rules.push_back(std::move(one.value));
  std::sort(rules.begin(), rules.end(), [](const auto& a, const auto& b) {
    return std::tie(a.id, a.in_force.from) < std::tie(b.id, b.in_force.from);
  });
}

void read_and_check(const fs::path& folder, Draft& draft) {
  read_top_files(folder, draft);
  read_procedures(folder, draft);
  read_duty_files(folder, draft);
  read_retention_file(folder, draft);
  report_unread(folder, "",
                {"rulebook.yaml", "organisation.yaml", "channels.yaml", "topics.yaml", "calendar.yaml",
                 "activities.yaml", "retention.yaml"},
                draft.problems);
  report_unread(folder, "text", {"en.yaml", "zh.yaml"}, draft.problems);
  check_texts(draft);
  check_references(draft);
  check_procedures(draft);
  check_duties(draft);
  check_standards(draft);
  check_retention_versions(draft);
  // The walk over clocks means something only where everything it walks over is there.
  for (const auto& procedure : draft.procedures)
    if (!draft.problems.has_in(procedure.at.file)) check_clocks_running(procedure, draft.problems);
}

}  // namespace

ReadResult read_rulebook(const std::string& folder) {
  Draft draft;
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    draft.problems.add({folder, 0, 0}, "There is no such folder.", "Name the folder that holds rulebook.yaml.");
    return {nullptr, draft.problems.sorted()};
  }
  try {
    read_and_check(folder, draft);
  } catch (const TooManyProblems&) {
    auto problems = draft.problems.sorted();
    problems.push_back({folder, 0, 0, "There are more problems than these.", "Check again when these are gone."});
    return {nullptr, std::move(problems)};
  }
  if (!draft.problems.empty()) return {nullptr, draft.problems.sorted()};
  take(draft.procedures, draft.book.procedures);
  take(draft.duties, draft.book.duties);
  take(draft.entitlements, draft.book.entitlements);
  take(draft.retention, draft.book.retention);
  return {std::make_shared<const Rulebook>(std::move(draft.book)), {}};
}

}  // namespace massline::rulebook
