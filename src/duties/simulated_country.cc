#include "duties/simulated_country.h"

#include <algorithm>
#include <set>

#include "duties/seeded.h"

namespace massline::duties {

using rulebook::AttributeValues;
using standing::Ower;
using standing::Participation;
using standing::UnitRow;

namespace {

constexpr std::size_t owers_at_once = 200'000;
constexpr std::size_t index_of(Ower ower) { return static_cast<std::size_t>(ower); }

AttributeValues unit_values(const std::string& kind, const std::string& setting) {
  return {{"unit.kind", kind}, {"unit.setting", setting}};
}

std::string setting_of(const rulebook::Rulebook& rulebook, std::size_t setting) {
  return setting < rulebook.settings.size() ? rulebook.settings[setting].id : std::string();
}

AttributeValues member_values(const rulebook::Rulebook& rulebook, const std::string& kind, std::size_t setting,
                              const std::string& membership, const rulebook::PostKind* held) {
  AttributeValues values = unit_values(kind, setting_of(rulebook, setting));
  values["member.kind"] = membership;
  for (const rulebook::PostKind& post : rulebook.posts) values["holds." + post.id] = &post == held;
  return values;
}

std::vector<const rulebook::Duty*> duties_in_force(const rulebook::Rulebook& rulebook, Ower ower, Date date) {
  std::vector<const rulebook::Duty*> out;
  for (const rulebook::Duty& duty : rulebook.duties)
    if (duty.owed_by == ower && duty.in_force.contains(date)) out.push_back(&duty);
  return out;
}

/// What owers of one sort do: how much of each kind of activity a duty asks for at most.
struct Doing {
  std::string kind;
  rulebook::Measure measure = rulebook::Measure::times;
  std::int64_t quota = 0;
  std::uint16_t activity_class = 0;
};

std::vector<Doing> doings_of(const rulebook::Rulebook& rulebook, Ower ower, Date date, const std::string& unit_kind,
                             Classes& classes) {
  std::vector<Doing> out;
  for (const rulebook::Duty* duty : duties_in_force(rulebook, ower, date)) {
    const std::string& kind = duty->of.front();
    const auto known = std::find_if(out.begin(), out.end(), [&](const Doing& one) { return one.kind == kind; });
    if (known != out.end()) {
      known->quota = std::max(known->quota, duty->amount);
      continue;
    }
    const std::uint32_t number = classes.number_of({{"activity.kind", kind},
                                                    {"activity.hard-place", false},
                                                    {"activity.report", true},
                                                    {"activity.place-kind", unit_kind},
                                                    {"activity.unit-kind", unit_kind}});
    out.push_back({kind, rulebook.activity(kind)->measure, duty->amount, static_cast<std::uint16_t>(number)});
  }
  return out;
}

/// Some do half of what they owe and some more than all of it; those of a diligent branch more.
Participation done(const Doing& doing, Ower ower, standing::OwerAt at, double diligence, std::uint64_t who) {
  Participation part;
  part.ower = ower;
  part.roles = standing::attended_and_led;
  part.activity_class = doing.activity_class;
  part.at = at;
  const double share = 0.45 + 0.5 * diligence + 0.7 * seeded_fraction(who);
  const double amount = static_cast<double>(doing.quota) * share;
  part.times = 1;
  if (doing.measure == rulebook::Measure::hours) part.minutes = static_cast<std::uint32_t>(amount / 15) * 15;
  if (doing.measure == rulebook::Measure::days) part.days = static_cast<std::uint32_t>(amount);
  if (doing.measure == rulebook::Measure::times)
    part.times = static_cast<std::uint32_t>(amount + seeded_fraction(who ^ 0x7117));
  return part;
}

class Maker {
 public:
  Maker(const Context& ctx, const SimulatedUnits& units, std::span<const std::int64_t> ids)
      : rulebook_(ctx.rulebook), date_(ctx.today()), units_(units), ids_(ids) {
    find_classes();
  }

