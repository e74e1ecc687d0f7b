// The simulation as a program: for the tests, for script/soak, and to replay what they found.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <csignal>
#include <cstdio>

#include "sim/simulation.h"

namespace {

using namespace massline::sim;

struct Given {
  Options options;
  std::uint64_t seeds = 1;
  bool progress = false, outcomes = false;
  int shrink_runs = 60;
  std::string finds;
  std::string commit = MASSLINE_COMMIT;
};

std::string replay_of(const Given& given, const Options& options, const std::vector<std::uint64_t>& only) {
  std::string out =
      fmt::format("simulate --rulebook {} --seed {} --steps {}", options.rulebook, options.seed, options.steps);
  if (!only.empty()) out += fmt::format(" --only {}", fmt::join(only, ","));
  return out + "   # at commit " + given.commit;
}

void print_failure(const Given& given, const Options& options, const Report& report) {
  const Failure& failure = *report.failure;
  fmt::print("\nA promise does not hold at step {}.\n  {}\nThe last steps:\n", failure.step, failure.what);
  for (const std::string& line : report.last) fmt::print("  {}\n", line);
  fmt::print("Replay: {}\n", replay_of(given, options, options.only));
  std::fflush(stdout);
  if (given.shrink_runs == 0) return;
  const auto steps = shrink(options, failure, given.shrink_runs);
  fmt::print("{} of its {} steps are enough: {}\n", steps.size(), failure.step, replay_of(given, options, steps));
}

enum class Found { nothing, what_was_to_be_found, another };

Found run_seed(const Given& given, std::uint64_t seed) {
  Options options = given.options;
  options.seed = seed;
  const auto start = std::chrono::steady_clock::now();
  if (given.progress)
    options.on_progress = [&](std::uint64_t done) {
      if (done % 500 != 0) return;
      const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
      fmt::print("\r{} seed {}: {} of {} steps, {:.0f} a second   ", options.rulebook, seed, done, options.steps,
                 static_cast<double>(done) / took.count());
      std::fflush(stdout);
    };
  const Report report = simulate(options);
  if (given.progress) fmt::print("\r");
  if (report.failure) {
    print_failure(given, options, report);
    return report.failure->invariant == given.finds ? Found::what_was_to_be_found : Found::another;
  }
  fmt::print("{} seed {}: {} steps, all promises hold (trace {})\n", options.rulebook, seed, report.steps,
             report.trace);
  if (given.outcomes)
    for (const auto& [what, count] : report.outcomes) fmt::print("  {:>6}  {}\n", count, what);
  std::fflush(stdout);
  return Found::nothing;
}

/// True if all holds; where a promise is to be found broken, if a seed found it.
bool run(const Given& given) {
  bool all_holds = true;
  for (std::uint64_t i = 0; i < given.seeds; ++i) {
    const Found found = run_seed(given, given.options.seed + i);
    if (!given.finds.empty() && found != Found::nothing) return found == Found::what_was_to_be_found;
    all_holds = all_holds && found == Found::nothing;
  }
  return all_holds && given.finds.empty();
}

}  // namespace

int main(int argc, char** argv) {
  Given given;
  CLI::App app{"Runs random commands on a random organisation and checks the program's promises after each"};
  app.add_option("--rulebook", given.options.rulebook, "A folder of rulebooks/: cpc, housing-coop")
      ->capture_default_str();
  app.add_option("--seed", given.options.seed, "The first seed")->capture_default_str();
  app.add_option("--seeds", given.seeds, "How many seeds, one after the other")->capture_default_str();
  app.add_option("--steps", given.options.steps, "Steps of each seed")->capture_default_str();
  app.add_option("--only", given.options.only, "These steps alone")->delimiter(',');
  app.add_option("--shrink", given.shrink_runs, "Attempts to leave steps of a failure out")->capture_default_str();
  app.add_option("--finds", given.finds, "This promise is to be found broken, by a fault that was planted");
  app.add_flag("--progress", given.progress, "Tell how far it is");
  app.add_flag("--outcomes", given.outcomes, "List what came of the commands");
  CLI11_PARSE(app, argc, argv);
  spdlog::set_level(spdlog::level::off);  // jobs tell of the faults that they meet
  std::signal(SIGABRT, [](int) { print_where_it_stands(); });
  return run(given) ? 0 : 1;
}
