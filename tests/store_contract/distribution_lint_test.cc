// The schema can be spread over several PostgreSQL servers: checked on plain PostgreSQL, from its catalogue.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "db/migrate.h"
#include "db/migrations.h"
#include "support/test_store.h"

namespace massline {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string lint_sql() {
  std::ifstream in(MASSLINE_SOURCE_DIR "/tests/store_contract/distribution_lint.sql");
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

class DistributionLint : public testing::Test {
 protected:
  void SetUp() override {
    if (test::store_kind() != test::StoreKind::postgres) GTEST_SKIP() << "only PostgreSQL is spread over servers";
  }

  /// "table finding" of what a schema made by these migrations does wrong.
  static std::vector<std::string> findings(std::span<const db::Migration> migrations) {
    const test::FreshTarget fresh;
    const auto store = db::Store::open(fresh.target());
    EXPECT_TRUE(store->migrate(migrations));
    std::string references = "{migration";
    for (const auto& migration : migrations) {
      for (const auto& table : db::reference_tables_of(migration.sql)) references += "," + table;
    }
    references += "}";
    std::vector<std::string> found;
    store->read([&](db::Reader& in) {
      for (const auto row : in.query(lint_sql(), {fresh.target().schema, references})) {
        found.push_back(row.text(0) + " " + row.text(1));
      }
    });
    return found;
  }

  static std::vector<std::string> findings_of(std::string_view sql) {
    const db::Migration migration{.number = 1, .name = "sample", .sql = std::string(sql)};
    return findings(std::span(&migration, 1));
  }
};

TEST_F(DistributionLint, TheSchemaCanBeSpreadByRegion) { EXPECT_THAT(findings(db::migrations()), IsEmpty()); }

TEST_F(DistributionLint, EachFaultIsFound) {
  EXPECT_THAT(findings_of("-- reference\nCREATE TABLE r (id BIGINT PRIMARY KEY);\n"
                          "CREATE TABLE a (region BIGINT NOT NULL, id BIGINT NOT NULL, r BIGINT REFERENCES r (id), "
                          "PRIMARY KEY (region, id));"),
              IsEmpty());
  EXPECT_THAT(findings_of("CREATE TABLE a (id BIGINT PRIMARY KEY);"),
              ElementsAre(HasSubstr("a has no column “region")));
  EXPECT_THAT(findings_of("CREATE TABLE a (region BIGINT NOT NULL);"), ElementsAre(HasSubstr("a has no primary key")));
  EXPECT_THAT(findings_of("CREATE TABLE a (region BIGINT NOT NULL, id BIGINT, code TEXT, PRIMARY KEY (region, id));"
                          "CREATE UNIQUE INDEX a_code ON a (code);"),
              ElementsAre(HasSubstr("unique index without region: a_code")));
  EXPECT_THAT(findings_of("CREATE TABLE a (region BIGINT NOT NULL, id BIGINT, PRIMARY KEY (id, region));"),
              ElementsAre(HasSubstr("does not begin with region")));
  EXPECT_THAT(findings_of("CREATE TABLE a (region BIGINT NOT NULL, id BIGSERIAL, PRIMARY KEY (region, id));"),
              ElementsAre(HasSubstr("filled from a sequence: id")));
  EXPECT_THAT(
      findings_of("CREATE TABLE a (region BIGINT NOT NULL, id BIGINT, PRIMARY KEY (region, id));"
                  "CREATE TABLE b (region BIGINT NOT NULL, id BIGINT, other BIGINT, a BIGINT, PRIMARY KEY (region, id),"
                  "FOREIGN KEY (other, a) REFERENCES a (region, id));"),
      ElementsAre(HasSubstr("b has a foreign key to rows that another server may hold")));
  EXPECT_THAT(
      findings_of("CREATE TABLE a (region BIGINT NOT NULL, id BIGINT, PRIMARY KEY (region, id));"
                  "\n-- reference\nCREATE TABLE r (region BIGINT, a BIGINT, FOREIGN KEY (region, a) REFERENCES a);"),
      ElementsAre(HasSubstr("r is a reference table with a foreign key to one that is not")));
  EXPECT_THAT(findings_of("CREATE TABLE a (region BIGINT NOT NULL, id BIGINT, up BIGINT, PRIMARY KEY (region, id),"
                          "FOREIGN KEY (region, up) REFERENCES a (region, id) ON DELETE SET NULL);"),
              ElementsAre(HasSubstr("sets region on deletion")));
  EXPECT_THAT(
      findings_of(
          "CREATE TABLE a (region BIGINT NOT NULL, id BIGINT, PRIMARY KEY (region, id));"
          "CREATE TRIGGER t BEFORE UPDATE ON a FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();"),
      ElementsAre(HasSubstr("a has a trigger: t")));
}

}  // namespace
}  // namespace massline
