// The standing of a whole country: evaluation, one activity, trial, snapshot, allowance. See bench/README.md.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <numeric>
#include <stdexcept>

#include "bench/standing_country.h"
#include "standing/allowance.h"
#include "standing/snapshot.h"
#include "standing/trial.h"

namespace massline::bench {
namespace {

using namespace massline::standing;

/// Rounds of a piece of work. The processors' time tells what it would take on a machine that does nothing else.
struct Rounds {
  std::vector<double> clock, processor;

  template <class Work>
  void run(const Work& work) {
    const Moment began = now();
    work();
    const Moment ended = now();
    clock.push_back(ended.clock - began.clock);
    processor.push_back(ended.processor - began.processor);
  }
  double best() const { return *std::min_element(clock.begin(), clock.end()); }
};

struct Beside {
  Rounds engine, stream;
};

/// The engine and the stream of the same bytes take turns.
template <class Work>
Beside in_turns(int rounds, Workers& workers, Stream& stream, const Work& work) {
  Beside out;
  for (int i = 0; i < rounds; ++i) {
    out.stream.run([&] { stream.run(workers); });
    out.engine.run(work);
  }
  return out;
}

/// Details of every figure that has two threads beside a stream.
std::vector<std::pair<std::string, double>> details_of(const Beside& measured, unsigned threads, double scale,
                                                       const std::string& unit) {
  return {{"best, " + unit, measured.engine.best() * scale},
          {"processor time a thread, " + unit, median(measured.engine.processor) / threads * scale},
          {"the peer's processor time a thread, " + unit, median(measured.stream.processor) / threads * scale}};
}

Beside evaluate(Standing& standing, int rounds) {
  Population& members = standing.population(Ower::member);
  const std::uint64_t units = standing.unit_count(), groups = members.plan().groups.size();
  Stream stream(members.record_count() * members.plan().record_bytes + units * (sizeof(Range) + sizeof(std::uint32_t)),
                units * groups * sizeof(Line));
  members.evaluate_spare(standing.workers(), standing.instructions());  // touches the pages
  const Beside measured = in_turns(rounds, standing.workers(), stream,
                                   [&] { members.evaluate_spare(standing.workers(), standing.instructions()); });
  members.drop_spare();
  return measured;
}

/// Activities of 20 attendees, each in a branch drawn at random.
class Activities {
 public:
  explicit Activities(const Country& country) {
    for (UnitRow unit = 0; unit < country.units().size(); ++unit) {
      if (country.members_of()[unit] >= who_.size()) branches_.push_back(unit);
    }
  }
  Activity next() {
    random_ = random_ * 6364136223846793005ull + 1442695040888963407ull;
    const UnitRow branch = branches_[(random_ >> 20) % branches_.size()];
    for (std::uint32_t place = 0; place < who_.size(); ++place) {
      who_[place].at = {branch, place};
      who_[place].activity_class = static_cast<std::uint16_t>((random_ >> 60) % 3);
      who_[place].minutes = 90;
    }
    return {bench_day(), who_};
  }

