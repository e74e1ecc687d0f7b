#include "channels/table.h"

#include <gtest/gtest.h>

#include "channels/refusals.h"

namespace massline::channels {
namespace {

struct Line {
  std::int64_t number;
  std::vector<std::string> fields;
  const Message* problem = nullptr;
  bool operator==(const Line&) const = default;
};

std::vector<Line> lines_of(std::string_view bytes) {
  std::vector<Line> lines;
  auto table = open_table(bytes, "");
  if (!table) return {{0, {}, table.error().message}};
  TableRow row;
  while (true) {
    const auto more = (*table)->next(row);
    if (more && !*more) return lines;
    lines.push_back({row.number, row.fields, more ? nullptr : more.error().message});
    if ((*table)->finished()) return lines;
  }
}

TEST(Table, ReadsCsvWithEveryEndOfLineAndSeparator) {
  EXPECT_EQ(lines_of("\xEF\xBB\xBF"
                     "a,b\r\n1,\"x\r\ny\"\r\n\r\n , \r\n2,z"),
            (std::vector<Line>{{1, {"a", "b"}}, {2, {"1", "x\r\ny"}}, {6, {"2", "z"}}}));
  EXPECT_EQ(lines_of("a;\"b,c,d\"\n1;2\n"), (std::vector<Line>{{1, {"a", "b,c,d"}}, {2, {"1", "2"}}}));
  EXPECT_EQ(lines_of("a\tb\r1\t2\r"), (std::vector<Line>{{1, {"a", "b"}}, {2, {"1", "2"}}}));
}

TEST(Table, GoesOnAfterARowThatCannotBeRead) {
  EXPECT_EQ(lines_of("a,b\n1,\"x\"y\n2,z\n"),
            (std::vector<Line>{{1, {"a", "b"}}, {2, {"1,\"x\"y"}, &refusals::row_unreadable}, {3, {"2", "z"}}}));
  EXPECT_EQ(lines_of(std::string_view("a,b\n1,x\0y\n2,z\n", 14)),
            (std::vector<Line>{{1, {"a", "b"}}, {2, {"1,xy"}, &refusals::row_unreadable}, {3, {"2", "z"}}}));
  const std::string over_long = "a,b\n1," + std::string(table_field_bytes_max + 1, 'x') + "\n2,z\n";
  const std::vector<Line> lines = lines_of(over_long);
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[1].problem, &refusals::row_unreadable);
  EXPECT_EQ(lines[2].number, 3);
}

TEST(Table, SaysFromWhereOnNothingCouldBeRead) {
  EXPECT_EQ(lines_of("a,b\n1,x\n2,\"y\n3,z\n"),
            (std::vector<Line>{{1, {"a", "b"}}, {2, {"1", "x"}}, {3, {"2,\"y"}, &refusals::rest_unreadable}}));
}

// "地点,内容" and "城关街道,路灯坏了，联通也没人管" in GBK; 联通 alone would be valid UTF-8.
constexpr std::string_view in_gbk =
    "\xB5\xD8\xB5\xE3,\xC4\xDA\xC8\xDD\r\n"
    "\xB3\xC7\xB9\xD8\xBD\xD6\xB5\xC0,\xC2\xB7\xB5\xC6\xBB\xB5\xC1\xCB\xA3\xAC\xC1\xAA\xCD\xA8\xD2\xB2\xC3\xBB\xC8\xCB"
    "\xB9\xDC\r\n";

TEST(Table, ReadsWhatAChineseSpreadsheetProgramSavesAsCsv) {
  EXPECT_EQ(lines_of(in_gbk), (std::vector<Line>{{1, {"地点", "内容"}}, {2, {"城关街道", "路灯坏了，联通也没人管"}}}));
  const std::string with_rare = std::string(in_gbk) + "1,\x95\x32\x82\x36\n";  // a character of four bytes, 𠀀
  EXPECT_EQ(lines_of(with_rare).back(), (Line{3, {"1", "𠀀"}}));
}

TEST(Table, ReadsUnicodeText) {
  EXPECT_EQ(lines_of(std::string_view("\xFF\xFE"
                                      "a\0\t\0b\0\r\0\n\0\xEF\x8D\t\0x\0\r\0\n\0",
                                      22)),
            (std::vector<Line>{{1, {"a", "b"}}, {2, {"路", "x"}}}));
  EXPECT_EQ(lines_of(std::string_view("\xFE\xFF\0a\0,\0b", 8)), (std::vector<Line>{{1, {"a", "b"}}}));
}

TEST(Table, DoesNotGuessWhereItCouldBeWrong) {
  // UTF-8 with one wrong byte, and one cut within a character.
  EXPECT_EQ(lines_of("地点,内容\n城关街道,路灯坏了\xFF\n").front().problem, &refusals::file_not_utf8);
  EXPECT_EQ(lines_of("地点,内容\n城关街道,路灯坏了\xE8\xB7\n").front().problem, &refusals::file_not_utf8);
  // Latin 1: GB18030 could read it, as other words.
  EXPECT_EQ(lines_of("place,text\nStra\xDF"
                     "e,caf\xE9s\n")
                .front()
                .problem,
            &refusals::file_not_utf8);
  // Half a character of UTF-16.
  EXPECT_EQ(lines_of("\xFF\xFE"
                     "abc")
                .front()
                .problem,
            &refusals::file_not_utf8);
  // GBK with a byte that it doesn't have.
  EXPECT_EQ(lines_of(std::string(in_gbk) + "\xFF\n").front().problem, &refusals::file_not_utf8);
}

TEST(Table, NamesTheLineThatCannotBeRead) {
  const auto table = open_table("a,b\n1,caf\xE9\n", "");
  ASSERT_FALSE(table);
  EXPECT_EQ(table.error().message, &refusals::file_not_utf8);
  EXPECT_EQ(table.error().parameters.at("line"), "2");
}

TEST(Table, SaysInBothLanguagesWhatIsWrongWithARow) {
  auto table = open_table("a,b\n1,\"x\"y\n", "");
  ASSERT_TRUE(table);
  TableRow row;
  ASSERT_TRUE((*table)->next(row));
  const auto wrong = (*table)->next(row);
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().text(Language::en),
            "The row can't be read: Text stands after a closing quote. Correct it in the file.");
  EXPECT_EQ(wrong.error().text(Language::zh), "无法读取该行：右引号之后还有文字。请在文件中更正。");
}

TEST(Table, RefusesWhatIsNoTable) {
  EXPECT_EQ(lines_of(""), (std::vector<Line>{{0, {}, &refusals::file_empty}}));
  EXPECT_EQ(lines_of("\xD0\xCF\x11\xE0\xA1\xB1"), (std::vector<Line>{{0, {}, &refusals::file_is_old_workbook}}));
}

}  // namespace
}  // namespace massline::channels
