// What was recorded since about a day that is over: which units it concerns, and their figures anew.
#include <algorithm>
#include <set>

#include "activities/activity_lists.h"
#include "activities/activity_table.h"
#include "activities/roster.h"
#include "duties/past_day.h"
#include "standing/plan.h"

namespace massline::duties {

using standing::Figures;
using standing::UnitRow;

namespace {

constexpr std::size_t units_most = 200, persons_most = 20'000;

template <class Ids>
std::string listed(const Ids& ids) {
  std::string out;
  for (const auto id : ids) out += (out.empty() ? "" : ", ") + std::to_string(id);
  return out;
}

}  // namespace

class PastDayChange {
 public:
  PastDayChange(const Context& ctx, db::Reader& in, PastDay& day) : ctx_(ctx), in_(in), day_(day) {}

  bool run() {
    const auto heads = journal_heads(in_);
    if (heads == day_.heads_) return true;
    for (const auto& [region, head] : heads) {
      const std::int64_t since = day_.heads_[region].seq;
      if (head.seq > since && !(look_at_register(region, since) && look_at_activities(region, since))) return false;
    }
    if (!persons_.empty()) add_units_of_persons();
    std::erase_if(units_, [&](std::int64_t unit) { return !day_.row_of_unit_.contains(unit); });
    if (units_.size() > units_most || (!units_.empty() && !replace())) return false;
    day_.heads_ = heads;
    return true;
  }

 private:
  /// False where the tree of that day is another. What begins later than the day changed nothing of it.
  bool look_at_register(RegionId region, std::int64_t since) {
    for (const auto row : in_.query("SELECT DISTINCT j.subject_kind, u.id FROM journal j JOIN unit u ON u.region = "
                                    "j.region AND (u.id = j.subject OR "
                                    "j.subject_kind = 'unit-import') WHERE j.region = $1 AND j.seq > $2 AND "
                                    "j.subject_kind IN ('unit', 'unit-import') AND "
                                    "u.from_date <= $3",
                                    {region, since, day_.on_}))
      if (row.text(0) == "unit" || !day_.row_of_unit_.contains(row.integer(1))) return false;
    for (const char* table : {"membership", "post"})
      for (const auto row : in_.query("SELECT DISTINCT t.unit FROM journal j JOIN " + std::string(table) +
                                          " t ON t.region = j.region AND t.id = j.subject WHERE j.region = $1 AND "
                                          "j.seq > $2 AND j.subject_kind = $3 AND "
                                          "t.from_date <= $4",
                                      {region, since, table, day_.on_}))
        units_.insert(row.integer(0));
    return units_.size() <= units_most;
  }

  bool counts(Instant from) const {
    const Date date = ctx_.zone.date_of(from);
    return date <= day_.on_ && date + counted_days >= day_.on_;
  }

  bool look_at_activities(RegionId region, std::int64_t since) {
    std::set<std::int64_t> seen;
    for (bool more = true; more;) {
      const auto page = activities::activities_since(in_, region, since);
      for (const auto& change : page.changes)
        if (seen.insert(change.activity.value).second) look_at(change.activity);
      since = page.next;
      more = page.more;
      if (persons_.size() > persons_most || units_.size() > units_most) return false;
    }
    return true;
  }

  /// All that anybody may have had a part in, as it is and as it was.
  void look_at(ActivityId id) {
    const auto activity = activities::find_activity(in_, id);
    check(activity.has_value(), "an activity in the journal has a row");
    bool concerned = counts(activity->from);
    std::set<std::int64_t> persons;
    const auto add = [&](const activities::Activity& one) {
      for (const PersonId person : activities::roster_members(in_, one.region, one.unit, one.roster))
        persons.insert(person.value);
      for (const activities::Mark& mark : activities::attendance_of(in_, one).guests) persons.insert(mark.person.value);
      if (one.leader) persons.insert(one.leader.value);
    };
    add(*activity);
    for (const auto row :
         in_.query("SELECT from_at, leader, roster, attendance FROM activity_past WHERE region = $1 AND activity = $2",
                   {activity->region, activity->id})) {
      activities::Activity before = *activity;
      concerned = concerned || counts(row.instant(0));
      before.leader = row.id<PersonId>(1);
      before.roster = row.is_null(2) ? 0 : row.integer(2);
      before.attendance = row.is_null(3) ? "" : row.blob(3);
      add(before);
    }
    if (!concerned) return;
    for (const PersonId person : activities::persons_of(in_, *activity)) persons.insert(person.value);
    units_.insert(activity->unit.value);
    persons_.merge(persons);
  }

