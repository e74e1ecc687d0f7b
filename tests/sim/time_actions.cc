// Time goes by, the program's own jobs run, and the program is started anew.
#include "cli/timed_jobs.h"
#include "sim/actions.h"

namespace massline::sim {

namespace {

std::string wait(World& world) {
  const std::uint64_t days = (world.chance(10) ? 60 : 6) * world.pace();
  const std::int64_t hours = static_cast<std::int64_t>(world.random().below(24 * days));
  world.clock().advance(std::chrono::hours(hours));
  return "wait " + std::to_string(hours) + " hours";
}

std::string run_jobs(World& world) {
  cli::run_timed_jobs(world.ctx());
  world.jobs_ran_on = world.ctx().today();
  return "jobs";
}

std::string restart(World& world) {
  world.restart();
  cli::run_jobs_at_start(world.ctx());
  return "restart";
}

}  // namespace

std::vector<Action> time_actions() {
  return {{"wait", 6, wait, true}, {"jobs", 6, run_jobs, true}, {"restart", 1, restart, true}};
}

const std::vector<Action>& actions() {
  static const std::vector<Action> all = [] {
    std::vector<Action> out;
    for (const auto& part :
         {matter_actions(), person_actions(), registry_actions(), activity_actions(), time_actions()})
      out.insert(out.end(), part.begin(), part.end());
    return out;
  }();
  return all;
}

}  // namespace massline::sim
