// The standing of a whole country: evaluation, one activity, trial, snapshot, allowance. See bench/README.md.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <fstream>
#include <numeric>

#include "bench/world.h"
#include "standing/allowance.h"
#include "standing/simulate.h"
#include "standing/snapshot.h"
#include "standing/trial.h"

namespace massline::bench {
namespace {

using namespace massline::standing;
using rulebook::Duty;
using rulebook::Measure;

constexpr std::uint64_t members_at_full_size = 96'710'000, branches_at_full_size = 4'940'000;
constexpr std::uint64_t persons_at_full_size = 100'000'000;
const Date today = *parse_date("2026-11-20");

double seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

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

std::shared_ptr<const Plan> plan_of(std::size_t count, std::int64_t more = 0) {
  PlanInput input;
  input.date = today;
  input.classes[0] = country_classes();
  for (const char* kind : {"study", "meeting", "service"}) input.activity_classes.push_back({{{"activity.kind", std::string(kind)}}});
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
  StandingBuilder builder(std::move(plan), country.units(), {.date = today, .expected_owers = {country.member_count(), 0, 0}});
  std::vector<OwerRow> rows;
  std::vector<Participation> parts;
  const auto hand_over = [&] {
    if (!builder.add_owers(Ower::member, rows)) throw std::runtime_error("the members do not fit");
    builder.add_activity({today, parts});
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

template <class Work>
std::vector<double> timed(int rounds, const Work& work) {
  std::vector<double> out;
  for (int i = 0; i < rounds; ++i) {
    const double began = seconds();
    work();
    out.push_back(seconds() - began);
  }
  return out;
}

/// Reads as many bytes as the evaluation reads and writes as many as it writes, on as many threads: the memory's limit.
double stream_seconds(Standing& standing, std::uint64_t read_bytes, std::uint64_t written_bytes, Region& read, Region& written) {
  constexpr std::uint64_t part = std::uint64_t{4} << 20;
  static std::atomic<std::uint64_t> sink{0};
  const double began = seconds();
  const std::uint64_t reads = (read_bytes + part - 1) / part, writes = (written_bytes + part - 1) / part;
  standing.workers().run(reads + writes, [&](std::size_t i) {
    if (i >= reads) {
      std::memset(written.data() + (i - reads) * part, static_cast<int>(i), std::min(part, written_bytes - (i - reads) * part));
      return;
    }
    const auto* words = read.as<std::uint64_t>() + i * part / 8;
    const std::uint64_t count = std::min(part, read_bytes - i * part) / 8;
    std::uint64_t sums[8] = {};
    for (std::uint64_t w = 0; w + 8 <= count; w += 8) {
      for (int lane = 0; lane < 8; ++lane) sums[lane] += words[w + lane];
    }
    sink += std::accumulate(std::begin(sums), std::end(sums), std::uint64_t{0});
  });
  return seconds() - began;
}

struct Evaluated {
  double median = 0, best = 0, stream = 0;
};

/// The engine and the stream take turns.
Evaluated evaluate(Standing& standing, int rounds) {
  Population& members = standing.population(Ower::member);
  const std::uint64_t units = standing.unit_count(), groups = members.plan().groups.size();
  const std::uint64_t read_bytes = members.record_count() * members.plan().record_bytes + units * 12;
  const std::uint64_t written_bytes = units * groups * sizeof(Line);
  Region read(read_bytes, read_bytes), written(written_bytes, written_bytes);
  std::memset(read.data(), 1, read_bytes);
  std::memset(written.data(), 1, written_bytes);
  members.evaluate_spare(standing.workers(), standing.instructions());  // touches the pages
  std::vector<double> engine, stream;
  for (int i = 0; i < rounds; ++i) {
    stream.push_back(stream_seconds(standing, read_bytes, written_bytes, read, written));
    engine.push_back(timed(1, [&] { members.evaluate_spare(standing.workers(), standing.instructions()); })[0]);
  }
  members.drop_spare();
  return {median(engine), *std::min_element(engine.begin(), engine.end()), median(stream)};
}

Figure measure_activity(Standing& standing, const Country& country, std::uint64_t count) {
  std::vector<UnitRow> branches;
  for (UnitRow unit = 0; unit < country.units().size(); ++unit) {
    if (country.members_of()[unit] >= 20) branches.push_back(unit);
  }
  std::vector<double> took;
  took.reserve(count);
  std::array<Participation, 20> who;
  std::uint64_t random = 42;
  for (std::uint64_t i = 0; i < count; ++i) {
    random = random * 6364136223846793005ull + 1442695040888963407ull;
    const UnitRow branch = branches[(random >> 20) % branches.size()];
    for (std::uint32_t place = 0; place < who.size(); ++place) {
      who[place].at = {branch, place};
      who[place].activity_class = static_cast<std::uint16_t>((random >> 60) % 3);
      who[place].minutes = 90;
    }
    const double began = seconds();
    standing.apply({today, who});
    took.push_back((seconds() - began) * 1e6);
  }
  Figure figure{"one activity, 20 attendees, all levels", std::accumulate(took.begin(), took.end(), 0.0) / static_cast<double>(count), "us", "", {}, 1, Wanted::at_most, false, {}};
  std::sort(took.begin(), took.end());
  figure.details = {{"p50 us", took[took.size() / 2]}, {"p99 us (goal 3)", took[took.size() * 99 / 100]}};
  return figure;
}

std::vector<Figure> measure_snapshot(Standing& standing, const World& world, std::shared_ptr<const Plan> plan) {
  const std::string file = world.work / "standing.snapshot";
  const double began = seconds();
  Snapshot::save(standing, file, {"bench"});
  const double saved = seconds() - began;
  const auto expected = standing.standing_of(0)->duties;
  const auto start = [&](double& checked) {
    const double at = seconds();
    auto loaded = Snapshot::load(plan, file, {});
    if (!loaded || (*loaded)->standing().standing_of(0)->duties != expected) throw std::runtime_error("the snapshot is not what was saved");
    const double answered = seconds() - at;
    if (!(*loaded)->ready()) throw std::runtime_error("the snapshot is damaged");
    checked = seconds() - at;
    return answered;
  };
  double cold_checked = 0, warm_checked = 0;
  const int descriptor = ::open(file.c_str(), O_RDONLY);
  ::posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED);
  ::close(descriptor);
  const double cold = start(cold_checked);
  std::vector<double> warm;
  for (int i = 0; i < 5; ++i) warm.push_back(start(warm_checked));
  std::filesystem::remove(file);
  return {{"start from a snapshot, cold", cold, "s", "", {}, 0.6, Wanted::at_most, false, {{"every byte checked after s", cold_checked}, {"saving s", saved}}},
          {"start from a snapshot, warm", median(warm), "s", "", {}, 0.05, Wanted::at_most, false, {{"every byte checked after s", warm_checked}}}};
}

Figure measure_allowance(std::uint64_t persons_wanted) {
  std::vector<std::uint32_t> income, first{0}, base, changed;
  std::vector<std::uint8_t> persons;
  std::uint64_t random = 777, total = 0;
  constexpr std::uint32_t counties = 2850;
  for (std::uint32_t county = 0; county < counties; ++county) {
    while (total < persons_wanted * (county + 1) / counties) {
      random = random * 6364136223846793005ull + 1442695040888963407ull;
      // One to six persons, 2.86 in the mean: 35 million households of 100 million persons.
      const auto size = static_cast<std::uint8_t>("1122223334445556"[(random >> 33) % 14] - '0');
      persons.push_back(size);
      income.push_back(static_cast<std::uint32_t>(size * (20'000 + (random >> 44) % 300'000)));
      total += size;
    }
    first.push_back(static_cast<std::uint32_t>(persons.size()));
    base.push_back(60'000 + county * 10);
    changed.push_back(base.back() / 10 * 11);
  }
  Workers workers;
  std::vector<CountyAllowance> result;
  const PackedHouseholds packed({income, persons, first});
  const auto took = timed(21, [&] { result = allowance_by_county(packed, {base, changed}, workers, best_instructions()); });
  AllowanceTotal sum;
  for (const auto& county : result) sum.fen += county.base.fen;
  return {"allowance, base and +10 %", median(took) * 1e3, "ms", "", {}, 5, Wanted::at_most, false,
          {{"households", static_cast<double>(persons.size())}, {"persons", static_cast<double>(total)}, {"best ms", *std::min_element(took.begin(), took.end()) * 1e3},
           {"base, million yuan a month", static_cast<double>(sum.fen) / 1e8}}};
}

/// The same members in DuckDB: a table of one row a member, and the sums of every branch and level.
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
        const std::uint32_t post = m.ower_class % country_posts, kind = m.ower_class / country_posts % country_member_kinds;
        fmt::format_to(std::back_inserter(buffer), "{},{},{},{},{},{},{}\n", unit, m.ower_class / country_posts / country_member_kinds, kind, post,
                       m.study_minutes, m.meetings, m.service_minutes);
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
    columns += fmt::format(",count(*) filter (where {0})::int4 n{3},count(*) filter (where {0} and {1}<{2})::int4 b{3},coalesce(sum({2}-{1}::int4) filter (where {0} and {1}<{2}),0)::int8 m{3}",
                           fmt::format("({})", duty.sql), counted, duty.amount, i);
    sums += fmt::format(",sum(n{0})::int8 n{0},sum(b{0})::int8 b{0},sum(m{0})::int8 m{0}", i);
  }
  std::ofstream(world.work / "columns.sql") << columns;
  std::ofstream(world.work / "sums.sql") << sums;
  const std::string out = run_program({"/usr/bin/env", "node", (world.source / "bench/standing_peer.mjs").string(), world.duckdb.string(), world.work.string()});
  // "seconds n0 b0 m0": the peer must have found the same.
  std::istringstream in(out);
  double took = 0;
  std::uint64_t owing = 0, behind = 0, missing = 0;
  in >> took >> owing >> behind >> missing;
  if (owing != expected[0].owing || behind != expected[0].behind || missing != expected[0].missing)
    throw std::runtime_error("DuckDB finds other figures: " + out);
  return took;
}

}  // namespace

std::vector<Figure> measure_standing(const World& world) {
  const int rounds = world.quick ? 15 : 21;
  const Country country({world.sized(members_at_full_size), world.sized(branches_at_full_size), 20'260'101});
  const auto members = static_cast<double>(country.member_count());
  std::vector<Figure> figures;

  const auto sixteen = build(country, plan_of(16));
  const Evaluated with_sixteen = evaluate(*sixteen, rounds);
  const std::vector<Figures> expected_prefix = sixteen->standing_of(0)->duties;
  const auto ten_plan = plan_of(10);
  auto ten = build(country, ten_plan);
  const Evaluated with_ten = evaluate(*ten, rounds);
  const double hot = static_cast<double>(ten->population(Ower::member).record_count() * ten->population(Ower::member).plan().record_bytes);
  const double size = world.quick ? 0.1 : 1;
  figures.push_back({"10 duties, every unit's figures", with_ten.median, "s", "", {}, 0.05 * size, Wanted::at_most, false,
                     {{"best s", with_ten.best}, {"members", members}, {"units", static_cast<double>(country.units().size())}}});
  figures.push_back({"10 duties against streaming", with_ten.median, "s", "reading and writing the same bytes, as many threads", with_ten.stream, 2.5, Wanted::at_most, true, {}});
  figures.push_back({"16 duties against 10", with_sixteen.median, "s", "the 10 duties", with_ten.median, 1.2, Wanted::at_most, true, {{"best s", with_sixteen.best}}});
  figures.push_back({"hot records", hot / members, "B/member", "", {}, 10, Wanted::at_most, false, {{"resident of two countries, GB", resident_gb("VmRSS")}}});
  figures.push_back(measure_activity(*ten, country, world.sized(2'000'000)));
  const auto trial = timed(5, [&] { const Trial one(*ten, plan_of(10, 960), Ower::member); });
  figures.push_back({"trial of a changed quota, by unit", median(trial), "s", "", {}, 0.2 * size, Wanted::at_most, false, {{"best s", *std::min_element(trial.begin(), trial.end())}}});
  for (Figure& figure : measure_snapshot(*ten, world, ten_plan)) figures.push_back(std::move(figure));
  figures.push_back(measure_allowance(world.sized(persons_at_full_size)));
  if (const auto peer = duckdb_seconds(world, country, expected_prefix))
    figures.push_back({"evaluation, times as fast as DuckDB", *peer / with_ten.median, "times", "", {}, 400, Wanted::at_least, false, {{"DuckDB s", *peer}}});
  return figures;
}

}  // namespace massline::bench
