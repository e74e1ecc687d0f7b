// Entitlements, and what another standard would cost.
#include "base/csv.h"
#include "base/money.h"
#include "base/refusals.h"
#include "duties/what_if.h"
#include "http/api/body.h"
#include "http/api/duty_views.h"
#include "registry/units.h"

namespace massline::http {
namespace {

using duties::WhatIf;
using duties::WhatIfPlace;

Json total_view(const standing::AllowanceTotal& total) {
  return JsonObject{{"households", total.households}, {"persons", total.persons}, {"fen", total.fen}};
}

Json allowance_view(const standing::CountyAllowance& allowance) {
  return JsonObject{{"today", total_view(allowance.base)}, {"changed", total_view(allowance.changed)}};
}

Json entitlement_view(const rulebook::Rulebook& rulebook, const rulebook::Entitlement& entitlement, Date date,
                      Language language) {
  JsonArray places;
  const rulebook::Standard* standard = rulebook.standard(entitlement.standard);
  if (standard != nullptr)
    for (const auto& entry : standard->entries)
      if (entry.in_force.contains(date))
        places.push_back(JsonObject{{"place", entry.place},
                                    {"fen", entry.fen},
                                    {"from", to_string(entry.in_force.from)},
                                    {"source", source_view(entry.source, language)}});
  return JsonObject{{"id", entitlement.id},
                    {"title", entitlement.title.in(language)},
                    {"summary", entitlement.summary.in(language)},
                    {"source", source_view(entitlement.source, language)},
                    {"from", to_string(entitlement.in_force.from)},
                    {"standard", standard == nullptr ? std::string() : standard->title.in(language)},
                    {"standards", std::move(places)}};
}

Response list_entitlements(Application& application, Language language) {
  const auto& rulebook = application.context.rulebook;
  const Date today = application.context.today();
  JsonArray items;
  for (const auto& entitlement : rulebook.entitlements)
    if (entitlement.in_force.contains(today)) items.push_back(entitlement_view(rulebook, entitlement, today, language));
  return json_reply(200, JsonObject{{"items", std::move(items)}});
}

Result<WhatIf> asked(Application& application, db::Reader& in, const Request& request,
                     const registry::Session& session) {
  bool anywhere = false;
  for (const auto& post : session.viewer.posts)
    anywhere = anywhere || reach_of(application, session, post.unit_path).figures;
  if (!anywhere) return refuse(massline::refusals::not_allowed);
  const auto change =
      duties::parse_standard_change(query_text(request, "standard").empty() ? "+0%" : query_text(request, "standard"));
  if (!change) return tl::unexpected(change.error());
  const auto households = application.households.current(in);
  const auto board = application.duties.board();
  return duties::what_if(
      application.context, in, *board, *households,
      {.entitlement = request.parameter("entitlement"),
       .change = *change,
       .place = query_text(request, "place"),
       .may_see = [&](const registry::Unit& unit) { return reach_of(application, session, unit.path).figures; }});
}

Response what_if(Application& application, const Request& request, const registry::Session& session,
                 Language language) {
  const auto limit = query_limit(request);
  const auto from = query_id_value(request, "cursor");
  if (!limit) return problem_reply(limit.error(), language);
  if (!from) return problem_reply(from.error(), language);
  return application.context.store.read([&](db::Reader& in) -> Response {
    const auto answer = asked(application, in, request, session);
    if (!answer) return problem_reply(answer.error(), language);
    const std::size_t count = answer->places.size();
    const std::size_t first = std::min<std::size_t>(count, static_cast<std::size_t>(from->value_or(0)));
    const std::size_t last = std::min(count, first + static_cast<std::size_t>(*limit));
    JsonArray places;
    for (std::size_t i = first; i < last; ++i) {
      const WhatIfPlace& place = answer->places[i];
      places.push_back(JsonObject{{"unit", unit_ref(place.unit, language)},
                                  {"code", place.unit.code},
                                  {"from", to_string(place.from)},
                                  {"source", source_view(place.source, language)},
                                  {"standardFen", place.base_fen},
                                  {"changedFen", place.changed_fen},
                                  {"households", place.households},
                                  {"persons", place.persons},
                                  {"allowance", allowance_view(place.allowance)}});
    }
    return json_reply(200, JsonObject{{"entitlement", answer->entitlement->id},
                                      {"title", answer->entitlement->title.in(language)},
                                      {"date", to_string(answer->date)},
                                      {"households", answer->households},
                                      {"persons", answer->persons},
                                      {"withoutStandard", answer->without_standard},
                                      {"total", allowance_view(answer->total)},
                                      {"count", static_cast<std::int64_t>(count)},
                                      {"places", std::move(places)},
                                      {"next", last < count ? Json(std::to_string(last)) : Json()}});
  });
}

Response what_if_file(Application& application, const Request& request, const registry::Session& session,
                      Language language) {
  return application.context.store.read([&](db::Reader& in) -> Response {
    const auto answer = asked(application, in, request, session);
    if (!answer) return problem_reply(answer.error(), language);
    std::string csv = "\xEF\xBB\xBF" + csv_line({"place", "name", "standard", "changed standard", "households",
                                                 "persons", "entitled households", "entitled persons", "yuan a month",
                                                 "households then", "persons then", "yuan a month then"});
    for (const WhatIfPlace& place : answer->places) {
      const auto& [base, changed] = place.allowance;
      csv += csv_line({place.unit.code, place.unit.name_in(language), to_string(Money{place.base_fen}),
                       to_string(Money{place.changed_fen}), std::to_string(place.households),
                       std::to_string(place.persons), std::to_string(base.households), std::to_string(base.persons),
                       to_string(Money{static_cast<std::int64_t>(base.fen)}), std::to_string(changed.households),
                       std::to_string(changed.persons), to_string(Money{static_cast<std::int64_t>(changed.fen)})});
    }
    Response response = text_response(200, "text/csv; charset=utf-8", csv);
    response.headers.set("Content-Disposition", "attachment; filename=\"what-if.csv\"");
    return response;
  });
}

}  // namespace

void add_entitlement_routes(Router& router, Application& application) {
  router.add(Method::get, "/api/v1/entitlements", for_all(application, [&](const Request&, Language language) {
               return list_entitlements(application, language);
             }));
  const auto add = [&](std::string_view pattern, StaffFunction handle) {
    router.add(Method::get, pattern, for_staff(application, handle));
  };
  add("/api/v1/entitlements/{entitlement}/what-if", what_if);
  add("/api/v1/entitlements/{entitlement}/what-if/file", what_if_file);
}

}  // namespace massline::http
