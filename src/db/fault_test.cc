// What a store does when the database under it fails.
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "support/test_store.h"

namespace massline::db {
namespace {

class FaultTest : public testing::Test {
 protected:
  void add_person(std::int64_t id) {
    store_->write([&](Transaction& tx) {
      tx.execute("INSERT INTO person (region, id, name, version) VALUES ($1, $2, $3, $4)", {1, id, "x", 1});
      return true;
    });
  }
  std::int64_t persons() {
    return store_->read([](Reader& in) { return in.query("SELECT COUNT(*) FROM person", {}).row(0).integer(0); });
  }
  test::TestStore store_;
};

class PostgresFaultTest : public FaultTest {
 protected:
  void SetUp() override {
    if (test::store_kind() != test::StoreKind::postgres) GTEST_SKIP() << "there is no server to lose";
    admin_ = Store::open({.url = store_.target().url, .readers = 1, .schema = {}});
  }

  /// Ends the server's side of all connections that work in this test's schema.
  void end_connections() {
    admin_->read([&](Reader& in) {
      in.query(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'massline' AND pid <> "
          "pg_backend_pid() AND pid = ANY(CAST($1 AS INT[]))",
          {backends()});
    });
  }

  std::string backends() {
    const auto pid = [](Reader& in) { return in.query("SELECT pg_backend_pid()", {}).row(0).integer(0); };
    std::int64_t writer = 0;
    store_->write([&](Transaction& tx) {
      writer = pid(tx);
      return true;
    });
    return "{" + std::to_string(writer) + "," + std::to_string(store_->read(pid)) + "}";
  }

  std::unique_ptr<Store> admin_;
};

TEST_F(PostgresFaultTest, ConnectionsThatTheServerClosedAreOpenedAgain) {
  add_person(1);
  EXPECT_EQ(persons(), 1);
  end_connections();
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  add_person(2);
  EXPECT_EQ(persons(), 2);
}

TEST_F(PostgresFaultTest, AConnectionLostWithinAJobIsATransientErrorAndTheNextJobRuns) {
  add_person(1);
  const auto end_itself = [this](Reader& in) {
    const auto pid = in.query("SELECT pg_backend_pid()", {}).row(0).integer(0);
    admin_->read([&](Reader& admin) { admin.query("SELECT pg_terminate_backend(CAST($1 AS INT))", {pid}); });
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  };
  try {
    store_->write([&](Transaction& tx) {
      tx.execute("INSERT INTO person (region, id, name, version) VALUES ($1, $2, $3, $4)", {1, 2, "x", 1});
      end_itself(tx);
      tx.query("SELECT 1", {});
      return true;
    });
    FAIL() << "the connection was lost";
  } catch (const Error& error) {
    EXPECT_TRUE(error.transient());
  }
  try {
    store_->read([&](Reader& in) {
      end_itself(in);
      in.query("SELECT 1", {});
    });
    FAIL() << "the connection was lost";
  } catch (const Error& error) {
    EXPECT_TRUE(error.transient());
  }
  EXPECT_EQ(persons(), 1);
  add_person(2);
  EXPECT_EQ(persons(), 2);
}

TEST_F(PostgresFaultTest, ACommitWhoseConnectionIsLostIsSettledByAskingTheServer) {
  // The connection is ended after the last statement: whether the commit was kept or not, the answer given is true.
  for (std::int64_t id = 1; id <= 10; ++id) {
    bool kept = false;
    try {
      kept = store_->write([&](Transaction& tx) {
        tx.execute("INSERT INTO person (region, id, name, version) VALUES ($1, $2, $3, $4)", {1, id, "x", 1});
        const auto pid = tx.query("SELECT pg_backend_pid()", {}).row(0).integer(0);
        std::thread([this, pid, id] {
          admin_->read([&](Reader& admin) { admin.query("SELECT pg_terminate_backend(CAST($1 AS INT))", {pid}); });
          std::this_thread::sleep_for(std::chrono::microseconds(100 * id));
        }).join();
        return true;
      });
    } catch (const Error& error) {
      EXPECT_TRUE(error.transient());
    }
    const bool there = store_->read([&](Reader& in) {
      return !in.query("SELECT 1 FROM person WHERE region = $1 AND id = $2", {1, id}).empty();
    });
    EXPECT_EQ(kept, there) << id;
  }
}

class SqliteFaultTest : public FaultTest {
 protected:
  void SetUp() override {
    if (test::store_kind() != test::StoreKind::sqlite) GTEST_SKIP() << "there is no file to fail";
  }
};

TEST_F(SqliteFaultTest, ADiskThatIsFullIsATransientErrorAndLosesNothing) {
  add_person(1);
  // A bound on the file's pages stands in for the end of the disk.
  const auto limit_pages = [this](std::int64_t more) {
    store_->write([&](Transaction& tx) {
      const auto pages = tx.query("PRAGMA page_count", {}).row(0).integer(0);
      tx.query("PRAGMA max_page_count = " + std::to_string(pages + more), {});
      return true;
    });
  };
  limit_pages(2);
  const std::string large(100'000, 'x');
  const auto add_large = [&](std::int64_t id) {
    store_->write([&](Transaction& tx) {
      tx.execute("INSERT INTO person (region, id, name, version) VALUES ($1, $2, $3, $4)", {1, id, large, 1});
      return true;
    });
  };
  try {
    add_large(2);
    FAIL() << "there was no room for it";
  } catch (const Error& error) {
    EXPECT_TRUE(error.transient());
    EXPECT_FALSE(error.unique_violation());
  }
  EXPECT_EQ(persons(), 1);
  limit_pages(1000);
  add_large(2);
  EXPECT_EQ(persons(), 2);
}

}  // namespace
}  // namespace massline::db
