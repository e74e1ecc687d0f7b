// Emergencies: declared and ended by those who lead, seen by everybody, since they say what may be raised.
#include "http/api/body.h"
#include "http/api/session.h"
#include "http/api/unit_views.h"
#include "http/api/views.h"
#include "matters/emergencies.h"
#include "registry/units.h"

namespace massline::http {
namespace {

Json emergency_view(Application& application, db::Reader& in, const matters::Emergency& emergency,
                    const access::Viewer& viewer, Language language) {
  Context& ctx = application.context;
  const auto unit = registry::find_unit(in, emergency.unit);
  const Instant end = emergency.end(ctx.zone);
  return JsonObject{{"id", to_string(emergency.id)},
                    {"title", emergency.title},
                    {"unit", unit ? unit_ref(*unit, language) : Json()},
                    {"declaredAt", to_string(emergency.declared_at)},
                    {"lastDay", to_string(emergency.last_day)},
                    {"endedAt", end <= ctx.clock.now() ? Json(to_string(end)) : Json()},
                    {"version", emergency.version},
                    {"mayEnd", end > ctx.clock.now() && matters::may_declare(ctx, viewer, emergency.unit_path)}};
}

Response list_emergencies(Application& application, const Request& request, Language language) {
  const auto session = session_if_any(application, request);
  const access::Viewer viewer = session ? session->viewer : access::Viewer{};
  return application.context.store.read([&](db::Reader& in) {
    return json_reply(200, JsonObject{{"items", list_of(matters::emergencies(in), [&](const auto& one) {
                                         return emergency_view(application, in, one, viewer, language);
                                       })}});
  });
}

Response reply_emergency(Application& application, const Result<matters::Emergency>& emergency, int status,
                         const registry::Session& session, Language language) {
  if (!emergency) return problem_reply(emergency.error(), language);
  return application.context.store.read([&](db::Reader& in) {
    return json_reply(status, emergency_view(application, in, *emergency, session.viewer, language));
  });
}

Response declare_emergency(Application& application, const Request& request, const registry::Session& session,
                           Language language) {
  Body body(request);
  matters::DeclareEmergency command;
  command.unit = body.id<UnitId>("unit");
  command.title = body.text("title");
  command.last_day = body.date("lastDay");
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  return reply_emergency(application, matters::declare_emergency(application.context, session.viewer, command), 201,
                         session, language);
}

Response end_emergency(Application& application, const Request& request, const registry::Session& session,
                       Language language) {
  Body body(request);
  const std::int64_t version = body.integer("version", 1, INT64_MAX);
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  const auto id = path_id<EmergencyId>(request, "emergency").value_or(EmergencyId{});
  return reply_emergency(application, matters::end_emergency(application.context, session.viewer, id, version), 200,
                         session, language);
}

}  // namespace

void add_emergency_routes(Router& router, Application& application) {
  router.add(Method::get, "/api/v1/emergencies", for_all(application, list_emergencies));
  const auto add = [&](std::string_view pattern, StaffFunction handle) {
    router.add(Method::post, pattern, for_staff(application, handle));
  };
  add("/api/v1/emergencies", declare_emergency);
  add("/api/v1/emergencies/{emergency}/end", end_emergency);
}

}  // namespace massline::http
