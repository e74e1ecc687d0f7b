#include "backup/backup.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "backup/chunk_store.h"
#include "backup/manifest.h"
#include "backup/refusals.h"
#include "backup/rows.h"

namespace massline::backup {

namespace fs = std::filesystem;

namespace {

constexpr int rows_at_once = 2000;

std::string joined(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

std::string numbers(std::size_t count) {
  std::string out;
  for (std::size_t i = 1; i <= count; ++i) out += (i > 1 ? ", $" : "$") + std::to_string(i);
  return out;
}

/// The rows of a table in the order of its key, a page at a time.
class TableRows {
 public:
  TableRows(db::Reader& in, const db::TableShape& shape)
      : in_(in),
        first_(fmt::format("SELECT {} FROM {} ORDER BY {} LIMIT {}", joined(shape.columns), shape.name,
                           joined(shape.key), rows_at_once)),
        next_(fmt::format("SELECT {} FROM {} WHERE ({}) > ({}) ORDER BY {} LIMIT {}", joined(shape.columns), shape.name,
                          joined(shape.key), numbers(shape.key.size()), joined(shape.key), rows_at_once)) {
    check(!shape.key.empty(), "every table has a primary key");
    for (const std::string& name : shape.key)
      key_.push_back(static_cast<std::size_t>(std::find(shape.columns.begin(), shape.columns.end(), name) -
                                              shape.columns.begin()));
  }

  /// Empty at the end.
  db::Rows next() {
    db::Rows page = last_.empty() ? in_.query(first_, {}) : in_.query(next_, last_);
    if (!page.empty()) {
      last_.clear();
      for (const std::size_t column : key_) last_.push_back(page.row(page.size() - 1).at(column));
    }
    return page;
  }

 private:
  db::Reader& in_;
  std::string first_, next_;
  std::vector<std::size_t> key_;
  db::Values last_;
};

SavedTable save_table(db::Reader& in, const db::TableShape& shape, ChunkStore& chunks, const Progress& progress) {
  SavedTable saved{shape.name, shape.columns, 0, {}};
  TableRows rows(in, shape);
  Cutter cutter;
  std::string chunk;
  const auto finish = [&] {
    if (chunk.empty()) return;
    saved.chunks.push_back(chunks.put(chunk));
    chunk.clear();
    if (progress) progress(shape.name, saved.rows);
  };
  db::Values row(shape.columns.size());
  for (db::Rows page = rows.next(); !page.empty(); page = rows.next()) {
    for (const auto found : page) {
      for (std::size_t column = 0; column < row.size(); ++column) row[column] = found.at(column);
      const std::string line = line_of(row);
      chunk += line;
      ++saved.rows;
      if (cutter.ends_after(line)) finish();
    }
  }
  finish();
  return saved;
}

void save_folder(const SavedFolder& folder, ChunkStore& chunks, std::vector<SavedFile>& files,
                 const Progress& progress) {
  if (!fs::exists(folder.path)) return;
  if (fs::is_regular_file(folder.path)) {
    const std::string bytes = read_whole(folder.path);
    files.push_back({folder.name, bytes.size(), chunks.put(bytes)});
    return;
  }
  std::vector<fs::path> paths;
  for (const auto& entry : fs::recursive_directory_iterator(folder.path))
    if (entry.is_regular_file() && (folder.takes == nullptr || folder.takes(entry.path())))
      paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  std::uint64_t done = 0;
  for (const fs::path& path : paths) {
    const std::string bytes = read_whole(path);
    files.push_back(
        {folder.name + "/" + fs::relative(path, folder.path).generic_string(), bytes.size(), chunks.put(bytes)});
    if (progress) progress(folder.name, ++done);
  }
}

/// The newest `keep` stay; chunks that none of them has are removed.
std::uint64_t remove_old(const fs::path& folder, std::size_t keep, ChunkStore& chunks) {
  auto names = backups_in(folder);
  if (keep == 0 || names.size() <= keep) return 0;
  for (std::size_t i = 0; i + keep < names.size(); ++i) fs::remove(manifest_path(folder, names[i]));
  std::set<std::string> wanted;
  for (const std::string& name : backups_in(folder)) {
    const auto backup = read_backup(folder, name);
    // One that can't be read may still be mended by hand: nothing is removed then.
    if (!backup) return 0;
    for (const SavedTable& table : backup->tables) wanted.insert(table.chunks.begin(), table.chunks.end());
    for (const SavedFile& file : backup->files) wanted.insert(file.chunk);
  }
  return chunks.remove_all_but(wanted);
}

}  // namespace

std::uint64_t Backup::rows() const {
  return std::accumulate(tables.begin(), tables.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const SavedTable& table) { return sum + table.rows; });
}

BackupReport back_up(db::Store& store, const BackupRequest& request, const Progress& progress) {
  ChunkStore chunks(request.to / "chunks");
  BackupReport report;
  Backup& backup = report.backup;
  backup.folder = request.to;
  backup.at = request.at;
  backup.schema_step = store.schema_step();
  const auto tables = store.tables();
  store.read([&](db::Reader& in) {
    for (const db::TableShape& shape : tables) backup.tables.push_back(save_table(in, shape, chunks, progress));
  });
  // After the rows: a file is there before the row that names it.
  for (const SavedFolder& folder : request.folders) save_folder(folder, chunks, backup.files, progress);
  backup.name = write_manifest(backup);
  report.removed_chunks = remove_old(request.to, request.keep, chunks);
  report.chunks_written = chunks.written();
  report.bytes_written = chunks.written_bytes();
  report.chunks_found = chunks.found();
  return report;
}

Result<Done> check_backup(const Backup& backup, const Progress& progress) {
  const ChunkStore chunks(backup.folder / "chunks");
  std::uint64_t done = 0;
  const auto look_at = [&](const std::string& name) -> Result<Done> {
    if (auto bytes = chunks.get(name); !bytes) return tl::unexpected(bytes.error());
    if (progress) progress("chunks", ++done);
    return Done{};
  };
  for (const SavedTable& table : backup.tables)
    for (const std::string& chunk : table.chunks)
      if (auto fine = look_at(chunk); !fine) return fine;
  for (const SavedFile& file : backup.files)
    if (auto fine = look_at(file.chunk); !fine) return fine;
  return Done{};
}

namespace {

Result<Done> restore_table(const SavedTable& table, const ChunkStore& chunks, db::Transaction& tx,
                           const Progress& progress) {
  const std::vector<std::string_view> columns(table.columns.begin(), table.columns.end());
  const auto indexes = tx.take_indexes(table.name);
  std::uint64_t done = 0;
  for (const std::string& name : table.chunks) {
    const auto text = chunks.get(name);
    if (!text) return tl::unexpected(text.error());
    db::Values cells;
    if (!read_lines(*text, columns.size(), cells)) return refuse(refusals::chunk_altered, {{"path", name}});
    tx.bulk_insert(table.name, columns, cells);
    done += cells.size() / columns.size();
    if (progress) progress(table.name, done);
  }
  tx.build_indexes(indexes);
  return Done{};
}

}  // namespace

Result<Done> restore_rows(const Backup& backup, db::Store& store, std::span<const db::Migration> migrations,
                          const Progress& progress) {
  if (backup.schema_step > std::ssize(migrations))
    return refuse(refusals::backup_newer,
                  {{"found", std::to_string(backup.schema_step)}, {"known", std::to_string(migrations.size())}});
  if (store.schema_step() != 0) return refuse(refusals::database_not_empty);
  if (auto made = store.migrate(migrations.first(static_cast<std::size_t>(backup.schema_step))); !made) return made;
  const ChunkStore chunks(backup.folder / "chunks");
  for (const SavedTable& table : backup.tables) {
    auto restored = store.command([&](db::Transaction& tx) { return restore_table(table, chunks, tx, progress); });
    if (!restored) return restored;
  }
  return store.migrate(migrations);
}

Result<Done> restore_files(const Backup& backup, const fs::path& to, const Progress& progress) {
  const ChunkStore chunks(backup.folder / "chunks");
  std::uint64_t done = 0;
  for (const SavedFile& file : backup.files) {
    const auto bytes = chunks.get(file.chunk);
    if (!bytes) return tl::unexpected(bytes.error());
    fs::create_directories((to / file.path).parent_path());
    write_whole(to / file.path, *bytes);
    if (progress) progress("files", ++done);
  }
  return Done{};
}

}  // namespace massline::backup
