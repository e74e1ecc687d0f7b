// The standing of any unit over HTTP, in a simulated country of full size that the program serves.
#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "base/id.h"
#include "bench/standing_country.h"
#include "bench/world.h"

namespace massline::bench {
namespace {

constexpr std::size_t level_width = 4;  // characters of a path for each level
constexpr std::uint64_t units_a_level = 300;

struct AtLevel {
  std::size_t level = 0;  // the root's is 0
  std::vector<std::int64_t> units;
};

struct CloseDatabase {
  void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};

/// Units drawn at random from each level, as many from each as there are, up to units_a_level.
std::vector<AtLevel> draw_units(const std::filesystem::path& data) {
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2((data / "massline.db").c_str(), &handle, SQLITE_OPEN_READONLY, nullptr);
  const std::unique_ptr<sqlite3, CloseDatabase> database(handle);
  if (code != SQLITE_OK) throw std::runtime_error("the country's database can't be opened");
  // Drawn by a hash of the id, so that each run draws the same.
  const std::string sql = fmt::format(
      "WITH drawn AS (SELECT id, length(path) / {0} AS level, row_number() OVER (PARTITION BY length(path) "
      "ORDER BY (id * 2654435761) % 4294967291) AS number FROM unit) "
      "SELECT level, id FROM drawn WHERE number <= {1} ORDER BY level, number",
      level_width, units_a_level);
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(handle, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK)
    throw std::runtime_error(sqlite3_errmsg(handle));
  std::vector<AtLevel> levels;
  while (sqlite3_step(statement) == SQLITE_ROW) {
    const auto level = static_cast<std::size_t>(sqlite3_column_int64(statement, 0));
    if (levels.empty() || levels.back().level != level) levels.push_back({level, {}});
    levels.back().units.push_back(sqlite3_column_int64(statement, 1));
  }
  sqlite3_finalize(statement);
  return levels;
}

/// What the server says of its own time for this route.
struct ServerTime {
  double requests = 0, within_half = 0, within_one = 0, seconds = 0;
};
ServerTime server_time(std::uint16_t port) {
  const std::string page = ask(port, request_bytes("GET", "/metrics")).body;
  const std::string name = "massline_http_request_seconds",
                    labels = R"(route="/api/v1/units/{unit}/standing",method="GET",status="2xx")";
  return {metric(page, name + "_count{" + labels + "}"), metric(page, name + "_bucket{" + labels + ",le=\"0.0005\"}"),
          metric(page, name + "_bucket{" + labels + ",le=\"0.001\"}"), metric(page, name + "_sum{" + labels + "}")};
}

}  // namespace

std::vector<Figure> measure_country(const World& world) {
  const auto data = world.work / "country";
  const std::uint64_t members = world.sized(members_at_full_size), branches = world.sized(branches_at_full_size);
  run_program({world.program.string(), "simulate", "--data", data.string(), "--rulebook",
               (world.source / "rulebooks/cpc").string(), "--members", std::to_string(members), "--branches",
               std::to_string(branches), "--seed", "1"});
  const std::vector<AtLevel> levels = draw_units(data);
  Figure figure{.name = "A unit's standing over HTTP, server time within 1 ms",
                .value = 0,
                .unit = "of all",
                .peer_name = {},
                .peer = {},
                .goal = 1,
                .wanted = Wanted::at_least,
                .goal_is_ratio = false,
                .details = {}};
  {
    const ServerProcess server(serve_command(world, data), any_core);
    const std::string overseer = sign_in(server.port(), data, "overseer");
    std::uint64_t asked = 0;
    LoadResult all;
    ServerTime before;
    for (const AtLevel& level : levels) {
      std::vector<std::string> requests;
      for (const std::int64_t unit : level.units)
        requests.push_back(
            request_bytes("GET", fmt::format("/api/v1/units/{}/standing", to_string(UnitId{unit})), overseer));
      const RequestOf request_of = [&](std::uint64_t n) { return std::string_view(requests[n % requests.size()]); };
      // Few units are asked for so often that each level counts alike; the first answers make nothing but the store
      // warm.
      if (asked == 0) {
        run_load({server.port(), 1, 50, 200}, request_of);
        before = server_time(server.port());
      }
      const LoadResult load = run_load({server.port(), 1, units_a_level, 200}, request_of);
      asked += units_a_level;
      all.latencies.insert(all.latencies.end(), load.latencies.begin(), load.latencies.end());
      figure.details.emplace_back(
          fmt::format("level {}, {} units: median, ms, as the client sees it", level.level, level.units.size()),
          load.quantile_ms(0.5));
      figure.details.emplace_back(fmt::format("level {}: 99th percentile, ms", level.level), load.quantile_ms(0.99));
      figure.details.emplace_back(fmt::format("level {}: bytes of an answer", level.level), load.answer_bytes);
    }
    const ServerTime after = server_time(server.port());
    const double requests = after.requests - before.requests;
    figure.value = (after.within_one - before.within_one) / requests;
    figure.details.insert(figure.details.begin(),
                          {{"branches", static_cast<double>(branches)},
                           {"requests", requests},
                           {"mean server time, ms", (after.seconds - before.seconds) / requests * 1e3},
                           {"of all, server time within 0.5 ms", (after.within_half - before.within_half) / requests}});
    std::sort(all.latencies.begin(), all.latencies.end());
    for (const double share : {0.5, 0.9, 0.99})
      figure.details.emplace_back(fmt::format("all levels, {} %, ms, as the client sees it", share * 100),
                                  all.quantile_ms(share));
  }
  remove_data(data);
  return {figure};
}

}  // namespace massline::bench