 private:
  std::vector<UnitRow> branches_;
  std::array<Participation, 20> who_;
  std::uint64_t random_ = 42;
};

std::vector<Figure> measure_activity(Standing& standing, const Country& country, std::uint64_t count) {
  Activities activities(country);
  std::vector<double> took;
  took.reserve(count);
  const auto apply_all = [&](bool applies) {
    took.clear();
    const double began = now().processor;
    for (std::uint64_t i = 0; i < count; ++i) {
      const Activity activity = activities.next();
      const auto before = std::chrono::steady_clock::now();
      if (applies) standing.apply(activity);
      took.push_back(std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - before).count());
    }
    return now().processor - began;
  };
  // The same without applying: what it takes to make them and to look at the clock.
  const double without = apply_all(false);
  const double with = apply_all(true);
  const double mean = std::accumulate(took.begin(), took.end(), 0.0) / static_cast<double>(count);
  std::sort(took.begin(), took.end());
  const auto incremental = standing.standing_of(0)->duties;
  standing.evaluate();
  if (standing.standing_of(0)->duties != incremental)
    throw std::runtime_error("the activities add up to something else");
  return {{"one activity, 20 attendees, all levels",
           mean,
           "us",
           "",
           {},
           1,
           Wanted::at_most,
           false,
           {{"p50, us", took[took.size() / 2]},
            {"processor time, us", (with - without) / static_cast<double>(count) * 1e6}}},
          {"one activity, 99th percentile", took[took.size() * 99 / 100], "us", "", {}, 3, Wanted::at_most, false, {}}};
}

Figure measure_trial(Standing& standing, double size) {
  const Population& members = standing.population(Ower::member);
  const auto draft = plan_of(10, 960);
  Stream stream(members.record_count() * members.plan().record_bytes, 0);
  const Beside measured =
      in_turns(7, standing.workers(), stream, [&] { const Trial one(standing, draft, Ower::member); });
  return {"trial of a changed quota, by unit",
          median(measured.engine.clock),
          "s",
          "reading the records, as many threads",
          median(measured.stream.clock),
          0.2 * size,
          Wanted::at_most,
          false,
          details_of(measured, standing.workers().threads(), 1, "s")};
}

std::vector<Figure> measure_snapshot(Standing& standing, const World& world, std::shared_ptr<const Plan> plan) {
  const std::string file = world.work / "standing.snapshot";
  Rounds saving;
  saving.run([&] { Snapshot::save(standing, file, {"bench"}); });
  const auto expected = standing.standing_of(0)->duties;
  Rounds answered, checked;
  const auto start = [&] {
    std::unique_ptr<LoadedStanding> loaded;
    checked.run([&] {
      answered.run([&] {
        auto opened = Snapshot::load(plan, file, {});
        if (!opened || (*opened)->standing().standing_of(0)->duties != expected)
          throw std::runtime_error("the snapshot is not what was saved");
        loaded = std::move(*opened);
      });
      if (!loaded->ready()) throw std::runtime_error("the snapshot is damaged");
    });
  };
  const int descriptor = ::open(file.c_str(), O_RDONLY);
  ::posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED);
  ::close(descriptor);
  start();
  const Rounds cold = answered, cold_checked = checked;
  answered = checked = {};
  for (int i = 0; i < 5; ++i) start();
  std::filesystem::remove(file);
  return {{"start from a snapshot, cold",
           cold.clock[0],
           "s",
           "",
           {},
           0.6,
           Wanted::at_most,
           false,
           {{"every byte checked after, s", cold_checked.clock[0]}, {"saving, s", saving.clock[0]}}},
          {"start from a snapshot, warm",
           median(answered.clock),
           "s",
           "",
           {},
           0.05,
           Wanted::at_most,
           false,
           {{"best, s", answered.best()},
            {"processor time, all threads, s", median(answered.processor)},
            {"every byte checked after, s", median(checked.clock)}}}};
}

Figure measure_allowance(std::uint64_t persons_wanted, double size) {
  std::vector<std::uint32_t> income, first{0}, base, changed;
  std::vector<std::uint8_t> persons;
  std::uint64_t random = 777, total = 0;
  constexpr std::uint32_t counties = 2850;
  for (std::uint32_t county = 0; county < counties; ++county) {
    while (total < persons_wanted * (county + 1) / counties) {
      random = random * 6364136223846793005ull + 1442695040888963407ull;
      // One to six persons, 2.86 in the mean: 35 million households of 100 million persons.
      const auto heads = static_cast<std::uint8_t>("1122223334445556"[(random >> 33) % 14] - '0');
      persons.push_back(heads);
      income.push_back(static_cast<std::uint32_t>(heads * (20'000 + (random >> 44) % 300'000)));
      total += heads;
    }
    first.push_back(static_cast<std::uint32_t>(persons.size()));
    base.push_back(60'000 + county * 10);
    changed.push_back(base.back() / 10 * 11);
  }
  Workers workers;
  const PackedHouseholds packed({income, persons, first});
  Stream stream(packed.bytes(), 0);
  std::vector<CountyAllowance> result;
  const Beside measured = in_turns(21, workers, stream, [&] {
    result = allowance_by_county(packed, {base, changed}, workers, best_instructions());
  });
  AllowanceTotal sum;
  for (const auto& county : result) sum.fen += county.base.fen;
  Figure figure{"allowance, base and +10 %",
                median(measured.engine.clock) * 1e3,
                "ms",
                "reading the same bytes, as many threads",
                median(measured.stream.clock) * 1e3,
                5 * size,
                Wanted::at_most,
                false,
                details_of(measured, workers.threads(), 1e3, "ms")};
  figure.details.emplace_back("households", static_cast<double>(persons.size()));
  figure.details.emplace_back("bytes a household",
                              static_cast<double>(packed.bytes()) / static_cast<double>(persons.size()));
  figure.details.emplace_back("base, million yuan a month", static_cast<double>(sum.fen) / 1e8);
  return figure;
}

}  // namespace

