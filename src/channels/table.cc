#include "channels/table.h"

#include <algorithm>
#include <istream>
#include <optional>
#include <streambuf>

#include "base/csv.h"
#include "base/text.h"
#include "channels/refusals.h"
#include "channels/text_encoding.h"
#include "channels/xlsx.h"

namespace massline::channels {
namespace {

/// Lets a stream read bytes that lie in memory, without a copy.
class ViewBuffer final : public std::streambuf {
 public:
  explicit ViewBuffer(std::string_view bytes) {
    char* begin = const_cast<char*>(bytes.data());  // a get area is never written to
    setg(begin, begin, begin + bytes.size());
  }
};

/// Comma, semicolon or tab: what the first line has most of, outside of quotes.
char separator_of(std::string_view bytes) {
  std::size_t commas = 0, semicolons = 0, tabs = 0;
  bool in_quotes = false;
  for (const char c : bytes) {
    if (c == '"') in_quotes = !in_quotes;
    if (in_quotes) continue;
    if (c == '\n' || c == '\r') break;
    commas += c == ',';
    semicolons += c == ';';
    tabs += c == '\t';
  }
  if (tabs > commas && tabs >= semicolons) return '\t';
  return semicolons > commas ? ';' : ',';
}

const char* chinese_text_of(CsvProblem::Kind kind) {
  switch (kind) {
    case CsvProblem::Kind::too_many_fields:
      return "列数过多";
    case CsvProblem::Kind::field_too_long:
      return "有内容过长的单元格";
    case CsvProblem::Kind::quote_not_closed:
      return "有未闭合的引号，一直到文件末尾";
    case CsvProblem::Kind::text_after_quote:
      return "右引号之后还有文字";
    case CsvProblem::Kind::not_utf8:
      return "不是UTF-8文本";
    case CsvProblem::Kind::control_character:
      return "含有控制字符";
    case CsvProblem::Kind::unreadable:
      return "文件无法继续读取";
  }
  return "";
}

class CsvTable final : public Table {
 public:
  /// Of bytes that outlive it, or, where `recoded` is not empty, of those.
  CsvTable(std::string_view bytes, std::string recoded)
      : recoded_(std::move(recoded)),
        bytes_(recoded_.empty() ? bytes : std::string_view(recoded_)),
        buffer_(bytes_),
        stream_(&buffer_),
        reader_(stream_, separator_of(bytes_),
                {.fields_max = table_columns_max, .field_bytes_max = table_field_bytes_max}) {}

  const std::vector<std::string>& sheets() const override { return sheets_; }
  bool finished() const override { return finished_; }

  Result<bool> next(TableRow& row) override {
    while (reader_.next(row_)) {
      if (std::all_of(row_.fields.begin(), row_.fields.end(), [](const std::string& f) { return trimmed(f).empty(); }))
        continue;
      if (++count_ > table_rows_max + 1) {  // and one with the names of the columns
        finished_ = true;
        return refuse(refusals::file_too_many_rows, {{"max", std::to_string(table_rows_max)}});
      }
      row.number = row_.line;
      std::swap(row.fields, row_.fields);
      return true;
    }
    if (!reader_.problem()) {
      finished_ = true;
      return false;
    }
    const CsvProblem problem = *reader_.problem();
    row.number = problem.line;
    row.fields = {text_of_line(problem.line)};
    finished_ = !reader_.resume();
    std::string text(text_of(problem.kind));
    if (text.ends_with('.')) text.pop_back();
    const Parameters what{{"problem", text}, {"problem.zh", chinese_text_of(problem.kind)}};
    return finished_ ? refuse(refusals::rest_unreadable, what) : refuse(refusals::row_unreadable, what);
  }

 private:
  /// The line as it stands in the file, without what can't be shown. Problems are few: seeking from the last one on
  /// keeps this linear over the file.
  std::string text_of_line(std::int64_t line) {
    while (seek_line_ < line && seek_at_ < bytes_.size()) {
      const char c = bytes_[seek_at_++];
      if (c == '\r' && seek_at_ < bytes_.size() && bytes_[seek_at_] == '\n') ++seek_at_;
      seek_line_ += c == '\n' || c == '\r';
    }
    const std::size_t end = std::min(bytes_.find_first_of("\r\n", seek_at_), bytes_.size());
    std::string text;
    for (const char c : bytes_.substr(seek_at_, std::min(end - seek_at_, table_field_bytes_max))) {
      if (static_cast<unsigned char>(c) >= 0x20 || c == '\t') text.push_back(c);
    }
    while (!is_valid_utf8(text)) text.pop_back();
    return text;
  }

  std::string recoded_;
  std::string_view bytes_;
  ViewBuffer buffer_;
  std::istream stream_;
  CsvReader reader_;
  CsvRow row_;
  std::vector<std::string> sheets_;
  std::int64_t count_ = 0, seek_line_ = 1;
  std::size_t seek_at_ = 0;
  bool finished_ = false;
};

tl::unexpected<Refusal> refuse_encoding(std::string_view bytes) {
  std::int64_t line = 1;
  std::size_t begin = 0;
  while (true) {
    const std::size_t end = std::min(bytes.find('\n', begin), bytes.size());
    const std::string_view text = bytes.substr(begin, end - begin);
    if (!is_valid_utf8(text) || end == bytes.size()) {
      return refuse(refusals::file_not_utf8, {{"line", std::to_string(line)}});
    }
    begin = end + 1;
    ++line;
  }
}

}  // namespace

Result<std::unique_ptr<Table>> open_table(std::string_view bytes, std::string_view sheet) {
  if (bytes.empty()) return refuse(refusals::file_empty);
  if (bytes.starts_with(std::string_view("PK\x03\x04", 4))) return open_xlsx(bytes, sheet);
  if (bytes.starts_with(std::string_view("\xD0\xCF\x11\xE0", 4))) return refuse(refusals::file_is_old_workbook);
  std::optional<std::string> recoded;
  if (!is_valid_utf8(bytes)) {
    recoded = recoded_to_utf8(bytes);
    if (!recoded) return refuse_encoding(bytes);
  }
  if (!sheet.empty()) {
    return refuse_field(refusals::sheet_unknown, "sheet", {{"sheet", std::string(sheet)}, {"sheets", "CSV"}});
  }
  return std::make_unique<CsvTable>(bytes, std::move(recoded).value_or(""));
}

}  // namespace massline::channels
