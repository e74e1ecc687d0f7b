// The HTTP face of the program: what every route needs, and the router with all of them.
#pragma once

#include <filesystem>
#include <string>

#include "duties/households.h"
#include "duties/live.h"
#include "http/api/challenges.h"
#include "http/api/event_hub.h"
#include "http/api/page_cache.h"
#include "http/api/trial_shelf.h"
#include "http/server/metrics.h"
#include "http/server/rate_limiter.h"
#include "http/server/router.h"
#include "journal/context.h"
#include "matters/figures_memo.h"
#include "matters/place_memo.h"

namespace massline::oidc {
class Providers;
}  // namespace massline::oidc

namespace massline::http {

struct Application {
  Context& context;
  Metrics& metrics;
  PageCache& pages;
  matters::PlaceMemo& places;
  matters::FiguresMemo& figures;
  duties::LiveDuties& duties;
  TrialShelf& trials;
  EventHub& events;
  duties::HouseholdBook& households;
  std::filesystem::path web_folder;       // empty: no pages, only the API
  bool secure_cookies = false;            // behind HTTPS: the session's cookie is sent over HTTPS alone
  RateLimiter* session_limits = nullptr;  // of signed-in people, whatever network they come from; none: no limit
  oidc::Providers* providers = nullptr;   // through which people may sign in; none: by password and link alone
  Challenges* challenges = nullptr;       // for strangers' forms while many come at once; none: never
};

/// Every route of api/openapi.yaml, and the pages of the web folder. `application` must outlive the router.
Router make_router(Application& application);

// One per part of the contract; make_router calls them all.
void add_session_routes(Router& router, Application& application);
void add_account_routes(Router& router, Application& application);
void add_provider_routes(Router& router, Application& application);
void add_public_routes(Router& router, Application& application);
void add_follow_routes(Router& router, Application& application);
void add_matter_routes(Router& router, Application& application);
void add_matter_command_routes(Router& router, Application& application);
void add_import_routes(Router& router, Application& application);
void add_unit_routes(Router& router, Application& application);
void add_people_routes(Router& router, Application& application);
void add_duty_routes(Router& router, Application& application);
void add_trial_routes(Router& router, Application& application);
void add_event_routes(Router& router, Application& application);
void add_entitlement_routes(Router& router, Application& application);
void add_activity_routes(Router& router, Application& application);
void add_activity_document_routes(Router& router, Application& application);
void add_feed_routes(Router& router, Application& application);
void add_data_routes(Router& router, Application& application);
void add_emergency_routes(Router& router, Application& application);
void add_rulebook_routes(Router& router, Application& application);
void add_open311_routes(Router& router, Application& application);
void add_transparency_routes(Router& router, Application& application);
void add_operation_routes(Router& router, Application& application);

}  // namespace massline::http
