// CSV: rows come out valid, and a row that was read and written again is the same row.
#include "base/csv.h"

#include <sstream>
#include <string>

#include "base/result.h"
#include "base/text.h"
#include "fuzz/target.h"

namespace massline::fuzz {
namespace {

constexpr CsvLimits limits{.fields_max = 64, .field_bytes_max = 4096};

/// A field as csv_line() leaves it: an apostrophe before what a spreadsheet would take for a formula.
bool is_written_from(const std::string& read, const std::string& written) {
  return read == written || read == "'" + written;
}

void check_round_trip(const CsvRow& row, char separator) {
  if (separator != ',') return;
  // At the beginning of a file, three bytes are a mark and not text.
  if (row.fields[0].starts_with("\xEF\xBB\xBF")) return;
  std::istringstream again(csv_line(row.fields));
  CsvReader reader(again, ',', {.fields_max = limits.fields_max, .field_bytes_max = limits.field_bytes_max + 1});
  CsvRow back;
  // A row of one empty field is an empty line, which readers skip.
  if (!reader.next(back)) {
    check(row.fields.size() == 1 && row.fields[0].empty(), "a row that was written is read again");
    return;
  }
  check(back.fields.size() == row.fields.size(), "a row keeps its number of fields");
  for (std::size_t i = 0; i < row.fields.size(); ++i)
    check(is_written_from(back.fields[i], row.fields[i]), "a field keeps its text");
}

}  // namespace
}  // namespace massline::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace massline;
  std::string_view bytes = fuzz::text_of(data, size);
  constexpr char separators[] = {',', ';', '\t', '|'};
  const char separator = separators[fuzz::take_byte(bytes) % std::size(separators)];
  std::istringstream in{std::string(bytes)};
  CsvReader reader(in, separator, fuzz::limits);
  CsvRow row;
  std::int64_t line = 0;
  // Every call goes on by at least a line or ends: more rounds than bytes would be a loop without end.
  for (std::size_t round = 0; round <= size + 1; ++round) {
    if (reader.next(row)) {
      check(row.line > line, "lines go up");
      line = row.line;
      check(row.fields.size() <= fuzz::limits.fields_max, "fields stay within the limit");
      for (const std::string& field : row.fields) {
        check(field.size() <= fuzz::limits.field_bytes_max, "a field stays within the limit");
        check(is_valid_utf8(field), "a field is UTF-8");
      }
      fuzz::check_round_trip(row, separator);
      continue;
    }
    if (!reader.problem() || !reader.resume()) return 0;
  }
  check(false, "reading ends");
  return 0;
}
