#include "http/api/application.h"
#include "http/server/static_files.h"

namespace massline::http {

Router make_router(Application& application) {
  Router router;
  add_session_routes(router, application);
  add_account_routes(router, application);
  add_provider_routes(router, application);
  add_public_routes(router, application);
  add_follow_routes(router, application);
  add_matter_routes(router, application);
  add_matter_command_routes(router, application);
  add_import_routes(router, application);
  add_unit_routes(router, application);
  add_people_routes(router, application);
  add_duty_routes(router, application);
  add_trial_routes(router, application);
  add_event_routes(router, application);
  add_entitlement_routes(router, application);
  add_activity_routes(router, application);
  add_activity_document_routes(router, application);
  add_feed_routes(router, application);
  add_data_routes(router, application);
  add_emergency_routes(router, application);
  add_rulebook_routes(router, application);
  add_open311_routes(router, application);
  add_transparency_routes(router, application);
  add_operation_routes(router, application);
  if (!application.web_folder.empty())
    router.set_fallback("pages", static_files(application.web_folder, {"/api", "/open311"}),
                        {.rate = RateClass::unlimited});
  return router;
}

}  // namespace massline::http
