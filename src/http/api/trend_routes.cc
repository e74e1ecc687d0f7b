// How a unit stood in a duty at the ends of the last periods.
#include <spdlog/spdlog.h>

#include "base/refusals.h"
#include "duties/past.h"
#include "http/api/body.h"
#include "http/api/duty_route_parts.h"
#include "http/api/duty_views.h"

namespace massline::http {
namespace {

using namespace std::chrono_literals;

/// After that long no further day is begun; the page asks again.
constexpr auto patience = 1'500ms;

Json point_view(const duties::TrendPoint& point) {
  return JsonObject{{"from", to_string(point.period.from)},
                    {"to", to_string(point.period.to)},
                    {"on", to_string(point.on)},
                    {"quota", point.quota == 0 ? Json() : Json(point.quota)},
                    {"figures", point.figures ? duty_figures_view(*point.figures) : Json()}};
}

Response duty_trend(Application& application, duties::PastStanding& past, const Request& request,
                    const registry::Session& session, Language language) {
  const auto board = application.duties.board();
  const auto unit = application.context.store.read(
      [&](db::Reader& in) { return registry::find_unit(in, path_id<UnitId>(request, "unit").value_or(UnitId{})); });
  if (!unit) return problem_reply(refuse(massline::refusals::not_found).value(), language);
  if (!reach_of(application, session, unit->path).figures)
    return problem_reply(refuse(massline::refusals::not_allowed).value(), language);
  const std::string& duty = request.parameter("duty");
  const auto trend = past.trend(*board, unit->id, duty, patience);
  if (!trend) return problem_reply(refuse(massline::refusals::not_found).value(), language);
  for (const Refusal& problem : trend->problems) spdlog::error("{}", problem.text(Language::en));
  const auto& plan = board->standing->plan();
  return json_reply(
      200,
      JsonObject{{"unit", unit_ref(*unit, language)},
                 {"duty", duty_view(application.context.rulebook, plan.duties()[*plan.duty_index(duty)], language)},
                 {"complete", trend->complete},
                 {"from", application.duties.has_rows() ? "record" : "kept"},
                 {"periods", list_of(trend->points, point_view)}});
}

}  // namespace

void add_trend_routes(Router& router, Application& application) {
  const auto past =
      std::make_shared<duties::PastStanding>(application.context, application.duties.folder(),
                                             application.duties.has_rows() ? nullptr : &application.duties.kept_past());
  router.add(Method::get, "/api/v1/units/{unit}/standing/{duty}/trend",
             for_staff(application, [&application, past](const Request& request, const registry::Session& session,
                                                         Language language) {
               return duty_trend(application, *past, request, session, language);
             }));
}

}  // namespace massline::http