std::vector<Figure> measure_standing(const World& world) {
  const CountryOptions options{world.sized(members_at_full_size), world.sized(branches_at_full_size), 20'260'101};
  // Before anything else is in memory.
  const Resident resident = resident_alone(options);
  const int rounds = world.quick ? 15 : 21;
  const double size = world.quick ? 0.1 : 1;
  const Country country(options);
  const auto members = static_cast<double>(country.member_count());
  std::vector<Figure> figures;

  auto sixteen = build(country, plan_of(16));
  const Beside with_sixteen = evaluate(*sixteen, rounds);
  const std::vector<Figures> expected_prefix = sixteen->standing_of(0)->duties;
  sixteen.reset();
  const auto ten_plan = plan_of(10);
  auto ten = build(country, ten_plan);
  const Beside with_ten = evaluate(*ten, rounds);
  const unsigned threads = ten->workers().threads();
  const double hot = static_cast<double>(ten->population(Ower::member).record_count() *
                                         ten->population(Ower::member).plan().record_bytes);
  const double took = median(with_ten.engine.clock);
  figures.push_back({"10 duties, every unit's figures",
                     took,
                     "s",
                     "",
                     {},
                     0.05 * size,
                     Wanted::at_most,
                     false,
                     details_of(with_ten, threads, 1, "s")});
  figures.back().details.emplace_back("members", members);
  figures.back().details.emplace_back("units", static_cast<double>(country.units().size()));
  figures.push_back(
      {"10 duties against streaming",
       took,
       "s",
       "reading and writing the same bytes, as many threads",
       median(with_ten.stream.clock),
       2.5,
       Wanted::at_most,
       true,
       {{"ratio of processor times", median(with_ten.engine.processor) / median(with_ten.stream.processor)}}});
  figures.push_back(
      {"16 duties against 10",
       median(with_sixteen.engine.clock),
       "s",
       "the 10 duties",
       took,
       1.2,
       Wanted::at_most,
       true,
       {{"ratio of processor times", median(with_sixteen.engine.processor) / median(with_ten.engine.processor)}}});
  figures.push_back({"hot records", hot / members, "B/member", "", {}, 10, Wanted::at_most, false, {}});
  figures.push_back({"resident memory, results included",
                     resident.gb,
                     "GB",
                     "",
                     {},
                     2,
                     Wanted::at_most,
                     false,
                     {{"while everything is worked out anew, GB", resident.most_gb},
                      {"bytes a member", resident.gb * 1e9 / members}}});
  for (Figure& figure : measure_activity(*ten, country, world.sized(2'000'000))) figures.push_back(std::move(figure));
  figures.push_back(measure_trial(*ten, size));
  for (Figure& figure : measure_snapshot(*ten, world, ten_plan)) figures.push_back(std::move(figure));
  figures.push_back(measure_allowance(world.sized(persons_at_full_size), size));
  if (const auto peer = duckdb_seconds(world, country, expected_prefix))
    figures.push_back({"evaluation, times as fast as DuckDB",
                       *peer / took,
                       "times",
                       "",
                       {},
                       400,
                       Wanted::at_least,
                       false,
                       {{"DuckDB, s", *peer}}});
  return figures;
}

}  // namespace massline::bench
