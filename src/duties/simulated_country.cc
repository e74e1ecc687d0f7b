#include "duties/simulated_country.h"

#include <algorithm>
#include <set>

#include "duties/seeded.h"
#include "duties/simulated_owers.h"
#include "duties/simulated_past.h"

namespace massline::duties {

using standing::index_of;
using standing::Ower;
using standing::Participation;
using standing::UnitRow;

namespace {

constexpr std::size_t owers_at_once = 200'000;
std::vector<const rulebook::Duty*> member_duties(const rulebook::Rulebook& rulebook, Date date) {
  std::vector<const rulebook::Duty*> out;
  for (const rulebook::Duty& duty : rulebook.duties)
    if (duty.owed_by == Ower::member && duty.in_force.contains(date)) out.push_back(&duty);
  return out;
}

class Maker {
 public:
  Maker(const rulebook::Rulebook& rulebook, const SimulatedUnits& units, std::span<const std::int64_t> ids,
        const SimulatedMoment& moment)
      : rulebook_(rulebook), owers_(rulebook, units), ids_(ids), moment_(moment) {
    for (const Ower ower : standing::all_owers)
      doings_.push_back(owers_.doings(ower, moment_, state_.activity_classes));
  }

  LiveFile make(const Progress& progress) {
    const auto plan = compile();
    std::vector<standing::UnitNode> nodes;
    nodes.reserve(ids_.size());
    for (std::size_t i = 0; i < ids_.size(); ++i) nodes.push_back({ids_[i], owers_.units().units[i].parent});
    standing::StandingOptions options;
    options.date = moment_.on;
    for (const Ower ower : standing::all_owers) options.expected_owers[index_of(ower)] = owers_.count_of(ower);
    standing::StandingBuilder builder(plan, nodes, options);
    std::vector<standing::UnitNode>().swap(nodes);
    const std::uint64_t all = 3 * ids_.size();
    for (const Ower ower : standing::all_owers) {
      for (UnitRow unit = 0; unit < ids_.size(); ++unit) {
        add_unit(ower, unit);
        if (rows_.size() >= owers_at_once) {
          hand_over(builder, ower);
          progress(index_of(ower) * ids_.size() + unit, all);
        }
      }
      hand_over(builder, ower);
    }
    LiveFile out{std::make_shared<Board>(), std::move(state_)};
    out.board->standing = builder.finish();
    out.state.columns_only = true;
    return out;
  }

 private:
  std::shared_ptr<const standing::Plan> compile() {
    standing::PlanInput input;
    input.duties = rulebook_.duties;
    input.date = moment_.on;
    for (const Ower ower : standing::all_owers) {
      state_.classes[index_of(ower)] = owers_.classes(ower);
      input.classes[index_of(ower)] = owers_.classes(ower).all();
      state_.classes_compiled[index_of(ower)] = owers_.classes(ower).all().size();
    }
    for (const auto& values : state_.activity_classes.all()) input.activity_classes.push_back({values});
    state_.activity_classes_compiled = input.activity_classes.size();
    auto plan = standing::Plan::compile(std::move(input));
    if (!plan) throw Fault("the duties of the rulebook can't be compiled: " + plan.error().text(Language::en));
    return std::move(*plan);
  }

  void add_unit(Ower ower, UnitRow unit) {
    const double diligence = owers_.diligence_of(unit, moment_);
    const auto& doings = doings_[index_of(ower)];
    for (std::uint32_t place = 0; place < owers_.count_of(ower, unit); ++place) {
      const standing::OwerAt at{unit, place};
      rows_.push_back({at, owers_.class_of(ower, at)});
      for (std::size_t i = 0; i < doings.size(); ++i)
        parts_.push_back(owers_.part(ower, at, diligence, doings[i], i, moment_));
    }
  }

  void hand_over(standing::StandingBuilder& builder, Ower ower) {
    const auto added = builder.add_owers(ower, rows_);
    if (!added) throw Fault("the country does not fit: " + added.error().text(Language::en));
    builder.add_activity({moment_.on, parts_});
    rows_.clear();
    parts_.clear();
  }

