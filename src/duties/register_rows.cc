#include "duties/register_rows.h"

#include <algorithm>

#include "activities/activity_lists.h"
#include "activities/activity_table.h"
#include "registry/units.h"

namespace massline::duties {

using rulebook::AttributeValues;
using standing::index_of;
using standing::Ower;

namespace {

/// Those of every region, the root first: the order of paths is the order of the tree.
void read_units_of_tree(db::Reader& in, Date date, RegisterRows& rows) {
  const auto found = in.query(
      "SELECT u.id, u.parent, u.kind, u.setting FROM unit u WHERE u.region IN (SELECT id FROM region) AND u.from_date "
      "<= $1 "
      "AND (u.to_date IS NULL OR u.to_date > $1) ORDER BY u.path",
      {date});
  rows.nodes.reserve(found.size());
  for (const auto row : found) {
    const auto id = row.id<UnitId>(0);
    const auto parent = rows.row_of_unit.find(row.id<UnitId>(1).value);
    // One below a unit that has ended counts nowhere.
    if (!rows.nodes.empty() && parent == rows.row_of_unit.end()) continue;
    rows.row_of_unit.emplace(id.value, static_cast<standing::UnitRow>(rows.nodes.size()));
    rows.nodes.push_back({id.value, rows.nodes.empty() ? 0 : parent->second});
    rows.units.push_back({id, row.id<UnitId>(1), row.text(2), row.text_or_empty(3), 0});
  }
  if (!rows.nodes.empty()) return;
  // An organisation that is still to be entered: a root that nobody can ask for.
  rows.nodes.push_back({});
  rows.units.emplace_back();
}

struct Held {
  std::int64_t id = 0;
  PersonId person;
  standing::UnitRow unit = 0;
  std::string kind;
  Date from{};
};

constexpr const char* every_unit = "";

/// `table`: membership or post. `of`: a condition on the unit, or every_unit.
std::vector<Held> read_held(db::Reader& in, const std::string& table, const std::string& of, Date date,
                            const RegisterRows& rows) {
  std::vector<Held> out;
  const auto found =
      in.query("SELECT id, person, unit, kind, from_date FROM " + table +
                   " WHERE region IN (SELECT id FROM region) AND from_date <= $1 AND (to_date IS NULL OR "
                   "to_date > $1)" +
                   of + " ORDER BY region, id",
               {date});
  for (const auto row : found) {
    const auto unit = rows.row_of_unit.find(row.integer(2));
    if (unit == rows.row_of_unit.end()) continue;
    out.push_back({row.integer(0), row.id<PersonId>(1), unit->second, row.text(3), row.date(4)});
  }
  std::stable_sort(out.begin(), out.end(), [](const Held& a, const Held& b) { return a.unit < b.unit; });
  return out;
}

AttributeValues unit_values(const UnitFacts& unit) {
  AttributeValues values;
  values["unit.kind"] = unit.kind;
  values["unit.setting"] = unit.setting;
  return values;
}

void add_ower(RegisterRows& rows, Ower ower, const Held& held, std::uint32_t place, AttributeValues values) {
  OwerFactsRow row{
      held.id,   held.person, {held.unit, place}, rows.classes[index_of(ower)].number_of(std::move(values)),
      held.from, held.kind};
  rows.owers[index_of(ower)].push_back(std::move(row));
}

/// Places count from 0 within each unit.
template <class Add>
void for_each_in_unit(const std::vector<Held>& all, Add&& add) {
  std::uint32_t place = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    place = i > 0 && all[i].unit == all[i - 1].unit ? place + 1 : 0;
    add(all[i], place);
  }
}

void add_owers(std::initializer_list<const rulebook::Rulebook*> rulebooks, RegisterRows& rows,
               const std::vector<Held>& members, const std::vector<Held>& posts) {
  std::map<std::pair<standing::UnitRow, PersonId>, std::set<std::string>> held_posts;
  for (const Held& post : posts) held_posts[{post.unit, post.person}].insert(post.kind);
  for_each_in_unit(members, [&](const Held& member, std::uint32_t place) {
    AttributeValues values = unit_values(rows.units[member.unit]);
    values["member.kind"] = member.kind;
    const auto held = held_posts.find({member.unit, member.person});
    for (const rulebook::Rulebook* rulebook : rulebooks)
      for (const auto& post : rulebook->posts)
        values["holds." + post.id] = held != held_posts.end() && held->second.contains(post.id);
    ++rows.units[member.unit].members;
    add_ower(rows, Ower::member, member, place, std::move(values));
  });
  for_each_in_unit(posts, [&](const Held& post, std::uint32_t place) {
    AttributeValues values = unit_values(rows.units[post.unit]);
    const rulebook::PostKind* kind = (*rulebooks.begin())->post(post.kind);
    values["post.kind"] = post.kind;
    values["post.leads"] = kind != nullptr && kind->leads;
    add_ower(rows, Ower::officer, post, place, std::move(values));
  });
  for (standing::UnitRow row = 0; row < rows.units.size(); ++row) {
    AttributeValues values = unit_values(rows.units[row]);
    values["unit.members"] = static_cast<double>(rows.units[row].members);
    rows.owers[index_of(Ower::unit)].push_back({rows.units[row].id.value,
                                                {},
                                                {row, 0},
                                                rows.classes[index_of(Ower::unit)].number_of(std::move(values)),
                                                {},
                                                {}});
  }
}

std::string kind_of(db::Reader& in, UnitId unit) {
  const auto rows = in.query("SELECT kind FROM unit WHERE region IN (SELECT id FROM region) AND id = $1", {unit});
  return rows.empty() ? std::string() : rows.row(0).text(0);
}

struct Part {
  std::uint8_t roles = 0;
  bool reported = false;
};

/// Who was there and who led.
std::map<PersonId, Part> parts_of(db::Reader& in, const activities::Activity& activity, bool pair_only) {
  std::map<PersonId, Part> parts;
  const activities::Attendance attendance = activities::attendance_of(in, activity);
  for (const auto* marks : {&attendance.members, &attendance.guests})
    for (const activities::Mark& mark : *marks)
      if (activities::was_there(mark.presence)) parts[mark.person].roles |= standing::attended;
  if (pair_only)
    for (const PersonId person : activities::persons_of(in, activity))
      parts[person].roles |= standing::attended_and_led;
  if (activity.leader) parts[activity.leader].roles |= standing::led;
  for (const activities::Document& document : activities::documents_of(in, activity))
    if (document.kind == activities::DocumentKind::report && document.person) {
      const auto part = parts.find(document.person);
      if (part != parts.end()) part->second.reported = true;
    }
  return parts;
}

}  // namespace

