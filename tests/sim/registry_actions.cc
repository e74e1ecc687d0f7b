// Changes of the tree, of people and their posts: by whoever may, and by others.
#include <algorithm>

#include "registry/people.h"
#include "registry/unit_commands.h"
#include "sim/actions.h"

namespace massline::sim {

namespace {

using registry::Actor;

registry::Unit unit_of(World& world, UnitId id) {
  return world.ctx().store.read([&](db::Reader& in) { return *registry::find_unit(in, id); });
}

Date now_or_soon(World& world) {
  const Date today = world.ctx().today();
  return world.chance(60) ? today : today + std::chrono::days{1 + world.random().below(20)};
}

template <class Command>
auto run_command(World& world, Command&& command) {
  return world.ctx().store.command([&](db::Transaction& tx) { return command(world.ctx(), tx); });
}

std::string begin_post(World& world) {
  const registry::Unit unit = unit_of(world, world.any(world.units));
  std::vector<std::string> kinds;
  for (const rulebook::PostKind& kind : world.ctx().rulebook.posts)
    if (std::find(kind.in.begin(), kind.in.end(), unit.kind) != kind.in.end()) kinds.push_back(kind.id);
  if (kinds.empty() || world.chance(3)) kinds.assign(1, world.any(world.ctx().rulebook.posts).id);
  const Date from = now_or_soon(world);
  registry::BeginPost post{world.any(world.people), unit.id, world.any(kinds), from, {}};
  if (world.chance(40)) post.to = from + std::chrono::days{world.random().below(90)};
  const Actor actor = any_actor(world);
  return "begin-post " + post.kind + ": " + outcome(run_command(world, [&](Context& ctx, db::Transaction& tx) {
           return registry::begin_post(ctx, tx, actor, post);
         }));
}

std::string end_post(World& world) {
  const PersonId person = world.any(world.people);
  const auto posts = world.ctx().store.read([&](db::Reader& in) { return registry::posts_of_person(in, person); });
  if (posts.empty()) return "end-post: nothing there";
  const registry::EndPost change{world.any(posts).id, now_or_soon(world)};
  const Actor actor = any_actor(world);
  return "end-post: " + outcome(run_command(world, [&](Context& ctx, db::Transaction& tx) {
           return registry::end_post(ctx, tx, actor, change);
         }));
}

std::string new_person(World& world) {
  const registry::NewPerson person{world.any(world.units), "Person " + std::to_string(world.people.size())};
  const Actor actor = any_actor(world);
  const auto made = run_command(
      world, [&](Context& ctx, db::Transaction& tx) { return registry::create_person(ctx, tx, actor, person); });
  if (made) world.people.push_back(made->id);
  return "new-person: " + outcome(made);
}

std::string change_membership(World& world) {
  const PersonId person = world.any(world.people);
  const Actor actor = any_actor(world);
  const auto all = world.ctx().store.read([&](db::Reader& in) { return registry::memberships_of_person(in, person); });
  if (!all.empty() && world.chance(50)) {
    const registry::EndMembership change{world.any(all).id, now_or_soon(world)};
    return "end-membership: " + outcome(run_command(world, [&](Context& ctx, db::Transaction& tx) {
             return registry::end_membership(ctx, tx, actor, change);
           }));
  }
  const registry::BeginMembership begin{person, world.any(world.units), world.any(world.ctx().rulebook.memberships).id,
                                        now_or_soon(world)};
  return "begin-membership: " + outcome(run_command(world, [&](Context& ctx, db::Transaction& tx) {
           return registry::begin_membership(ctx, tx, actor, begin);
         }));
}

std::string new_unit(World& world) {
  const registry::Unit parent = unit_of(world, world.any(world.units));
  std::vector<std::string> kinds;
  for (const rulebook::UnitKind& kind : world.ctx().rulebook.unit_kinds)
    if (std::find(kind.under.begin(), kind.under.end(), parent.kind) != kind.under.end()) kinds.push_back(kind.id);
  if (kinds.empty()) return "new-unit: nothing fits";
  registry::NewUnit unit;
  unit.parent = parent.id;
  unit.kind = world.any(kinds);
  unit.code = unit.kind + "-" + std::to_string(world.units.size());
  unit.name = unit.code;
  const Actor actor = any_actor(world);
  const auto made = run_command(
      world, [&](Context& ctx, db::Transaction& tx) { return registry::create_unit(ctx, tx, actor, unit); });
  if (made) world.units.push_back(made->id);
  return "new-unit: " + outcome(made);
}

/// Another unit that a change may name: of the same kind where one can be found.
UnitId other_like(World& world, const registry::Unit& unit) {
  UnitId other = world.any(world.units);
  for (int attempt = 0; attempt < 20; ++attempt, other = world.any(world.units)) {
    const registry::Unit candidate = unit_of(world, other);
    if (candidate.id != unit.id && candidate.kind == unit.kind && candidate.in_force(world.ctx().today())) break;
  }
  return other;
}

/// A unit under which this one may hang.
UnitId parent_for(World& world, const registry::Unit& unit) {
  const rulebook::UnitKind* kind = world.ctx().rulebook.unit_kind(unit.kind);
  UnitId parent = world.any(world.units);
  for (int attempt = 0; attempt < 20; ++attempt, parent = world.any(world.units)) {
    const registry::Unit candidate = unit_of(world, parent);
    const bool fits = std::find(kind->under.begin(), kind->under.end(), candidate.kind) != kind->under.end();
    if (fits && candidate.region == unit.region && candidate.id != unit.parent) break;
  }
  return parent;
}

std::string move_unit(World& world) {
  const registry::Unit unit = unit_of(world, world.any(world.units));
  const registry::MoveUnit change{unit.id, unit.version, parent_for(world, unit), now_or_soon(world)};
  const Actor actor = any_actor(world);
  return "move-unit " + unit.kind + ": " + outcome(run_command(world, [&](Context& ctx, db::Transaction& tx) {
           return registry::move_unit(ctx, tx, actor, change);
         }));
}

std::string merge_units(World& world) {
  const registry::Unit unit = unit_of(world, world.any(world.units));
  const registry::MergeUnits change{unit.id, unit.version, other_like(world, unit), now_or_soon(world)};
  const Actor actor = any_actor(world);
  return "merge-units " + unit.kind + ": " + outcome(run_command(world, [&](Context& ctx, db::Transaction& tx) {
           return registry::merge_units(ctx, tx, actor, change);
         }));
}

std::string close_unit(World& world) {
  const registry::Unit unit = unit_of(world, world.any(world.units));
  const registry::CloseUnit change{unit.id, unit.version, now_or_soon(world)};
  const Actor actor = any_actor(world);
  return "close-unit " + unit.kind + ": " + outcome(run_command(world, [&](Context& ctx, db::Transaction& tx) {
           return registry::close_unit(ctx, tx, actor, change);
         }));
}

std::string rename(World& world) {
  const Actor actor = any_actor(world);
  const registry::Unit unit = unit_of(world, world.any(world.units));
  const registry::RenameUnit change{unit.id, unit.version, unit.code + " anew", "Anew"};
  return "rename-unit: " + outcome(run_command(world, [&](Context& ctx, db::Transaction& tx) {
           return registry::rename_unit(ctx, tx, actor, change);
         }));
}

}  // namespace

std::vector<Action> registry_actions() {
  return {{"begin-post", 5, begin_post},        {"end-post", 3, end_post},     {"new-person", 1, new_person},
          {"membership", 2, change_membership}, {"new-unit", 1, new_unit},     {"move-unit", 2, move_unit},
          {"merge-units", 1, merge_units},      {"close-unit", 1, close_unit}, {"rename-unit", 1, rename}};
}

}  // namespace massline::sim
