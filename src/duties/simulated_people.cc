#include "duties/simulated_people.h"

#include <algorithm>

#include "duties/seeded.h"
#include "registry/people.h"

namespace massline::duties {

using standing::UnitRow;

namespace {

constexpr std::uint64_t one_in_joined_lately = 15, one_in_not_full = 30;
constexpr std::size_t officers_above = 2;

template <class T>
T done(const Result<T>& result) {
  if (!result) throw Fault("the simulation gave a command that was refused: " + result.error().text(Language::en));
  return *result;
}

class PeopleMaker {
 public:
  PeopleMaker(Context& ctx, const SimulatedUnits& units, std::span<const std::int64_t> ids, Above above)
      : ctx_(ctx), rulebook_(ctx.rulebook), units_(units), ids_(ids), has_branch_(ids.size(), false) {
    if (above == Above::as_they_are) return;
    for (std::size_t row = ids.size(); row-- > 1;)
      if (units.units[row].is_branch || has_branch_[row]) has_branch_[units.units[row].parent] = true;
  }

  SimulatedPeople run(const Progress& progress) {
    for (UnitRow row = 0; row < ids_.size(); ++row) {
      if (!units_.units[row].is_branch && !has_branch_[row]) continue;
      const SimulatedPeople before = out_;
      ctx_.store.write([&](db::Transaction& tx) {
        out_ = before;
        if (units_.units[row].is_branch)
          fill_branch(tx, row);
        else
          fill_above(tx, row);
        return true;
      });
      progress(row, ids_.size());
    }
    return out_;
  }

 private:
  UnitId unit(UnitRow row) const { return UnitId{ids_[row]}; }
  std::uint64_t chance(UnitRow row, std::uint64_t place) const {
    return seeded(units_.seed ^ (std::uint64_t{row} << 20) ^ place ^ 0x9E0B1E);
  }

  Date since(std::uint64_t draw) const {
    const std::int64_t most = simulated_past.count() - 30;
    const bool lately = draw % one_in_joined_lately == 0;
    return ctx_.today() - std::chrono::days{lately ? 20 + static_cast<std::int64_t>((draw >> 8) % 300)
                                                   : 400 + static_cast<std::int64_t>(
                                                               (draw >> 8) % static_cast<std::uint64_t>(most - 400))};
  }

  PersonId person(db::Transaction& tx, UnitRow row, const std::string& what) {
    ++out_.people;
    return done(registry::create_person(ctx_, tx, server_,
                                        {.unit = unit(row), .name = what + " " + std::to_string(out_.people)}))
        .id;
  }

  void post(db::Transaction& tx, UnitRow row, PersonId who, const rulebook::PostKind& kind, Date from) {
    done(registry::begin_post(ctx_, tx, server_,
                              {.person = who, .unit = unit(row), .kind = kind.id, .from = from, .to = {}}));
    ++out_.posts;
  }

  void fill_branch(db::Transaction& tx, UnitRow row) {
    const auto posts = posts_in(rulebook_, units_.kinds[units_.units[row].level]);
    const std::uint32_t members = units_.units[row].members;
    const std::size_t officers = std::min<std::size_t>(posts.size(), members / 3);
    for (std::uint32_t place = 0; place < members; ++place) {
      const std::uint64_t draw = chance(row, place);
      const auto& memberships = rulebook_.memberships;
      const auto& kind =
          memberships[memberships.size() > 1 && place >= officers && draw % one_in_not_full == 1 ? 1 : 0];
      const PersonId who = person(tx, row, kind.title.in(rulebook_.default_language));
      const Date from = since(draw);
      done(registry::begin_membership(ctx_, tx, server_,
                                      {.person = who, .unit = unit(row), .kind = kind.id, .from = from}));
      ++out_.memberships;
      if (place < officers) post(tx, row, who, *posts[place], from);
      if (place == 0 && officers > 0 && !out_.leader) out_.leader = who;
      if (place == officers && !out_.member) out_.member = who;
    }
  }

  void fill_above(db::Transaction& tx, UnitRow row) {
    const auto posts = posts_in(rulebook_, units_.kinds[units_.units[row].level]);
    if (posts.empty() || !registry::posts_of_unit(tx, rulebook_, unit(row), ctx_.today()).empty()) return;
    for (std::size_t place = 0; place < std::min(officers_above, posts.size()); ++place) {
      const PersonId who = person(tx, row, posts[place]->title.in(rulebook_.default_language));
      post(tx, row, who, *posts[place], since(chance(row, place)));
    }
  }

  Context& ctx_;
  const rulebook::Rulebook& rulebook_;
  const SimulatedUnits& units_;
  std::span<const std::int64_t> ids_;
  std::vector<bool> has_branch_;
  registry::Actor server_ = registry::Actor::server();
  SimulatedPeople out_;
};

}  // namespace

SimulatedPeople simulate_people(Context& ctx, const SimulatedUnits& units, std::span<const std::int64_t> ids,
                                Above above, const Progress& progress) {
  check(!ctx.rulebook.memberships.empty(), "somebody can be a member");
  return PeopleMaker(ctx, units, ids, above).run(progress);
}

}  // namespace massline::duties
