#include "channels/xlsx.h"

#include <gtest/gtest.h>
#include <minizip/zip.h>
#include <xlsxwriter.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "channels/refusals.h"

namespace massline::channels {
namespace {

class Scratch {
 public:
  Scratch() {
    std::string pattern = (std::filesystem::temp_directory_path() / "massline-xlsx-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
  }
  ~Scratch() { std::filesystem::remove_all(folder_); }
  std::string file(const char* name) const { return (folder_ / name).string(); }

 private:
  std::filesystem::path folder_;
};

std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

/// An archive with these parts, as a broken or hostile program would write it.
std::string archive_of(const std::map<std::string, std::string>& parts, const char* password = nullptr) {
  Scratch scratch;
  const std::string path = scratch.file("parts.xlsx");
  const zipFile zip = zipOpen64(path.c_str(), APPEND_STATUS_CREATE);
  for (const auto& [name, content] : parts) {
    const uLong sum = crc32(0, reinterpret_cast<const Bytef*>(content.data()), static_cast<uInt>(content.size()));
    zipOpenNewFileInZip3_64(zip, name.c_str(), nullptr, nullptr, 0, nullptr, 0, nullptr, Z_DEFLATED, 9, 0, -MAX_WBITS,
                            8, Z_DEFAULT_STRATEGY, password, sum, 0);
    zipWriteInFileInZip(zip, content.data(), static_cast<unsigned>(content.size()));
    zipCloseFileInZip(zip);
  }
  zipClose(zip, nullptr);
  return bytes_of(path);
}

const std::string relations_head =
    R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">)";
const std::string type_head = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";

std::map<std::string, std::string> parts_with_sheet(const std::string& sheet) {
  return {
      {"_rels/.rels", relations_head + R"(<Relationship Id="a" Type=")" + type_head +
                          R"(officeDocument" Target="/book/main.xml"/></Relationships>)"},
      {"book/main.xml",
       R"(<x:workbook xmlns:x="m" xmlns:r="r"><x:sheets><x:sheet name="一" sheetId="7" r:id="s1"/></x:sheets></x:workbook>)"},
      {"book/_rels/main.xml.rels", relations_head + R"(<Relationship Id="s1" Type=")" + type_head +
                                       R"(worksheet" Target="../sheets/one.xml"/></Relationships>)"},
      {"sheets/one.xml", sheet},
  };
}

struct ReadSheet {
  std::vector<TableRow> rows;
  std::optional<Refusal> refusal;
};

ReadSheet read_all(const std::string& bytes, std::string_view sheet = {}, const XlsxLimits& limits = {}) {
  ReadSheet all;
  auto table = open_xlsx(bytes, sheet, limits);
  if (!table) return {{}, table.error()};
  TableRow row;
  while (true) {
    const auto more = (*table)->next(row);
    if (!more) {
      all.refusal = more.error();
      if ((*table)->finished()) return all;
      continue;
    }
    if (!*more) return all;
    all.rows.push_back(row);
  }
}

using Fields = std::vector<std::string>;

TEST(Xlsx, ReadsWhatASpreadsheetProgramWrites) {
  Scratch scratch;
  const std::string path = scratch.file("a.xlsx");
  lxw_workbook* book = workbook_new(path.c_str());
  lxw_worksheet* notes = workbook_add_worksheet(book, "Notes");
  worksheet_write_string(notes, 0, 0, "nothing here", nullptr);
  lxw_worksheet* sheet = workbook_add_worksheet(book, "来信");
  lxw_format* day = workbook_add_format(book);
  format_set_num_format(day, "yyyy\"年\"m\"月\"d\"日\"");
  lxw_format* moment = workbook_add_format(book);
  format_set_num_format_index(moment, 22);
  lxw_format* money = workbook_add_format(book);
  format_set_num_format(money, "[Red]#,##0.00");
  worksheet_write_string(sheet, 0, 0, "编号", nullptr);
  worksheet_write_string(sheet, 0, 2, "内容", nullptr);
  worksheet_write_number(sheet, 1, 0, 13800138000.0, nullptr);
  worksheet_write_string(sheet, 1, 2, "路灯坏了，\n三天没人修 & <急>", nullptr);
  worksheet_write_boolean(sheet, 1, 3, 1, nullptr);
  lxw_datetime when{2021, 4, 3, 14, 30, 0};
  lxw_datetime date_only{2021, 4, 3, 0, 0, 0};
  worksheet_write_datetime(sheet, 4, 0, &when, moment);
  worksheet_write_datetime(sheet, 4, 1, &date_only, day);
  worksheet_write_number(sheet, 4, 2, 31.2304, money);
  worksheet_write_formula_num(sheet, 4, 3, "=1+1", nullptr, 2);
  ASSERT_EQ(workbook_close(book), LXW_NO_ERROR);

  const std::string bytes = bytes_of(path);
  auto table = open_xlsx(bytes, "来信");
  ASSERT_TRUE(table) << table.error().text(Language::en);
  EXPECT_EQ((*table)->sheets(), (Fields{"Notes", "来信"}));
  const ReadSheet all = read_all(bytes, "来信");
  ASSERT_EQ(all.rows.size(), 3u);
  EXPECT_FALSE(all.refusal);
  EXPECT_EQ(all.rows[0].fields, (Fields{"编号", "", "内容"}));
  EXPECT_EQ(all.rows[1].fields, (Fields{"13800138000", "", "路灯坏了，\n三天没人修 & <急>", "TRUE"}));
  EXPECT_EQ(all.rows[2].fields, (Fields{"2021-04-03 14:30:00", "2021-04-03", "31.2304", "2"}));
  EXPECT_EQ(all.rows[2].number, 5);
  EXPECT_EQ(read_all(bytes).rows.size(), 1u);
}

TEST(Xlsx, NamesTheSheetThatIsNotThere) {
  const ReadSheet all = read_all(archive_of(parts_with_sheet("<worksheet/>")), "二");
  ASSERT_TRUE(all.refusal);
  EXPECT_EQ(all.refusal->message, &refusals::sheet_unknown);
  EXPECT_EQ(all.refusal->parameters.at("sheets"), "一");
}

TEST(Xlsx, ReadsInlineTextRichTextAndPrefixes) {
  const auto parts = parts_with_sheet(
      "<m:worksheet xmlns:m='m'><m:sheetData><m:row><m:c "
      "t='inlineStr'><m:is><m:r><m:t>路</m:t></m:r><m:r><m:t>灯</m:t></m:r>"
      "<m:rPh><m:t>lu deng</m:t></m:rPh></m:is></m:c><m:c t='str'><m:v>a_x000D_b</m:v></m:c><m:c "
      "t='e'><m:v>#N/A</m:v></m:c>"
      "<m:c><m:v>1.5E3</m:v></m:c></m:row></m:sheetData></m:worksheet>");
  const ReadSheet all = read_all(archive_of(parts));
  ASSERT_EQ(all.rows.size(), 1u) << (all.refusal ? all.refusal->text(Language::en) : "");
  EXPECT_EQ(all.rows[0].fields, (Fields{"路灯", "a\rb", "#N/A", "1500"}));
  EXPECT_EQ(all.rows[0].number, 1);
}

TEST(Xlsx, ReportsACellThatCannotBeReadAndGoesOn) {
  const auto parts = parts_with_sheet(
      "<worksheet><sheetData><row r='1'><c r='A1'><v>1</v></c></row><row r='2'><c r='A2' t='s'><v>9</v></c></row>"
      "<row r='3'><c r='A3'><v>3</v></c></row></sheetData></worksheet>");
  const ReadSheet all = read_all(archive_of(parts));
  EXPECT_EQ(all.rows.size(), 2u);
  ASSERT_TRUE(all.refusal);
  EXPECT_EQ(all.refusal->message, &refusals::row_unreadable);
}

TEST(Xlsx, RefusesWhatIsBrokenOrHostile) {
  auto expect = [](const std::string& bytes, const Message& message, std::string_view words) {
    const ReadSheet all = read_all(bytes);
    ASSERT_TRUE(all.refusal) << words;
    EXPECT_EQ(all.refusal->message, &message) << all.refusal->text(Language::en);
    EXPECT_NE(all.refusal->text(Language::en).find(words), std::string::npos) << all.refusal->text(Language::en);
  };
  const std::string good = archive_of(parts_with_sheet("<worksheet><sheetData/></worksheet>"));
  expect(good.substr(0, good.size() / 2), refusals::workbook_malformed, "cut off");
  expect(std::string("PK\x03\x04") + std::string(100, 'x'), refusals::workbook_malformed, "directory");
  expect(archive_of(parts_with_sheet("<worksheet><sheetData>")), refusals::workbook_malformed, "sheets/one.xml");
  expect(archive_of(
             parts_with_sheet("<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;\">]><worksheet>&c;</worksheet>")),
         refusals::workbook_malformed, "document type");
  std::string deep;
  for (int i = 0; i < 100; ++i) deep += "<a>";
  expect(archive_of(parts_with_sheet(deep)), refusals::workbook_malformed, "too deep");
  expect(archive_of(parts_with_sheet("<worksheet><row r='2'/><row r='2'/></worksheet>")), refusals::workbook_malformed,
         "wrong order");
  expect(archive_of(parts_with_sheet("<worksheet><row r='1048577'/></worksheet>")), refusals::file_too_many_rows,
         "1048576");
  expect(archive_of(parts_with_sheet("<worksheet><row r='1'><c r='IW1'><v>1</v></c></row></worksheet>")),
         refusals::file_too_many_columns, "256");
  expect(archive_of(parts_with_sheet("<worksheet/>"), "secret"), refusals::workbook_malformed, "password");
  auto without = parts_with_sheet("<worksheet/>");
  without.erase("sheets/one.xml");
  expect(archive_of(without), refusals::workbook_malformed, "missing");
}

TEST(Xlsx, RefusesABombWithoutUnpackingIt) {
  const std::string spaces(40U << 20, ' ');
  const ReadSheet bomb = read_all(archive_of(parts_with_sheet("<worksheet>" + spaces + "</worksheet>")));
  ASSERT_TRUE(bomb.refusal);
  EXPECT_EQ(bomb.refusal->message, &refusals::workbook_malformed);
  XlsxLimits small;
  small.zip.unpacked_bytes_max = 10U << 20;
  const ReadSheet large = read_all(archive_of(parts_with_sheet("<worksheet>" + spaces + "</worksheet>")), {}, small);
  ASSERT_TRUE(large.refusal);
  EXPECT_EQ(large.refusal->message, &refusals::file_too_large);
}

TEST(Xlsx, FindsADamagedByte) {
  std::string bytes =
      archive_of(parts_with_sheet("<worksheet><sheetData><row><c><v>12345678</v></c></row></sheetData></worksheet>"));
  int refused = 0, changed = 0;
  const ReadSheet good = read_all(bytes);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string other = bytes;
    other[i] = static_cast<char>(other[i] ^ 0x10);
    const ReadSheet all = read_all(other);
    refused += all.refusal.has_value();
    // Whatever is not refused reads as before.
    if (!all.refusal && (all.rows.size() != 1 || all.rows[0].fields != good.rows[0].fields)) ++changed;
  }
  EXPECT_GT(refused, 100);
  EXPECT_EQ(changed, 0);
}

