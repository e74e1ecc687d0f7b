#include "channels/xlsx.h"

#include <array>
#include <charconv>
#include <cmath>
#include <deque>
#include <optional>

#include "base/text.h"
#include "base/time.h"
#include "channels/refusals.h"
#include "channels/xlsx_parts.h"

namespace massline::channels {
namespace {

std::optional<double> parse_number(std::string_view text) {
  double value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec != std::errc{} || result.ptr != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

/// "1.38001380001E10", as programs write a phone number, is shown as 13800138000.
std::string number_as_shown(std::string_view text) {
  const auto value = parse_number(text);
  if (!value) return std::string(text);
  constexpr double exact_max = 1e15;
  if (std::floor(*value) == *value && std::fabs(*value) < exact_max)
    return std::to_string(static_cast<std::int64_t>(*value));
  std::array<char, 64> out;
  const auto end = std::to_chars(out.data(), out.data() + out.size(), *value);
  return std::string(out.data(), end.ptr);
}

/// The column of "BC12", from 0; nothing where there are no letters, or too many.
std::optional<std::size_t> column_of(std::string_view reference) {
  std::size_t column = 0, letters = 0;
  for (; letters < reference.size() && reference[letters] >= 'A' && reference[letters] <= 'Z'; ++letters) {
    if (letters == 3) return std::nullopt;
    column = column * 26 + static_cast<std::size_t>(reference[letters] - 'A' + 1);
  }
  if (letters == 0) return std::nullopt;
  return column - 1;
}

/// Turns the cells of a sheet into rows.
class SheetHandler final : public XmlHandler {
 public:
  SheetHandler(const XlsxLimits& limits, const std::vector<std::string>& strings, const std::vector<bool>& date_styles,
               bool from_1904)
      : limits_(limits), strings_(strings), date_styles_(date_styles), from_1904_(from_1904) {}

  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "row") {
      start_row(attributes.get("r"));
    } else if (name == "c" && in_row_) {
      start_cell(attributes);
    } else if (name == "v" && in_cell_) {
      in_value_ = true;
    } else if (name == "rPh") {
      in_phonetic_ = true;
    } else if (name == "t" && in_cell_ && !in_phonetic_) {
      in_value_ = true;
    }
  }

  void end(std::string_view name) override {
    if (name == "row") {
      end_row();
    } else if (name == "c" && in_cell_) {
      end_cell();
    } else if (name == "v" || name == "t") {
      in_value_ = false;
    } else if (name == "rPh") {
      in_phonetic_ = false;
    }
  }

  void text(std::string_view part) override {
    if (!in_value_) return;
    if (value_.size() + part.size() > table_field_bytes_max) {
      cell_too_long_ = true;
      return;
    }
    value_.append(part);
  }

  struct Row {
    TableRow row;
    std::string problem;  // empty: none
  };
  std::deque<Row> rows;
  std::optional<Refusal> problem;  // of the whole sheet

 private:
  void start_row(const char* reference) {
    std::int64_t number = last_number_ + 1;
    if (reference != nullptr) {
      const std::string_view text(reference);
      std::from_chars(text.data(), text.data() + text.size(), number);
    }
    if (number <= last_number_ && !problem) problem = rows_out_of_order(number);
    last_number_ = number;
    if (number > limits_.rows_max && !problem)
      problem = refuse(refusals::file_too_many_rows, {{"max", std::to_string(limits_.rows_max)}}).value();
    current_ = Row{};
    current_.row.number = number;
    next_column_ = 0;
    in_row_ = !problem;
  }

  static Refusal rows_out_of_order(std::int64_t number) {
    return refuse(refusals::workbook_malformed,
                  {{"part", "sheet"}, {"problem", "row " + std::to_string(number) + " stands in the wrong order"}})
        .value();
  }

  void start_cell(const XmlAttributes& attributes) {
    const char* reference = attributes.get("r");
    column_ = reference == nullptr ? next_column_ : column_of(reference).value_or(next_column_);
    type_ = attributes.get_or("t", "n");
    style_ = 0;
    if (const char* style = attributes.get("s"); style != nullptr) {
      const std::string_view text(style);
      std::from_chars(text.data(), text.data() + text.size(), style_);
    }
    value_.clear();
    in_cell_ = true;
  }

