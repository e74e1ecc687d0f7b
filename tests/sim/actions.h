// What people, and the program by itself, do in a simulation: every command, asked for rightly and wrongly.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "registry/actor.h"
#include "sim/world.h"

namespace massline::sim {

/// Does one thing and says what, and what came of it: "take-step decide: done". Throws db::Error where the store fails.
struct Action {
  std::string_view name;
  int weight = 1;
  std::string (*act)(World&) = nullptr;
  bool by_the_program = false;  // a job, which decides nothing about a matter
};

/// All of them.
const std::vector<Action>& actions();

/// Those of each folder.
std::vector<Action> matter_actions();
std::vector<Action> person_actions();
std::vector<Action> registry_actions();
std::vector<Action> activity_actions();
std::vector<Action> time_actions();

/// Mostly whoever runs the program; else anybody, who may or may not.
inline registry::Actor any_actor(World& world) {
  return world.chance(75) ? registry::Actor::server() : registry::Actor::of(world.any_viewer());
}

/// "done", or the key of the refusal.
template <class T>
std::string outcome(const Result<T>& result) {
  return result ? "done" : std::string(result.error().message->key);
}

/// An input for every ask that needs one, and for some that don't; now and then a wrong one.
JsonObject inputs_for(World& world, const std::vector<rulebook::Ask>& asks);

}  // namespace massline::sim
