#include "base/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace massline {
namespace {

using testing::ElementsAre;

std::vector<CsvRow> rows_of(const std::string& text, std::optional<CsvProblem>* problem = nullptr) {
  std::istringstream in(text);
  CsvReader csv(in);
  std::vector<CsvRow> out;
  CsvRow row;
  while (csv.next(row)) out.push_back(row);
  if (problem != nullptr) *problem = csv.problem();
  return out;
}

TEST(Csv, ReadsQuotesEndsOfLinesAndTheMark) {
  const auto rows = rows_of(
      "\xEF\xBB\xBF"
      "a,b\r\n\"x,\"\"y\"\"\",\r\n\n1,\"two\nlines\"\r3,4");
  ASSERT_EQ(rows.size(), 4u);
  EXPECT_THAT(rows[0].fields, ElementsAre("a", "b"));
  EXPECT_THAT(rows[1].fields, ElementsAre("x,\"y\"", ""));
  EXPECT_THAT(rows[2].fields, ElementsAre("1", "two\nlines"));
  EXPECT_THAT(rows[3].fields, ElementsAre("3", "4"));
  EXPECT_EQ(rows[0].line, 1);
  EXPECT_EQ(rows[1].line, 2);
  EXPECT_EQ(rows[2].line, 4);
  EXPECT_EQ(rows[3].line, 6);
}

TEST(Csv, NamesTheLineOfAProblem) {
  std::optional<CsvProblem> problem;
  rows_of("a\n\"b\"c\n", &problem);
  ASSERT_TRUE(problem);
  EXPECT_EQ(problem->kind, CsvProblem::Kind::text_after_quote);
  EXPECT_EQ(problem->line, 2);

  rows_of("a\nb\n\"never\nclosed\n", &problem);
  ASSERT_TRUE(problem);
  EXPECT_EQ(problem->kind, CsvProblem::Kind::quote_not_closed);
  EXPECT_EQ(problem->line, 3);

  rows_of("a\n\xFF\xFE\n", &problem);
  ASSERT_TRUE(problem);
  EXPECT_EQ(problem->kind, CsvProblem::Kind::not_utf8);
  EXPECT_EQ(problem->line, 2);

  rows_of(std::string("a\nb\0c\n", 6), &problem);
  ASSERT_TRUE(problem);
  EXPECT_EQ(problem->kind, CsvProblem::Kind::control_character);
}

TEST(Csv, GoesOnAfterABadRow) {
  std::istringstream in("a\n\"b\"c,d\ne\n");
  CsvReader csv(in);
  CsvRow row;
  ASSERT_TRUE(csv.next(row));
  EXPECT_FALSE(csv.next(row));
  ASSERT_TRUE(csv.resume());
  ASSERT_TRUE(csv.next(row));
  EXPECT_THAT(row.fields, ElementsAre("e"));
  EXPECT_EQ(row.line, 3);
}

TEST(Csv, IsBounded) {
  std::istringstream many("1,2,3,4\nok\n");
  CsvReader fields(many, ',', {.fields_max = 3, .field_bytes_max = 10});
  CsvRow row;
  EXPECT_FALSE(fields.next(row));
  EXPECT_EQ(fields.problem()->kind, CsvProblem::Kind::too_many_fields);
  ASSERT_TRUE(fields.resume());
  ASSERT_TRUE(fields.next(row));
  EXPECT_THAT(row.fields, ElementsAre("ok"));

  for (const char* wide : {"12345678901\n", "\"12345678901\"\n", "\"1234\"\"67890\"\"\"\n"}) {
    std::istringstream in(wide);
    CsvReader bytes(in, ',', {.fields_max = 3, .field_bytes_max = 10});
    EXPECT_FALSE(bytes.next(row)) << wide;
    EXPECT_EQ(bytes.problem()->kind, CsvProblem::Kind::field_too_long) << wide;
  }
}

TEST(Csv, WritesWhatItReads) {
  const std::vector<std::string> fields{"a,b", "say \"hi\"", "two\nlines", "路灯", "", "-12.5"};
  const auto rows = rows_of(csv_line(fields));
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].fields, fields);
  EXPECT_EQ(csv_line({"=1+1"}), "'=1+1\r\n");
}

}  // namespace
}  // namespace massline
