// Durable intake over HTTP with 64 clients, against a loop that writes the same rows with sqlite3 alone. The server has
// all cores, and shares them with the load.
#include <fmt/format.h>

#include <algorithm>

#include "bench/raw_loop.h"
#include "bench/world.h"

namespace massline::bench {
namespace {

constexpr std::size_t clients = 64;
constexpr const char* place = "990121001001";

struct OverHttp {
  LoadResult load;
  double server_cpu_seconds = 0;
  double matters_a_commit = 0;
  RowCounts rows;
};

OverHttp raise_over_http(const World& world, std::uint64_t count, std::uint64_t before) {
  const auto data = fresh_data(world, "intake-http");
  OverHttp result;
  {
    const ServerProcess server(serve_command(world, data), any_core);
    const std::string place_id = unit_id(server.port(), place);
    std::vector<std::string> requests;
    for (std::uint64_t n = 0; n < count; ++n)
      requests.push_back(request_bytes("POST", "/api/v1/matters", {}, raise_json(case_of(n), place_id)));
    const RequestOf request_of = [&](std::uint64_t n) { return std::string_view(requests[n]); };
    // The first ones make caches warm, in the raw loop's database too: they are part of `before` there.
    run_load({server.port(), static_cast<int>(clients), before, 201}, request_of);
    const double cpu_before = server.cpu_seconds();
    result.load = run_load({server.port(), static_cast<int>(clients), count, 201}, request_of);
    result.server_cpu_seconds = server.cpu_seconds() - cpu_before;
    result.matters_a_commit = writes_a_commit(server.port());
  }
  result.rows = rows_of_matters(data);
  remove_data(data);
  return result;
}

}  // namespace

std::vector<Figure> measure_intake(const World& world) {
  const std::uint64_t count = world.sized(30'000), warm = 640;
  const auto recorded_in = fresh_data(world, "intake-recorded");
  const Recording recording = record_intake(recorded_in, place, count + warm);
  remove_data(recorded_in);

  std::vector<double> raw, over_http, p99, p50, raw_p99, raw_cpu, server_cpu, load_cpu, a_commit;
  const int rounds = 3;
  for (int round = 0; round <= rounds; ++round) {
    const auto data = fresh_data(world, "intake-raw");
    RawLoop loop = run_raw_loop(data, recording, clients);
    const auto rows = rows_of_matters(data);
    remove_data(data);
    raw.push_back(static_cast<double>(recording.commands.size()) / loop.seconds);
    raw_cpu.push_back(loop.cpu_seconds * 1e6 / static_cast<double>(recording.commands.size()));
    std::sort(loop.group_ms.begin(), loop.group_ms.end());
    raw_p99.push_back(loop.group_ms[loop.group_ms.size() * 99 / 100]);
    if (round == rounds) break;  // the loop first and last: a machine that slows down is not held against either
    const OverHttp http = raise_over_http(world, count, warm);
    check_same_rows(http.rows, rows);
    over_http.push_back(http.load.per_second());
    server_cpu.push_back(http.server_cpu_seconds * 1e6 / static_cast<double>(count));
    load_cpu.push_back(http.load.cpu_seconds * 1e6 / static_cast<double>(count));
    a_commit.push_back(http.matters_a_commit);
    p99.push_back(http.load.quantile_ms(0.99));
    p50.push_back(http.load.quantile_ms(0.5));
  }
  return {{.name = "Durable intake, 64 clients",
           .value = median(over_http),
           .unit = "matters/s",
           .peer_name = "the same rows written with sqlite3 alone, 64 a commit, WAL, synchronous=FULL, one thread",
           .peer = median(raw),
           .goal = 0.9,
           .wanted = Wanted::at_least,
           .goal_is_ratio = true,
           .details = {{"matters in each of three rounds", static_cast<double>(count)},
                       {"median latency, ms", median(p50)},
                       {"matters a commit", median(a_commit)},
                       {"processor time a matter, µs: server", median(server_cpu)},
                       {"processor time a matter, µs: load", median(load_cpu)},
                       {"processor time a matter, µs: raw loop", median(raw_cpu)}}},
          {.name = "Durable intake, 99th percentile",
           .value = median(p99),
           .unit = "ms",
           .peer_name = "99th percentile of the time that the raw loop takes for a commit of 64",
           .peer = median(raw_p99),
           .goal = 25,
           .wanted = Wanted::at_most,
           .goal_is_ratio = false,
           .details = {}}};
}

}  // namespace massline::bench
