#include "backup/manifest.h"

#include <fmt/format.h>

#include <algorithm>

#include "backup/chunk_store.h"
#include "backup/refusals.h"
#include "base/crypto.h"

namespace massline::backup {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t form = 1;
constexpr std::size_t digest_letters = 16;

/// "20261126T201000Z": sorts as the moments do.
std::string stamp(Instant at) {
  const std::string text = to_string(at);  // 2026-11-26T20:10:00.000Z
  std::string out;
  for (const char c : text.substr(0, 19))
    if (c != '-' && c != ':') out += c;
  return out + "Z";
}

Json strings(const std::vector<std::string>& all) {
  JsonArray out;
  for (const std::string& one : all) out.emplace_back(one);
  return out;
}

Json manifest_json(const Backup& backup) {
  JsonArray tables, files;
  for (const SavedTable& table : backup.tables)
    tables.emplace_back(JsonObject{{"name", table.name},
                                   {"columns", strings(table.columns)},
                                   {"rows", table.rows},
                                   {"chunks", strings(table.chunks)}});
  for (const SavedFile& file : backup.files)
    files.emplace_back(JsonObject{{"path", file.path}, {"size", file.size}, {"chunk", file.chunk}});
  return JsonObject{{"form", form},
                    {"at", backup.at.ms},
                    {"schema-step", backup.schema_step},
                    {"tables", std::move(tables)},
                    {"files", std::move(files)}};
}

/// Reads members; what is missing or of another kind makes the whole unreadable.
class Members {
 public:
  explicit Members(const Json& json) : json_(json) {}

  std::int64_t integer(std::string_view key) {
    const Json* found = json_.find(key);
    if (found != nullptr && found->integer() != nullptr) return *found->integer();
    whole_ = false;
    return 0;
  }
  std::string string(std::string_view key) {
    const Json* found = json_.find(key);
    if (found != nullptr && found->string() != nullptr) return *found->string();
    whole_ = false;
    return "";
  }
  const JsonArray& array(std::string_view key) {
    static const JsonArray none;
    const Json* found = json_.find(key);
    if (found != nullptr && found->array() != nullptr) return *found->array();
    whole_ = false;
    return none;
  }
  std::vector<std::string> strings(std::string_view key) {
    std::vector<std::string> out;
    for (const Json& one : array(key)) {
      if (one.string() == nullptr) whole_ = false;
      out.push_back(one.string() == nullptr ? "" : *one.string());
    }
    return out;
  }
  bool whole() const { return whole_; }

 private:
  const Json& json_;
  bool whole_ = true;
};

/// A path of a file is below its folder, whoever wrote the list.
bool stays_below(const std::string& path) {
  const fs::path normal = fs::path(path).lexically_normal();
  return !path.empty() && normal.is_relative() && *normal.begin() != "..";
}

std::optional<Backup> backup_from(const Json& json) {
  Members members(json);
  Backup backup;
  if (members.integer("form") != form) return std::nullopt;
  backup.at = Instant{members.integer("at")};
  backup.schema_step = static_cast<int>(members.integer("schema-step"));
  for (const Json& one : members.array("tables")) {
    Members table(one);
    backup.tables.push_back({table.string("name"), table.strings("columns"),
                             static_cast<std::uint64_t>(table.integer("rows")), table.strings("chunks")});
    if (!table.whole() || backup.tables.back().columns.empty()) return std::nullopt;
  }
  for (const Json& one : members.array("files")) {
    Members file(one);
    backup.files.push_back(
        {file.string("path"), static_cast<std::uint64_t>(file.integer("size")), file.string("chunk")});
    if (!file.whole() || !stays_below(backup.files.back().path)) return std::nullopt;
  }
  if (!members.whole()) return std::nullopt;
  return backup;
}

}  // namespace

fs::path manifest_path(const fs::path& folder, const std::string& name) {
  return folder / backups_folder / (name + ".json");
}

std::string write_manifest(const Backup& backup) {
  const std::string text = to_text(manifest_json(backup));
  const std::string name = stamp(backup.at) + "-" + to_hex(digest(text)).substr(0, digest_letters);
  fs::create_directories(backup.folder / backups_folder);
  write_whole(manifest_path(backup.folder, name), text);
  return name;
}

std::vector<std::string> backups_in(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder / backups_folder, error))
    if (entry.path().extension() == ".json") names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

Result<Backup> read_backup(const fs::path& folder, const std::string& name) {
  const auto known = backups_in(folder);
  if (known.empty()) return refuse(refusals::no_backup, {{"path", folder.string()}});
  const std::string wanted = name.empty() ? known.back() : name;
  if (std::find(known.begin(), known.end(), wanted) == known.end()) {
    std::string all;
    for (const std::string& one : known) all += (all.empty() ? "" : ", ") + one;
    return refuse(refusals::backup_unknown, {{"path", folder.string()}, {"name", wanted}, {"known", all}});
  }
  const fs::path path = manifest_path(folder, wanted);
  const std::string text = read_whole(path);
  const auto json = parse_json(text);
  const bool as_named = wanted.ends_with("-" + to_hex(digest(text)).substr(0, digest_letters));
  auto backup = json && as_named ? backup_from(*json) : std::nullopt;
  if (!backup) return refuse(refusals::backup_altered, {{"path", path.string()}});
  backup->folder = folder;
  backup->name = wanted;
  return std::move(*backup);
}

}  // namespace massline::backup