  LiveFile make(const Progress& progress) {
    standing::PlanInput input;
    input.duties = rulebook_.duties;
    input.date = date_;
    for (std::size_t i = 0; i < 3; ++i) {
      input.classes[i] = state_.classes[i].all();
      state_.classes_compiled[i] = input.classes[i].size();
    }
    for (const auto& values : state_.activity_classes.all()) input.activity_classes.push_back({values});
    state_.activity_classes_compiled = input.activity_classes.size();
    const auto plan = standing::Plan::compile(std::move(input));
    if (!plan) throw Fault("the duties of the rulebook can't be compiled: " + plan.error().text(Language::en));
    std::vector<standing::UnitNode> nodes;
    nodes.reserve(ids_.size());
    for (std::size_t i = 0; i < ids_.size(); ++i) nodes.push_back({ids_[i], units_.units[i].parent});
    standing::StandingBuilder builder(*plan, nodes,
                                      {.date = date_, .expected_owers = {members_, officers_, ids_.size()}});
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
  const std::string& kind_of(UnitRow unit) const { return units_.kinds[units_.units[unit].level]; }
  bool is_branch(UnitRow unit) const { return units_.units[unit].is_branch; }
  std::uint64_t of_unit(UnitRow unit) const { return seeded(units_.seed ^ (std::uint64_t{unit} << 20)); }

  void find_classes() {
    const std::string& branch = units_.kinds.back();
    for (std::size_t level = 0; level < units_.kinds.size(); ++level)
      posts_.push_back(posts_in(rulebook_, units_.kinds[level]));
    const std::size_t settings = std::max<std::size_t>(1, rulebook_.settings.size());
    for (std::size_t setting = 0; setting < settings; ++setting)
      for (const auto& membership : rulebook_.memberships)
        for (std::size_t post = 0; post <= posts_.back().size(); ++post)
          member_classes_.push_back(
              state_.classes[0].number_of(member_values(rulebook_, branch, setting, membership.id,
                                                        post == posts_.back().size() ? nullptr : posts_.back()[post])));
    for (std::size_t level = 0; level < units_.kinds.size(); ++level)
      for (std::size_t setting = 0; setting < settings; ++setting)
        for (const rulebook::PostKind* post : posts_[level]) {
          const bool last = level + 1 == units_.kinds.size();
          AttributeValues values =
              unit_values(units_.kinds[level], last ? setting_of(rulebook_, setting) : std::string());
          values["post.kind"] = post->id;
          values["post.leads"] = post->leads;
          officer_classes_[{level, last ? setting : 0, post}] = state_.classes[1].number_of(std::move(values));
        }
    unit_classes_.reserve(ids_.size());
    std::map<std::array<std::uint32_t, 3>, std::uint32_t> known;
    for (UnitRow unit = 0; unit < ids_.size(); ++unit) {
      const SimulatedUnit& one = units_.units[unit];
      members_ += one.members;
      officers_ += officers_of(unit);
      const auto [found, is_new] = known.try_emplace({one.level, is_branch(unit) ? one.setting : 0u, one.members}, 0);
      if (is_new) {
        AttributeValues values =
            unit_values(kind_of(unit), is_branch(unit) ? setting_of(rulebook_, one.setting) : std::string());
        values["unit.members"] = static_cast<double>(one.members);
        found->second = state_.classes[2].number_of(std::move(values));
      }
      unit_classes_.push_back(found->second);
    }
    for (const Ower ower : standing::all_owers)
      doings_.push_back(doings_of(rulebook_, ower, date_, branch, state_.activity_classes));
  }

  /// A branch of three has its secretary; above branches stand a leader and a deputy.
  std::uint64_t officers_of(UnitRow unit) const {
    const SimulatedUnit& one = units_.units[unit];
    const std::size_t most = posts_[one.level].size();
    return std::min<std::size_t>(most, is_branch(unit) ? one.members / 3 : 2);
  }

  void add(Ower ower, standing::OwerAt at, std::uint32_t ower_class, double diligence) {
    rows_.push_back({at, ower_class});
    const std::uint64_t who = seeded(of_unit(at.unit) ^ at.place ^ (std::uint64_t{index_of(ower)} << 60));
    const auto& doings = doings_[index_of(ower)];
    for (std::size_t i = 0; i < doings.size(); ++i) parts_.push_back(done(doings[i], ower, at, diligence, who + i));
  }

  void add_unit(Ower ower, UnitRow unit) {
    const SimulatedUnit& one = units_.units[unit];
    const double diligence = seeded_fraction(of_unit(unit) ^ 0xD111);
    if (ower == Ower::unit) return add(ower, {unit, 0}, unit_classes_[unit], diligence);
    if (ower == Ower::officer) {
      for (std::uint32_t place = 0; place < officers_of(unit); ++place)
        add(ower, {unit, place},
            officer_classes_.at({one.level, is_branch(unit) ? one.setting : 0u, posts_[one.level][place]}), diligence);
      return;
    }
    const std::size_t posts = posts_.back().size(), kinds = rulebook_.memberships.size();
    for (std::uint32_t place = 0; place < one.members; ++place) {
      const std::uint64_t who = seeded(of_unit(unit) ^ place ^ 0xC1A55);
      // One in thirty is not yet of the first kind.
      const std::size_t kind = kinds > 1 && who % 30 == 0 ? 1 : 0;
      const std::size_t post = place < officers_of(unit) ? place : posts;
      add(ower, {unit, place}, member_classes_[(one.setting * kinds + kind) * (posts + 1) + post], diligence);
    }
  }

  void hand_over(standing::StandingBuilder& builder, Ower ower) {
    const auto added = builder.add_owers(ower, rows_);
    if (!added) throw Fault("the country does not fit: " + added.error().text(Language::en));
    builder.add_activity({date_, parts_});
    rows_.clear();
    parts_.clear();
  }

  const rulebook::Rulebook& rulebook_;
  const Date date_;
  const SimulatedUnits& units_;
  std::span<const std::int64_t> ids_;
  LiveState state_;
  std::vector<std::vector<const rulebook::PostKind*>> posts_;  // by level
  std::vector<std::uint32_t> member_classes_;                  // [setting][membership][post, or none]
  std::map<std::tuple<std::size_t, std::size_t, const rulebook::PostKind*>, std::uint32_t> officer_classes_;
  std::vector<std::uint32_t> unit_classes_;
  std::vector<std::vector<Doing>> doings_;  // by Ower
  std::uint64_t members_ = 0, officers_ = 0;
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
  const auto duties = duties_in_force(rulebook, Ower::member, date);
  std::string leaf;
  std::size_t most = 0;
  for (const rulebook::UnitKind& kind : rulebook.unit_kinds) {
    std::size_t owed = 0;
    for (std::size_t setting = 0; setting < std::max<std::size_t>(1, rulebook.settings.size()); ++setting)
      for (const auto& membership : rulebook.memberships) {
        const auto values = member_values(rulebook, kind.id, setting, membership.id, nullptr);
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
  return Maker(ctx, units, ids).make(progress);
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
