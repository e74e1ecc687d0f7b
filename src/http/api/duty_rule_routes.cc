// The duties and entitlements of the rulebook, as everybody may read them.
#include "http/api/body.h"
#include "http/api/duty_route_parts.h"
#include "http/api/duty_views.h"

namespace massline::http {
namespace {

Json duty_rule_view(const Application& application, const rulebook::Duty& duty, Language language) {
  const Date today = application.context.today();
  return JsonObject{{"duty", duty_view(application.context.rulebook, duty, language)},
                    {"jurisdiction", duty.jurisdiction},
                    {"to", day_or_null(duty.in_force.to)},
                    {"inForce", duty.in_force.contains(today)}};
}

Json entry_view(db::Reader& in, const rulebook::Standard::Entry& entry, Date today, Language language) {
  const auto unit = registry::find_unit_by_code(in, entry.place, today);
  return JsonObject{{"place", unit ? unit->name_in(language) : entry.place},
                    {"from", to_string(entry.in_force.from)},
                    {"to", day_or_null(entry.in_force.to)},
                    {"inForce", entry.in_force.contains(today)},
                    {"fen", entry.fen},
                    {"source", source_view(entry.source, language)}};
}

Json entitlement_rule_view(const Application& application, db::Reader& in, const rulebook::Entitlement& entitlement,
                           Language language) {
  const Date today = application.context.today();
  JsonArray entries;
  std::string title;
  for (const rulebook::Standard& standard : application.context.rulebook.standards) {
    if (standard.id != entitlement.standard) continue;
    title = standard.title.in(language);
    for (const auto& entry : standard.entries) entries.push_back(entry_view(in, entry, today, language));
  }
  return JsonObject{{"id", entitlement.id},
                    {"title", entitlement.title.in(language)},
                    {"summary", entitlement.summary.in(language)},
                    {"source", source_view(entitlement.source, language)},
                    {"jurisdiction", entitlement.jurisdiction},
                    {"from", to_string(entitlement.in_force.from)},
                    {"to", day_or_null(entitlement.in_force.to)},
                    {"inForce", entitlement.in_force.contains(today)},
                    {"standard", JsonObject{{"title", title}, {"entries", std::move(entries)}}}};
}

Response list_duty_rules(Application& application, Language language) {
  const auto& rulebook = application.context.rulebook;
  return application.context.store.read([&](db::Reader& in) {
    return json_reply(200,
                      JsonObject{{"duties", list_of(rulebook.duties,
                                                    [&](const rulebook::Duty& duty) {
                                                      return duty_rule_view(application, duty, language);
                                                    })},
                                 {"entitlements", list_of(rulebook.entitlements, [&](const rulebook::Entitlement& one) {
                                    return entitlement_rule_view(application, in, one, language);
                                  })}});
  });
}

}  // namespace

void add_duty_rule_routes(Router& router, Application& application) {
  router.add(Method::get, "/api/v1/rulebook/duties",
             for_all(application, [&application](const Request&, Language language) {
               return list_duty_rules(application, language);
             }));
}

}  // namespace massline::http
