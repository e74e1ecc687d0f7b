#include "cases/case_world.h"

#include <stdexcept>

#include "matters/digests.h"
#include "matters/matter_commands.h"
#include "registry/people.h"
#include "registry/unit_commands.h"

namespace massline::cases {

namespace {

Instant long_ago() { return *parse_instant("2000-01-01T00:00:00Z"); }

template <class T>
T must(Result<T> result, const std::string& what) {
  if (!result) throw std::runtime_error(what + ": " + result.error().text(Language::en));
  return std::move(*result);
}

}  // namespace

const rulebook::Rulebook& rulebook_named(const std::string& name) {
  static std::map<std::string, rulebook::ReadResult> read;
  if (!read.contains(name))
    read.emplace(name, rulebook::read_rulebook(std::string(MASSLINE_SOURCE_DIR) + "/rulebooks/" + name));
  const rulebook::ReadResult& result = read.at(name);
  if (!result.rulebook) {
    std::string problems;
    for (const rulebook::Problem& problem : result.problems) problems += "\n" + rulebook::to_string(problem);
    throw std::runtime_error("rulebooks/" + name + " does not read:" + problems);
  }
  return *result.rulebook;
}

World::World(const CaseFile& file) : clock_(long_ago()), random_(7), ids_(clock_, random_) {
  const rulebook::Rulebook& rulebook = rulebook_named(file.rulebook);
  zone_ = std::make_unique<Zone>(rulebook.zone);
  context_ = std::unique_ptr<Context>(new Context{
      store_.get(), rulebook, clock_, random_, ids_, *zone_, std::string(32, 'k'), files_.path().string(), {}});
  context_->digest_of_matter = [](db::Reader& in, RegionId region, MatterId id) {
    return matters::digest_of(in, region, "matter", id.value).value_or("");
  };
  context_->leave_barred_units = [](Context& ctx, db::Transaction& tx) { matters::leave_barred_units(ctx, tx); };
  add_units(file.units);
  add_people(file.people);
}

void World::add_units(const std::vector<UnitLine>& units) {
  for (const UnitLine& line : units) {
    registry::NewUnit unit;
    unit.parent = line.under.empty() ? UnitId{} : this->unit(line.under);
    unit.kind = line.kind;
    unit.code = line.key;
    unit.name = line.key;
    const auto made = must(context_->store.command([&](db::Transaction& tx) {
      return registry::create_unit(*context_, tx, registry::Actor::server(), unit);
    }),
                           line.key);
    units_[line.key] = made.id;
    unit_keys_[made.id] = line.key;
  }
}

void World::add_people(const std::vector<PersonLine>& people) {
  for (const PersonLine& line : people) {
    const auto person = must(context_->store.command([&](db::Transaction& tx) -> Result<registry::Person> {
      auto made =
          registry::create_person(*context_, tx, registry::Actor::server(), {unit(line.posts.at(0).second), line.key});
      if (!made) return made;
      for (const auto& [kind, unit_key] : line.posts) {
        const auto post =
            registry::begin_post(*context_, tx, registry::Actor::server(), {made->id, unit(unit_key), kind, {}, {}});
        if (!post) return tl::unexpected(post.error());
      }
      return made;
    }),
                             line.key);
    people_[line.key] = person.id;
    people_order_.push_back(line.key);
  }
}

UnitId World::unit(const std::string& key) const {
  const auto found = units_.find(key);
  if (found == units_.end()) throw std::runtime_error("there is no unit " + key);
  return found->second;
}

const std::string& World::key_of(UnitId unit) const { return unit_keys_.at(unit); }

PersonId World::person(const std::string& key) const {
  const auto found = people_.find(key);
  if (found == people_.end()) throw std::runtime_error("there is nobody called " + key);
  return found->second;
}

access::Viewer World::viewer(const std::string& key) {
  return context_->store.read([&](db::Reader& in) { return registry::viewer_of(in, person(key), context_->today()); });
}

}  // namespace massline::cases
