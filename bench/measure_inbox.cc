// A unit's inbox of 50 among a million matters. The million are made from some hundred that were raised over HTTP, row
// by row with all that hangs on them, and spread over units, deadlines and days.
#include <fmt/format.h>
#include <sqlite3.h>

#include <array>
#include <memory>
#include <stdexcept>

#include "bench/world.h"

namespace massline::bench {
namespace {

constexpr std::uint64_t seeds = 200;
constexpr std::array<const char*, 6> places{"990121001001", "990121001002", "990121100201",
                                            "990121100202", "990121200201", "990121001001-01"};
constexpr std::array<const char*, 3> procedures{"petition", "hotline", "estate-request"};

void raise_seeds(std::uint16_t port) {
  std::vector<std::string> place_ids, requests;
  for (const char* place : places) place_ids.push_back(unit_id(port, place));
  for (std::uint64_t n = 0; n < seeds; ++n)
    requests.push_back(
        request_bytes("POST", "/api/v1/matters", {},
                      raise_json(case_of(n), place_ids[n % place_ids.size()], procedures[n % procedures.size()])));
  run_load({port, 8, seeds, 201}, [&](std::uint64_t n) { return std::string_view(requests[n]); });
}

class Copier {
 public:
  explicit Copier(const std::filesystem::path& data) {
    sqlite3* handle = nullptr;
    sqlite3_open((data / "massline.db").c_str(), &handle);
    database_.reset(handle);
    run("PRAGMA synchronous = OFF");
    run("PRAGMA cache_size = -262144");
  }

  /// Copies every matter so often that there are `total` of them.
  void multiply(std::uint64_t total) {
    run("BEGIN");
    run("CREATE TEMP TABLE seed AS SELECT region, id, row_number() OVER (ORDER BY id) AS number FROM matter");
    run("CREATE TEMP TABLE copy (region, id, number, made INTEGER PRIMARY KEY, span)");
    // Ids of copies lie between the seeds' and what the program makes next; deadlines within 200 days from the seed's.
    run(fmt::format(
        "INSERT INTO copy SELECT s.region, s.id, s.number, s.id + 1 + n.value * {0} + s.number, "
        "abs((s.id + n.value * 7919 + s.number * 104729) % 200) * 86400000 FROM "
        "(WITH RECURSIVE c(value) AS (VALUES(1) UNION ALL SELECT value + 1 FROM c WHERE value < {1}) SELECT value "
        "FROM c) n, seed s",
        seeds + 1, total / seeds));
    copy_table("matter", "id",
               {{"id", "c.made"},
                {"code", "t.code || '-' || c.made"},
                {"receipt_hash", "randomblob(32)"},
                {"next_due", "t.next_due + c.span"},
                {"raised_at", "t.raised_at - c.span"}});
    copy_table("entry", "matter", {{"matter", "c.made"}});
    copy_table("clock", "matter",
               {{"matter", "c.made"}, {"due", "t.due + c.span"}, {"check_at", "t.check_at + c.span"}});
    copy_table("identity", "matter", {{"matter", "c.made"}});
    copy_table("bar", "matter", {{"matter", "c.made"}});
    copy_table("party", "matter", {{"matter", "c.made"}});
    run("COMMIT");
    run("PRAGMA wal_checkpoint(TRUNCATE)");
  }

  std::int64_t count(const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(database_.get(), sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) fail(sql);
    sqlite3_step(statement);
    const std::int64_t value = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return value;
  }

 private:
  struct Close {
    void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
  };

  [[noreturn]] void fail(const std::string& sql) {
    throw std::runtime_error(sql + ": " + sqlite3_errmsg(database_.get()));
  }

  void run(const std::string& sql) {
    if (sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail(sql);
  }

  /// All columns as they are, but for those with an expression over t (the row) and c (the copy).
  void copy_table(const std::string& table, const std::string& key,
                  const std::vector<std::pair<std::string, std::string>>& changed) {
    std::string columns, values;
    sqlite3_stmt* info = nullptr;
    if (sqlite3_prepare_v2(database_.get(), ("PRAGMA table_info(" + table + ")").c_str(), -1, &info, nullptr) !=
        SQLITE_OK)
      fail(table);
    while (sqlite3_step(info) == SQLITE_ROW) {
      const std::string column = reinterpret_cast<const char*>(sqlite3_column_text(info, 1));
      std::string value = "t." + column;
      for (const auto& [name, expression] : changed) {
        if (name == column) value = expression;
      }
      columns += (columns.empty() ? "" : ", ") + column;
      values += (values.empty() ? "" : ", ") + value;
    }
    sqlite3_finalize(info);
    run(fmt::format("INSERT INTO {0} ({1}) SELECT {2} FROM copy c JOIN {0} t ON t.region = c.region AND t.{3} = c.id",
                    table, columns, values, key));
  }

  std::unique_ptr<sqlite3, Close> database_;
};

}  // namespace

std::vector<Figure> measure_inbox(const World& world) {
  const auto data = fresh_data(world, "inbox");
  {
    const ServerProcess server(serve_command(world, data), any_core);
    raise_seeds(server.port());
  }
  std::int64_t total = 0, in_unit = 0;
  {
    Copier copier(data);
    copier.multiply(world.sized(1'000'000));
    total = copier.count("SELECT count(*) FROM matter");
    in_unit = copier.count(
        "SELECT count(*) FROM matter m JOIN unit u ON u.region = m.region AND u.id = m.unit "
        "WHERE u.code = '990121-XF' AND m.state = 0");
  }
  LoadResult load;
  double bytes = 0;
  {
    const ServerProcess server(serve_command(world, data), any_core);
    const std::string officer = sign_in(server.port(), data, "petition");
    const std::string request = request_bytes("GET", "/api/v1/inbox?box=unit&limit=50", officer);
    const RequestOf request_of = [&](std::uint64_t) { return std::string_view(request); };
    run_load({server.port(), 1, 50, 200}, request_of);
    load = run_load({server.port(), 1, world.sized(2'000), 200}, request_of);
    bytes = load.answer_bytes;
  }
  remove_data(data);
  return {{.name = "Inbox of 50 among the matters",
           .value = load.quantile_ms(0.5),
           .unit = "ms",
           .peer_name = {},
           .peer = {},
           .goal = 5,
           .wanted = Wanted::at_most,
           .goal_is_ratio = false,
           .details = {{"matters", static_cast<double>(total)},
                       {"of them open in the unit", static_cast<double>(in_unit)},
                       {"99th percentile, ms", load.quantile_ms(0.99)},
                       {"bytes of an answer", bytes}}}};
}

}  // namespace massline::bench
