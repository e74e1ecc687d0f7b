#include "backup/backup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "backup/refusals.h"
#include "backup/rows.h"
#include "db/migrations.h"
#include "support/temp_dir.h"
#include "support/test_store.h"

namespace massline::backup {
namespace {

namespace fs = std::filesystem;

TEST(Rows, ComeBackAsTheyWere) {
  const db::Values row{std::nullopt, std::int64_t{-9'007'199'254'740'993}, 3.0,       0.1, "路灯\n“坏了”\\",
                       "",           db::Blob{std::string("\0\xff", 2)},   db::Blob{}};
  db::Values back;
  ASSERT_TRUE(read_lines(line_of(row) + line_of(row), row.size(), back));
  ASSERT_EQ(back.size(), 2 * row.size());
  for (std::size_t i = 0; i < back.size(); ++i) EXPECT_EQ(back[i], row[i % row.size()]) << i;
  EXPECT_FALSE(read_lines("[1,2]\n", 3, back));
  EXPECT_FALSE(read_lines("[1,2", 2, back));
  EXPECT_FALSE(read_lines("[1,{\"hex\":\"0\"}]\n", 2, back));
}

class BackupTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(store_->migrate(db::migrations()));
    add_people(1, 5000);
    store_->write([](db::Transaction& tx) {
      tx.execute("INSERT INTO recovery_code (region, account, code_hash) VALUES ($1, $2, $3)",
                 {1, 2, db::Blob{std::string("\0\1", 2)}});
      return true;
    });
    fs::create_directories(files_ / "ab");
    std::ofstream(files_ / "ab" / "photo") << "bytes of a photo";
    std::ofstream(files_ / "ab" / "half.part") << "half";
  }

  void add_people(std::int64_t first, std::int64_t count) {
    store_->write([&](db::Transaction& tx) {
      for (std::int64_t id = first; id < first + count; ++id)
        tx.execute("INSERT INTO person (region, id, name, version) VALUES ($1, $2, $3, $4)",
                   {id % 3 + 1, id, "Person " + std::to_string(id) + std::string(100, '.'), 1});
      return true;
    });
  }
  BackupReport save(std::int64_t hour, std::size_t keep = 0) {
    return back_up(store_.get(),
                   {.to = to_,
                    .folders = {{"files", files_, [](const fs::path& file) { return file.extension() != ".part"; }}},
                    .at = Instant{hour * 3'600'000},
                    .keep = keep},
                   {});
  }
  static db::Rows all(db::Store& store, const std::string& sql) {
    return store.read([&](db::Reader& in) { return in.query(sql); });
  }
  static std::vector<db::Value> cells(const db::Rows& rows) {
    std::vector<db::Value> out;
    for (const auto row : rows)
      for (std::size_t i = 0; i < rows.columns(); ++i) out.push_back(row.at(i));
    return out;
  }
  void expect_the_same(db::Store& restored) {
    for (const char* sql : {"SELECT region, id, name, version FROM person ORDER BY region, id",
                            "SELECT region, account, code_hash FROM recovery_code"})
      EXPECT_EQ(cells(all(restored, sql)), cells(all(store_.get(), sql))) << sql;
  }
  /// The file of any one chunk that only this backup's rows have.
  fs::path a_chunk(const Backup& backup) const {
    for (const auto& table : backup.tables)
      if (table.name == "person") return to_ / "chunks" / table.chunks.front().substr(0, 2) / table.chunks.front();
    return {};
  }

  test::TestStore store_;
  test::TempDir temporary_;
  fs::path to_ = temporary_.path() / "to", files_ = temporary_.path() / "files";
};

TEST_F(BackupTest, IsRestoredIntoAnEmptyStoreOfItsOwnKindAndOfTheOther) {
  save(1);
  const auto backup = read_backup(to_, "");
  ASSERT_TRUE(backup);
  EXPECT_EQ(backup->rows(), 5001u);
  ASSERT_TRUE(check_backup(*backup, {}));

  test::FreshTarget same;
  const auto of_its_kind = db::Store::open(same.target());
  ASSERT_TRUE(restore_rows(*backup, *of_its_kind, db::migrations(), {}));
  expect_the_same(*of_its_kind);
  EXPECT_EQ(restore_rows(*backup, *of_its_kind, db::migrations(), {}).error().message, &refusals::database_not_empty);

  const auto embedded = db::Store::open({.url = (temporary_.path() / "other.db").string(), .readers = 1, .schema = {}});
  ASSERT_TRUE(restore_rows(*backup, *embedded, db::migrations(), {}));
  expect_the_same(*embedded);

  fs::create_directories(temporary_.path() / "restored");
  ASSERT_TRUE(restore_files(*backup, temporary_.path() / "restored", {}));
  std::ifstream photo(temporary_.path() / "restored/files/ab/photo");
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(photo), {}), "bytes of a photo");
  EXPECT_FALSE(fs::exists(temporary_.path() / "restored/files/ab/half.part"));
}

