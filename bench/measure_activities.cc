// Activities recorded over HTTP by 64 clients, each with 20 members ticked, against a loop that writes the same rows
// with sqlite3 alone. The server has all cores, and shares them with the load.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "activities/activities.h"
#include "bench/raw_loop.h"
#include "bench/world.h"
#include "cli/runtime.h"
#include "registry/accounts.h"
#include "registry/people.h"
#include "registry/unit_commands.h"

namespace massline::bench {
namespace {

constexpr std::size_t clients = 64, attendees = 20, clerks = 8;
constexpr const char* kind = "general-meeting";

struct Branch {
  UnitId unit;
  std::array<PersonId, attendees> members;
};

template <class T>
T value_of(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().text(Language::en));
  return std::move(*result);
}

std::string login_of(std::size_t clerk) { return fmt::format("bench-clerk-{}", clerk); }

PersonId make_person(Context& ctx, db::Transaction& tx, UnitId unit, std::string name) {
  return value_of(registry::create_person(ctx, tx, registry::Actor::server(), {.unit = unit, .name = std::move(name)}))
      .id;
}

Branch make_branch(Context& ctx, db::Transaction& tx, UnitId community, std::uint64_t number) {
  const auto server = registry::Actor::server();
  Branch out;
  out.unit = value_of(registry::create_unit(ctx, tx, server,
                                            {.parent = community,
                                             .kind = "party-branch",
                                             .code = fmt::format("BENCH-{}", number),
                                             .name = fmt::format("第{}支部", number),
                                             .name_en = {},
                                             .setting = "urban-community",
                                             .from = Date{std::chrono::year{2000} / 1 / 1}}))
                 .id;
  for (std::size_t i = 0; i < attendees; ++i) {
    out.members[i] = make_person(ctx, tx, out.unit, fmt::format("党员{}-{}", number, i));
    value_of(registry::begin_membership(
        ctx, tx, server,
        {.person = out.members[i], .unit = out.unit, .kind = "full", .from = Date{std::chrono::year{2020} / 1 / 1}}));
  }
  return out;
}

/// Clerks of the county, who keep the record of all its branches.
void make_clerks(Context& ctx, UnitId county, const std::string& password) {
  const auto server = registry::Actor::server();
  for (std::size_t i = 0; i < clerks; ++i) {
    const PersonId person = value_of(ctx.store.command([&](db::Transaction& tx) -> Result<PersonId> {
      const PersonId made = make_person(ctx, tx, county, fmt::format("办公室工作人员{}", i));
      value_of(registry::begin_post(ctx, tx, server,
                                    {.person = made, .unit = county, .kind = "office-clerk", .from = {}, .to = {}}));
      return made;
    }));
    value_of(registry::create_account(ctx, server, {.person = person, .name = login_of(i), .password = password}));
  }
}

/// Branches with their members in the sample's first community, and clerks.
std::vector<Branch> make_branches(const std::filesystem::path& data, std::uint64_t count) {
  cli::Runtime runtime({.data = data, .database = {}, .rulebook = {}});
  Context& ctx = runtime.context();
  const auto unit_of = [&](const char* code) {
    const auto unit =
        ctx.store.read([&](db::Reader& in) { return registry::find_unit_by_code(in, code, ctx.today()); });
    if (!unit) throw std::runtime_error(fmt::format("there is no unit {}", code));
    return unit->id;
  };
  const UnitId community = unit_of("990121001001");
  std::vector<Branch> out;
  constexpr std::uint64_t at_once = 50;
  while (out.size() < count) {
    ctx.store.write([&](db::Transaction& tx) {
      for (std::uint64_t i = 0; i < at_once && out.size() < count; ++i)
        out.push_back(make_branch(ctx, tx, community, out.size()));
      return true;
    });
  }
  make_clerks(ctx, unit_of("990121"), password_of(data));
  return out;
}

/// Meeting number n: each branch holds one every eleventh evening.
struct Meeting {
  const Branch& branch;
  Instant from, to;
};
Meeting meeting_of(const std::vector<Branch>& branches, std::uint64_t n) {
  constexpr std::int64_t ms_per_minute = 60'000, minutes = 90, days_between = 11;
  const Instant first = *parse_instant("2024-06-03T19:00:00+08:00");
  const auto round = static_cast<std::int64_t>(n / branches.size());
  const Instant from{first.ms + round * days_between * ms_per_day};
  return {branches[n % branches.size()], from, Instant{from.ms + minutes * ms_per_minute}};
}

Recording record_meetings(const std::filesystem::path& data, const std::vector<Branch>& branches, std::uint64_t count) {
  cli::Runtime runtime({.data = data, .database = {}, .rulebook = {}});
  Context& ctx = runtime.context();
  const auto account = ctx.store.read([&](db::Reader& in) { return registry::find_account_by_name(in, login_of(0)); });
  const auto actor = registry::Actor::of(
      ctx.store.read([&](db::Reader& in) { return registry::viewer_of(in, account.value().person, ctx.today()); }));
  RecordingMaker maker;
  constexpr std::uint64_t at_once = 500;
  for (std::uint64_t first = 0; first < count; first += at_once) {
    ctx.store.write([&](db::Transaction& tx) {
      for (std::uint64_t n = first; n < std::min(count, first + at_once); ++n) {
        const Meeting meeting = meeting_of(branches, n);
        activities::HoldActivity held{
            .planned = {}, .version = 0, .unit = meeting.branch.unit, .kind = kind, .what = {}, .sheet = {}};
        held.what.from = meeting.from;
        held.what.to = meeting.to;
        for (const PersonId person : meeting.branch.members)
          held.sheet.push_back(
              {static_cast<std::int64_t>(held.sheet.size()), person, activities::Presence::present, {}});
        maker.record(tx, [&](db::Transaction& recorded) {
          if (!value_of(activities::hold_activity(ctx, recorded, actor, held)).problems.empty())
            throw std::runtime_error("a row of a sheet was not kept");
        });
      }
      return true;
    });
  }
  return maker.take();
}

std::string meeting_request(const Meeting& meeting, const std::string& headers) {
  nlohmann::json sheet = nlohmann::json::array();
  for (const PersonId person : meeting.branch.members)
    sheet.push_back({{"person", to_string(person)}, {"presence", "present"}});
  const nlohmann::json body{{"kind", kind},
                            {"state", "held"},
                            {"from", to_string(meeting.from)},
                            {"to", to_string(meeting.to)},
                            {"sheet", std::move(sheet)}};
  return request_bytes("POST", "/api/v1/units/" + to_string(meeting.branch.unit) + "/activities", headers, body.dump());
}

struct OverHttp {
  LoadResult load;
  double server_cpu_seconds = 0, a_commit = 0;
  RowCounts rows;
};

const std::vector<std::string> tables{"activity", "activity_person", "roster", "journal"};

OverHttp record_over_http(const World& world, const std::filesystem::path& from,
                          const std::vector<std::string>& requests, std::uint64_t before) {
  const auto data = copy_data(world, from, "activities-http");
  OverHttp result;
  {
    const ServerProcess server(serve_command(world, data), any_core);
    const std::uint64_t count = requests.size() - before;
    run_load({server.port(), static_cast<int>(clients), before, 201},
             [&](std::uint64_t n) { return std::string_view(requests[n]); });
    const double cpu_before = server.cpu_seconds();
    result.load = run_load({server.port(), static_cast<int>(clients), count, 201},
                           [&](std::uint64_t n) { return std::string_view(requests[before + n]); });
    result.server_cpu_seconds = server.cpu_seconds() - cpu_before;
    result.a_commit = writes_a_commit(server.port());
  }
  result.rows = rows_of(data, tables);
  remove_data(data);
  return result;
}

/// The header lines of each clerk, whose sessions are in the data folder from then on.
std::vector<std::string> sign_in_clerks(const World& world, const std::filesystem::path& data) {
  const ServerProcess server(serve_command(world, data), any_core);
  std::vector<std::string> headers;
  for (std::size_t i = 0; i < clerks; ++i) headers.push_back(sign_in(server.port(), data, login_of(i)));
  return headers;
}

}  // namespace

