// Reading matters one by one, against a server of Beast alone that answers with as many bytes. The server under
// measurement has one core, the load another.
#include <fmt/format.h>

#include "bench/world.h"

namespace massline::bench {
namespace {

constexpr int server_core = 0, load_core = 1, connections = 16;
constexpr std::uint64_t matters = 1'000;

struct Requests {
  std::vector<std::string> staff, follow;
};

/// Raises the matters that are read, each an answer of its own, and gives the requests that read them.
Requests prepare(std::uint16_t port, const std::filesystem::path& data) {
  const std::string place = unit_id(port, "990121001001");
  const std::string officer = sign_in(port, data, "petition");
  std::vector<std::string> raised;
  for (std::uint64_t n = 0; n < matters; ++n)
    raised.push_back(request_bytes("POST", "/api/v1/matters", officer, raise_json(case_of(n), place)));
  Requests requests;
  const AnswerTo keep = [&](std::uint64_t, std::string_view body) {
    requests.staff.push_back(request_bytes("GET", "/api/v1/matters/" + text_of(body, "id"), officer));
    requests.follow.push_back(
        request_bytes("GET", "/api/v1/follow", "X-Receipt: " + text_of(body, "receipt") + "\r\n"));
  };
  run_load(
      {port, 16, matters, 201}, [&](std::uint64_t n) { return std::string_view(raised[n]); }, keep);
  return requests;
}

Figure compare(const World& world, const std::string& name, std::uint16_t port,
               const std::vector<std::string>& requests) {
  const std::uint64_t count = world.sized(60'000);
  const RequestOf request_of = [&](std::uint64_t n) { return std::string_view(requests[n % requests.size()]); };
  // The first round reads each matter for the first time.
  const LoadResult anew = run_load({port, connections, requests.size(), 200}, request_of);
  const LoadResult warm = run_load({port, connections, requests.size(), 200}, request_of);
  const ServerProcess peer({world.peer.string(), std::to_string(static_cast<std::uint64_t>(warm.answer_bytes))},
                           server_core);
  run_load({peer.port(), connections, 1'000, 200}, request_of);
  std::vector<double> ours, theirs, p99;
  const int rounds = 3;
  for (int round = 0; round <= rounds; ++round) {
    theirs.push_back(run_load({peer.port(), connections, count, 200}, request_of).per_second());
    if (round == rounds) break;
    const LoadResult load = run_load({port, connections, count, 200}, request_of);
    ours.push_back(load.per_second());
    p99.push_back(load.quantile_ms(0.99));
  }
  return {.name = name,
          .value = median(ours),
          .unit = "answers/s",
          .peer_name = "Boost.Beast alone, one thread on one core, one body of the same size from memory",
          .peer = median(theirs),
          .goal = 0.7,
          .wanted = Wanted::at_least,
          .goal_is_ratio = true,
          .details = {{"bytes of an answer", warm.answer_bytes},
                      {"matters, read in turn", static_cast<double>(requests.size())},
                      {"put together anew, answers/s", anew.per_second()},
                      {"99th percentile, ms", median(p99)}}};
}

}  // namespace

std::vector<Figure> measure_reading(const World& world) {
  const auto data = fresh_data(world, "reading");
  std::vector<Figure> figures;
  {
    const ServerProcess server(serve_command(world, data), server_core);
    run_on_core(load_core);
    const Requests requests = prepare(server.port(), data);
    figures.push_back(compare(world, "Reading a matter, as staff", server.port(), requests.staff));
    figures.push_back(compare(world, "Reading a matter, with the receipt", server.port(), requests.follow));
    run_on_core(any_core);
  }
  remove_data(data);
  return figures;
}

}  // namespace massline::bench
