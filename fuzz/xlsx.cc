// Files of rows: XLSX by its first bytes, else CSV. Every row that comes out is UTF-8 and within the limits.
#include "base/result.h"
#include "base/text.h"
#include "channels/import_file.h"
#include "fuzz/target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace massline;
  auto file = channels::ImportFile::open(fuzz::text_of(data, size), "");
  if (!file) {
    check(!file.error().text(Language::zh).empty(), "a refusal says what is wrong");
    return 0;
  }
  channels::TableRow row;
  // A small file may unpack to many rows: some are enough here.
  for (int rows = 0; rows < 2000; ++rows) {
    const auto more = file->next(row);
    if (!more) {
      if (file->finished()) return 0;
      continue;
    }
    if (!*more) return 0;
    check(row.fields.size() <= channels::table_columns_max, "a row is as wide as it may be");
    for (const std::string& field : row.fields) check(is_valid_utf8(field), "a field is UTF-8");
  }
  return 0;
}
