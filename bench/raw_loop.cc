#include "bench/raw_loop.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <chrono>
#include <memory>
#include <stdexcept>

#include "bench/processes.h"
#include "bench/world.h"
#include "cli/runtime.h"
#include "db/search.h"
#include "matters/raise_matter.h"
#include "registry/units.h"

namespace massline::bench {
namespace {

/// Passes everything on, and keeps what writes.
class Recorder final : public db::Transaction {
 public:
  Recorder(db::Transaction& tx, Recording& recording, std::unordered_map<std::string, std::size_t>& known)
      : tx_(tx), recording_(recording), known_(known) {
    recording_.commands.emplace_back();
  }

  using db::Transaction::execute;
  using db::Transaction::execute_counted;
  using db::Transaction::query;
  db::Rows query(std::string_view sql, std::span<const db::Value> parameters) override {
    return tx_.query(sql, parameters);
  }
  SearchCondition search_condition(const db::SearchQuery& query, std::string_view alias, int number) const override {
    return tx_.search_condition(query, alias, number);
  }
  void execute(std::string_view sql, std::span<const db::Value> parameters) override {
    keep(sql, parameters);
    tx_.execute(sql, parameters);
  }
  std::int64_t execute_counted(std::string_view sql, std::span<const db::Value> parameters) override {
    keep(sql, parameters);
    return tx_.execute_counted(sql, parameters);
  }
  void bulk_insert(std::string_view, std::span<const std::string_view>, std::span<const db::Value>) override {
    throw std::logic_error("one command inserts nothing in bulk");
  }
  std::vector<std::string> take_indexes(std::string_view) override {
    throw std::logic_error("one command fills no table");
  }
  void build_indexes(const std::vector<std::string>&) override {}
  void index_text(RegionId region, std::int64_t id, std::span<const std::string> words, db::Indexed indexed) override {
    const db::Values values{id, db::spaced_text(words), region};
    keep("INSERT INTO search_text (rowid, words, region) VALUES ($1, $2, $3)", values);
    tx_.index_text(region, id, words, indexed);
  }
  void after_commit(std::function<void()> callback) override { tx_.after_commit(std::move(callback)); }

  std::unique_ptr<db::BatchState>& batch_state(std::type_index kind) override { return states_[kind]; }
  void finish() {
    for (auto& [kind, state] : states_) state->finish(tx_);
  }

 private:
  void keep(std::string_view sql, std::span<const db::Value> parameters) {
    const auto [text, is_new] = known_.emplace(std::string(sql), recording_.texts.size());
    if (is_new) recording_.texts.emplace_back(sql);
    recording_.commands.back().push_back({text->second, {parameters.begin(), parameters.end()}});
  }

