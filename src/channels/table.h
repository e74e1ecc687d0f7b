// A file of rows, whether CSV or XLSX: the rows one by one, each with the number under which people find it there.
//
//   Result<std::unique_ptr<Table>> table = open_table(bytes, "");
//   while (true) { Result<bool> more = (*table)->next(row); … }
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace massline::channels {

inline constexpr std::size_t table_columns_max = 256;
inline constexpr std::int64_t table_rows_max = 1'048'576;
inline constexpr std::size_t table_field_bytes_max = 128 * 1024;

struct TableRow {
  std::vector<std::string> fields;  // valid UTF-8 without NUL
  std::int64_t number = 0;          // CSV: the line it begins on; XLSX: the sheet's row
};

/// Not thread-safe.
class Table {
 public:
  virtual ~Table() = default;

  /// The sheets of a workbook; empty for CSV.
  virtual const std::vector<std::string>& sheets() const = 0;
  /// Reads the next row that is not empty. False at the end. A refusal that concerns one row only leaves `row` with its
  /// number and with what could be kept of its text, and reading goes on with the next; after any other, finished() is
  /// true.
  virtual Result<bool> next(TableRow& row) = 0;
  virtual bool finished() const = 0;
};

/// Opens a file by its first bytes. `bytes` must outlive the table. `sheet` names the sheet of a workbook; empty: the
/// first. CSV may be in UTF-8, GB18030 or UTF-16. Errors: file_empty, file_not_utf8 (naming the line),
/// file_is_old_workbook, and what open_xlsx refuses.
Result<std::unique_ptr<Table>> open_table(std::string_view bytes, std::string_view sheet);

}  // namespace massline::channels
