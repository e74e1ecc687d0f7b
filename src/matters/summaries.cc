#include "matters/summaries.h"

#include <algorithm>
#include <map>

#include "matters/list_parts.h"
#include "registry/units.h"

namespace massline::matters {

namespace {

struct ListedNames {
  std::map<UnitId, registry::Unit> units;
  std::map<PersonId, std::string> persons;
};

template <class AnyId>
void sort_and_unite(std::vector<AnyId>& ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
}

ListedNames names_for(db::Reader& in, const std::vector<Matter>& matters) {
  std::vector<UnitId> units;
  std::vector<PersonId> persons;
  for (const Matter& matter : matters) {
    units.push_back(matter.unit);
    if (matter.place) units.push_back(matter.place);
    if (matter.handler) persons.push_back(matter.handler);
  }
  sort_and_unite(units);
  sort_and_unite(persons);
  ListedNames names;
  for (registry::Unit& unit : registry::find_units(in, units)) {
    const UnitId id = unit.id;
    names.units.emplace(id, std::move(unit));
  }
  if (!persons.empty()) {
    Where where;
    where.add("person.region IN (SELECT id FROM region)");
    where.add("person.id IN " + where.bind_list(persons));
    for (const auto row :
         in.query("SELECT person.id, person.name FROM person WHERE " + where.sql(), where.parameters()))
      names.persons.emplace(row.id<PersonId>(0), row.text(1));
  }
  return names;
}

/// A list goes on where the rulebook has lost a version: it shows the ids then.
Named procedure_named(const rulebook::Procedure* procedure, const std::string& id, Language language) {
  return {id, procedure == nullptr ? id : procedure->title.in(language)};
}

MatterSummary summary_of(Context& ctx, const ListedNames& names, const Matter& matter, Language language) {
  const rulebook::Rulebook& rules = ctx.rulebook;
  const rulebook::Procedure* procedure = rules.procedure_version(matter.procedure, matter.procedure_from);
  MatterSummary out;
  out.region = matter.region;
  out.id = matter.id;
  out.code = matter.code;
  out.title = matter.title;
  out.procedure = procedure_named(procedure, matter.procedure, language);
  out.stage = {matter.stage, matter.stage};
  if (procedure != nullptr) {
    if (const rulebook::Stage* stage = procedure->stage(matter.stage)) out.stage.title = stage->title.in(language);
    if (const rulebook::ClockRule* clock = procedure->clock(matter.next_clock))
      out.next_clock = clock->title.in(language);
  }
  out.state = matter.state;
  out.topic_id = matter.topic;
  if (const rulebook::Topic* topic = rules.topic(matter.topic)) out.topic = topic->title.in(language);
  const rulebook::Channel* channel = rules.channel(matter.channel);
  out.channel = channel == nullptr ? matter.channel : channel->title.in(language);
  if (const auto place = names.units.find(matter.place); place != names.units.end())
    out.place = place->second.name_in(language);
  const auto unit = names.units.find(matter.unit);
  check(unit != names.units.end(), "a matter always has a responsible unit");
  out.unit = {matter.unit, unit->second.name_in(language), unit->second.kind};
  if (const auto person = names.persons.find(matter.handler); person != names.persons.end())
    out.handler = person->second;
  out.raised_at = matter.raised_at;
  out.updated_at = matter.updated_at;
  if (matter.next_due != no_due) {
    out.next_due = matter.next_due;
    out.next_due_day = ctx.zone.date_of(matter.next_due);
  }
  out.late = matter.state == MatterState::open && matter.next_due < ctx.clock.now();
  out.escalated = static_cast<bool>(matter.escalated);
  out.confidential = matter.confidential;
  out.group_size = matter.group_size;
  out.joined = static_cast<bool>(matter.joined_to);
  out.address = matter.address;
  out.latitude = matter.latitude;
  out.longitude = matter.longitude;
  return out;
}

}  // namespace

std::vector<MatterSummary> summaries_of(Context& ctx, db::Reader& in, const std::vector<Matter>& matters,
                                        Language language) {
  const ListedNames names = names_for(in, matters);
  std::vector<MatterSummary> out;
  out.reserve(matters.size());
  for (const Matter& matter : matters) out.push_back(summary_of(ctx, names, matter, language));
  return out;
}

}  // namespace massline::matters
