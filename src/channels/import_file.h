// A table whose first row names its columns.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "channels/table.h"

namespace massline::channels {

/// Not thread-safe.
class ImportFile {
 public:
  /// Errors: file_empty, and what open_table refuses. `bytes` must outlive it.
  static Result<ImportFile> open(std::string_view bytes, std::string_view sheet);

  /// Each name once: a column without a name is "Column C", a second "a" is "a (2)". Without the reason column of a
  /// reject file.
  const std::vector<std::string>& columns() const { return columns_; }
  const std::vector<std::string>& sheets() const { return table_->sheets(); }

  /// As Table::next; refuses row_too_wide where a row has more fields than there are columns. What a reject file added
  /// (the reason, and apostrophes before what looks like a formula) is taken off again.
  Result<bool> next(TableRow& row);
  bool finished() const { return table_->finished(); }

 private:
  explicit ImportFile(std::unique_ptr<Table> table) : table_(std::move(table)) {}

  std::unique_ptr<Table> table_;
  std::vector<std::string> columns_;
  bool is_reject_file_ = false;
};

}  // namespace massline::channels
