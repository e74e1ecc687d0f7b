// Reading XLSX workbooks (ECMA-376): the cells of a sheet as the text that people see there.
//
// Shared and inline strings, numbers, booleans, errors, and dates by the styles of their cells (counted from 1900 or
// 1904). Formulas give the value that was stored with them. A date reads "2021-04-03", with a time "2021-04-03
// 14:30:00".
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "channels/table.h"
#include "channels/zip.h"

namespace massline::channels {

struct XlsxLimits {
  ZipLimits zip;
  std::size_t shared_bytes_max = 128U << 20;  // of the strings that cells share
  std::size_t shared_count_max = 4'000'000;
  std::int64_t rows_max = table_rows_max;
  std::size_t columns_max = table_columns_max;
};

/// `bytes` must outlive the table. Errors: workbook_malformed (naming the part), file_too_large, sheet_unknown.
Result<std::unique_ptr<Table>> open_xlsx(std::string_view bytes, std::string_view sheet, const XlsxLimits& limits = {});

/// The text of a date cell. `serial` counts days from the end of 1899 (with the day 1900-02-29 that never was) or, with
/// `from_1904`, from 1904-01-01. Nothing where it is no date from 1900 to 9999.
std::optional<std::string> date_of_serial(double serial, bool from_1904);

/// True if a number format such as "yyyy/m/d" or "[h]:mm" shows dates or times.
bool is_date_format(std::string_view format);

}  // namespace massline::channels
