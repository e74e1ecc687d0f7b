#include "sim/organisation.h"

#include <algorithm>
#include <stdexcept>

#include "registry/people.h"
#include "registry/unit_commands.h"

namespace massline::sim {

namespace {

using registry::Actor;

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error("the organisation can't be made: " + result.error().text(Language::en));
  return std::move(*result);
}

struct Made {
  UnitId id;
  std::string kind;
};

UnitId make_unit(World& world, db::Transaction& tx, UnitId parent, const std::string& kind, std::size_t number) {
  registry::NewUnit unit;
  unit.parent = parent;
  unit.kind = kind;
  unit.code = kind + "-" + std::to_string(number);
  unit.name = unit.code;
  const auto made = must(registry::create_unit(world.ctx(), tx, Actor::server(), unit));
  world.units.push_back(made.id);
  return made.id;
}

/// The kind that has the fewest units so far, among those that may hang somewhere; ties by chance.
const rulebook::UnitKind* next_kind(World& world, const std::vector<Made>& made) {
  const rulebook::UnitKind* best = nullptr;
  std::int64_t fewest = 0;
  for (const rulebook::UnitKind& kind : world.ctx().rulebook.unit_kinds) {
    const bool fits = std::any_of(made.begin(), made.end(), [&](const Made& one) {
      return std::find(kind.under.begin(), kind.under.end(), one.kind) != kind.under.end();
    });
    const auto count = std::count_if(made.begin(), made.end(), [&](const Made& one) { return one.kind == kind.id; });
    if (!fits || (best != nullptr && (count > fewest || (count == fewest && world.chance(50))))) continue;
    best = &kind;
    fewest = count;
  }
  return best;
}

void fill_posts(World& world, db::Transaction& tx, const Made& unit) {
  for (const rulebook::PostKind& post : world.ctx().rulebook.posts) {
    if (std::find(post.in.begin(), post.in.end(), unit.kind) == post.in.end() || !world.chance(70)) continue;
    // One in seven posts goes to somebody who has another already.
    PersonId person = !world.people.empty() && world.chance(14) ? world.any(world.people) : PersonId{};
    if (!person) {
      const registry::NewPerson somebody{unit.id, "Person " + std::to_string(world.people.size())};
      person = must(registry::create_person(world.ctx(), tx, Actor::server(), somebody)).id;
      world.people.push_back(person);
    }
    must(registry::begin_post(world.ctx(), tx, Actor::server(), {person, unit.id, post.id, {}, {}}));
  }
}

void make_all(World& world, db::Transaction& tx, int units) {
  std::vector<Made> made;
  for (const rulebook::UnitKind& kind : world.ctx().rulebook.unit_kinds)
    if (kind.under.empty() && made.empty()) made.push_back({make_unit(world, tx, {}, kind.id, 0), kind.id});
  while (std::ssize(made) < units) {
    const rulebook::UnitKind* kind = next_kind(world, made);
    std::vector<UnitId> parents;
    for (const Made& one : made)
      if (std::find(kind->under.begin(), kind->under.end(), one.kind) != kind->under.end()) parents.push_back(one.id);
    made.push_back({make_unit(world, tx, world.any(parents), kind->id, made.size()), kind->id});
  }
  for (const Made& unit : made) fill_posts(world, tx, unit);
  for (const rulebook::NamedChoice& kind : world.ctx().rulebook.memberships)
    for (int i = 0; i < 8; ++i)
      std::ignore = registry::begin_membership(world.ctx(), tx, Actor::server(),
                                               {world.any(world.people), world.any(world.units), kind.id, {}});
}

}  // namespace

void make_organisation(World& world, int units) {
  world.ctx().store.write([&](db::Transaction& tx) {
    make_all(world, tx, units);
    return true;
  });
}

}  // namespace massline::sim
