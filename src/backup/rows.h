// Rows as lines of JSON: ["…",12,null,{"hex":"00ff"}]. Bytes are an object, since JSON has none.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "db/db.h"

namespace massline::backup {

/// One line, with its end.
std::string line_of(std::span<const db::Value> row);
/// Adds the values of each line to `cells`. False where the text is not what line_of() gives with so many columns.
bool read_lines(std::string_view text, std::size_t columns, db::Values& cells);

/// Cuts a stream of lines where the lines themselves say so, so that a row added in the middle changes one chunk and
/// moves no other.
class Cutter {
 public:
  /// True if a chunk ends after this line.
  bool ends_after(std::string_view line);

 private:
  std::size_t bytes_ = 0;
};

}  // namespace massline::backup
