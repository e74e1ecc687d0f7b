// What the embedded store promises when the disk does not confirm: nobody is told that something was kept which may not
// be, and nothing more is written until the disk confirms again.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <atomic>
#include <cstring>
#include <string>
#include <thread>

#include "support/test_store.h"

namespace massline::db {
namespace {

/// SQLite's own file system, whose disk can be told to fail.
class FailingDisk {
 public:
  static std::atomic<bool>& failing() {
    static std::atomic<bool> value{false};
    return value;
  }

  static void install() {
    static const bool done = [] {
      real() = sqlite3_vfs_find(nullptr);
      static sqlite3_vfs vfs = *real();
      vfs.zName = "failing-disk";
      vfs.pNext = nullptr;
      vfs.szOsFile = static_cast<int>(sizeof(File)) + real()->szOsFile;
      vfs.xOpen = open;
      return sqlite3_vfs_register(&vfs, 0) == SQLITE_OK;
    }();
    ASSERT_TRUE(done);
    sqlite3_vfs_register(sqlite3_vfs_find("failing-disk"), 1);
  }
  /// Files that are opened from now on lie on the real disk again.
  static void uninstall() {
    if (real() != nullptr) sqlite3_vfs_register(real(), 1);
  }

 private:
  /// Before the real file, in the room that szOsFile asks for.
  struct File {
    sqlite3_file base;
    sqlite3_file* real;
  };
  static sqlite3_vfs*& real() {
    static sqlite3_vfs* vfs = nullptr;
    return vfs;
  }
  static sqlite3_file* of(sqlite3_file* file) { return reinterpret_cast<File*>(file)->real; }

  static int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
    auto* own = reinterpret_cast<File*>(file);
    own->real = reinterpret_cast<sqlite3_file*>(own + 1);
    const int code = real()->xOpen(real(), name, own->real, flags, out_flags);
    own->base.pMethods = code == SQLITE_OK ? methods() : nullptr;
    return code;
  }

  static const sqlite3_io_methods* methods() {
    static const sqlite3_io_methods all = [] {
      sqlite3_io_methods m{};
      m.iVersion = 3;
      m.xClose = [](sqlite3_file* f) { return of(f)->pMethods->xClose(of(f)); };
      m.xRead = [](sqlite3_file* f, void* to, int n, sqlite3_int64 at) {
        return of(f)->pMethods->xRead(of(f), to, n, at);
      };
      m.xWrite = [](sqlite3_file* f, const void* from, int n, sqlite3_int64 at) {
        return of(f)->pMethods->xWrite(of(f), from, n, at);
      };
      m.xTruncate = [](sqlite3_file* f, sqlite3_int64 size) { return of(f)->pMethods->xTruncate(of(f), size); };
      m.xSync = [](sqlite3_file* f, int flags) {
        return failing() ? SQLITE_IOERR_FSYNC : of(f)->pMethods->xSync(of(f), flags);
      };
      m.xFileSize = [](sqlite3_file* f, sqlite3_int64* size) { return of(f)->pMethods->xFileSize(of(f), size); };
      m.xLock = [](sqlite3_file* f, int lock) { return of(f)->pMethods->xLock(of(f), lock); };
      m.xUnlock = [](sqlite3_file* f, int lock) { return of(f)->pMethods->xUnlock(of(f), lock); };
      m.xCheckReservedLock = [](sqlite3_file* f, int* out) { return of(f)->pMethods->xCheckReservedLock(of(f), out); };
      m.xFileControl = [](sqlite3_file* f, int op, void* arg) { return of(f)->pMethods->xFileControl(of(f), op, arg); };
      m.xSectorSize = [](sqlite3_file* f) { return of(f)->pMethods->xSectorSize(of(f)); };
      m.xDeviceCharacteristics = [](sqlite3_file* f) { return of(f)->pMethods->xDeviceCharacteristics(of(f)); };
      m.xShmMap = [](sqlite3_file* f, int page, int size, int extend, void volatile** out) {
        return of(f)->pMethods->xShmMap(of(f), page, size, extend, out);
      };
      m.xShmLock = [](sqlite3_file* f, int offset, int n, int flags) {
        return of(f)->pMethods->xShmLock(of(f), offset, n, flags);
      };
      m.xShmBarrier = [](sqlite3_file* f) { of(f)->pMethods->xShmBarrier(of(f)); };
      m.xShmUnmap = [](sqlite3_file* f, int remove) { return of(f)->pMethods->xShmUnmap(of(f), remove); };
      m.xFetch = [](sqlite3_file* f, sqlite3_int64 at, int n, void** out) {
        return of(f)->pMethods->xFetch(of(f), at, n, out);
      };
      m.xUnfetch = [](sqlite3_file* f, sqlite3_int64 at, void* page) {
        return of(f)->pMethods->xUnfetch(of(f), at, page);
      };
      return m;
    }();
    return &all;
  }
};

class DiskTest : public testing::Test {
 protected:
  void SetUp() override {
    if (test::store_kind() != test::StoreKind::sqlite) GTEST_SKIP() << "the server minds its own disk";
    FailingDisk::install();
    store_ = std::make_unique<test::TestStore>();
  }
  void TearDown() override {
    FailingDisk::failing() = false;
    FailingDisk::uninstall();
  }