TEST(Xlsx, CountsDaysFrom1900And1904) {
  EXPECT_EQ(date_of_serial(1, false), "1900-01-01");
  EXPECT_EQ(date_of_serial(59, false), "1900-02-28");
  EXPECT_EQ(date_of_serial(60, false), std::nullopt);
  EXPECT_EQ(date_of_serial(61, false), "1900-03-01");
  EXPECT_EQ(date_of_serial(44289.604166666664, false), "2021-04-03 14:30:00");
  EXPECT_EQ(date_of_serial(44288.99999999, false), "2021-04-03");
  EXPECT_EQ(date_of_serial(0.5, false), "12:00:00");
  EXPECT_EQ(date_of_serial(0, true), "1904-01-01");
  EXPECT_EQ(date_of_serial(42827, true), "2021-04-03");
  EXPECT_EQ(date_of_serial(-1, false), std::nullopt);
  EXPECT_EQ(date_of_serial(1e300, false), std::nullopt);
}

TEST(Xlsx, KnowsFormatsOfDates) {
  for (const char* format : {"yyyy/m/d", "d.m.yy h:mm", "[$-804]yyyy\"年\"m\"月\"", "[h]:mm", "mm:ss.0"}) {
    EXPECT_TRUE(is_date_format(format)) << format;
  }
  for (const char* format : {"0.00", "#,##0", "\"days\" 0", "[Red]0", "General", "0\\d", "0.00_d", "@"}) {
    EXPECT_FALSE(is_date_format(format)) << format;
  }
}

}  // namespace
}  // namespace massline::channels
