// Reading the files of an import of units; used in this folder only.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "registry/import_units.h"
#include "rulebook/model.h"

namespace massline::registry {

struct ImportRow {
  std::string code, parent, name, name_en, setting;
  std::int64_t line = 0;
  std::uint16_t kind = 0;  // into ImportRows::kinds
  std::uint16_t file = 0;  // into ImportRows::files
};

/// Rows and problems as they are found; at most `problems_max` are kept, all are counted.
class ImportRows {
 public:
  ImportRows(const rulebook::Rulebook& rulebook, std::size_t problems_max)
      : rulebook_(rulebook), problems_max_(problems_max) {}

  /// False if the file can't be opened.
  bool read_own_form(const std::string& path);
  bool read_folder(const std::string& path, const std::vector<std::string>& levels);

  void problem(std::uint16_t file, std::int64_t line, std::string what, std::string hint);
  void problem(const ImportRow& row, std::string what, std::string hint) {
    problem(row.file, row.line, std::move(what), std::move(hint));
  }

  std::vector<ImportRow> rows;
  std::vector<std::string> files, kinds;
  std::vector<ImportProblem> problems;
  std::int64_t problem_count = 0;

 private:
  struct Columns {
    int code = -1, parent = -1, kind = -1, name = -1, name_en = -1, setting = -1;
  };
  bool read_file(const std::string& path, const std::string& fixed_kind, const std::string& parent_column);
  bool find_columns(const std::vector<std::string>& header, const std::string& parent_column, bool needs_kind,
                    std::uint16_t file, Columns& columns);
  void add(std::vector<std::string>& fields, const Columns& columns, ImportRow row);
  std::uint16_t kind_index(const std::string& kind);

  const rulebook::Rulebook& rulebook_;
  std::size_t problems_max_;
};

}  // namespace massline::registry
