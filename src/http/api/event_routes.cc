// The stream of events that pages listen to.
#include "http/api/event_hub.h"
#include "http/api/session.h"

namespace massline::http {

void add_event_routes(Router& router, Application& application) {
  router.add(Method::get, "/api/v1/events",
             for_staff(application, [&application](const Request& request, const registry::Session& session,
                                                   Language language) {
               Response response = text_response(200, "text/event-stream; charset=utf-8", "");
               response.headers.set("X-Accel-Buffering", "no");  // proxies that keep answers back let this one through
               if (request.method == Method::head) return response;
               auto body = application.events.open(cookie_of(request, session_cookie), session);
               if (!body) return problem_reply(body.error(), language);
               response.open_body = std::move(*body);
               return response;
             }));
}

}  // namespace massline::http