std::vector<Figure> measure_activities(const World& world) {
  const std::uint64_t count = world.sized(30'000), warm = 640;
  const auto begun = fresh_data(world, "activities");
  const auto branches = make_branches(begun, world.sized(1'000));
  const auto headers = sign_in_clerks(world, begun);
  std::vector<std::string> requests;
  for (std::uint64_t n = 0; n < count + warm; ++n)
    requests.push_back(meeting_request(meeting_of(branches, n), headers[n % headers.size()]));
  const auto recorded_in = copy_data(world, begun, "activities-recorded");
  const Recording recording = record_meetings(recorded_in, branches, count + warm);
  remove_data(recorded_in);

  std::vector<double> raw, over_http, p99, raw_cpu, server_cpu, load_cpu, a_commit, answer_bytes;
  const int rounds = 3;
  for (int round = 0; round <= rounds; ++round) {
    const auto data = copy_data(world, begun, "activities-raw");
    const RawLoop loop = run_raw_loop(data, recording, clients);
    const auto rows = rows_of(data, tables);
    remove_data(data);
    raw.push_back(static_cast<double>(recording.commands.size()) / loop.seconds);
    raw_cpu.push_back(loop.cpu_seconds * 1e6 / static_cast<double>(recording.commands.size()));
    if (round == rounds) break;
    const OverHttp http = record_over_http(world, begun, requests, warm);
    check_same_rows(http.rows, rows);
    over_http.push_back(http.load.per_second());
    p99.push_back(http.load.quantile_ms(0.99));
    server_cpu.push_back(http.server_cpu_seconds * 1e6 / static_cast<double>(count));
    load_cpu.push_back(http.load.cpu_seconds * 1e6 / static_cast<double>(count));
    a_commit.push_back(http.a_commit);
    answer_bytes.push_back(http.load.answer_bytes);
  }
  remove_data(begun);
  return {{.name = "Durable activities with 20 attendees, 64 clients",
           .value = median(over_http),
           .unit = "activities/s",
           .peer_name = "the same rows written with sqlite3 alone, 64 a commit, WAL, synchronous=FULL, one thread",
           .peer = median(raw),
           .goal = 0.9,
           .wanted = Wanted::at_least,
           .goal_is_ratio = true,
           .details = {{"activities in each of three rounds", static_cast<double>(count)},
                       {"branches", static_cast<double>(branches.size())},
                       {"99th percentile, ms", median(p99)},
                       {"bytes of an answer", median(answer_bytes)},
                       {"activities a commit", median(a_commit)},
                       {"processor time an activity, µs: server", median(server_cpu)},
                       {"processor time an activity, µs: load", median(load_cpu)},
                       {"processor time an activity, µs: raw loop", median(raw_cpu)}}}};
}

}  // namespace massline::bench