  bool add_person(std::int64_t id) {
    return (*store_)->write([&](Transaction& tx) {
      tx.execute("INSERT INTO person (region, id, name, version) VALUES ($1, $2, $3, $4)", {1, id, "x", 1});
      return true;
    });
  }
  std::int64_t persons() {
    return (*store_)->read([](Reader& in) { return in.query("SELECT COUNT(*) FROM person", {}).row(0).integer(0); });
  }

  std::unique_ptr<test::TestStore> store_;
};

TEST_F(DiskTest, NobodyIsToldThatSomethingWasKeptWhichTheDiskDidNotConfirm) {
  EXPECT_TRUE(add_person(1));
  FailingDisk::failing() = true;
  for (std::int64_t id = 2; id < 5; ++id) {
    try {
      add_person(id);
      FAIL() << "the disk did not confirm person " << id;
    } catch (const Error& error) {
      EXPECT_TRUE(error.transient());
    }
  }
  EXPECT_GE(persons(), 1) << "readers go on";
}

TEST_F(DiskTest, OnceTheDiskConfirmsAgainWritingGoesOnByItself) {
  FailingDisk::failing() = true;
  EXPECT_THROW(add_person(1), Error);
  EXPECT_THROW(add_person(2), Error) << "nothing is written after a gap";
  FailingDisk::failing() = false;
  EXPECT_TRUE(add_person(3));
  // The first may have been kept or not; the second was refused before it was written.
  const auto there =
      (*store_)->read([](Reader& in) { return in.query("SELECT id FROM person WHERE id > 1 ORDER BY id", {}); });
  ASSERT_EQ(there.size(), 1U);
  EXPECT_EQ(there.row(0).integer(0), 3);
}

TEST_F(DiskTest, CallbacksRunOnlyForWhatIsOnDisk) {
  std::atomic<int> called{0};
  const auto write = [&](std::int64_t id) {
    return (*store_)->write([&](Transaction& tx) {
      tx.execute("INSERT INTO person (region, id, name, version) VALUES ($1, $2, $3, $4)", {1, id, "x", 1});
      tx.after_commit([&] { ++called; });
      return true;
    });
  };
  write(1);
  EXPECT_EQ(called, 1);
  FailingDisk::failing() = true;
  EXPECT_THROW(write(2), Error);
  EXPECT_EQ(called, 1);
}

TEST_F(DiskTest, TheLogIsCarriedOverWhileManyWrite) {
  // More than the log is allowed to hold, from several threads.
  const std::string name(3'000, 'x');
  std::vector<std::thread> threads;
  for (std::int64_t t = 0; t < 8; ++t)
    threads.emplace_back([&, t] {
      for (std::int64_t i = 0; i < 20; ++i)
        (*store_)->write([&](Transaction& tx) {
          for (std::int64_t k = 0; k < 100; ++k)
            tx.execute("INSERT INTO person (region, id, name, version) VALUES ($1, $2, $3, $4)",
                       {1, t * 100'000 + i * 1'000 + k, name, 1});
          return true;
        });
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(persons(), 8 * 20 * 100);
}

}  // namespace
}  // namespace massline::db
