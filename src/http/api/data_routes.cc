// What is held on a person: shown, corrected, exported and erased, with the receipt or an account.
#include "http/api/body.h"
#include "http/api/matter_inputs.h"
#include "http/api/session.h"
#include "http/api/views.h"
#include "matters/matter_commands.h"
#include "retention/kinds.h"
#include "retention/rights.h"

namespace massline::http {
namespace {

std::string_view erasable_word(retention::Erasable erasable) {
  switch (erasable) {
    case retention::Erasable::nothing:
      return "nothing";
    case retention::Erasable::now:
      return "now";
    case retention::Erasable::after_closing:
      return "after-closing";
    case retention::Erasable::not_before:
      return "not-before";
    case retention::Erasable::while_there:
      return "while-there";
  }
  return "nothing";
}

Json retention_rule_view(const rulebook::RetentionRule& rule, const rulebook::Rulebook& rulebook, Date today,
                         Language language) {
  JsonArray procedures;
  for (const std::string& id : rule.procedures) {
    const auto* procedure = rulebook.procedure(id, today);
    procedures.push_back(named(id, procedure == nullptr ? id : procedure->title.in(language)));
  }
  return JsonObject{{"id", "retention/" + rule.id},
                    {"title", rule.title.in(language)},
                    {"summary", rule.summary.in(language)},
                    {"keep", rulebook::to_string(rule.keep, language)},
                    {"after", rulebook::event_text(rule.after, language)},
                    {"then", rulebook::then_text(rule.then, language)},
                    {"onRequest", rule.on_request},
                    {"procedures", std::move(procedures)},
                    {"source", source_view(rule.source, language)},
                    {"inForceFrom", to_string(rule.in_force.from)},
                    {"inForceTo", rule.in_force.to ? Json(to_string(*rule.in_force.to)) : Json()}};
}

Json kind_view(const retention::HeldKind& held, Application& application, Language language) {
  const Context& ctx = application.context;
  return JsonObject{
      {"data", held.kind->id},
      {"title", held.kind->title.in(language)},
      {"rows", held.rows},
      {"internal", held.internal},
      {"content", held.content},
      {"rule", held.rule == nullptr ? Json() : retention_rule_view(*held.rule, ctx.rulebook, ctx.today(), language)},
      {"until", held.until ? Json(to_string(*held.until)) : Json()},
      {"erasedAt", held.erased_at ? Json(to_string(*held.erased_at)) : Json()},
      {"erasable", erasable_word(held.erasable)}};
}

Json kinds_view(const std::vector<retention::HeldKind>& kinds, Application& application, Language language) {
  return list_of(kinds, [&](const retention::HeldKind& held) { return kind_view(held, application, language); });
}

std::vector<std::string> read_kinds(Body& body) {
  std::vector<std::string> data;
  for (Body& one : body.nested_list("kinds", 50)) {
    data.push_back(one.text("data"));
    body.absorb(one);
  }
  return data;
}

// ---- with the receipt

Response show_matter(Application& application, const std::string& receipt, const std::string& code, Language language) {
  Context& ctx = application.context;
  return ctx.store.read([&](db::Reader& in) {
    return reply_or_problem(
        retention::held_on_matter(ctx, in, receipt, code), language, 200, [&](const retention::HeldOnMatter& held) {
          return JsonObject{{"code", held.code}, {"kinds", kinds_view(held.kinds, application, language)}};
        });
  });
}

Response followed_data(Application& application, const Request& request, Language language) {
  const auto receipt = receipt_of(request);
  if (!receipt) return problem_reply(receipt.error(), language);
  return show_matter(application, *receipt, query_text(request, "code"), language);
}

Response correct_contact(Application& application, const Request& request, Language language) {
  const auto receipt = receipt_of(request);
  if (!receipt) return problem_reply(receipt.error(), language);
  Body body(request);
  matters::CorrectContact command{*receipt, query_text(request, "code"), {}};
  command.contact.name = body.text("name", {.max = 100, .need = Need::optional});
  command.contact.phone = body.text("phone", {.max = 40, .need = Need::optional});
  command.contact.email = body.text("email", {.max = 200, .need = Need::optional});
  command.contact.address = body.text("address", {.max = 500, .need = Need::optional});
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  if (const auto done = matters::correct_contact(application.context, command); !done)
    return problem_reply(done.error(), language);
  return show_matter(application, command.receipt, command.code, language);
}

Response add_addendum(Application& application, const Request& request, Language language) {
  const auto receipt = receipt_of(request);
  if (!receipt) return problem_reply(receipt.error(), language);
  auto once = once_of(request, request.path + ":" + *receipt);
  if (!once) return problem_reply(once.error(), language);
  Body body(request);
  matters::FollowMessage command{.receipt = *receipt,
                                 .code = query_text(request, "code"),
                                 .text = body.text("text", {.max = 10'000}),
                                 .once = std::move(*once)};
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  if (const auto done = matters::follow_addendum(application.context, command); !done)
    return problem_reply(done.error(), language);
  return show_matter(application, command.receipt, command.code, language);
}

Response erase_followed(Application& application, const Request& request, Language language) {
  const auto receipt = receipt_of(request);
  if (!receipt) return problem_reply(receipt.error(), language);
  Body body(request);
  const auto data = read_kinds(body);
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  const std::string code = query_text(request, "code");
  if (const auto done = retention::erase_on_matter(application.context, *receipt, code, data); !done)
    return problem_reply(done.error(), language);
  return show_matter(application, *receipt, code, language);
}

// ---- with an account

Response show_own_data(Application& application, const registry::Session& session, Language language) {
  return application.context.store.read([&](db::Reader& in) {
    const auto held = retention::held_on_person(application.context, in, session);
    return json_reply(200, JsonObject{{"name", held.name},
                                      {"version", held.version},
                                      {"kinds", kinds_view(held.kinds, application, language)}});
  });
}

/// As the register has it now: what was corrected is not in the session that asked.
Response show_changed(Application& application, const Request& request, registry::Session session, Language language) {
  const Context& ctx = application.context;
  auto now = ctx.store.read([&](db::Reader& in) {
    return registry::session_of(in, cookie_of(request, session_cookie), ctx.clock.now(), ctx.today());
  });
  if (now) session = std::move(*now);
  return show_own_data(application, session, language);
}

Response correct_name(Application& application, const Request& request, const registry::Session& session,
                      Language language) {
  Body body(request);
  const std::string name = body.text("name");
  const std::int64_t version = body.integer("version", 1, INT64_MAX);
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  if (const auto done = retention::correct_name(application.context, session, name, version); !done)
    return problem_reply(done.error(), language);
  return show_changed(application, request, session, language);
}

Response erase_own(Application& application, const Request& request, const registry::Session& session,
                   Language language) {
  Body body(request);
  const auto data = read_kinds(body);
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  if (const auto done =
          retention::erase_on_person(application.context, session, cookie_of(request, session_cookie), data);
      !done)
    return problem_reply(done.error(), language);
  return show_changed(application, request, session, language);
}

// ---- for everybody

Response list_retention(Application& application, const Request&, Language language) {
  const Context& ctx = application.context;
  JsonArray items;
  for (const rulebook::RetentionRule& rule : ctx.rulebook.retention) {
    if (!rule.in_force.contains(ctx.today())) continue;
    const rulebook::DataKind* kind = retention::kind_of(rule.data);
    items.push_back(JsonObject{{"data", rule.data},
                               {"dataTitle", kind == nullptr ? rule.data : kind->title.in(language)},
                               {"rule", retention_rule_view(rule, ctx.rulebook, ctx.today(), language)}});
  }
  return json_reply(200, JsonObject{{"items", std::move(items)}});
}

}  // namespace

void add_data_routes(Router& router, Application& application) {
  const auto open = [&](Method method, std::string_view pattern, OpenFunction handle, RouteOptions options) {
    router.add(method, pattern, for_all(application, handle), options);
  };
  open(Method::get, "/api/v1/follow/data", followed_data, {.rate = RateClass::secret});
  open(Method::patch, "/api/v1/follow/data/contact", correct_contact, {.rate = RateClass::secret});
  open(Method::post, "/api/v1/follow/data/addendum", add_addendum, {.rate = RateClass::secret});
  open(Method::post, "/api/v1/follow/data/erasure", erase_followed, {.rate = RateClass::secret});
  open(Method::get, "/api/v1/rulebook/retention", list_retention, {});

  const auto own = [&](Method method, std::string_view pattern, StaffFunction handle) {
    router.add(method, pattern, for_staff(application, handle));
  };
  own(Method::get, "/api/v1/me/data",
      [](Application& app, const Request&, const registry::Session& session, Language language) {
        return show_own_data(app, session, language);
      });
  own(Method::patch, "/api/v1/me/data/name", correct_name);
  own(Method::post, "/api/v1/me/data/erasure", erase_own);
}

}  // namespace massline::http
