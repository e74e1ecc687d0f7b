#include "channels/import_file.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "channels/refusals.h"
#include "channels/words.h"

namespace massline::channels {
namespace {

/// "A", "Z", "AA": as spreadsheets call columns.
std::string letters_of(std::size_t column) {
  constexpr std::size_t letters = 26;
  std::string name;
  for (std::size_t left = column + 1; left > 0; left = (left - 1) / letters)
    name.insert(name.begin(), static_cast<char>('A' + (left - 1) % letters));
  return name;
}

std::vector<std::string> names_of(const std::vector<std::string>& header) {
  std::vector<std::string> names;
  std::set<std::string> taken;
  for (std::size_t i = 0; i < header.size(); ++i) {
    const std::string given = trimmed(header[i]);
    const std::string base = given.empty() ? "Column " + letters_of(i) : given;
    std::string name = base;
    for (int count = 2; !taken.insert(name).second; ++count) name = base + " (" + std::to_string(count) + ")";
    names.push_back(std::move(name));
  }
  return names;
}

void take_off_apostrophe(std::string& field) {
  constexpr std::string_view formula_beginnings = "=+-@\t\r";
  if (field.size() > 1 && field[0] == '\'' && formula_beginnings.find(field[1]) != std::string_view::npos)
    field.erase(0, 1);
}

}  // namespace

Result<ImportFile> ImportFile::open(std::string_view bytes, std::string_view sheet) {
  auto table = open_table(bytes, sheet);
  if (!table) return tl::unexpected(table.error());
  ImportFile file(std::move(*table));
  TableRow header;
  const auto more = file.table_->next(header);
  if (!more) return tl::unexpected(more.error());
  if (!*more) return refuse(refusals::file_empty);
  while (!header.fields.empty() && trimmed(header.fields.back()).empty()) header.fields.pop_back();
  file.is_reject_file_ = !header.fields.empty() && is_reason_column(trimmed(header.fields.back()));
  if (file.is_reject_file_) header.fields.pop_back();
  file.columns_ = names_of(header.fields);
  return file;
}

Result<bool> ImportFile::next(TableRow& row) {
  auto more = table_->next(row);
  if (!more || !*more) return more;
  const std::size_t width = columns_.size();
  if (is_reject_file_) {
    if (row.fields.size() > width) row.fields.erase(row.fields.begin() + static_cast<std::ptrdiff_t>(width));
    for (std::string& field : row.fields) take_off_apostrophe(field);
  }
  while (row.fields.size() > width && trimmed(row.fields.back()).empty()) row.fields.pop_back();
  if (row.fields.size() > width) {
    return refuse(refusals::row_too_wide,
                  {{"fields", std::to_string(row.fields.size())}, {"columns", std::to_string(width)}});
  }
  return true;
}

}  // namespace massline::channels
