// A simulation: random commands by random people on a random organisation, with a clock moved by hand, a store that
// fails and restarts in between; after each step the promises of the program are checked. One seed gives one run.
//
//   const Report report = simulate({.rulebook = "cpc", .seed = 7, .steps = 1000});
//   if (report.failure) fmt::print("{}\n", report.failure->text);
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace massline::sim {

struct Options {
  std::string rulebook = "cpc";
  std::uint64_t seed = 1;
  std::uint64_t steps = 300;
  std::vector<std::uint64_t> only{};  // if given, these steps alone, and the checks of each
  int sweep_every = 100;
  std::function<void(std::uint64_t done)> on_progress{};
};

struct Failure {
  std::string invariant;  // the promise that does not hold; "fault" where a command failed for no reason
  std::string what;
  std::uint64_t step = 0;
};

struct Report {
  std::optional<Failure> failure;
  std::uint64_t steps = 0;
  std::map<std::string, std::uint64_t> outcomes;  // how often each command came to what
  std::vector<std::string> last;                  // the last steps, oldest first
  std::string trace;                              // a digest of all steps and outcomes: the same seed gives the same
};

Report simulate(const Options& options);

/// Leaves out steps that the failure does not need, as far as `runs` attempts go. Gives the steps that remain.
std::vector<std::uint64_t> shrink(const Options& options, const Failure& failure, int runs);

/// The seed and step of the simulation that runs, for a handler of signals: a check() that fails ends the program.
void print_where_it_stands();

}  // namespace massline::sim
