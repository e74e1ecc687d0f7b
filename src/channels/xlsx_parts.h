// The parts of a workbook besides its sheets: what sheets there are, the strings they share, which styles are dates.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "channels/xlsx.h"
#include "channels/xml_reader.h"

namespace massline::channels {

struct Workbook {
  std::vector<std::string> sheets;
  std::vector<std::string> sheet_parts;   // of each sheet: the part where its cells are
  std::string strings_part, styles_part;  // empty: none
  bool from_1904 = false;
};

/// Reads one part as a whole through `handler`.
Result<Done> read_part(ZipArchive& archive, const std::string& part, XmlHandler& handler);

Result<Workbook> read_workbook(ZipArchive& archive);
Result<std::vector<std::string>> read_shared_strings(ZipArchive& archive, const std::string& part,
                                                     const XlsxLimits& limits);
/// For each style that cells name: whether it shows a date.
Result<std::vector<bool>> read_date_styles(ZipArchive& archive, const std::string& part);

/// Resolves _x000D_ and the like.
std::string without_escapes(std::string_view text);

}  // namespace massline::channels
