#include "bench/standing_country.h"

#include <fmt/format.h>
#include <malloc.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstring>
#include <ctime>
#include <fstream>
#include <numeric>
#include <sstream>
#include <stdexcept>

namespace massline::bench {

using namespace massline::standing;
using rulebook::Duty;
using rulebook::Measure;

namespace {

/// Gigabytes that this process has in memory, or had at most.
double resident_gb(const char* what) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(what)) return std::stod(line.substr(line.find(':') + 1)) / 1e6;
  }
  return 0;
}

struct BenchDuty {
  const char* who;  // in the rulebook's language
  const char* sql;  // the same in SQL, for the peer
  const char* counts;
  std::int64_t amount;
};
const BenchDuty bench_duties[] = {
    {"unit.setting in [s0, s1, s2]", "setting<=2", "study", 960},
    {"unit.setting in [s3, s4]", "setting in (3,4)", "study", 1440},
    {"holds.secretary", "post=1", "study", 2400},
    {"member.kind = k7", "kind=7", "study", 1440},
    {"", "true", "meeting", 12},
    {"holds.secretary or holds.committee", "post>=1", "meeting", 24},
    {"member.kind in [k2, k5]", "kind in (2,5)", "service", 1200},
    {"unit.setting in [s5, s6]", "setting in (5,6)", "study", 1200},
    {"member.kind = k6", "kind=6", "meeting", 6},
    {"member.kind != k6", "kind<>6", "service", 480},
    {"unit.setting = s7", "setting=7", "study", 1920},
    {"unit.setting = s0 and holds.committee", "setting=0 and post=2", "service", 900},
    {"member.kind in [k0, k1]", "kind<=1", "meeting", 18},
    {"holds.committee", "post=2", "study", 2000},
    {"member.kind = k3 or unit.setting = s3", "kind=3 or setting=3", "service", 240},
    {"", "true", "study", 480},
};

}  // namespace

Date bench_day() { return *parse_date("2026-11-20"); }

std::shared_ptr<const Plan> plan_of(std::size_t count, std::int64_t more) {
  PlanInput input;
  input.date = bench_day();
  input.classes[0] = country_classes();
  for (const char* kind : {"study", "meeting", "service"})
    input.activity_classes.push_back({{{"activity.kind", std::string(kind)}}});
  for (std::size_t i = 0; i < count; ++i) {
    Duty duty;
    duty.id = "duty-" + std::to_string(i);
    if (*bench_duties[i].who != 0) duty.who = *rulebook::Expression::parse(bench_duties[i].who, country_attributes());
    duty.amount = bench_duties[i].amount + (i == 0 ? more : 0);
    duty.of = {bench_duties[i].counts};
    duty.measure = duty.of[0] == "meeting" ? Measure::times : Measure::hours;
    input.duties.push_back(std::move(duty));
  }
  return *Plan::compile(std::move(input));
}

std::unique_ptr<Standing> build(const Country& country, std::shared_ptr<const Plan> plan) {
  StandingBuilder builder(std::move(plan), country.units(),
                          {.date = bench_day(), .expected_owers = {country.member_count(), 0, 0}});
  std::vector<OwerRow> rows;
  std::vector<Participation> parts;
  const auto hand_over = [&] {
    if (!builder.add_owers(Ower::member, rows)) throw std::runtime_error("the members do not fit");
    builder.add_activity({bench_day(), parts});
    rows.clear();
    parts.clear();
  };
  for (UnitRow unit = 0; unit < country.units().size(); ++unit) {
    for (std::uint32_t place = 0; place < country.members_of()[unit]; ++place) {
      const auto member = country.member(unit, place);
      rows.push_back({{unit, place}, member.ower_class});
      for (std::uint16_t kind = 0; kind < 3; ++kind) {
        Participation part;
        part.at = {unit, place};
        part.activity_class = kind;
        part.minutes = kind == 0 ? member.study_minutes : member.service_minutes;
        part.times = kind == 1 ? member.meetings : 0;
        parts.push_back(part);
      }
    }
    if (rows.size() > 100'000) hand_over();
  }
  hand_over();
  return builder.finish();
}

Resident resident_alone(const CountryOptions& options) {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) throw std::runtime_error("no pipe");
  const pid_t pid = ::fork();
  if (pid < 0) throw std::runtime_error("no process");
  if (pid == 0) {
    auto standing = [&] { return build(Country(options), plan_of(10)); }();
    ::malloc_trim(0);
    // From here on the system notes the most anew.
    std::ofstream("/proc/self/clear_refs") << '5';
    standing->evaluate();
    const Resident found{resident_gb("VmRSS"), resident_gb("VmHWM")};
    ::_exit(::write(ends[1], &found, sizeof(found)) == sizeof(found) ? 0 : 1);
  }
  ::close(ends[1]);
  Resident found;
  const bool told = ::read(ends[0], &found, sizeof(found)) == sizeof(found);
  ::close(ends[0]);
  int status = 0;
  ::waitpid(pid, &status, 0);
  if (!told || status != 0) throw std::runtime_error("the process for the memory figure failed");
  return found;
}