  db::Transaction& tx_;
  Recording& recording_;
  std::unordered_map<std::string, std::size_t>& known_;
  std::map<std::type_index, std::unique_ptr<db::BatchState>> states_;
};

struct CloseDatabase {
  void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};
struct FinalizeStatement {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;
using Prepared = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

void run(sqlite3* database, const char* sql) {
  if (sqlite3_exec(database, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
    throw std::runtime_error(std::string(sql) + ": " + sqlite3_errmsg(database));
}

Database open(const std::filesystem::path& data) {
  sqlite3* handle = nullptr;
  const std::string file = (data / "massline.db").string();
  const int code = sqlite3_open_v2(file.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  Database database(handle);
  if (code != SQLITE_OK) throw std::runtime_error(file + " can't be opened");
  // The plain way to be durable: each commit waits for the disk. The program flushes the log beside the next batch.
  for (const char* sql : {"PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON",
                          "PRAGMA temp_store = MEMORY", "PRAGMA mmap_size = 1073741824", "PRAGMA cache_size = -65536",
                          "PRAGMA wal_autocheckpoint = 8000", "PRAGMA journal_size_limit = 67108864"})
    run(handle, sql);
  return database;
}

Prepared prepare(sqlite3* database, const std::string& sql) {
  sqlite3_stmt* handle = nullptr;
  if (sqlite3_prepare_v3(database, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &handle, nullptr) != SQLITE_OK)
    throw std::runtime_error(sql + ": " + sqlite3_errmsg(database));
  return Prepared(handle);
}

void bind(sqlite3_stmt* statement, int position, const db::Value& value) {
  const auto& storage = value.storage();
  if (const auto* integer = std::get_if<std::int64_t>(&storage)) {
    sqlite3_bind_int64(statement, position, *integer);
  } else if (const auto* real = std::get_if<double>(&storage)) {
    sqlite3_bind_double(statement, position, *real);
  } else if (const auto* text = std::get_if<std::string>(&storage)) {
    sqlite3_bind_text64(statement, position, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
  } else if (const auto* blob = std::get_if<db::Blob>(&storage)) {
    sqlite3_bind_blob64(statement, position, blob->bytes.data(), blob->bytes.size(), SQLITE_STATIC);
  } else {
    sqlite3_bind_null(statement, position);
  }
}

/// A statement with the positions of $1 … $n, which SQLite takes for names.
struct Ready {
  Prepared statement;
  std::vector<int> positions;
};

std::vector<Ready> prepare_all(sqlite3* database, const std::vector<std::string>& texts) {
  std::vector<Ready> all;
  for (const std::string& text : texts) {
    Ready one{prepare(database, text), {}};
    const int count = sqlite3_bind_parameter_count(one.statement.get());
    for (int i = 1; i <= count; ++i)
      one.positions.push_back(sqlite3_bind_parameter_index(one.statement.get(), ("$" + std::to_string(i)).c_str()));
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace

void RecordingMaker::record(db::Transaction& tx, const std::function<void(db::Transaction&)>& command) {
  Recorder recorder(tx, recording_, known_);
  command(recorder);
  recorder.finish();
}

Recording record_intake(const std::filesystem::path& data, const std::string& place_code, std::uint64_t count) {
  cli::Runtime runtime({.data = data, .database = {}, .rulebook = {}});
  Context& ctx = runtime.context();
  const auto place =
      ctx.store.read([&](db::Reader& in) { return registry::find_unit_by_code(in, place_code, ctx.today()); });
  if (!place) throw std::runtime_error("there is no unit " + place_code);
  RecordingMaker maker;
  constexpr std::uint64_t at_once = 500;
  for (std::uint64_t first = 0; first < count; first += at_once) {
    std::vector<matters::PreparedRaisePtr> prepared;
    ctx.store.read([&](db::Reader& in) {
      for (std::uint64_t number = first; number < std::min(count, first + at_once); ++number) {
        const Case one = case_of(number);
        matters::RaiseRequest request;
        request.procedure = "petition";
        request.place = place->id;
        request.inputs = {{"what", one.text}};
        request.contact = {one.name, one.phone, {}, {}};
        request.language = "zh";
        auto rows = matters::prepare_raise(ctx, in, {}, request);
        if (!rows) throw std::runtime_error(rows.error().text(Language::en));
        prepared.push_back(std::move(*rows));
      }
    });
    ctx.store.write([&](db::Transaction& tx) {
      for (const auto& rows : prepared)
        maker.record(tx, [&](db::Transaction& recorded) { matters::apply_raise(ctx, recorded, *rows); });
      return true;
    });
  }
  return maker.take();
}

RawLoop run_raw_loop(const std::filesystem::path& data, const Recording& recording, std::size_t group) {
  using SteadyClock = std::chrono::steady_clock;
  const Database database = open(data);
  const std::vector<Ready> ready = prepare_all(database.get(), recording.texts);
  const Prepared begin = prepare(database.get(), "BEGIN IMMEDIATE"), commit = prepare(database.get(), "COMMIT");
  const auto step = [&](sqlite3_stmt* statement) {
    const int code = sqlite3_step(statement);
    if (code != SQLITE_DONE && code != SQLITE_ROW) throw std::runtime_error(sqlite3_errmsg(database.get()));
    sqlite3_reset(statement);
  };
  RawLoop result;
  const auto started = SteadyClock::now();
  const double cpu_before = cpu_seconds_of_this_thread();
  for (std::size_t first = 0; first < recording.commands.size(); first += group) {
    const auto group_started = SteadyClock::now();
    step(begin.get());
    for (std::size_t i = first; i < std::min(first + group, recording.commands.size()); ++i) {
      for (const Statement& statement : recording.commands[i]) {
        const Ready& one = ready[statement.sql];
        for (std::size_t p = 0; p < statement.values.size(); ++p)
          bind(one.statement.get(), one.positions[p], statement.values[p]);
        step(one.statement.get());
      }
    }
    step(commit.get());
    result.group_ms.push_back(std::chrono::duration<double, std::milli>(SteadyClock::now() - group_started).count());
  }
  result.seconds = std::chrono::duration<double>(SteadyClock::now() - started).count();
  result.cpu_seconds = cpu_seconds_of_this_thread() - cpu_before;
  return result;
}

RowCounts rows_of(const std::filesystem::path& data, const std::vector<std::string>& tables) {
  const Database database = open(data);
  RowCounts rows;
  for (const std::string& table : tables) {
    const Prepared count = prepare(database.get(), "SELECT count(*) FROM " + table);
    if (sqlite3_step(count.get()) != SQLITE_ROW) throw std::runtime_error("rows can't be counted");
    rows[table] = sqlite3_column_int64(count.get(), 0);
  }
  return rows;
}

RowCounts rows_of_matters(const std::filesystem::path& data) {
  // The program leaves at most 256 texts for the next commits to index; a search looks through them until then.
  const std::string waiting = "search_pending WHERE fresh = 1";
  RowCounts rows =
      rows_of(data, {"matter", "identity", "entry", "clock", "party", "bar", "journal", "search_text", waiting});
  rows["search_text"] += rows[waiting];
  rows.erase(waiting);
  return rows;
}

void check_same_rows(const RowCounts& program, const RowCounts& raw) {
  for (const auto& [table, count] : raw)
    if (program.at(table) != count)
      throw std::runtime_error(
          fmt::format("the program left {} rows in {}, and the raw loop {}", program.at(table), table, count));
}

}  // namespace massline::bench
