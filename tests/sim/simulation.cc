#include "sim/simulation.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <deque>

#include "base/crypto.h"
#include "sim/actions.h"
#include "sim/checks.h"
#include "sim/invariant.h"

namespace massline::sim {

namespace {

constexpr std::size_t steps_remembered = 25;

std::atomic<std::uint64_t> running_seed{0}, running_step{0};

const Action& any_action(World& world) {
  std::uint64_t sum = 0;
  for (const Action& action : actions()) sum += static_cast<std::uint64_t>(action.weight);
  std::uint64_t at = world.random().below(sum);
  for (const Action& action : actions()) {
    if (at < static_cast<std::uint64_t>(action.weight)) return action;
    at -= static_cast<std::uint64_t>(action.weight);
  }
  return actions().back();
}

/// A fault for one step in thirty.
void arm_a_fault(World& world) {
  if (!world.chance(3)) return;
  const auto fault = static_cast<Fault>(1 + world.random().below(static_cast<std::uint64_t>(last_fault)));
  world.faults().arm({fault, static_cast<int>(world.random().below(12))});
}

class Run {
 public:
  explicit Run(const Options& options) : options_(options), world_(options.rulebook, options.seed), checks_(world_) {
    running_seed = options.seed;
  }

  Report go() {
    try {
      if (options_.only.empty())
        for (std::uint64_t step = 1; step <= options_.steps; ++step) take(step);
      else
        for (const std::uint64_t step : options_.only) take(step);
      checks_.sweep(jobs_have_run_);
    } catch (const Broken& broken) {
      report_.failure = Failure{broken.invariant(), broken.what(), running_step};
    } catch (const std::exception& error) {
      report_.failure = Failure{"fault", error.what(), running_step};
    }
    report_.last.assign(last_.begin(), last_.end());
    report_.trace = to_hex(trace_.finish()).substr(0, 16);
    return std::move(report_);
  }

 private:
  void take(std::uint64_t step) {
    running_step = step;
    world_.begin_step(step);
    world_.clock().advance(std::chrono::seconds(1 + world_.random().below(600)));
    const Action& action = any_action(world_);
    checks_.before_step(action.by_the_program);
    arm_a_fault(world_);
    act(step, action);
    ++report_.steps;
    jobs_have_run_ = action.name == "jobs" ? !failed_ : jobs_have_run_ && action.name != "wait";
    checks_.after_step(action.by_the_program);
    const bool is_last = step == options_.steps;  // a sweep of its own follows
    if (step % static_cast<std::uint64_t>(options_.sweep_every) == 0 && !is_last) checks_.sweep(false);
    if (action.name == "jobs" && world_.chance(10)) checks_.sweep(!failed_);
    if (options_.on_progress) options_.on_progress(report_.steps);
  }

  void act(std::uint64_t step, const Action& action) {
    const Fault armed = world_.faults().plan().fault;
    std::string what;
    failed_ = false;
    try {
      what = action.act(world_);
    } catch (const db::Error& error) {
      if (world_.faults().fired() == 0) throw;
      what = std::string(action.name) + ": the store failed";
      failed_ = true;
    }
    failed_ = failed_ || world_.faults().fired() > 0;
    world_.faults().disarm();
    if (armed != Fault::none) what += " (fault " + std::string(fault_name(armed)) + ")";
    ++report_.outcomes[what.substr(0, what.find(" (fault"))];
    trace_.add(what);
    last_.push_back(std::to_string(step) + " " + to_string(world_.clock().now()) + " " + what);
    if (last_.size() > steps_remembered) last_.pop_front();
    if (!world_.is_open() || (failed_ && world_.chance(20))) world_.restart();
  }

  const Options& options_;
  World world_;
  Checks checks_;
  Report report_;
  std::deque<std::string> last_;
  Digester trace_;
  bool jobs_have_run_ = false;
  bool failed_ = false;
};

}  // namespace

Report simulate(const Options& options) {
  Report report;
  try {
    report = Run(options).go();
  } catch (const std::exception& error) {
    report.failure = Failure{"fault", error.what(), 0};
  }
  return report;
}

std::vector<std::uint64_t> shrink(const Options& options, const Failure& failure, int runs) {
  std::vector<std::uint64_t> steps = options.only;
  if (steps.empty())
    for (std::uint64_t step = 1; step <= failure.step; ++step) steps.push_back(step);
  for (std::size_t part = std::max<std::size_t>(1, steps.size() / 2); part >= 1 && runs > 0; part /= 2) {
    for (std::size_t from = 0; from < steps.size() && runs > 0;) {
      Options fewer = options;
      fewer.on_progress = {};
      fewer.only = steps;
      const std::size_t to = std::min(from + part, steps.size());
      fewer.only.erase(fewer.only.begin() + static_cast<std::ptrdiff_t>(from),
                       fewer.only.begin() + static_cast<std::ptrdiff_t>(to));
      --runs;
      const Report report = fewer.only.empty() ? Report{} : simulate(fewer);
      if (report.failure && report.failure->invariant == failure.invariant)
        steps = std::move(fewer.only);
      else
        from = to;
    }
  }
  return steps;
}

void print_where_it_stands() {
  std::fprintf(stderr, "The simulation with seed %llu was at step %llu.\n",
               static_cast<unsigned long long>(running_seed.load()),
               static_cast<unsigned long long>(running_step.load()));
}

}  // namespace massline::sim