  std::string shown() {
    if (type_ == "s") {
      std::size_t index = strings_.size();
      std::from_chars(value_.data(), value_.data() + value_.size(), index);
      if (index < strings_.size()) return strings_[index];
      current_.problem = "a cell names a shared text that is not there";
      return {};
    }
    if (type_ == "inlineStr" || type_ == "str") return without_escapes(value_);
    if (type_ == "b") return value_ == "1" ? "TRUE" : "FALSE";
    if (type_ == "e" || type_ == "d") return value_;
    if (style_ < date_styles_.size() && date_styles_[style_]) {
      if (const auto serial = parse_number(value_)) {
        if (auto date = date_of_serial(*serial, from_1904_)) return *date;
      }
    }
    return number_as_shown(value_);
  }

  void end_cell() {
    in_cell_ = in_value_ = false;
    next_column_ = column_ + 1;
    if (cell_too_long_) {
      current_.problem = "a cell is longer than " + std::to_string(table_field_bytes_max / 1024) + " KiB";
      cell_too_long_ = false;
      return;
    }
    if (value_.empty()) return;
    if (column_ >= limits_.columns_max) {
      if (!problem) {
        problem = refuse(refusals::file_too_many_columns,
                         {{"row", std::to_string(current_.row.number)}, {"max", std::to_string(limits_.columns_max)}})
                      .value();
      }
      return;
    }
    auto& fields = current_.row.fields;
    if (fields.size() <= column_) fields.resize(column_ + 1);
    fields[column_] = shown();
  }

  void end_row() {
    if (!in_row_) return;
    in_row_ = false;
    bool empty = current_.problem.empty();
    for (const std::string& field : current_.row.fields) empty = empty && trimmed(field).empty();
    if (!empty) rows.push_back(std::move(current_));
  }

  const XlsxLimits& limits_;
  const std::vector<std::string>& strings_;
  const std::vector<bool>& date_styles_;
  bool from_1904_;
  Row current_;
  std::int64_t last_number_ = 0;
  std::size_t column_ = 0, next_column_ = 0, style_ = 0;
  std::string type_, value_;
  bool in_row_ = false, in_cell_ = false, in_value_ = false, in_phonetic_ = false, cell_too_long_ = false;
};

class XlsxTable final : public Table {
 public:
  XlsxTable(std::unique_ptr<ZipArchive> archive, const XlsxLimits& limits)
      : archive_(std::move(archive)), limits_(limits) {}

  Result<Done> open(std::string_view sheet) {
    auto workbook = read_workbook(*archive_);
    if (!workbook) return tl::unexpected(workbook.error());
    sheets_ = workbook->sheets;
    std::size_t chosen = 0;
    if (!sheet.empty()) {
      while (chosen < sheets_.size() && sheets_[chosen] != sheet) ++chosen;
      if (chosen == sheets_.size()) return refuse_sheet(sheet);
    }
    if (!workbook->strings_part.empty()) {
      auto strings = read_shared_strings(*archive_, workbook->strings_part, limits_);
      if (!strings) return tl::unexpected(strings.error());
      strings_ = std::move(*strings);
    }
    if (!workbook->styles_part.empty()) {
      auto styles = read_date_styles(*archive_, workbook->styles_part);
      if (!styles) return tl::unexpected(styles.error());
      date_styles_ = std::move(*styles);
    }
    part_ = workbook->sheet_parts[chosen];
    handler_.emplace(limits_, strings_, date_styles_, workbook->from_1904);
    reader_.emplace(*handler_);
    return archive_->open_part(part_);
  }

  const std::vector<std::string>& sheets() const override { return sheets_; }
  bool finished() const override { return finished_; }

  Result<bool> next(TableRow& row) override {
    while (handler_->rows.empty()) {
      if (at_end_) {
        finished_ = true;
        return false;
      }
      if (const auto read = read_more(); !read) {
        finished_ = at_end_ = true;
        return tl::unexpected(read.error());
      }
    }
    SheetHandler::Row next_row = std::move(handler_->rows.front());
    handler_->rows.pop_front();
    row = std::move(next_row.row);
    if (next_row.problem.empty()) return true;
    return refuse(refusals::row_unreadable, {{"problem", next_row.problem}});
  }

