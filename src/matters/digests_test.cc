// Whatever is changed under a matter in the database makes it another than its last act left it.
#include "matters/digests.h"

#include <map>
#include <set>

#include "matters/attachments.h"
#include "matters/list_world.h"

namespace massline::matters {
namespace {

using Names = std::set<std::string>;

/// Tables of a matter that its digest leaves out, each with the reason.
const std::map<std::string, std::string> left_out_tables{
    {"identity", "sealed anew whenever the vault's key changes"},
    {"identity_request", "each is an act of its own"},
    {"bar", "follows from the parties"},
    {"actor", "follows from the entries"},
    {"link", "of two matters; a joined one names its leader in its row"},
    {"import_row", "where a row came from"},
    {"retention_list", "when the job that erases looks again"},
    {"retention_reached", "how far that job has come"},
    {"journal", "the digest stands there"},
};

/// Cells that follow from others.
const Names left_out_cells{"appraisal.unit_region"};

class DigestTest : public ListTest {
 protected:
  /// With a row in each table that the digest takes in, and something in each of their cells.
  MatterId matter_with_everything() {
    const auto handler = officer("community-secretary", "east");
    const auto raised = raise("east", "The lamp is out.");
    EXPECT_TRUE(follow_attach(ctx, raised.receipt, "", {"lamp.txt", "photo"}));
    EXPECT_TRUE(attach(ctx, handler, raised.id, {"note.txt", "draft", false}));
    step(handler, raised.id, "answer", {{"decision", "solved"}, {"reasons", "Mended."}, {"remedy", "The town."}});
    EXPECT_TRUE(follow_appraisal(ctx, {raised.receipt, "", "yes", 5, "Thank you.", {}}));
    const auto accused = officer("town-leader", "town");
    store->write([&](db::Transaction& tx) {
      insert_party(tx, raised.region, raised.id, 1, {"accused", units.at("town"), accused.person});
      return true;
    });
    return raised.id;
  }

  std::string digest_of_now(db::Reader& in, MatterId id) { return digest_of_matter(in, *find_matter(in, id)); }

  std::vector<db::TableShape> tables_of_a_matter() {
    std::vector<db::TableShape> out;
    for (const db::TableShape& table : store->tables())
      if (std::ranges::count(table.columns, "matter") > 0 && std::ranges::count(table.columns, "region") > 0)
        out.push_back(table);
    return out;
  }
};

TEST_F(DigestTest, EveryTableOfAMatterIsUnderItOrLeftOutForAReason) {
  const Names taken_in{"entry", "answer", "party", "attachment", "clock", "appraisal"};
  for (const db::TableShape& table : tables_of_a_matter())
    EXPECT_NE(taken_in.contains(table.name), left_out_tables.contains(table.name)) << table.name;
}

TEST_F(DigestTest, IsAnotherWhateverCellIsChangedAndWhateverRowIsGone) {
  const MatterId id = matter_with_everything();
  const std::string before = read([&](db::Reader& in) { return digest_of_now(in, id); });
  /// As it is after this; then everything is as it was.
  const auto after = [&](const std::string& sql) {
    std::string digest;
    store->write([&](db::Transaction& tx) {
      EXPECT_GT(tx.execute_counted(sql, std::span<const db::Value>()), 0) << sql;
      digest = digest_of_now(tx, id);
      return false;
    });
    return digest;
  };
  const std::string of_it = " WHERE matter = " + std::to_string(id.value);
  for (const db::TableShape& table : tables_of_a_matter()) {
    if (left_out_tables.contains(table.name)) continue;
    EXPECT_NE(after("DELETE FROM " + table.name + of_it), before) << table.name;
    for (const std::string& column : table.columns) {
      if (column == "region" || column == "matter" || left_out_cells.contains(table.name + "." + column)) continue;
      const std::string there = of_it + " AND " + column + " IS NOT NULL";
      const auto cells =
          read([&](db::Reader& in) { return in.query("SELECT " + column + " FROM " + table.name + there); });
      ASSERT_FALSE(cells.empty()) << table.name << "." << column << " is not tried";
      const bool is_number = std::holds_alternative<std::int64_t>(cells.row(0).at(0).storage());
      const std::string changed = is_number ? column + " + 1000000" : column + " || 'x'";
      EXPECT_NE(after("UPDATE " + table.name + " SET " + column + " = " + changed + there), before)
          << table.name << "." << column;
    }
  }
  EXPECT_EQ(read([&](db::Reader& in) { return digest_of_now(in, id); }), before);
}

}  // namespace
}  // namespace massline::matters
