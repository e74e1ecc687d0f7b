#include "support/test_store.h"

#include <cstdlib>
#include <stdexcept>
#include <vector>

#include "base/crypto.h"
#include "base/random.h"
#include "db/migrations.h"

namespace massline::test {

namespace {

constexpr int readers = 4;

std::string from_environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::unique_ptr<db::Store> open_migrated(const db::Target& target) {
  auto store = db::Store::open(target);
  const auto migrated = store->migrate(db::migrations());
  if (!migrated) throw std::runtime_error(migrated.error().text(Language::en));
  return store;
}

}  // namespace

StoreKind store_kind() {
  const std::string kind = from_environment("MASSLINE_TEST_STORE");
  if (kind.empty() || kind == "sqlite") return StoreKind::sqlite;
  if (kind != "postgres") throw std::runtime_error("MASSLINE_TEST_STORE is “sqlite” or “postgres”, not “" + kind + "”");
  if (from_environment("MASSLINE_TEST_POSTGRES").empty()) {
    throw std::runtime_error(
        "MASSLINE_TEST_POSTGRES names no server: script/lib/postgres.sh starts one and prints its url");
  }
  return StoreKind::postgres;
}

FreshTarget::FreshTarget() {
  target_.readers = readers;
  if (store_kind() == StoreKind::sqlite) {
    target_.url = folder_.file("test.db");
  } else {
    target_.url = from_environment("MASSLINE_TEST_POSTGRES");
    target_.schema = "test_" + to_hex(SystemRandom().bytes(8));
  }
}

FreshTarget::~FreshTarget() {
  if (target_.schema.empty()) return;
  try {
    const std::string drop = "DROP SCHEMA IF EXISTS " + target_.schema + " CASCADE";
    db::Store::open({.url = target_.url, .readers = 1, .schema = {}})->write([&](db::Transaction& tx) {
      tx.execute(drop);
      return true;
    });
  } catch (const db::Error&) {
    // A server that is gone has nothing to be cleaned.
  }
}

TestStore::TestStore() : store_(open_migrated(fresh_.target())) {}

void TestStore::reopen() {
  store_.reset();
  store_ = open_migrated(fresh_.target());
}

std::unique_ptr<db::Store> fresh_store() {
  static std::vector<std::unique_ptr<FreshTarget>> targets;
  return open_migrated(targets.emplace_back(std::make_unique<FreshTarget>())->target());
}

}  // namespace massline::test