Moment now() {
  std::timespec processor{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &processor);
  return {std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(),
          static_cast<double>(processor.tv_sec) + static_cast<double>(processor.tv_nsec) * 1e-9};
}

Stream::Stream(std::uint64_t read_bytes, std::uint64_t written_bytes)
    : read_bytes_(read_bytes),
      written_bytes_(written_bytes),
      read_(read_bytes, read_bytes),
      written_(written_bytes, written_bytes) {
  std::memset(read_.data(), 1, read_bytes);
  std::memset(written_.data(), 1, written_bytes);
}

void Stream::run(Workers& workers) {
  constexpr std::uint64_t part = std::uint64_t{4} << 20;
  static std::atomic<std::uint64_t> sink{0};
  const std::uint64_t reads = (read_bytes_ + part - 1) / part, writes = (written_bytes_ + part - 1) / part;
  workers.run(reads + writes, [&](std::size_t i) {
    if (i >= reads) {
      std::memset(written_.data() + (i - reads) * part, static_cast<int>(i),
                  std::min(part, written_bytes_ - (i - reads) * part));
      return;
    }
    const auto* words = read_.as<std::uint64_t>() + i * part / 8;
    const std::uint64_t count = std::min(part, read_bytes_ - i * part) / 8;
    std::uint64_t sums[8] = {};
    for (std::uint64_t w = 0; w + 8 <= count; w += 8) {
      for (int lane = 0; lane < 8; ++lane) sums[lane] += words[w + lane];
    }
    sink += std::accumulate(std::begin(sums), std::end(sums), std::uint64_t{0});
  });
}

std::optional<double> duckdb_seconds(const World& world, const Country& country, const std::vector<Figures>& expected) {
  if (world.duckdb.empty()) return std::nullopt;
  const auto members = world.work / "members.csv", units = world.work / "units.csv";
  {
    std::ofstream out(members, std::ios::binary), tree(units, std::ios::binary);
    fmt::memory_buffer buffer;
    for (UnitRow unit = 0; unit < country.units().size(); ++unit) {
      tree << unit << ',' << (unit == 0 ? -1 : static_cast<std::int64_t>(country.units()[unit].parent)) << '\n';
      for (std::uint32_t place = 0; place < country.members_of()[unit]; ++place) {
        const auto m = country.member(unit, place);
        const std::uint32_t post = m.ower_class % country_posts,
                            kind = m.ower_class / country_posts % country_member_kinds;
        fmt::format_to(std::back_inserter(buffer), "{},{},{},{},{},{},{}\n", unit,
                       m.ower_class / country_posts / country_member_kinds, kind, post, m.study_minutes, m.meetings,
                       m.service_minutes);
      }
      if (buffer.size() > 1'000'000) {
        out.write(buffer.data(), static_cast<std::streamsize>(buffer.size()));
        buffer.clear();
      }
    }
    out.write(buffer.data(), static_cast<std::streamsize>(buffer.size()));
  }
  std::string columns, sums;
  for (std::size_t i = 0; i < 10; ++i) {
    const BenchDuty& duty = bench_duties[i];
    const std::string counted = std::string(duty.counts) == "meeting" ? "meetings" : duty.counts;
    columns += fmt::format(
        ",count(*) filter (where {0})::int4 n{3},count(*) filter (where {0} and {1}<{2})::int4 "
        "b{3},coalesce(sum({2}-{1}::int4) filter (where {0} and {1}<{2}),0)::int8 m{3}",
        fmt::format("({})", duty.sql), counted, duty.amount, i);
    sums += fmt::format(",sum(n{0})::int8 n{0},sum(b{0})::int8 b{0},sum(m{0})::int8 m{0}", i);
  }
  std::ofstream(world.work / "columns.sql") << columns;
  std::ofstream(world.work / "sums.sql") << sums;
  const std::string out = run_program({"/usr/bin/env", "node", (world.source / "bench/standing_peer.mjs").string(),
                                       world.duckdb.string(), world.work.string()});
  // "seconds n0 b0 m0": the peer must have found the same.
  std::istringstream in(out);
  double took = 0;
  std::uint64_t owing = 0, behind = 0, missing = 0;
  in >> took >> owing >> behind >> missing;
  if (owing != expected[0].owing || behind != expected[0].behind || missing != expected[0].missing)
    throw std::runtime_error("DuckDB finds other figures: " + out);
  return took;
}

}  // namespace massline::bench