 private:
  tl::unexpected<Refusal> refuse_sheet(std::string_view sheet) const {
    std::string names;
    for (const std::string& name : sheets_) names += (names.empty() ? "" : ", ") + name;
    return refuse_field(refusals::sheet_unknown, "sheet", {{"sheet", std::string(sheet)}, {"sheets", names}});
  }

  Result<Done> read_more() {
    const auto count = archive_->read(buffer_);
    if (!count) return tl::unexpected(count.error());
    at_end_ = *count == 0;
    if (!reader_->feed(std::span<const char>(buffer_.data(), *count), at_end_))
      return refuse(refusals::workbook_malformed, {{"part", part_}, {"problem", reader_->problem()}});
    if (handler_->problem) return tl::unexpected(*handler_->problem);
    return Done{};
  }

  std::unique_ptr<ZipArchive> archive_;
  XlsxLimits limits_;
  std::vector<std::string> sheets_, strings_;
  std::vector<bool> date_styles_;
  std::string part_;
  std::optional<SheetHandler> handler_;
  std::optional<XmlReader> reader_;
  std::array<char, 64 * 1024> buffer_;
  bool at_end_ = false, finished_ = false;
};

std::string two_digits(std::int64_t number) { return (number < 10 ? "0" : "") + std::to_string(number); }

}  // namespace

bool is_date_format(std::string_view format) {
  const std::size_t first_section = format.find(';');
  if (first_section != std::string_view::npos) format = format.substr(0, first_section);
  bool in_quotes = false;
  for (std::size_t i = 0; i < format.size(); ++i) {
    const char c = format[i];
    if (c == '"') {
      in_quotes = !in_quotes;
    } else if (in_quotes) {
      continue;
    } else if (c == '\\' || c == '_' || c == '*') {
      ++i;
    } else if (c == '[') {
      const std::size_t close = format.find(']', i);
      if (close == std::string_view::npos) return false;
      const char inside = i + 1 < close ? static_cast<char>(format[i + 1] | 0x20) : ' ';
      // [h]:mm counts hours; [Red] and [$-804] do not.
      if ((inside == 'h' || inside == 'm' || inside == 's') && close - i <= 3) return true;
      i = close;
    } else {
      const char lower = static_cast<char>(c | 0x20);
      if (lower == 'y' || lower == 'm' || lower == 'd' || lower == 'h' || lower == 's') return true;
    }
  }
  return false;
}

std::optional<std::string> date_of_serial(double serial, bool from_1904) {
  constexpr double serial_max = 2'958'466;  // 9999-12-31 and a day
  constexpr std::int64_t seconds_of_day = 86'400;
  if (!(serial >= 0) || serial >= serial_max) return std::nullopt;
  const std::int64_t total_seconds = std::llround(serial * static_cast<double>(seconds_of_day));
  const std::int64_t days = total_seconds / seconds_of_day, seconds = total_seconds % seconds_of_day;
  const std::string clock =
      two_digits(seconds / 3600) + ":" + two_digits(seconds / 60 % 60) + ":" + two_digits(seconds % 60);
  if (days == 0 && !from_1904) return clock;
  std::int64_t day = 0;
  if (from_1904) {
    day = day_number(Date{std::chrono::year{1904} / 1 / 1}) + days;
  } else {
    // Lotus took 1900 for a leap year, and all after it kept the day that never was.
    if (days == 60) return std::nullopt;
    day = day_number(Date{std::chrono::year{1899} / 12 / 31}) + days - (days > 60 ? 1 : 0);
  }
  const std::string date = to_string(date_of_day_number(day));
  return seconds == 0 ? date : date + " " + clock;
}

Result<std::unique_ptr<Table>> open_xlsx(std::string_view bytes, std::string_view sheet, const XlsxLimits& limits) {
  auto archive = ZipArchive::open(bytes, limits.zip);
  if (!archive) return tl::unexpected(archive.error());
  auto table = std::make_unique<XlsxTable>(std::move(*archive), limits);
  if (const auto opened = table->open(sheet); !opened) return tl::unexpected(opened.error());
  return table;
}

}  // namespace massline::channels
