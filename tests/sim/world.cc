#include "sim/world.h"

#include <algorithm>

#include "cli/secret_file.h"
#include "registry/people.h"
#include "sim/organisation.h"

namespace massline::sim {

namespace {

constexpr int units_of_an_organisation = 45;
constexpr int procedures_of_a_seed = 3;
constexpr std::size_t matters_in_favour = 6;

/// A day on which procedures are in force and others are about to be.
Date first_day(const rulebook::Rulebook& rulebook) {
  Date latest{};
  for (const rulebook::Procedure& procedure : rulebook.procedures) latest = std::max(latest, procedure.in_force.from);
  const Date before = latest - std::chrono::days{30};
  for (const rulebook::Procedure& procedure : rulebook.procedures)
    if (procedure.in_force.contains(before)) return before;
  return latest;
}

/// A rulebook does not change while it is simulated, and to read one takes longer than a hundred steps.
std::shared_ptr<const rulebook::Rulebook> rulebook_of(const std::filesystem::path& folder) {
  static std::map<std::filesystem::path, std::shared_ptr<const rulebook::Rulebook>> read;
  auto& known = read[folder];
  if (!known) known = cli::read_rulebook_in_use(folder);
  return known;
}

}  // namespace

World::World(const std::string& rulebook, std::uint64_t seed)
    : seed_(seed),
      rulebook_(std::string(MASSLINE_SOURCE_DIR) + "/rulebooks/" + rulebook),
      clock_(*parse_instant("2020-06-01T00:00:00Z")),
      random_(seed),
      faults_(clock_) {
  cli::write_secret_file(folder_.path() / "vault.key", std::string(32, 'k'));
  std::filesystem::create_directories(folder_.path() / "files");
  surroundings_ = std::make_unique<cli::Surroundings>(cli::Surroundings{
      clock_, random_, [this](const db::Target&) { return open_failing_store(target_.target(), faults_); },
      rulebook_of});
  begin_step(0);
  open();
  clock_.set(Instant{ctx().zone.start_of(first_day(ctx().rulebook)).ms + 10 * 3'600'000});
  make_organisation(*this, units_of_an_organisation);
  for (int i = 0; i < procedures_of_a_seed; ++i) favoured_.push_back(random().below(ctx().rulebook.procedures.size()));
  duties_ = std::make_unique<duties::LiveDuties>(ctx());
}

void World::open() {
  runtime_ = std::make_unique<cli::Runtime>(
      cli::DataOptions{.data = folder_.path(), .database = {}, .rulebook = rulebook_, .passphrase_file = {}},
      *surroundings_, cli::Runtime::Database::is_new);
}

void World::restart() {
  duties_.reset();
  runtime_.reset();
  open();
  duties_ = std::make_unique<duties::LiveDuties>(ctx());
}

void World::begin_step(std::uint64_t step) {
  step_random_ = std::make_unique<SeededRandom>(seed_ * 0x9E3779B97F4A7C15ULL + step);
}

const Acknowledged& World::any_raised() {
  if (raised.size() <= matters_in_favour || !chance(66)) return any(raised);
  return raised.at(raised.size() - 1 - random().below(matters_in_favour));
}

const rulebook::Procedure& World::any_procedure() {
  return chance(66) ? ctx().rulebook.procedures.at(any(favoured_)) : any(ctx().rulebook.procedures);
}

access::Viewer World::viewer_of(PersonId person) {
  return ctx().store.read([&](db::Reader& in) { return registry::viewer_of(in, person, ctx().today()); });
}

}  // namespace massline::sim
