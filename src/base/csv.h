// Reading and writing CSV (RFC 4180), row by row, bounded, with the line each row began on.
//
//   CsvReader csv(stream);
//   while (csv.next(row)) use(row.fields, row.line);
//   if (csv.problem()) report(*csv.problem());
#pragma once

#include <cstddef>
#include <cstdint>
#include <istream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace massline {

struct CsvRow {
  std::vector<std::string> fields;
  std::int64_t line = 0;  // where it begins, from 1; a quoted field may go on over several lines
};

struct CsvLimits {
  std::size_t fields_max = 1'000;         // in a row
  std::size_t field_bytes_max = 1 << 20;  // in a field
};

struct CsvProblem {
  enum class Kind {
    too_many_fields,
    field_too_long,
    quote_not_closed,  // the file ends within quotes
    text_after_quote,  // "abc"d
    not_utf8,
    control_character,  // NUL and the like: not a text file
    unreadable,         // the stream failed
  } kind = Kind::unreadable;
  std::int64_t line = 0;
};

/// What is wrong, in English, as reports of rows show it.
std::string_view text_of(CsvProblem::Kind kind);

/// Accepts CRLF, LF and CR as ends of lines, a byte order mark, and a last line without an end. Empty lines are
/// skipped. A quote within an unquoted field is an ordinary character. Not thread-safe.
class CsvReader {
 public:
  explicit CsvReader(std::istream& in, char separator = ',', CsvLimits limits = {});

  /// Reads the next row into `row`, whose memory is used again. False at the end, and at a problem: a row with one is
  /// not given, and with resume() reading goes on after it.
  bool next(CsvRow& row);

  const std::optional<CsvProblem>& problem() const { return problem_; }
  /// Goes on with the line after a problem. Returns false where that is not possible (unclosed quote, failed stream).
  bool resume();

 private:
  int take();
  int peek();
  bool fill();
  void fail(CsvProblem::Kind kind);
  bool read_quoted(std::string& field);
  bool read_plain(std::string& field);
  bool end_row(CsvRow& row, std::size_t count);
  void skip_line();

  std::istream& in_;
  char separator_;
  CsvLimits limits_;
  std::vector<char> buffer_;
  std::size_t at_ = 0, size_ = 0;
  std::int64_t line_ = 1;
  bool finished_ = false;
  std::optional<CsvProblem> problem_;
};

/// One row with its line end (CRLF); fields are quoted where they need it. A field that a spreadsheet would take for a
/// formula (beginning with = + - @, tab or carriage return) gets an apostrophe in front, unless it is a plain number.
std::string csv_line(const std::vector<std::string>& fields);

}  // namespace massline
