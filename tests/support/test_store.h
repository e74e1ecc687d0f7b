// Stores for tests, of the kind that the environment names:
//
//   MASSLINE_TEST_STORE=sqlite    (the default) a file in a folder of its own
//   MASSLINE_TEST_STORE=postgres  a new schema on the server at MASSLINE_TEST_POSTGRES=postgres://…
//
//   TestStore store;                       // migrated and empty; gone at the end of the scope
//   store->write([&](db::Transaction& tx) { … });
#pragma once

#include <memory>
#include <string>

#include "db/db.h"
#include "support/temp_dir.h"

namespace massline::test {

enum class StoreKind { sqlite, postgres };

/// Throws std::runtime_error where the environment names none, or PostgreSQL without a server.
StoreKind store_kind();

/// A place for a new store, of which nothing is left at the end: a file that is not there yet, or an unused schema.
class FreshTarget {
 public:
  FreshTarget();
  ~FreshTarget();
  FreshTarget(const FreshTarget&) = delete;
  FreshTarget& operator=(const FreshTarget&) = delete;

  const db::Target& target() const { return target_; }

 private:
  TempDir folder_;
  db::Target target_;
};

/// A store brought to the newest schema. Not thread-safe itself; the store is.
class TestStore {
 public:
  TestStore();

  db::Store& operator*() { return *store_; }
  db::Store* operator->() { return store_.get(); }
  db::Store& get() { return *store_; }
  const db::Target& target() const { return fresh_.target(); }
  /// Closes the store and opens it again, as a restart of the program would.
  void reopen();

 private:
  FreshTarget fresh_;
  std::unique_ptr<db::Store> store_;
};

/// The same where the store has to be owned by another; what it leaves is removed when the program ends.
std::unique_ptr<db::Store> fresh_store();

}  // namespace massline::test
