#include "db/migrate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "db/migrations.h"
#include "db/refusals.h"
#include "support/test_store.h"

namespace massline::db {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Statements, AreSplitOutsideOfQuotesAndComments) {
  const std::string sql =
      "-- first; comment\n"
      "CREATE TABLE a (b TEXT DEFAULT ';''--'); /* c; d */ INSERT INTO a VALUES ('x;y'), (\"z;\");\n"
      "SELECT $tag$ one; two $tag$, $1;\n"
      "-- last;\n";
  const auto statements = statements_of(sql, "sqlite");
  ASSERT_EQ(statements.size(), 3u);
  EXPECT_THAT(statements[0], HasSubstr("DEFAULT ';''--')"));
  EXPECT_THAT(statements[1], HasSubstr("('x;y'), (\"z;\")"));
  EXPECT_THAT(statements[2], HasSubstr("$tag$ one; two $tag$, $1"));
}

TEST(Statements, AreThoseOfTheDialect) {
  const std::string sql = "A;\n-- only: sqlite\nB;\n-- end\n-- only: postgres\nC;\nD;\n-- end\nE;\n";
  EXPECT_THAT(statements_of(sql, "sqlite"), ElementsAre("A", "\nB", "\nE"));
  EXPECT_THAT(statements_of(sql, "postgres"), ElementsAre("A", "\nC", "\nD", "\nE"));
}

TEST(ReferenceTables, AreThoseWithTheMark) {
  EXPECT_THAT(reference_tables_of(
                  "-- reference\nCREATE TABLE a (b TEXT);\nCREATE TABLE c (\n-- reference\n\nCREATE TABLE d (e TEXT);"),
              ElementsAre("a"));
  EXPECT_THAT(reference_tables_of(migrations().front().sql), testing::IsSupersetOf({"setting", "login"}));
}

class MigrateTest : public testing::Test {
 protected:
  Result<Done> migrate(const std::vector<Migration>& steps) { return Store::open(fresh_.target())->migrate(steps); }

  std::vector<std::string> tables_with_rows() {
    return Store::open(fresh_.target())->read([](Reader& in) {
      std::vector<std::string> names;
      for (const auto row : in.query("SELECT name FROM migration ORDER BY number", {})) names.push_back(row.text(0));
      return names;
    });
  }

  const Migration first_{1, "first", "CREATE TABLE one (id BIGINT); INSERT INTO one VALUES (1);"};
  const Migration second_{2, "second", "CREATE TABLE two (id BIGINT);"};
  test::FreshTarget fresh_;
};

TEST_F(MigrateTest, StepsAreDoneOnce) {
  EXPECT_TRUE(migrate({first_}));
  EXPECT_TRUE(migrate({first_, second_}));
  EXPECT_TRUE(migrate({first_, second_}));
  EXPECT_THAT(tables_with_rows(), ElementsAre("first", "second"));
  const Rows rows =
      Store::open(fresh_.target())->read([](Reader& in) { return in.query("SELECT COUNT(*) FROM one", {}); });
  EXPECT_EQ(rows.row(0).integer(0), 1);
}

TEST_F(MigrateTest, ADatabaseNewerThanTheProgramIsRefused) {
  EXPECT_TRUE(migrate({first_, second_}));
  const auto refused = migrate({first_});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, &refusals::database_newer);
  EXPECT_THAT(refused.error().text(Language::en), HasSubstr("at step 2 of its schema, and this program knows 1"));
}

TEST_F(MigrateTest, AStepThatWasAnotherIsRefused) {
  EXPECT_TRUE(migrate({first_}));
  Migration altered = first_;
  altered.sql += "CREATE TABLE three (id BIGINT);";
  const auto refused = migrate({altered, second_});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, &refusals::migration_altered);
  EXPECT_THAT(tables_with_rows(), ElementsAre("first"));
}

TEST_F(MigrateTest, AStepThatFailsLeavesNothingBehind) {
  const Migration broken{2, "broken", "CREATE TABLE two (id BIGINT); INSERT INTO nowhere VALUES (1);"};
  EXPECT_THROW(migrate({first_, broken}), Error);
  EXPECT_THAT(tables_with_rows(), ElementsAre("first"));
  EXPECT_TRUE(migrate({first_, second_}));
}

TEST_F(MigrateTest, SeveralServersMayStartAtOnce) {
  std::vector<std::jthread> servers;
  for (int i = 0; i < 4; ++i) {
    servers.emplace_back([this] { EXPECT_TRUE(migrate({first_, second_})); });
  }
  servers.clear();
  EXPECT_THAT(tables_with_rows(), ElementsAre("first", "second"));
}

TEST(Migrations, AreNumberedAndBringUpAnEmptyStore) {
  int number = 0;
  for (const Migration& migration : migrations()) EXPECT_EQ(migration.number, ++number);
  test::TestStore store;
  store.reopen();
  EXPECT_TRUE(store->read([](Reader& in) { return in.query("SELECT id FROM matter", {}); }).empty());
}

}  // namespace
}  // namespace massline::db
