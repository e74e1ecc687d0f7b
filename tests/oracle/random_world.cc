#include "tests/oracle/random_world.h"

#include <algorithm>

#include "base/result.h"

namespace massline::oracle {
namespace {

using namespace standing;
using rulebook::AttributeType;
using rulebook::Duty;
using rulebook::DutyPeriod;
using rulebook::Measure;

const std::vector<std::string> settings{"office", "village", "school"};
const std::vector<std::string> member_kinds{"full", "probationary"};
const std::vector<std::string> activity_kinds{"class", "meeting", "visit", "talk"};

rulebook::Attributes ower_attributes() {
  return {{"unit.setting", {AttributeType::Kind::word, rulebook::Unit::none, settings}},
          {"member.kind", {AttributeType::Kind::word, rulebook::Unit::none, member_kinds}},
          {"holds.secretary", {AttributeType::Kind::boolean, rulebook::Unit::none, {}}}};
}

rulebook::Attributes activity_attributes() {
  return {{"activity.kind", {AttributeType::Kind::word, rulebook::Unit::none, activity_kinds}},
          {"activity.report", {AttributeType::Kind::boolean, rulebook::Unit::none, {}}}};
}

std::shared_ptr<const rulebook::Expression> parsed(const std::string& text, const rulebook::Attributes& attributes) {
  auto expression = rulebook::Expression::parse(text, attributes);
  check(expression.has_value(), text);
  return *expression;
}

const std::vector<std::string> conditions{
    "unit.setting = office", "unit.setting in [office, village]",          "member.kind = full",
    "holds.secretary",       "not holds.secretary and member.kind = full", "unit.setting = school or holds.secretary"};

}  // namespace

RandomWorld::RandomWorld(std::uint64_t seed, Instructions instructions) : random_(seed), instructions_(instructions) {
  naive_.today = *parse_date("2025-11-20") + std::chrono::days{below(400)};
  make_classes();
  naive_.duties = random_duties();
  make_units();
  make_owers();
  for (std::uint64_t i = below(40); i > 0; --i) make_activity(naive_.activities.emplace_back());
  engine_ = rebuilt();
}

void RandomWorld::make_classes() {
  for (auto& classes : classes_) {
    for (const auto& setting : settings) {
      for (const auto& kind : member_kinds) {
        for (const bool secretary : {false, true})
          classes.push_back({{"unit.setting", setting}, {"member.kind", kind}, {"holds.secretary", secretary}});
      }
    }
  }
  for (const auto& kind : activity_kinds) {
    for (const bool report : {false, true})
      activity_classes_.push_back({{{"activity.kind", kind}, {"activity.report", report}}});
  }
}

std::vector<Duty> RandomWorld::random_duties() {
  std::vector<Duty> duties(1 + below(below(4) == 0 ? 45 : 14));
  const bool once_too = below(2) == 0;
  for (std::size_t i = 0; i < duties.size(); ++i) {
    Duty& duty = duties[i];
    duty.id = "duty-" + std::to_string(i);
    duty.owed_by = below(2) == 0 ? Ower::member : all_owers[below(3)];
    if (below(3) != 0) duty.who = parsed(conditions[below(conditions.size())], ower_attributes());
    duty.measure = static_cast<Measure>(below(3));
    duty.amount = duty.measure == Measure::hours ? 30 * (1 + below(below(5) == 0 ? 2000 : 20))
                                                 : 1 + below(below(8) == 0 ? 400 : 4);
    for (const auto& kind : activity_kinds) {
      if (below(3) == 0) duty.of.push_back(kind);
    }
    if (duty.of.empty()) duty.of.push_back("class");
    if (below(4) == 0) duty.counts_when = parsed("activity.report", activity_attributes());
    duty.part = static_cast<rulebook::Part>(below(3));
    duty.per.kind = static_cast<DutyPeriod::Kind>(below(once_too ? 5 : 3));
    duty.per.event = static_cast<DutyPeriod::Event>(below(2));
    duty.per.length = below(2) == 0 ? rulebook::Length{static_cast<int>(1 + below(12)), rulebook::LengthUnit::months}
                                    : rulebook::Length{static_cast<int>(1 + below(90)), rulebook::LengthUnit::days};
  }
  return duties;
}

void RandomWorld::make_units() {
  naive_.units.resize(1 + below(25));
  // In preorder: each hangs under the one before it, or one above that.
  for (std::size_t i = 1; i < naive_.units.size(); ++i) {
    int parent = static_cast<int>(i) - 1;
    while (parent > 0 && below(2) == 0) parent = naive_.units[parent].parent;
    naive_.units[i].parent = parent;
  }
}

std::map<DutyPeriod::Event, Date> RandomWorld::random_events() {
  std::map<DutyPeriod::Event, Date> events;
  for (const auto event : {DutyPeriod::Event::joining, DutyPeriod::Event::taking_post}) {
    if (below(2) == 0) events[event] = naive_.today + std::chrono::days{below(500)} - std::chrono::days{250};
  }
  return events;
}

void RandomWorld::make_owers() {
  std::map<std::pair<int, int>, std::uint32_t> next_place;  // [population, unit]
  const bool crowd = below(20) == 0;                        // a unit that no narrow line can hold
  const std::uint64_t count = crowd ? 400 : below(120);
  for (std::uint64_t i = 0; i < count; ++i) {
    NaiveOwer ower;
    ower.population = below(4) == 0 ? Ower::officer : Ower::member;
    ower.unit = crowd && below(4) != 0 ? static_cast<int>(naive_.units.size()) - 1
                                       : static_cast<int>(below(naive_.units.size()));
    ower.values = classes_[0][below(classes_[0].size())];
    ower.events = random_events();
    auto& place = next_place[{static_cast<int>(ower.population), ower.unit}];
    place += below(6) == 0 ? 2 : 1;
    places_[next_ower_] = {static_cast<UnitRow>(ower.unit), place - 1};
    naive_.owers[next_ower_++] = std::move(ower);
  }
  for (std::size_t unit = 0; unit < naive_.units.size(); ++unit) {
    NaiveOwer ower;
    ower.population = Ower::unit;
    ower.unit = static_cast<int>(unit);
    ower.values = classes_[0][below(classes_[0].size())];
    places_[next_ower_] = {static_cast<UnitRow>(unit), 0};
    naive_.owers[next_ower_++] = std::move(ower);
  }
}

Date RandomWorld::random_date() { return naive_.today - std::chrono::days{below(below(3) == 0 ? 300 : 30)}; }

int RandomWorld::random_ower() {
  if (naive_.owers.empty()) return -1;
  auto at = naive_.owers.begin();
  std::advance(at, static_cast<long>(below(naive_.owers.size())));
  return at->first;
}

int RandomWorld::random_open_unit() {
  for (;;) {
    const auto unit = static_cast<int>(below(naive_.units.size()));
    if (!naive_.units[unit].closed) return unit;
  }
}

void RandomWorld::make_activity(NaiveActivity& activity) {
  activity.date = random_date();
  const auto& kind = activity_kinds[below(activity_kinds.size())];
  for (std::uint64_t i = below(12); i > 0; --i) {
    const int ower = random_ower();
    if (ower < 0) return;
    NaivePart part;
    part.ower = ower;
    part.was_there = below(5) != 0;
    part.led = !part.was_there || below(5) == 0;
    part.minutes = static_cast<int>(below(10) == 0 ? below(70'000) : 15 * below(20));
    part.days = static_cast<int>(below(10) == 0 ? below(300) : below(3));
    part.activity = {{"activity.kind", kind}, {"activity.report", below(3) == 0}};
    activity.who.push_back(std::move(part));
  }
}

std::uint32_t RandomWorld::class_of(const NaiveOwer& ower) const {
  const auto& classes = classes_[0];
  return static_cast<std::uint32_t>(std::find(classes.begin(), classes.end(), ower.values) - classes.begin());
}

std::vector<Participation> RandomWorld::told(const NaiveActivity& activity) const {
  std::vector<Participation> out;
  for (const NaivePart& part : activity.who) {
    const auto ower = naive_.owers.find(part.ower);
    if (ower == naive_.owers.end()) continue;
    Participation told;
    told.ower = ower->second.population;
    told.roles = static_cast<Roles>((part.was_there ? attended : 0) | (part.led ? led : 0));
    for (std::uint16_t c = 0; c < activity_classes_.size(); ++c) {
      if (activity_classes_[c].attributes == part.activity) told.activity_class = c;
    }
    told.at = places_.at(part.ower);
    told.minutes = static_cast<std::uint32_t>(part.minutes);
    told.days = static_cast<std::uint32_t>(part.days);
    out.push_back(told);
  }
  return out;
}

std::vector<Deed> RandomWorld::deeds_of(int ower, OwerAt at) const {
  std::vector<Deed> out;
  for (const NaiveActivity& activity : naive_.activities) {
    NaiveActivity alone{activity.date, {}};
    for (const NaivePart& part : activity.who) {
      if (part.ower == ower) alone.who.push_back(part);
    }
    for (Participation part : told(alone)) {
      part.at = at;
      out.push_back({activity.date, part});
    }
  }
  return out;
}

std::vector<EventDate> RandomWorld::events_of(const NaiveOwer& ower) const {
  std::vector<EventDate> out;
  for (const auto& [event, date] : ower.events) out.push_back({event, date});
  return out;
}

std::unique_ptr<Standing> RandomWorld::rebuilt() const {
  auto plan = plan_;
  if (!plan) plan = *Plan::compile({naive_.duties, naive_.today, classes_, activity_classes_});
  const_cast<RandomWorld*>(this)->plan_ = plan;
  // Rows keep their numbers; parents after moves may stand behind their children, so the tree is built in the order
  // that it had and moved again.
  std::vector<UnitNode> nodes;
  for (std::size_t i = 0; i < naive_.units.size(); ++i)
    nodes.push_back(
        {static_cast<std::int64_t>(1000 - i),
         static_cast<UnitRow>(std::clamp(naive_.units[i].parent, 0, static_cast<int>(i == 0 ? 0 : i - 1)))});
  StandingBuilder builder(plan, nodes,
                          {.date = naive_.today, .expected_owers = {}, .threads = 2, .instructions = instructions_});
  std::map<std::pair<Ower, UnitRow>, std::vector<OwerRow>> rows;
  for (const auto& [number, ower] : naive_.owers) {
    if (naive_.units[ower.unit].closed) continue;
    builder.add_events(ower.population, places_.at(number), events_of(ower));
    rows[{ower.population, places_.at(number).unit}].push_back({places_.at(number), class_of(ower)});
  }
  for (const auto& [where, owers] : rows) check(builder.add_owers(where.first, owers).has_value(), "the owers fit");
  for (const NaiveActivity& activity : naive_.activities) {
    const auto who = told(activity);
    builder.add_activity({activity.date, who});
  }
  auto built = builder.finish();
  // First away from under wrong parents, so that no move makes a circle.
  for (std::size_t i = 1; i < naive_.units.size(); ++i) {
    if (naive_.units[i].parent >= static_cast<int>(i)) built->move_unit(static_cast<UnitRow>(i), 0);
  }
  for (std::size_t i = 1; i < naive_.units.size(); ++i) {
    if (naive_.units[i].parent >= static_cast<int>(i))
      built->move_unit(static_cast<UnitRow>(i), static_cast<UnitRow>(naive_.units[i].parent));
  }
  return built;
}

std::string RandomWorld::step() {
  using Step = std::string (RandomWorld::*)();
  static constexpr Step steps[] = {&RandomWorld::do_activity, &RandomWorld::do_activity,  &RandomWorld::do_activity,
                                   &RandomWorld::take_back,   &RandomWorld::join,         &RandomWorld::leave,
                                   &RandomWorld::move_ower,   &RandomWorld::change_class, &RandomWorld::move_unit,
                                   &RandomWorld::add_unit,    &RandomWorld::close_unit,   &RandomWorld::advance};
  return (this->*steps[below(std::size(steps))])();
}

std::string RandomWorld::do_activity() {
  make_activity(naive_.activities.emplace_back());
  const auto who = told(naive_.activities.back());
  engine_->apply({naive_.activities.back().date, who});
  return "an activity";
}

std::string RandomWorld::take_back() {
  if (naive_.activities.empty()) return "nothing";
  const auto at = naive_.activities.begin() + static_cast<long>(below(naive_.activities.size()));
  const auto who = told(*at);
  engine_->take_back({at->date, who});
  naive_.activities.erase(at);
  return "an activity taken back";
}

std::string RandomWorld::join() {
  NaiveOwer ower;
  ower.population = below(4) == 0 ? Ower::officer : Ower::member;
  ower.unit = random_open_unit();
  ower.values = classes_[0][below(classes_[0].size())];
  ower.events = random_events();
  const int number = next_ower_++;
  const OwerAt at{static_cast<UnitRow>(ower.unit),
                  engine_->free_place(ower.population, static_cast<UnitRow>(ower.unit))};
  const auto events = events_of(ower);
  check(engine_->join(ower.population, at, {class_of(ower), events, {}}).has_value(), "joins");
  places_[number] = at;
  naive_.owers[number] = std::move(ower);
  return "somebody joins";
}

std::string RandomWorld::leave() {
  const int number = random_ower();
  if (number < 0 || naive_.owers.at(number).population == Ower::unit) return "nothing";
  engine_->leave(naive_.owers.at(number).population, places_.at(number));
  naive_.owers.erase(number);
  places_.erase(number);
  return "somebody leaves";
}

std::string RandomWorld::move_ower() {
  const int number = random_ower();
  if (number < 0 || naive_.owers.at(number).population == Ower::unit) return "nothing";
  NaiveOwer& ower = naive_.owers.at(number);
  const int unit = random_open_unit();
  const OwerAt to{static_cast<UnitRow>(unit), engine_->free_place(ower.population, static_cast<UnitRow>(unit))};
  if (below(2) == 0) {
    engine_->move(ower.population, places_.at(number), to);
  } else {
    ower.values = classes_[0][below(classes_[0].size())];
    const auto events = events_of(ower);
    const auto past = deeds_of(number, to);
    check(engine_->move(ower.population, places_.at(number), to, {class_of(ower), events, past}).has_value(), "moves");
  }
  ower.unit = unit;
  places_[number] = to;
  return "somebody moves";
}

std::string RandomWorld::change_class() {
  const int number = random_ower();
  if (number < 0) return "nothing";
  NaiveOwer& ower = naive_.owers.at(number);
  if (naive_.units[ower.unit].closed) return "nothing";
  ower.values = classes_[0][below(classes_[0].size())];
  if (ower.population != Ower::unit) ower.events = random_events();
  const auto events = events_of(ower);
  const auto past = deeds_of(number, places_.at(number));
  check(engine_->change(ower.population, places_.at(number), {class_of(ower), events, past}).has_value(), "changes");
  return "somebody changes class";
}

std::string RandomWorld::move_unit() {
  const int unit = random_open_unit();
  const int parent = random_open_unit();
  if (unit == 0) return "nothing";
  for (int up = parent; up >= 0; up = naive_.units[up].parent) {
    if (up == unit) return "nothing";
  }
  engine_->move_unit(static_cast<UnitRow>(unit), static_cast<UnitRow>(parent));
  naive_.units[unit].parent = parent;
  return "a unit moves";
}

std::string RandomWorld::add_unit() {
  const int parent = random_open_unit();
  engine_->add_unit(1000 - static_cast<std::int64_t>(naive_.units.size()), static_cast<UnitRow>(parent));
  naive_.units.push_back({parent, false});
  return "a unit is made";
}

std::string RandomWorld::close_unit() {
  const int unit = random_open_unit();
  const bool has_children = std::any_of(naive_.units.begin(), naive_.units.end(),
                                        [&](const NaiveUnit& other) { return !other.closed && other.parent == unit; });
  if (unit == 0 || has_children) return "nothing";
  engine_->close_unit(static_cast<UnitRow>(unit));
  naive_.units[unit].closed = true;
  std::erase_if(naive_.owers, [&](const auto& entry) { return entry.second.unit == unit; });
  return "a unit closes";
}

std::string RandomWorld::advance() {
  naive_.today += std::chrono::days{1 + below(below(4) == 0 ? 200 : 25)};
  check(engine_->advance(naive_.today).has_value(), "advances");
  return "time goes on";
}

}  // namespace massline::oracle
