// What one owes, and how units stand. Everything comes from memory but names; nobody waits for who writes.
#include <algorithm>

#include "base/json_writer.h"
#include "base/refusals.h"
#include "http/api/body.h"
#include "http/api/duty_route_parts.h"
#include "http/api/duty_views.h"
#include "http/api/session.h"
#include "http/api/views.h"
#include "registry/people.h"
#include "registry/units_below.h"
#include "rulebook/duty_words.h"

namespace massline::http {
namespace {

using duties::Board;
using rulebook::Ower;

/// The duties that somebody in the unit or below it owes: their numbers in the plan. The others would only be noise.
std::vector<std::uint32_t> owed_in(const standing::UnitStanding& unit) {
  std::vector<std::uint32_t> out;
  for (std::uint32_t duty = 0; duty < unit.duties.size(); ++duty)
    if (unit.duties[duty].owing > 0) out.push_back(duty);
  return out;
}

std::string owes_as(const rulebook::Rulebook& rulebook, const duties::Owes& owes, Language language) {
  if (owes.ower == Ower::officer) return post_title(rulebook, owes.kind, language);
  for (const auto& membership : rulebook.memberships)
    if (membership.id == owes.kind) return membership.title.in(language);
  return owes.kind;
}

Response my_duties(Application& application, const Request&, const registry::Session& session, Language language) {
  const auto& rulebook = application.context.rulebook;
  const auto board = application.duties.board();
  JsonArray items;
  application.context.store.read([&](db::Reader& in) {
    for (const duties::Stands& one : board->of_person(session.viewer.person)) {
      const auto unit = registry::find_unit(in, UnitId{board->standing->id_of(one.owes.at.unit)});
      if (!unit || one.standing.duties.empty()) continue;
      JsonArray list;
      for (const standing::DutyOfOwer& duty : one.standing.duties)
        list.push_back(
            JsonObject{{"duty", duty_view(rulebook, board->standing->plan().duties()[duty.duty], language)},
                       {"quota", duty.quota},
                       {"done", duty.done},
                       {"missing", duty.missing},
                       {"from", to_string(duty.period.from)},
                       {"to", to_string(duty.period.to)},
                       {"because", strings(rulebook::why_in_words(rulebook, board->standing->plan().duties()[duty.duty],
                                                                  one.standing.inputs, language))}});
      items.push_back(JsonObject{{"as", ower_name(one.owes.ower)},
                                 {"title", owes_as(rulebook, one.owes, language)},
                                 {"unit", unit_ref(*unit, language)},
                                 {"duties", std::move(list)}});
    }
  });
  return json_reply(200, JsonObject{{"date", to_string(board->standing->date())}, {"items", std::move(items)}});
}

/// A unit on the board, for somebody who may look at it.
struct UnitOnBoard {
  registry::Unit unit;
  standing::UnitRow row = 0;
  Reach reach;
};

Result<UnitOnBoard> asked_unit(const Application& application, db::Reader& in, const registry::Session& session,
                               const Board& board, const Request& request) {
  const auto unit = registry::find_unit(in, path_id<UnitId>(request, "unit").value_or(UnitId{}));
  if (!unit) return refuse(massline::refusals::not_found);
  const Reach reach = reach_of(application, session, unit->path);
  if (!reach.figures) return refuse(massline::refusals::not_allowed);
  const auto row = board.row_of(unit->id);
  if (!row) return refuse(massline::refusals::not_found);
  return UnitOnBoard{*unit, *row, reach};
}

void write_figures(JsonWriter& out, const standing::UnitStanding& unit, const std::vector<std::uint32_t>& duties) {
  out.begin_array();
  for (const std::uint32_t duty : duties) {
    const standing::Figures& figures = unit.duties[duty];
    out.begin_object();
    out.member("behind", figures.behind);
    out.member("done", figures.done);
    out.member("met", figures.met());
    out.member("missing", figures.missing);
    out.member("owing", figures.owing);
    out.end_object();
  }
  out.end_array();
}

/// Hundreds of units with tens of duties each: written at once.
void write_children(JsonWriter& out, const Board& board, db::Reader& in, const UnitOnBoard& asked,
                    const std::vector<std::uint32_t>& duties, Language language) {
  const std::vector<standing::UnitStanding> children = board.standing->children_of(asked.row);
  std::vector<standing::UnitRow> rows;
  for (const auto& child : children) rows.push_back(child.unit);
  const std::vector<std::uint32_t> counts = board.standing->child_counts(rows);
  std::unordered_map<std::int64_t, std::size_t> by_unit;
  for (std::size_t i = 0; i < children.size(); ++i) by_unit.emplace(board.standing->id_of(children[i].unit), i);
  constexpr std::size_t bytes_a_unit = 150, bytes_a_duty = 80;
  out.reserve((children.size() + 1) * (bytes_a_unit + duties.size() * bytes_a_duty));
  out.begin_array();
  for (const registry::UnitBelow& unit : registry::units_below(in, asked.unit, board.standing->date())) {
    const auto found = by_unit.find(unit.id.value);
    if (found == by_unit.end()) continue;
    out.begin_object();
    out.member("children", std::uint64_t{counts[found->second]});
    out.key("figures");
    write_figures(out, children[found->second], duties);
    out.key("unit");
    out.begin_object();
    out.member("id", to_string(unit.id));
    out.member("kind", unit.kind);
    out.member("name", unit.name_in(language));
    out.end_object();
    out.end_object();
  }
  out.end_array();
}

Response unit_standing(Application& application, const Request& request, const registry::Session& session,
                       Language language) {
  const auto board = application.duties.board();
  return application.context.store.read([&](db::Reader& in) -> Response {
    const auto asked = asked_unit(application, in, session, *board, request);
    if (!asked) return problem_reply(asked.error(), language);
    const auto standing = board->standing->standing_of(asked->row);
    if (!standing) return problem_reply(refuse(massline::refusals::not_found).value(), language);
    const auto duties = owed_in(*standing);
    JsonArray rules, above;
    for (const std::uint32_t duty : duties)
      rules.push_back(duty_view(application.context.rulebook, board->standing->plan().duties()[duty], language));
    for (const registry::Unit& unit : registry::ancestors(in, asked->unit))
      if (reach_of(application, session, unit.path).figures) above.push_back(unit_ref(unit, language));
    JsonWriter out;
    out.begin_object();
    out.member("above", Json(std::move(above)));
    out.key("children");
    write_children(out, *board, in, *asked, duties, language);
    out.member("date", to_string(board->standing->date()));
    out.member("duties", Json(std::move(rules)));
    out.key("figures");
    write_figures(out, *standing, duties);
    out.member("names", asked->reach.names);
    out.member("unit", unit_ref(asked->unit, language));
    out.end_object();
    return text_response(200, "application/json; charset=utf-8", out.take());
  });
}

/// The duty of this id as it is counted now.
std::optional<std::uint32_t> duty_asked(const Board& board, const Request& request) {
  return board.standing->plan().duty_index(request.parameter("duty"));
}

Json behind_view(const Application& application, db::Reader& in, const Board& board, standing::UnitRow unit,
                 std::uint32_t duty, Language language) {
  const Ower ower = board.standing->plan().duties()[duty].owed_by;
  JsonArray out;
  if (ower == Ower::unit) return out;
  for (const duties::Stands& one : board.in_unit(unit)) {
    if (one.owes.ower != ower) continue;
    for (const standing::DutyOfOwer& owed : one.standing.duties) {
      if (owed.duty != duty || owed.missing == 0) continue;
      const auto person = registry::find_person(in, one.owes.person);
      out.push_back(JsonObject{{"person", to_string(one.owes.person)},
                               {"name", person ? person->name : std::string()},
                               {"as", owes_as(application.context.rulebook, one.owes, language)},
                               {"quota", owed.quota},
                               {"done", owed.done},
                               {"missing", owed.missing},
                               {"to", to_string(owed.period.to)}});
    }
  }
  return out;
}

Response unit_duty(Application& application, const Request& request, const registry::Session& session,
                   Language language) {
  const auto board = application.duties.board();
  return application.context.store.read([&](db::Reader& in) -> Response {
    const auto asked = asked_unit(application, in, session, *board, request);
    if (!asked) return problem_reply(asked.error(), language);
    if (!asked->reach.names) return problem_reply(refuse(massline::refusals::not_allowed).value(), language);
    const auto duty = duty_asked(*board, request);
    if (!duty) return problem_reply(refuse(massline::refusals::not_found).value(), language);
    return json_reply(
        200,
        JsonObject{{"unit", unit_ref(asked->unit, language)},
                   {"duty", duty_view(application.context.rulebook, board->standing->plan().duties()[*duty], language)},
                   {"date", to_string(board->standing->date())},
                   {"items", behind_view(application, in, *board, asked->row, *duty, language)}});
  });
}

}  // namespace

void add_duty_routes(Router& router, Application& application) {
  add_trend_routes(router, application);
  add_duty_rule_routes(router, application);
  const auto add = [&](std::string_view pattern, StaffFunction handle) {
    router.add(Method::get, pattern, for_staff(application, handle));
  };
  add("/api/v1/duties/mine", my_duties);
  add("/api/v1/units/{unit}/standing", unit_standing);
  add("/api/v1/units/{unit}/standing/{duty}", unit_duty);
}

}  // namespace massline::http