  const rulebook::Rulebook& rulebook_;
  const SimulatedOwers owers_;
  std::span<const std::int64_t> ids_;
  const SimulatedMoment moment_;
  LiveState state_;
  std::vector<std::vector<Doing>> doings_;  // by Ower
  std::vector<standing::OwerRow> rows_;
  std::vector<Participation> parts_;
};

/// The longest way down from the root to this kind; no kind twice.
std::vector<std::string> longest_way(const rulebook::Rulebook& rulebook, const std::string& kind,
                                     std::set<std::string>& on_the_way) {
  const rulebook::UnitKind* here = rulebook.unit_kind(kind);
  if (here == nullptr || !on_the_way.insert(kind).second) return {};
  std::vector<std::string> best;
  for (const std::string& above : here->under) {
    auto way = longest_way(rulebook, above, on_the_way);
    if (way.size() > best.size()) best = std::move(way);
  }
  on_the_way.erase(kind);
  if (best.empty() && !here->under.empty()) return {};
  best.push_back(kind);
  return best;
}

}  // namespace

std::vector<const rulebook::PostKind*> posts_in(const rulebook::Rulebook& rulebook, const std::string& kind) {
  std::vector<const rulebook::PostKind*> out;
  for (const rulebook::PostKind& post : rulebook.posts)
    if (std::find(post.in.begin(), post.in.end(), kind) != post.in.end()) out.push_back(&post);
  std::stable_sort(out.begin(), out.end(), [](const auto* a, const auto* b) { return a->leads > b->leads; });
  return out;
}

std::vector<std::string> kinds_from_root(const rulebook::Rulebook& rulebook, Date date) {
  const auto duties = member_duties(rulebook, date);
  std::string leaf;
  std::size_t most = 0;
  for (const rulebook::UnitKind& kind : rulebook.unit_kinds) {
    std::size_t owed = 0;
    for (std::size_t setting = 0; setting < std::max<std::size_t>(1, rulebook.settings.size()); ++setting)
      for (const auto& membership : rulebook.memberships) {
        const auto values = simulated_member(rulebook, kind.id, setting, membership.id, nullptr);
        for (const rulebook::Duty* duty : duties) owed += !duty->who || duty->who->evaluate(values) ? 1 : 0;
      }
    if (owed <= most) continue;
    most = owed;
    leaf = kind.id;
  }
  std::set<std::string> on_the_way;
  return leaf.empty() ? std::vector<std::string>() : longest_way(rulebook, leaf, on_the_way);
}

SimulatedUnits simulate_units(const rulebook::Rulebook& rulebook, std::vector<std::string> kinds,
                              const standing::CountryOptions& options) {
  check(kinds.size() > 1, "there is a way down from the root");
  const standing::Country country(options);
  SimulatedUnits out{{}, {}, options.seed};
  out.units.reserve(country.units().size());
  std::vector<std::uint32_t> children(country.units().size(), 0);
  std::vector<std::uint8_t> depth(country.units().size(), 0);
  std::uint8_t deepest = 0;
  for (UnitRow unit = 0; unit < country.units().size(); ++unit) {
    const UnitRow parent = country.units()[unit].parent;
    if (unit != 0) depth[unit] = static_cast<std::uint8_t>(depth[parent] + 1);
    deepest = std::max(deepest, depth[unit]);
    SimulatedUnit one;
    one.parent = parent;
    one.level = depth[unit];
    one.ordinal = unit == 0 ? 1 : ++children[parent];
    one.members = country.members_of()[unit];
    one.setting = static_cast<std::uint8_t>(seeded(options.seed ^ 0xCAFE ^ unit) %
                                            std::max<std::size_t>(1, rulebook.settings.size()));
    out.units.push_back(one);
  }
  // The country has its own number of levels: the root's kinds, and the last for branches.
  const std::string leaf = kinds.back();
  kinds.pop_back();
  kinds.resize(std::min<std::size_t>(kinds.size(), deepest));
  check(kinds.size() == deepest, "the rulebook has a kind for each level");
  for (SimulatedUnit& one : out.units) one.is_branch = one.level == deepest;
  kinds.push_back(leaf);
  out.kinds = std::move(kinds);
  return out;
}

LiveFile simulate_standing(const Context& ctx, const SimulatedUnits& units, std::span<const std::int64_t> ids,
                           const Progress& progress) {
  return simulate_standing(ctx.rulebook, units, ids, {ctx.today(), std::nullopt, std::chrono::days{0}}, progress);
}

LiveFile simulate_standing(const rulebook::Rulebook& rulebook, const SimulatedUnits& units,
                           std::span<const std::int64_t> ids, const SimulatedMoment& moment, const Progress& progress) {
  return Maker(rulebook, units, ids, moment).make(progress);
}

HouseholdColumns simulate_households(const rulebook::Rulebook& rulebook, const SimulatedUnits& units,
                                     std::span<const std::int64_t> ids, std::uint64_t households) {
  const auto is_place = [&](const SimulatedUnit& unit) { return rulebook.unit_kind(units.kinds[unit.level])->place; };
  std::vector<bool> has_place(ids.size(), false);
  for (UnitRow unit = 1; unit < ids.size(); ++unit)
    if (is_place(units.units[unit])) has_place[units.units[unit].parent] = true;
  std::vector<UnitRow> homes;
  for (UnitRow unit = 1; unit < ids.size(); ++unit)
    if (is_place(units.units[unit]) && !has_place[unit]) homes.push_back(unit);
  HouseholdColumns out;
  for (std::size_t i = 0; i < homes.size(); ++i) {
    const std::uint64_t last = households * (i + 1) / homes.size();
    out.units.push_back(ids[homes[i]]);
    for (std::uint64_t at = out.first.back(); at < last; ++at) {
      const std::uint64_t draw = seeded(units.seed ^ 0x40AE ^ at * 977);
      const std::uint64_t size = draw % 100;
      const std::uint64_t persons = size < 14 ? 1 : size < 42 ? 2 : size < 72 ? 3 : size < 90 ? 4 : size < 97 ? 5 : 6;
      // From nothing to 3,000 yuan a head, few of them poor.
      const std::uint64_t head = (draw >> 8) % 550 * ((draw >> 20) % 550);
      out.persons.push_back(static_cast<std::uint8_t>(persons));
      out.income_fen.push_back(static_cast<std::uint32_t>(head * persons));
    }
    out.first.push_back(static_cast<std::uint32_t>(last));
  }
  return out;
}

}  // namespace massline::duties
