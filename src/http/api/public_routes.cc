// Without an account: what there is to choose from, who would answer, raising a matter, how units answer.
#include "base/refusals.h"
#include "http/api/matter_inputs.h"
#include "http/api/matter_views.h"
#include "http/api/refusals.h"
#include "http/api/session.h"
#include "http/api/store_faults.h"
#include "http/api/unit_views.h"
#include "http/api/views.h"

namespace massline::http {
namespace {

Json place_view(const Application& application, const registry::Unit& unit, const std::vector<registry::Unit>& above,
                bool has_below, Language language) {
  return JsonObject{{"id", to_string(unit.id)},
                    {"name", unit.name_in(language)},
                    {"kind", unit.kind},
                    {"kindTitle", unit_kind_title(application.context.rulebook, unit.kind, language)},
                    {"within", list_of(above, [&](const registry::Unit& one) { return Json(one.name_in(language)); })},
                    {"hasPlacesBelow", has_below}};
}

bool has_places_below(const Application& application, db::Reader& in, const registry::Unit& unit) {
  const auto below = registry::children(in, unit, application.context.today(), "", 200);
  return std::any_of(below.units.begin(), below.units.end(), [](const auto& child) { return child.unit.is_place; });
}

Response find_places(Application& application, const Request& request, Language language) {
  const auto parent_id = query_id<UnitId>(request, "parent");
  if (!parent_id) return problem_reply(parent_id.error(), language);
  const std::string text = query_text(request, "query");
  return application.context.store.read([&](db::Reader& in) -> Response {
    const Date today = application.context.today();
    JsonArray items;
    if (!text.empty()) {
      for (const auto& found : registry::search_units(
               in, {.text = text, .kinds = {}, .places_only = true, .within = {}, .limit = 20}, today))
        items.push_back(place_view(application, found.unit, found.ancestors,
                                   has_places_below(application, in, found.unit), language));
    } else if (const auto parent = *parent_id ? registry::find_unit(in, **parent_id) : registry::root_unit(in)) {
      auto above = registry::ancestors(in, *parent);
      above.push_back(*parent);
      std::string after;
      do {
        const auto page = registry::children(in, *parent, today, after, 200);
        for (const auto& child : page.units) {
          if (child.unit.is_place)
            items.push_back(place_view(application, child.unit, above, child.children > 0, language));
        }
        after = page.next;
      } while (!after.empty() && items.size() < 1000);
    }
    return json_reply(200, JsonObject{{"items", std::move(items)}});
  });
}

Response preview_matter(Application& application, const Request& request, Language language) {
  Body body(request);
  matters::RaiseRequest raise;
  raise.procedure = body.text("procedure", {.need = Need::optional});
  raise.topic = body.text("topic", {.need = Need::optional});
  raise.place = body.id<UnitId>("place");
  raise.inputs = body.object_or_empty("inputs");
  raise.raised_on = body.date_or_none("day");
  raise.language = language_code(language);
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  return application.context.store.read([&](db::Reader& in) {
    return reply_or_problem(matters::preview_raise(application.context, in, raise), language, 200, preview_view);
  });
}

matters::SimilarQuery read_similar(Body& body) {
  matters::SimilarQuery query;
  query.text = body.text("text", {.max = 20'000, .need = Need::optional});
  query.place = body.id_or_none<UnitId>("place").value_or(UnitId{});
  query.topic = body.text("topic", {.need = Need::optional});
  return query;
}

Response public_similar(Application& application, const Request& request, Language language) {
  Body body(request);
  const auto query = read_similar(body);
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  const auto found = application.context.store.read(
      [&](db::Reader& in) { return matters::similar_for_public(application.context, in, query, language); });
  return json_reply(200, JsonObject{{"items", list_of(found, [](const matters::PublicSimilar& one) {
                                       return JsonObject{{"code", one.code},
                                                         {"topic", one.topic},
                                                         {"place", one.place},
                                                         {"status", one.status},
                                                         {"raisedDay", to_string(one.raised_day)}};
                                     })}});
}

Response staff_similar(Application& application, const Request& request, const registry::Session& session,
                       Language language) {
  Body body(request);
  const auto query = read_similar(body);
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  return json_reply(200, similar_view(application.context.store.read([&](db::Reader& in) {
                      return matters::similar_for_staff(application.context, in, session.viewer, query, language);
                    })));
}

/// The answer to a matter that was raised; its words are put together before the writer is asked.
class RaiseAnswer {
 public:
  RaiseAnswer(Respond respond, Language language, bool staff)
      : state_(std::make_shared<State>(State{std::move(respond), language, staff, {}, {}})) {}

  matters::RaiseReady when_ready() const {
    return [state = state_](const matters::RaisedMatter& raised) {
      state->code = raised.code;
      state->prepared = text_response(201, "application/json; charset=utf-8", raised_text(raised, state->staff));
    };
  }
  matters::RaiseDone when_done() const {
    return [state = state_](Result<matters::RaisedMatter> raised, std::exception_ptr error) {
      if (error) {
        // A fault of another kind kept nothing either.
        const Message* message = message_of_store_fault(error);
        Refusal refusal;
        refusal.message = message != nullptr ? message : &massline::refusals::store_unavailable;
        return state->respond(problem_reply(refusal, state->language));
      }
      if (!raised) return state->respond(problem_reply(raised.error(), state->language));
      state->respond(raised->code == state->code
                         ? std::move(state->prepared)
                         : text_response(201, "application/json; charset=utf-8", raised_text(*raised, state->staff)));
    };
  }

 private:
  struct State {
    Respond respond;
    Language language;
    bool staff;
    std::string code;
    Response prepared;
  };
  std::shared_ptr<State> state_;
};

Response challenge(Application& application, const Request&, Language) {
  const Instant now = application.context.clock.now();
  if (application.challenges == nullptr || !application.challenges->is_on(now))
    return json_reply(200, JsonObject{{"needed", false}, {"challenge", Json()}});
  const Challenge made = application.challenges->make(now);
  return json_reply(200, JsonObject{{"needed", true},
                                    {"challenge", JsonObject{{"text", made.text},
                                                             {"bits", made.bits},
                                                             {"waitedAt", to_string(made.waited_at)},
                                                             {"expiresAt", to_string(made.expires_at)}}}});
}

/// Whether this form of a stranger has to be worked or waited for first, and was not.
bool lacks_work(Application& application, const Request& request) {
  const Instant now = application.context.clock.now();
  if (application.challenges == nullptr || !application.challenges->needed(now)) return false;
  return !application.challenges->take(request.headers.get("x-challenge"), request.headers.get("x-challenge-answer"),
                                       now);
}

/// Most matters come in here, so no thread waits for the disk: the answer goes out once it is told.
void raise(Application& application, const Request& request, const Respond& respond) {
  const Language language = language_of(request);
  const auto session = session_if_any(application, request);
  if (!session && lacks_work(application, request))
    return respond(problem_reply(refuse(refusals::challenge_needed).value(), language));
  Body body(request);
  matters::RaiseRequest raise = read_raise_request(body, session.has_value(), language);
  if (const auto problems = body.problems()) return respond(problem_reply(*problems, language));
  auto once = once_of(request, session ? "raise:" + to_string(session->account.id) : "raise");
  if (!once) return respond(problem_reply(once.error(), language));
  raise.once = std::move(*once);
  const RaiseAnswer answer(respond, language, session.has_value());
  matters::raise_matter_async(application.context, session ? session->viewer : access::Viewer{}, raise,
                              answer.when_done(), answer.when_ready(), &application.places);
}

/// The plain case, without a change of threads: somebody unknown raises something short at a place that is known.
bool raise_at_once(Application& application, const Request& request, const Respond& respond) {
  constexpr std::size_t short_bytes = 8 * 1024;
  if (request.body.size() > short_bytes || !request.headers.get("idempotency-key").empty() ||
      !cookie_of(request, session_cookie).empty())
    return false;
  const Instant now = application.context.clock.now();
  if (application.challenges != nullptr && application.challenges->is_on(now)) return false;
  const Language language = language_of(request);
  Body body(request);
  const matters::RaiseRequest raise = read_raise_request(body, false, language);
  if (const auto problems = body.problems()) {
    respond(problem_reply(*problems, language));
    return true;
  }
  const RaiseAnswer answer(respond, language, false);
  const bool taken = matters::raise_from_memory(application.context, raise, answer.when_done(), answer.when_ready(),
                                                application.places);
  // The other way counts the form itself.
  if (taken && application.challenges != nullptr) application.challenges->needed(now);
  return taken;
}

Response figures(Application& application, const Request& request, Language language) {
  const auto from = query_date(request, "from");
  if (!from) return problem_reply(from.error(), language);
  const auto to = query_date(request, "to");
  if (!to) return problem_reply(to.error(), language);
  const Date today = application.context.today();
  const Date last = to->value_or(today);
  const Date first = from->value_or(last - std::chrono::days{365});
  const auto unit = path_id<UnitId>(request, "unit").value_or(UnitId{});
  return reply_or_problem(application.figures.of({unit, first, last, language}), language, 200, figures_view);
}

}  // namespace

void add_public_routes(Router& router, Application& application) {
  const auto add = [&](Method method, std::string_view pattern, OpenFunction handle) {
    router.add(method, pattern, for_all(application, handle));
  };
  add(Method::get, "/api/v1/places", find_places);
  add(Method::get, "/api/v1/challenge", challenge);
  add(Method::post, "/api/v1/preview", preview_matter);
  add(Method::post, "/api/v1/similar", public_similar);
  add(Method::get, "/api/v1/units/{unit}/figures", figures);
  router.add(Method::post, "/api/v1/staff/similar", for_staff(application, staff_similar));
  router.add_async(Method::post, "/api/v1/matters",
                   [&application](const Request& request, const Respond& respond) {
                     answer_faults(language_of(request), respond, [&] { raise(application, request, respond); });
                   },
                   {.max_body_bytes = 256 * 1024,
                    .rate = RateClass::writing,
                    .taken_at_once = [&application](const Request& request, const Respond& respond) {
                      return raise_at_once(application, request, respond);
                    }});
}

}  // namespace massline::http
