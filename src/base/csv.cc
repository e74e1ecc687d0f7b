#include "base/csv.h"

#include <algorithm>

#include "base/text.h"

namespace massline {

namespace {

constexpr int end_of_file = -1;
constexpr std::size_t buffer_size = 1 << 16;

/// Bytes that no text file holds.
bool is_forbidden(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7F;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_plain_number(std::string_view text) {
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  if (text.empty()) return false;
  int points = 0;
  for (const char c : text) {
    if (c == '.')
      ++points;
    else if (c < '0' || c > '9')
      return false;
  }
  return points <= 1 && text != ".";
}

}  // namespace

std::string_view text_of(CsvProblem::Kind kind) {
  switch (kind) {
    case CsvProblem::Kind::too_many_fields:
      return "The row has too many fields.";
    case CsvProblem::Kind::field_too_long:
      return "A field is too long.";
    case CsvProblem::Kind::quote_not_closed:
      return "The file ends within a quoted field.";
    case CsvProblem::Kind::text_after_quote:
      return "Text stands after a closing quote.";
    case CsvProblem::Kind::not_utf8:
      return "The row is not valid UTF-8.";
    case CsvProblem::Kind::control_character:
      return "The row holds a control character.";
    case CsvProblem::Kind::unreadable:
      return "The file can't be read further.";
  }
  return "";
}

CsvReader::CsvReader(std::istream& in, char separator, CsvLimits limits)
    : in_(in), separator_(separator), limits_(limits), buffer_(buffer_size) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  if (fill() && size_ >= mark.size() && std::string_view(buffer_.data(), mark.size()) == mark) at_ = mark.size();
}

bool CsvReader::fill() {
  in_.read(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
  at_ = 0;
  size_ = static_cast<std::size_t>(in_.gcount());
  if (in_.bad()) {
    fail(CsvProblem::Kind::unreadable);
    size_ = 0;
  }
  return size_ > 0;
}

int CsvReader::peek() {
  if (at_ == size_ && !fill()) return end_of_file;
  return static_cast<unsigned char>(buffer_[at_]);
}

int CsvReader::take() {
  const int c = peek();
  if (c != end_of_file) ++at_;
  return c;
}

void CsvReader::fail(CsvProblem::Kind kind) {
  if (!problem_) problem_ = CsvProblem{kind, line_};
}

/// Reads after the opening quote up to and with the closing one.
bool CsvReader::read_quoted(std::string& field) {
  const std::int64_t began = line_;
  while (true) {
    const char* const begin = buffer_.data() + at_;
    const char* const end = buffer_.data() + size_;
    const char* const stop = std::find_if(begin, end, [](char c) { return c == '"' || c == '\n' || c == '\r'; });
    field.append(begin, stop);
    at_ += static_cast<std::size_t>(stop - begin);
    if (field.size() > limits_.field_bytes_max) {
      fail(CsvProblem::Kind::field_too_long);
      return false;
    }
    const int c = take();
    if (c == end_of_file) {
      line_ = began;
      fail(CsvProblem::Kind::quote_not_closed);
      finished_ = true;
      return false;
    }
    if (c == '"') {
      if (peek() != '"') return true;
      take();
    } else if (c == '\n') {
      ++line_;
    } else if (c == '\r') {
      // \r\n counts once, at its \n; it stays in the field as it was written.
      if (peek() != '\n') ++line_;
    }
    field.push_back(static_cast<char>(c));
  }
}

/// Reads up to the next separator or end of line, which it leaves.
bool CsvReader::read_plain(std::string& field) {
  while (peek() != end_of_file) {
    const char* const begin = buffer_.data() + at_;
    const char* const end = buffer_.data() + size_;
    const char separator = separator_;
    const char* const stop =
        std::find_if(begin, end, [separator](char c) { return c == separator || c == '\n' || c == '\r'; });
    field.append(begin, stop);
    at_ += static_cast<std::size_t>(stop - begin);
    if (field.size() > limits_.field_bytes_max) {
      fail(CsvProblem::Kind::field_too_long);
      return false;
    }
    if (stop != end) return true;
  }
  return !problem_;
}

void CsvReader::skip_line() {
  while (true) {
    const int c = take();
    if (c == end_of_file) return;
    if (c == '\n') break;
    if (c == '\r') {
      if (peek() == '\n') take();
      break;
    }
  }
  ++line_;
}

/// Checks a whole row, and takes its end of line.
bool CsvReader::end_row(CsvRow& row, std::size_t count) {
  row.fields.resize(count);
  const int c = take();
  if (c == '\r' && peek() == '\n') take();
  if (c != end_of_file) ++line_;
  if (problem_) return false;
  for (const std::string& field : row.fields) {
    if (std::any_of(field.begin(), field.end(), is_forbidden)) {
      problem_ = CsvProblem{CsvProblem::Kind::control_character, row.line};
      return false;
    }
    if (!is_ascii(field) && !is_valid_utf8(field)) {
      problem_ = CsvProblem{CsvProblem::Kind::not_utf8, row.line};
      return false;
    }
  }
  return true;
}

bool CsvReader::next(CsvRow& row) {
  if (finished_ || problem_) return false;
  while (peek() == '\n' || peek() == '\r') skip_line();
  if (peek() == end_of_file) {
    finished_ = true;
    return false;
  }
  row.line = line_;
  std::size_t count = 0;
  while (true) {
    if (count == limits_.fields_max) {
      fail(CsvProblem::Kind::too_many_fields);
      skip_line();
      return false;
    }
    if (count == row.fields.size()) row.fields.emplace_back();
    std::string& field = row.fields[count++];
    field.clear();
    const bool quoted = peek() == '"';
    if (quoted) take();
    if (!(quoted ? read_quoted(field) : read_plain(field))) {
      if (!finished_) skip_line();
      return false;
    }
    const int c = peek();
    if (c == static_cast<unsigned char>(separator_)) {
      take();
    } else if (c == '\n' || c == '\r' || c == end_of_file) {
      return end_row(row, count);
    } else {
      fail(CsvProblem::Kind::text_after_quote);
      skip_line();
      return false;
    }
  }
}

bool CsvReader::resume() {
  if (!problem_) return !finished_;
  if (finished_ || problem_->kind == CsvProblem::Kind::unreadable) return false;
  problem_.reset();
  return true;
}

std::string csv_line(const std::vector<std::string>& fields) {
  std::string out;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) out += ',';
    std::string field = fields[i];
    if (!field.empty() && std::string_view("=+-@\t\r").find(field.front()) != std::string_view::npos &&
        !is_plain_number(field)) {
      field.insert(field.begin(), '\'');
    }
    if (field.find_first_of(",\"\r\n") == std::string::npos) {
      out += field;
      continue;
    }
    out += '"';
    for (const char c : field) {
      if (c == '"') out += '"';
      out += c;
    }
    out += '"';
  }
  return out + "\r\n";
}

}  // namespace massline
