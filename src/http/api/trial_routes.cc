// A draft's duties tried against the live register: begun, looked at unit by unit, as a file, and ended.
#include <algorithm>
#include <functional>

#include "base/csv.h"
#include "base/refusals.h"
#include "channels/rulebook_archive.h"
#include "duties/draft.h"
#include "duties/rule_trial.h"
#include "http/api/body.h"
#include "http/api/duty_views.h"
#include "http/api/refusals.h"
#include "http/api/trial_shelf.h"
#include "http/server/multipart.h"
#include "registry/units.h"

namespace massline::http {
namespace {

using duties::Below;
using duties::RuleTrial;
using duties::Tried;
using duties::TriedDuty;
using duties::TriedFigures;
using duties::TriedUnit;
using Draft = std::shared_ptr<const rulebook::Rulebook>;

constexpr std::size_t rulebook_bytes_max = 8 << 20;
constexpr std::size_t edits_max = 40;

std::string change_name(TriedDuty::Change change) {
  switch (change) {
    case TriedDuty::Change::same:
      return "same";
    case TriedDuty::Change::changed:
      return "changed";
    case TriedDuty::Change::added:
      return "added";
    case TriedDuty::Change::dropped:
      return "dropped";
  }
  return "";
}

Json tried_view(const TriedFigures& figures) {
  return JsonObject{{"owingNow", figures.now.owing},
                    {"owingThen", figures.then.draft.owing},
                    {"behindNow", figures.now.behind},
                    {"behindThen", figures.then.draft.behind},
                    {"newlyOwing", figures.then.newly_owing},
                    {"noLongerOwing", figures.then.no_longer_owing},
                    {"newlyBehind", figures.then.newly_behind},
                    {"noLongerBehind", figures.then.no_longer_behind},
                    {"unknown", figures.then.unknown}};
}

Json rule_or_null(const rulebook::Rulebook& rulebook, const std::optional<rulebook::Duty>& duty, Language language) {
  return duty ? duty_view(rulebook, *duty, language) : Json();
}

// ---- beginning

std::optional<rulebook::DutyPeriod::Kind> period_named(const std::string& name) {
  if (name == "year") return rulebook::DutyPeriod::Kind::year;
  if (name == "quarter") return rulebook::DutyPeriod::Kind::quarter;
  if (name == "month") return rulebook::DutyPeriod::Kind::month;
  return std::nullopt;
}

tl::expected<std::vector<duties::DutyEdit>, std::vector<Refusal>> read_edits(const Request& request) {
  Body body(request);
  std::vector<duties::DutyEdit> edits;
  auto list = body.nested_list("changes", edits_max);
  for (std::size_t i = 0; i < list.size(); ++i) {
    duties::DutyEdit edit;
    edit.duty = list[i].text("duty", {.max = 80});
    // 0: not given; a quota is at least one.
    if (const auto amount = list[i].integer_or("amount", 0, 1, 65'534); amount > 0) edit.amount = amount;
    if (const auto per = list[i].text_or_none("per", 10)) {
      edit.per = period_named(*per);
      if (!edit.per)
        body.add_problem(refuse_field(refusals::member_type, "/changes/" + std::to_string(i) + "/per",
                                      {{"field", "per"}, {"expected", "year, quarter, month"}})
                             .value());
    }
    edit.who = list[i].text_or_none("who", 2'000);
    body.absorb(list[i]);
    edits.push_back(std::move(edit));
  }
  if (edits.empty())
    body.add_problem(refuse_field(massline::refusals::field_missing, "/changes", {{"field", "changes"}}).value());
  if (auto problems = body.problems()) return tl::unexpected(std::move(*problems));
  return edits;
}

Result<Draft> draft_of_upload(const Request& request) {
  const auto parts = parse_multipart(request.headers.get("content-type"), request.body);
  if (!parts) return tl::unexpected(parts.error());
  const Part* file = find_part(*parts, "file");
  if (file == nullptr) return refuse_field(massline::refusals::field_missing, "file", {{"field", "file"}});
  return channels::read_rulebook_archive(file->content);
}

/// The day whose rules are tried: a draft is usually one of a day to come.
Result<Date> day_asked(const Request& request, Date today) {
  const auto date = query_date(request, "date");
  if (!date) return tl::unexpected(date.error());
  return date->value_or(today);
}

/// Where the person may begin to look: the highest unit of their posts that see figures.
std::optional<registry::Unit> highest_unit(const Application& application, db::Reader& in,
                                           const registry::Session& session) {
  std::optional<registry::Unit> out;
  for (const auto& post : session.viewer.posts) {
    auto unit = registry::find_unit(in, post.unit);
    if (!unit || !reach_of(application, session, unit->path).figures) continue;
    if (!out || unit->path.size() < out->path.size()) out = std::move(unit);
  }
  return out;
}

Response begin_trial(Application& application, const Request& request, const registry::Session& session,
                     Language language) {
  const Context& ctx = application.context;
  const auto start = ctx.store.read([&](db::Reader& in) { return highest_unit(application, in, session); });
  if (!start) return problem_reply(refuse(massline::refusals::not_allowed).value(), language);
  const auto day = day_asked(request, ctx.today());
  if (!day) return problem_reply(day.error(), language);
  Result<Draft> draft = nullptr;
  if (request.headers.get("content-type").starts_with("multipart/")) {
    draft = draft_of_upload(request);
  } else {
    const auto edits = read_edits(request);
    if (!edits) return problem_reply(edits.error(), language);
    draft = duties::draft_of(ctx.rulebook, *edits, *day);
  }
  if (!draft) return problem_reply(draft.error(), language);
  auto trial = std::make_shared<RuleTrial>(application.duties, *draft, *day);
  const auto tried = trial->of(start->id, Below::nothing);
  if (!tried) return problem_reply(tried.error(), language);
  if (!*tried) return problem_reply(refuse(massline::refusals::not_found).value(), language);
  const auto id = application.context.ids.make<TrialId>();
  application.trials.keep(id, session.viewer.person, trial, ctx.clock.now());
  return json_reply(201, JsonObject{{"id", to_string(id)},
                                    {"rulebook", (*draft)->id},
                                    {"version", (*draft)->version},
                                    {"date", to_string(*day)},
                                    {"unit", unit_ref(*start, language)},
                                    {"duties", list_of((*tried)->duties, [&](const TriedDuty& duty) {
                                       return JsonObject{{"id", duty.rule().id},
                                                         {"change", change_name(duty.change())},
                                                         {"today", rule_or_null(ctx.rulebook, duty.today, language)},
                                                         {"draft", rule_or_null(**draft, duty.draft, language)}};
                                     })}});
}

// ---- looking

using Key = std::int64_t (*)(const TriedFigures&);

Key key_named(const std::string& name) {
  static const std::map<std::string, Key, std::less<>> keys{
      {"newly-behind", [](const TriedFigures& f) { return static_cast<std::int64_t>(f.then.newly_behind); }},
      {"no-longer-behind", [](const TriedFigures& f) { return static_cast<std::int64_t>(f.then.no_longer_behind); }},
      {"newly-owing", [](const TriedFigures& f) { return static_cast<std::int64_t>(f.then.newly_owing); }},
      {"no-longer-owing", [](const TriedFigures& f) { return static_cast<std::int64_t>(f.then.no_longer_owing); }},
      {"behind-now", [](const TriedFigures& f) { return static_cast<std::int64_t>(f.now.behind); }},
      {"behind-then", [](const TriedFigures& f) { return static_cast<std::int64_t>(f.then.draft.behind); }},
      {"more-behind",
       [](const TriedFigures& f) {
         return static_cast<std::int64_t>(f.then.draft.behind) - static_cast<std::int64_t>(f.now.behind);
       }},
      {"owing-then", [](const TriedFigures& f) { return static_cast<std::int64_t>(f.then.draft.owing); }},
      {"unit", nullptr}};
  const auto found = keys.find(name);
  return found == keys.end() ? nullptr : found->second;
}

bool is_sort(const std::string& name) { return name == "unit" || key_named(name) != nullptr; }

/// Numbers of the duties to show: the one asked for, or those that concern anybody in the unit or below it.
std::vector<std::size_t> duties_shown(const Tried& tried, const std::string& duty) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < tried.duties.size(); ++i)
    if (duty.empty() ? tried.unit.duties[i].concerns_anybody() : tried.duties[i].rule().id == duty) out.push_back(i);
  return out;
}

Json figures_of(const TriedUnit& unit, const std::vector<std::size_t>& shown) {
  JsonArray out;
  for (const std::size_t i : shown) out.push_back(tried_view(unit.duties[i]));
  return out;
}

/// Those with the most first; the same number: in the order of the register.
void sort_children(std::vector<TriedUnit>& children, const std::vector<std::size_t>& shown, const std::string& sort) {
  const Key key = key_named(sort);
  const auto total = [&](const TriedUnit& unit) {
    std::int64_t sum = 0;
    for (const std::size_t i : shown) sum += key == nullptr ? 0 : key(unit.duties[i]);
    return sum;
  };
  std::sort(children.begin(), children.end(), [&](const TriedUnit& a, const TriedUnit& b) {
    const auto one = total(a), other = total(b);
    return one != other ? one > other : a.row < b.row;
  });
}

struct UnitOfTrial {
  registry::Unit unit;
  Tried tried;
};

Result<UnitOfTrial> unit_of_trial(Application& application, const Request& request, const registry::Session& session,
                                  Below below) {
  const Context& ctx = application.context;
  const auto id = path_id<TrialId>(request, "trial");
  const auto trial = id ? application.trials.find(*id, session.viewer.person, ctx.clock.now()) : nullptr;
  if (trial == nullptr) return refuse(refusals::trial_gone);
  const auto unit = ctx.store.read(
      [&](db::Reader& in) { return registry::find_unit(in, path_id<UnitId>(request, "unit").value_or(UnitId{})); });
  if (!unit) return refuse(massline::refusals::not_found);
  if (!reach_of(application, session, unit->path).figures) return refuse(massline::refusals::not_allowed);
  auto tried = trial->of(unit->id, below);
  if (!tried) return tl::unexpected(tried.error());
  if (!*tried) return refuse(massline::refusals::not_found);
  return UnitOfTrial{*unit, std::move(**tried)};
}

Response look_at_unit(Application& application, const Request& request, const registry::Session& session,
                      Language language) {
  const auto limit = query_limit(request);
  const auto from = query_id_value(request, "cursor");
  if (!limit) return problem_reply(limit.error(), language);
  if (!from) return problem_reply(from.error(), language);
  const std::string sort = query_text(request, "sort").empty() ? "newly-behind" : query_text(request, "sort");
  if (!is_sort(sort))
    return problem_reply(refuse_field(refusals::member_type, "sort",
                                      {{"field", "sort"}, {"expected", "newly-behind, more-behind, unit …"}})
                             .value(),
                         language);
  auto asked = unit_of_trial(application, request, session, Below::children);
  if (!asked) return problem_reply(asked.error(), language);
  Tried& tried = asked->tried;
  const auto shown = duties_shown(tried, query_text(request, "duty"));
  sort_children(tried.children, shown, sort);
  const std::size_t first = std::min<std::size_t>(tried.children.size(), static_cast<std::size_t>(from->value_or(0)));
  const std::size_t last = std::min(tried.children.size(), first + static_cast<std::size_t>(*limit));
  return application.context.store.read([&](db::Reader& in) -> Response {
    JsonArray above, children;
    for (const registry::Unit& unit : registry::ancestors(in, asked->unit))
      if (reach_of(application, session, unit.path).figures) above.push_back(unit_ref(unit, language));
    for (std::size_t i = first; i < last; ++i) {
      const auto unit = registry::find_unit(in, tried.children[i].unit);
      if (unit)
        children.push_back(
            JsonObject{{"unit", unit_ref(*unit, language)}, {"figures", figures_of(tried.children[i], shown)}});
    }
    return json_reply(
        200, JsonObject{{"unit", unit_ref(asked->unit, language)},
                        {"above", std::move(above)},
                        {"date", to_string(tried.date)},
                        {"duties", list_of(shown, [&](std::size_t i) { return Json(tried.duties[i].rule().id); })},
                        {"figures", figures_of(tried.unit, shown)},
                        {"count", static_cast<std::int64_t>(tried.children.size())},
                        {"children", std::move(children)},
                        {"next", last < tried.children.size() ? Json(std::to_string(last)) : Json()}});
  });
}

void add_lines(std::string& csv, const registry::Unit& unit, const Tried& tried, const TriedUnit& figures,
               const std::vector<std::size_t>& shown, Language language) {
  for (const std::size_t i : shown) {
    const TriedFigures& f = figures.duties[i];
    csv +=
        csv_line({unit.code, unit.name_in(language), tried.duties[i].rule().id, change_name(tried.duties[i].change()),
                  std::to_string(f.now.owing), std::to_string(f.then.draft.owing), std::to_string(f.now.behind),
                  std::to_string(f.then.draft.behind), std::to_string(f.then.newly_owing),
                  std::to_string(f.then.no_longer_owing), std::to_string(f.then.newly_behind),
                  std::to_string(f.then.no_longer_behind), std::to_string(f.then.unknown)});
  }
}

Response unit_as_file(Application& application, const Request& request, const registry::Session& session,
                      Language language) {
  auto asked = unit_of_trial(application, request, session, Below::children);
  if (!asked) return problem_reply(asked.error(), language);
  const Tried& tried = asked->tried;
  const auto shown = duties_shown(tried, query_text(request, "duty"));
  std::string csv =
      "\xEF\xBB\xBF" + csv_line({"unit", "name", "duty", "change", "owe now", "owe then", "behind now", "behind then",
                                 "newly owing", "no longer owing", "newly behind", "no longer behind", "unknown"});
  add_lines(csv, asked->unit, tried, tried.unit, shown, language);
  application.context.store.read([&](db::Reader& in) {
    for (const TriedUnit& child : tried.children)
      if (const auto unit = registry::find_unit(in, child.unit)) add_lines(csv, *unit, tried, child, shown, language);
  });
  Response response = text_response(200, "text/csv; charset=utf-8", csv);
  response.headers.set("Content-Disposition", "attachment; filename=\"trial.csv\"");
  return response;
}

Response end_trial(Application& application, const Request& request, const registry::Session& session,
                   Language language) {
  const auto id = path_id<TrialId>(request, "trial");
  if (!id || !application.trials.forget(*id, session.viewer.person))
    return problem_reply(refuse(refusals::trial_gone).value(), language);
  return no_content();
}

}  // namespace

void add_trial_routes(Router& router, Application& application) {
  const auto add = [&](Method method, std::string_view pattern, StaffFunction handle) {
    RouteOptions options{.rate = method == Method::get ? RateClass::reading : RateClass::writing};
    if (method == Method::post) options.max_body_bytes = rulebook_bytes_max;
    router.add(method, pattern, for_staff(application, handle), options);
  };
  add(Method::post, "/api/v1/trials", begin_trial);
  add(Method::delete_, "/api/v1/trials/{trial}", end_trial);
  add(Method::get, "/api/v1/trials/{trial}/units/{unit}", look_at_unit);
  add(Method::get, "/api/v1/trials/{trial}/units/{unit}/file", unit_as_file);
}

}  // namespace massline::http