TEST_F(BackupTest, AddsOnlyWhatIsNewAndGoesOnAfterAnInterruption) {
  const auto first = save(1);
  EXPECT_GT(first.chunks_written, 3u);
  const auto nothing_new = save(2);
  EXPECT_EQ(nothing_new.chunks_written, 0u);
  EXPECT_EQ(nothing_new.chunks_found, first.chunks_written);
  add_people(2'000'000, 1);
  EXPECT_LE(save(3).chunks_written, 1u);
  // A chunk that the interruption left half written is written again.
  fs::resize_file(a_chunk(first.backup), 10);
  EXPECT_EQ(save(4).chunks_written, 1u);
  EXPECT_TRUE(check_backup(*read_backup(to_, ""), {}));
  EXPECT_EQ(backups_in(to_).size(), 4u);
}

TEST_F(BackupTest, KeepsTheNewestAndRemovesWhatNoneOfThemHas) {
  save(1);
  store_->write([](db::Transaction& tx) {
    tx.execute("UPDATE person SET name = 'another'");
    return true;
  });
  const auto second = save(2, 1);
  EXPECT_GT(second.removed_chunks, 0u);
  EXPECT_EQ(backups_in(to_), std::vector{second.backup.name});
  EXPECT_TRUE(check_backup(second.backup, {}));
}

TEST_F(BackupTest, NoticesEveryChange) {
  const auto report = save(1);
  EXPECT_EQ(read_backup(to_, "20260101T000000Z-0000000000000000").error().message, &refusals::backup_unknown);
  EXPECT_EQ(read_backup(temporary_.path(), "").error().message, &refusals::no_backup);

  const fs::path chunk = a_chunk(report.backup);
  const auto flip = [](const fs::path& path, std::streamoff at) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(at);
    const char byte = static_cast<char>(file.get() ^ 1);
    file.seekp(at);
    file.put(byte);
  };
  flip(chunk, 20);
  EXPECT_EQ(check_backup(report.backup, {}).error().message, &refusals::chunk_altered);
  test::FreshTarget target;
  const auto store = db::Store::open(target.target());
  EXPECT_EQ(restore_rows(report.backup, *store, db::migrations(), {}).error().message, &refusals::chunk_altered);
  fs::remove(chunk);
  EXPECT_EQ(check_backup(report.backup, {}).error().message, &refusals::chunk_missing);

  flip(to_ / "backups" / (report.backup.name + ".json"), 30);
  EXPECT_EQ(read_backup(to_, "").error().message, &refusals::backup_altered);
}

TEST_F(BackupTest, IsOneMomentWhileOthersWrite) {
  // Each job adds a person and a login of the same number: a backup has both or neither.
  std::atomic<bool> stop{false};
  std::thread writer([&] {
    for (std::int64_t id = 1'000'000; !stop; ++id)
      store_->write([&](db::Transaction& tx) {
        tx.execute("INSERT INTO login (name, region, account) VALUES ($1, $2, $3)", {std::to_string(id), 1, id});
        tx.execute("INSERT INTO person (region, id, name, version) VALUES ($1, $2, $3, $4)", {1, id, "x", 1});
        return true;
      });
  });
  for (std::int64_t hour = 1; hour <= 3; ++hour) {
    const auto report = save(hour);
    std::uint64_t people = 0, logins = 0;
    for (const auto& table : report.backup.tables) {
      if (table.name == "person") people = table.rows;
      if (table.name == "login") logins = table.rows;
    }
    EXPECT_EQ(people - 5000, logins);
  }
  stop = true;
  writer.join();
}

TEST_F(BackupTest, OfANewerProgramIsRefused) {
  const auto report = save(1);
  test::FreshTarget target;
  const auto store = db::Store::open(target.target());
  EXPECT_EQ(restore_rows(report.backup, *store, db::migrations().first(1), {}).error().message,
            &refusals::backup_newer);
}

}  // namespace
}  // namespace massline::backup
