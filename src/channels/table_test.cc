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

TEST(Table, NamesTheLineThatIsNotUtf8) {
  const auto table = open_table("a,b\n1,\xC2\xB7\xB5\xC6\xBB\xB5\xC1\xCB\n", "");
  ASSERT_FALSE(table);
  EXPECT_EQ(table.error().message, &refusals::file_not_utf8);
  EXPECT_EQ(table.error().parameters.at("line"), "2");
  EXPECT_NE(table.error().text(Language::zh).find("GB18030"), std::string::npos);
  EXPECT_EQ(lines_of("\xFF\xFE"
                     "a\0b\0"),
            (std::vector<Line>{{0, {}, &refusals::file_not_utf8}}));
}

TEST(Table, RefusesWhatIsNoTable) {
  EXPECT_EQ(lines_of(""), (std::vector<Line>{{0, {}, &refusals::file_empty}}));
  EXPECT_EQ(lines_of("\xD0\xCF\x11\xE0\xA1\xB1"), (std::vector<Line>{{0, {}, &refusals::file_is_old_workbook}}));
}

}  // namespace
}  // namespace massline::channels