  void add_units_of_persons() {
    for (const char* table : {"membership", "post"})
      for (const auto row :
           in_.query("SELECT DISTINCT unit FROM " + std::string(table) +
                         " WHERE region IN (SELECT id FROM region) AND person IN (" + listed(persons_) +
                         ") AND from_date <= $1 AND (to_date IS NULL OR to_date > $1)",
                     {day_.on_}))
        units_.insert(row.integer(0));
  }

  /// What the people of these units, and the units themselves, did in the time that may count.
  std::vector<HeldActivity> what_they_did(const RegisterRows& rows, Classes& classes) const {
    std::set<std::int64_t> persons, units = units_, activities;
    for (const auto& owers : rows.owers)
      for (const OwerFactsRow& row : owers)
        if (row.person) persons.insert(row.person.value);
    const std::string people = persons.empty() ? "0" : listed(persons);
    // Members stand in the rosters of their units alone.
    for (const auto row :
         in_.query("SELECT DISTINCT unit FROM membership WHERE region IN (SELECT id FROM region) AND person IN (" +
                   people + ")"))
      units.insert(row.integer(0));
    const Instant from = ctx_.zone.start_of(day_.on_ - counted_days), until = ctx_.zone.end_of(day_.on_);
    for (const auto row : in_.query("SELECT id FROM activity WHERE region IN (SELECT id FROM region) AND unit IN (" +
                                        listed(units) + ") AND from_at BETWEEN $1 AND $2",
                                    {from, until}))
      activities.insert(row.integer(0));
    for (const auto row :
         in_.query("SELECT activity FROM activity_person WHERE region IN (SELECT id FROM region) AND person IN (" +
                       people + ") AND from_at BETWEEN $1 AND $2",
                   {from, until}))
      activities.insert(row.integer(0));
    std::vector<HeldActivity> out;
    for (const std::int64_t id : activities) {
      const auto activity = activities::find_activity(in_, ActivityId{id});
      check(activity.has_value(), "an activity that somebody took part in has a row");
      Counted counted = counted_of(ctx_, in_, classes, *activity);
      if (!counted.parts.empty()) out.push_back({activity->id, std::move(counted)});
    }
    return out;
  }

  /// False where they are no longer those of the day.
  bool replace() {
    std::vector<UnitId> ids;
    for (const std::int64_t unit : units_) ids.push_back(UnitId{unit});
    const RegisterRows rows = read_units(ctx_.rulebook, in_, day_.on_, ids);
    if (rows.units.size() != ids.size()) return false;
    Classes classes;
    const auto held = what_they_did(rows, classes);
    const auto plan = compile_duties(ctx_.rulebook.duties, rows, classes);
    if (!plan)
      throw Fault("the duties of " + to_string(day_.on_) + " can't be compiled: " + plan.error().text(Language::en));
    check((*plan)->duties().size() == day_.duties_.size(),
          "the rules of a day are the same as long as the program runs");
    const auto board = build_board(*plan, rows, held);
    // They all hang under the first, whose own figures are what the others leave.
    auto first = board->standing->standing_of(0)->duties;
    for (UnitRow row = static_cast<UnitRow>(rows.units.size()); row-- > 0;) {
      const auto figures = row == 0 ? first : board->standing->standing_of(row)->duties;
      for (std::size_t duty = 0; duty < figures.size(); ++duty) {
        if (row > 0) take(first[duty], figures[duty]);
        put(day_.duties_[duty].own, day_.row_of_unit_.at(rows.units[row].id.value), figures[duty]);
      }
    }
    return true;
  }

  static void put(std::vector<std::pair<UnitRow, Figures>>& own, UnitRow row, const Figures& figures) {
    const auto at =
        std::lower_bound(own.begin(), own.end(), row, [](const auto& one, UnitRow than) { return one.first < than; });
    const bool is_there = at != own.end() && at->first == row;
    if (is_there && figures.owing > 0)
      at->second = figures;
    else if (is_there)
      own.erase(at);
    else if (figures.owing > 0)
      own.insert(at, {row, figures});
  }

  const Context& ctx_;
  db::Reader& in_;
  PastDay& day_;
  std::set<std::int64_t> units_, persons_;
};

bool catch_up(const Context& ctx, db::Reader& in, PastDay& day) { return PastDayChange(ctx, in, day).run(); }

}  // namespace massline::duties
