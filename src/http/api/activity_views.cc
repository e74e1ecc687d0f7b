#include "http/api/activity_views.h"

#include <algorithm>
#include <array>

#include "http/api/views.h"
#include "registry/people.h"

namespace massline::http {
namespace {

using activities::Presence;

template <class Value>
struct NameOf {
  Value value;
  std::string_view name;
};
template <class Value>
NameOf(Value, const char*) -> NameOf<Value>;

constexpr std::array presence_names{NameOf{Presence::present, "present"}, NameOf{Presence::late, "late"},
                                    NameOf{Presence::excused, "excused"}, NameOf{Presence::absent, "absent"}};

using activities::ActivityState;
constexpr std::array state_names{NameOf{ActivityState::planned, "planned"}, NameOf{ActivityState::held, "held"},
                                 NameOf{ActivityState::cancelled, "cancelled"}};

using activities::DocumentKind;
constexpr std::array document_names{NameOf{DocumentKind::minutes, "minutes"}, NameOf{DocumentKind::report, "report"},
                                    NameOf{DocumentKind::other, "other"}};

template <class Value, std::size_t count>
std::string_view name_in(const std::array<NameOf<Value>, count>& names, Value value) {
  const auto found = std::find_if(names.begin(), names.end(), [&](const auto& one) { return one.value == value; });
  check(found != names.end(), "each value has a name");
  return found->name;
}

template <class Value, std::size_t count>
std::optional<Value> value_in(const std::array<NameOf<Value>, count>& names, std::string_view name) {
  const auto found = std::find_if(names.begin(), names.end(), [&](const auto& one) { return one.name == name; });
  if (found == names.end()) return std::nullopt;
  return found->value;
}

Json person_or_null(db::Reader& in, PersonId person) {
  return person ? named(to_string(person), registry::name_of_person(in, person)) : Json();
}

Json counts_view(const activities::ActivityCounts& counts) {
  return JsonObject{{"members", counts.members},
                    {"there", counts.there},
                    {"late", counts.late},
                    {"excused", counts.excused},
                    {"guests", counts.guests}};
}

Json mark_view(const activities::Mark& mark, std::string_view name, bool guest) {
  return JsonObject{{"person", named(to_string(mark.person), name)},
                    {"presence", presence_name(mark.presence)},
                    {"reason", mark.reason},
                    {"guest", guest}};
}

void write_mark(JsonWriter& out, const activities::NamedMark& one) {
  out.begin_object();
  out.member("guest", one.guest);
  out.key("person");
  out.begin_object();
  out.member("id", to_string(one.mark.person));
  out.member("title", one.name);
  out.end_object();
  out.member("presence", presence_name(one.mark.presence));
  out.member("reason", one.mark.reason);
  out.end_object();
}

Json past_view(const Application& application, db::Reader& in, const activities::PastActivity& past,
               Language language) {
  JsonArray marks;
  for (const auto& mark : past.attendance.members)
    marks.push_back(mark_view(mark, registry::name_of_person(in, mark.person), false));
  for (const auto& mark : past.attendance.guests)
    marks.push_back(mark_view(mark, registry::name_of_person(in, mark.person), true));
  return JsonObject{{"activity", activity_view(application, in, past.activity, language)},
                    {"leader", person_or_null(in, past.activity.leader)},
                    {"marks", std::move(marks)},
                    {"replacedAt", to_string(past.replaced_at)},
                    {"because", past.because},
                    {"by", person_or_null(in, past.by)}};
}

}  // namespace

std::string_view measure_name(rulebook::Measure measure) {
  switch (measure) {
    case rulebook::Measure::hours:
      return "hours";
    case rulebook::Measure::days:
      return "days";
    case rulebook::Measure::times:
      return "times";
  }
  check(false, "a kind has a measure");
  return {};
}

std::string_view presence_name(Presence presence) { return name_in(presence_names, presence); }

std::optional<Presence> parse_presence(std::string_view name) { return value_in(presence_names, name); }

std::optional<ActivityState> parse_activity_state(std::string_view name) { return value_in(state_names, name); }

std::optional<DocumentKind> parse_document_kind(std::string_view name) { return value_in(document_names, name); }

Json activity_kind_view(const rulebook::ActivityKind& kind, Language language) {
  return JsonObject{{"id", kind.id},
                    {"title", kind.title.in(language)},
                    {"summary", kind.summary.in(language)},
                    {"measure", measure_name(kind.measure)},
                    {"pairOnly", kind.pair_only},
                    {"report", kind.report},
                    {"source", source_view(kind.source, language)}};
}

namespace {

Json activity_view(const Application& application, db::Reader& in, const activities::Activity& activity,
                   const std::optional<registry::Unit>& unit, Language language) {
  // A kind of an older rulebook is told by its id.
  const auto* kind = application.context.rulebook.activity(activity.kind);
  const auto place = activity.place ? registry::find_unit(in, activity.place) : std::nullopt;
  return JsonObject{{"id", to_string(activity.id)},
                    {"unit", unit ? unit_ref(*unit, language) : Json()},
                    {"kind", named(activity.kind, kind == nullptr ? activity.kind : kind->title.in(language))},
                    {"measure", measure_name(kind == nullptr ? rulebook::Measure::times : kind->measure)},
                    {"pairOnly", kind != nullptr && kind->pair_only},
                    {"state", name_in(state_names, activity.state)},
                    {"from", to_string(activity.from)},
                    {"to", to_string(activity.to)},
                    {"amount", activity.amount},
                    {"place", place ? unit_ref(*place, language) : Json()},
                    {"hardPlace", activity.hard_place},
                    {"topic", activity.topic},
                    {"version", activity.version}};
}

}  // namespace

Json activity_view(const Application& application, db::Reader& in, const activities::Activity& activity,
                   Language language) {
  return activity_view(application, in, activity, registry::find_unit(in, activity.unit), language);
}

Json activity_row_view(const Application& application, db::Reader& in, const activities::ActivityRow& row,
                       Language language) {
  return JsonObject{{"activity", activity_view(application, in, row.activity, language)},
                    {"leader", person_or_null(in, row.activity.leader)},
                    {"counts", counts_view(row.counts)}};
}

void write_activity_detail(JsonWriter& out, const Application& application, db::Reader& in,
                           const activities::ActivityView& view, bool may_record, Language language) {
  const PersonId leader = view.row.activity.leader;
  out.begin_object();
  out.member("activity", activity_view(application, in, view.row.activity, view.unit, language));
  out.member("counts", counts_view(view.row.counts));
  out.member("documents", list_of(view.documents, [&](const auto& one) { return document_view(in, one); }));
  out.member("leader", leader ? named(to_string(leader), view.leader_name) : Json());
  out.key("marks");
  out.begin_array();
  for (const activities::NamedMark& one : view.marks) write_mark(out, one);
  out.end_array();
  out.member("mayRecord", may_record);
  out.member("mayReport", view.may_report);
  out.member("names", view.names);
  out.member("past", list_of(view.past, [&](const auto& one) { return past_view(application, in, one, language); }));
  out.end_object();
}

Json document_view(db::Reader& in, const activities::Document& document) {
  return JsonObject{{"id", std::to_string(document.id)},
                    {"kind", name_in(document_names, document.kind)},
                    {"person", person_or_null(in, document.person)},
                    {"name", document.name},
                    {"mediaType", document.media_type},
                    {"size", document.size},
                    {"at", to_string(document.at)}};
}

Json sheet_problem_view(const activities::RowProblem& problem, Language language) {
  return JsonObject{{"row", problem.row},
                    {"person", to_string(problem.person)},
                    {"type", std::string("urn:massline:") + problem.refusal.message->key},
                    {"detail", problem.refusal.text(language)}};
}

}  // namespace massline::http
