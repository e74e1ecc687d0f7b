#include "duties/register_rows.h"

#include <algorithm>

#include "activities/activity_lists.h"
#include "activities/activity_table.h"

namespace massline::duties {

using rulebook::AttributeValues;
using standing::Ower;

namespace {

constexpr std::size_t index_of(Ower ower) { return static_cast<std::size_t>(ower); }

/// Those of every region, the root first: the order of paths is the order of the tree.
void read_units(db::Reader& in, Date date, RegisterRows& rows) {
  const auto found = in.query(
      "SELECT u.id, u.parent, u.kind, u.setting FROM unit u WHERE u.region IN (SELECT id FROM region) AND u.from_date <= $1 "
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
    rows.units.push_back({id, row.text(2), row.text_or_empty(3), 0});
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

/// `table`: membership or post.
std::vector<Held> read_held(db::Reader& in, const std::string& table, Date date, const RegisterRows& rows) {
  std::vector<Held> out;
  const auto found = in.query("SELECT id, person, unit, kind, from_date FROM " + table +
                                  " WHERE region IN (SELECT id FROM region) AND from_date <= $1 AND (to_date IS NULL OR "
                                  "to_date > $1) ORDER BY region, id",
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
  OwerFactsRow row{held.id, held.person, {held.unit, place}, rows.classes[index_of(ower)].number_of(std::move(values)),
                   held.from, held.kind};
  rows.of_person[held.person.value].push_back({ower, row.at, held.kind});
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
    rows.owers[index_of(Ower::unit)].push_back(
        {rows.units[row].id.value, {}, {row, 0}, rows.classes[index_of(Ower::unit)].number_of(std::move(values)), {}, {}});
  }
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
    for (const PersonId person : activities::persons_of(in, activity)) parts[person].roles |= standing::attended_and_led;
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
  read_units(in, date, rows);
  add_owers(rulebooks, rows, read_held(in, "membership", date, rows), read_held(in, "post", date, rows));
  return rows;
}

Counted participations(const Context& ctx, db::Reader& in, const RegisterRows& rows, Classes& activity_classes,
                       const activities::Activity& activity) {
  Counted counted{ctx.zone.date_of(activity.from), {}};
  const auto unit = rows.row_of_unit.find(activity.unit.value);
  const auto kind = std::find_if(ctx.rulebook.activities.begin(), ctx.rulebook.activities.end(),
                                 [&](const rulebook::ActivityKind& one) { return one.id == activity.kind; });
  if (activity.state != activities::ActivityState::held || unit == rows.row_of_unit.end() ||
      kind == ctx.rulebook.activities.end())
    return counted;
  const auto place = activity.place ? rows.row_of_unit.find(activity.place.value) : unit;
  AttributeValues values;
  values["activity.kind"] = activity.kind;
  values["activity.hard-place"] = activity.hard_place;
  values["activity.report"] = false;
  values["activity.place-kind"] = place == rows.row_of_unit.end() ? std::string() : rows.units[place->second].kind;
  values["activity.unit-kind"] = rows.units[unit->second].kind;

  standing::Participation part;
  part.minutes = kind->measure == rulebook::Measure::hours ? static_cast<std::uint32_t>(activity.amount) : 0;
  part.days = kind->measure == rulebook::Measure::days ? static_cast<std::uint32_t>(activity.amount) : 0;
  part.ower = Ower::unit;
  part.roles = standing::attended_and_led;
  part.at = {unit->second, 0};
  part.activity_class = static_cast<std::uint16_t>(activity_classes.number_of(values));
  counted.who.push_back(part);
  for (const auto& [person, did] : parts_of(in, activity, kind->pair_only)) {
    const auto owes = rows.of_person.find(person.value);
    if (owes == rows.of_person.end()) continue;
    values["activity.report"] = did.reported;
    part.roles = static_cast<standing::Roles>(did.roles);
    part.activity_class = static_cast<std::uint16_t>(activity_classes.number_of(values));
    for (const PersonOwes& one : owes->second) {
      part.ower = one.ower;
      part.at = one.at;
      counted.who.push_back(part);
    }
  }
  return counted;
}

}  // namespace massline::duties
