// A change of the vault's keys reaches everything that is sealed.
#include "journal/reseal.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "base/crypto.h"
#include "db/migrations.h"
#include "journal/test_regions.h"
#include "support/test_store.h"

namespace massline::journal {
namespace {

TEST(SealedColumns, AreAllThatTheSchemaSaysAreSealed) {
  std::string table;
  for (const db::Migration& migration : db::migrations()) {
    std::istringstream sql(migration.sql);
    for (std::string line; std::getline(sql, line);) {
      if (line.starts_with("CREATE TABLE ")) table = line.substr(13, line.find(' ', 13) - 13);
      const bool says_sealed = line.find("seal") != std::string::npos && line.find(" BYTEA") != std::string::npos;
      if (!says_sealed) continue;
      const std::string column = line.substr(2, line.find(' ', 2) - 2);
      const auto known = sealed_columns();
      EXPECT_TRUE(std::any_of(known.begin(), known.end(),
                              [&](const SealedColumn& one) { return one.table == table && one.column == column; }))
          << table << "." << column << " is not sealed anew when the keys change";
    }
  }
}

TEST(SealedColumns, EveryColumnOfSealedValuesIsSealedAnew) {
  const KeyRing before{std::string(32, 'l'), {{1, std::string(32, 'a')}}};
  const KeyRing both{std::string(32, 'l'), {{1, std::string(32, 'a')}, {2, std::string(32, 'b')}}};
  const KeyRing after{std::string(32, 'l'), {{2, std::string(32, 'b')}}};
  const Vault old_vault(before), changing(both), new_vault(after);
  constexpr int count = 450;
  test::TestStore store;
  store->write([&](db::Transaction& tx) {
    for (int i = 0; i < count; ++i) {
      // One in three was sealed before keys had numbers.
      const std::string sealed = i % 3 == 0 ? seal("Person " + std::to_string(i), before.keys[0].bytes)
                                            : old_vault.seal("Person " + std::to_string(i));
      tx.execute("INSERT INTO identity(region, matter, sealed) VALUES($1, $2, $3)", {north, i + 1, db::Blob{sealed}});
    }
    tx.execute(
        "INSERT INTO idempotency(region, key_hash, request_hash, status, response, at) VALUES($1, $2, $2, 200, $3, 0)",
        {south, db::Blob{digest("k")}, db::Blob{old_vault.seal("answer")}});
    return true;
  });
  // Interrupted after the first page, and begun again.
  struct Interrupted {};
  EXPECT_THROW(reseal(*store, changing, [](const ResealReport&) { throw Interrupted(); }), Interrupted);
  const auto report = reseal(*store, changing, [](const ResealReport&) {});
  EXPECT_EQ(report.looked_at, static_cast<std::uint64_t>(count + 1));
  EXPECT_LT(report.resealed, report.looked_at);
  EXPECT_EQ(report.not_opened, 0u);
  store->read([&](db::Reader& in) {
    for (const auto row : in.query("SELECT matter, sealed FROM identity")) {
      EXPECT_EQ(new_vault.open(row.blob(1)), "Person " + std::to_string(row.integer(0) - 1));
      EXPECT_FALSE(old_vault.open(row.blob(1)));
    }
    EXPECT_EQ(new_vault.open(in.query("SELECT response FROM idempotency").row(0).blob(0)), "answer");
  });
  EXPECT_EQ(reseal(*store, changing, [](const ResealReport&) {}).resealed, 0u);
  EXPECT_EQ(reseal(*store, Vault(std::string(32, 'z')), [](const ResealReport&) {}).not_opened,
            static_cast<std::uint64_t>(count + 1));
}

}  // namespace
}  // namespace massline::journal