std::uint32_t Classes::number_of(AttributeValues values) {
  const auto [known, is_new] = numbers_.emplace(std::move(values), static_cast<std::uint32_t>(all_.size()));
  if (is_new) all_.push_back(known->first);
  return known->second;
}

RegisterRows read_register(std::initializer_list<const rulebook::Rulebook*> rulebooks, db::Reader& in, Date date) {
  RegisterRows rows;
  rows.date = date;
  read_units_of_tree(in, date, rows);
  add_owers(rulebooks, rows, read_held(in, "membership", every_unit, date, rows),
            read_held(in, "post", every_unit, date, rows));
  return rows;
}

RegisterRows read_units(const rulebook::Rulebook& rulebook, db::Reader& in, Date date, std::span<const UnitId> units) {
  RegisterRows rows;
  rows.date = date;
  std::vector<registry::Unit> found = registry::find_units(in, units);
  std::string ids;
  for (const registry::Unit& unit : found) {
    if (!unit.in_force(date)) continue;
    rows.row_of_unit.emplace(unit.id.value, static_cast<standing::UnitRow>(rows.nodes.size()));
    rows.nodes.push_back({unit.id.value, 0});
    rows.units.push_back({unit.id, unit.parent, unit.kind, unit.setting, 0});
    ids += (ids.empty() ? "" : ", ") + std::to_string(unit.id.value);
  }
  if (ids.empty()) return rows;
  const std::string of = " AND unit IN (" + ids + ")";
  add_owers({&rulebook}, rows, read_held(in, "membership", of, date, rows), read_held(in, "post", of, date, rows));
  return rows;
}

std::optional<standing::EventDate> event_of(Ower ower, const OwerFactsRow& row) {
  if (ower == Ower::unit) return std::nullopt;
  return standing::EventDate{
      ower == Ower::member ? rulebook::DutyPeriod::Event::joining : rulebook::DutyPeriod::Event::taking_post,
      row.since};
}

Counted counted_of(const Context& ctx, db::Reader& in, Classes& activity_classes,
                   const activities::Activity& activity) {
  Counted counted;
  counted.date = ctx.zone.date_of(activity.from);
  counted.unit = activity.unit.value;
  const rulebook::ActivityKind* kind = ctx.rulebook.activity(activity.kind);
  if (activity.state != activities::ActivityState::held || kind == nullptr) return counted;
  const std::string unit_kind = kind_of(in, activity.unit);
  AttributeValues values;
  values["activity.kind"] = activity.kind;
  values["activity.hard-place"] = activity.hard_place;
  values["activity.report"] = false;
  values["activity.place-kind"] = activity.place ? kind_of(in, activity.place) : unit_kind;
  values["activity.unit-kind"] = unit_kind;
  counted.minutes = kind->measure == rulebook::Measure::hours ? static_cast<std::uint32_t>(activity.amount) : 0;
  counted.days = kind->measure == rulebook::Measure::days ? static_cast<std::uint32_t>(activity.amount) : 0;
  const auto class_now = [&] { return static_cast<std::uint16_t>(activity_classes.number_of(values)); };
  counted.parts.push_back({0, standing::attended_and_led, class_now()});
  for (const auto& [person, did] : parts_of(in, activity, kind->pair_only)) {
    values["activity.report"] = did.reported;
    counted.parts.push_back({person.value, did.roles, class_now()});
  }
  return counted;
}

}  // namespace massline::duties
