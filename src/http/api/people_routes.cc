// People, their posts and memberships, their accounts; the keys of API clients; the journal of a region.
#include <algorithm>

#include "base/crypto.h"
#include "base/refusals.h"
#include "http/api/body.h"
#include "http/api/session.h"
#include "http/api/unit_views.h"
#include "http/api/views.h"
#include "journal/journal.h"
#include "matters/readable.h"
#include "registry/people.h"

namespace massline::http {
namespace {

using rulebook::Capability;

Response not_found(Language language) { return problem_reply(refuse(massline::refusals::not_found).value(), language); }
Response not_allowed(Language language) {
  return problem_reply(refuse(massline::refusals::not_allowed).value(), language);
}

bool can(const Application& application, const registry::Session& session, Capability capability,
         std::string_view path) {
  return access::post_that_can(application.context.rulebook, session.viewer, capability, path) != nullptr;
}

/// People are shown to those who fill posts or give accounts over the unit, and to those posted in it.
bool may_see_people(const Application& application, const registry::Session& session, const registry::Unit& unit) {
  if (can(application, session, Capability::manage_people, unit.path) ||
      can(application, session, Capability::manage_accounts, unit.path) ||
      can(application, session, Capability::read_subtree, unit.path))
    return true;
  return std::any_of(session.viewer.posts.begin(), session.viewer.posts.end(),
                     [&](const access::HeldPost& held) { return held.unit == unit.id; });
}

Json post_row(const Application& application, db::Reader& in, const registry::Post& post, Language language) {
  const auto unit = registry::find_unit(in, post.unit);
  return JsonObject{{"id", to_string(post.id)},
                    {"person", named(to_string(post.person), post.person_name)},
                    {"kind", post.kind},
                    {"title", post_title(application.context.rulebook, post.kind, language)},
                    {"unit", unit ? unit_ref(*unit, language) : Json()},
                    {"from", to_string(post.from)},
                    {"to", day_or_null(post.to)}};
}

bool covers_person(const Application& application, db::Reader& in, const registry::Session& session,
                   const registry::Person& person, Capability capability) {
  return registry::authorise_over_person(in, application.context.rulebook, registry::Actor::of(session.viewer),
                                         capability, person, application.context.today())
      .has_value();
}

Json person_detail(const Application& application, db::Reader& in, const registry::Session& session,
                   const registry::Person& person, Language language) {
  JsonArray memberships;
  for (const auto& membership : registry::memberships_of_person(in, person.id)) {
    const auto unit = registry::find_unit(in, membership.unit);
    const auto& kinds = application.context.rulebook.memberships;
    const auto kind =
        std::find_if(kinds.begin(), kinds.end(), [&](const auto& one) { return one.id == membership.kind; });
    memberships.push_back(JsonObject{{"id", to_string(membership.id)},
                                     {"kind", membership.kind},
                                     {"title", kind == kinds.end() ? membership.kind : kind->title.in(language)},
                                     {"unit", unit ? unit_ref(*unit, language) : Json()},
                                     {"from", to_string(membership.from)},
                                     {"to", day_or_null(membership.to)}});
  }
  const auto accounts = registry::accounts_of_person(in, person.id);
  const auto open = std::find_if(accounts.begin(), accounts.end(), [](const auto& account) { return !account.closed; });
  return JsonObject{
      {"id", to_string(person.id)},
      {"name", person.name},
      {"version", person.version},
      {"posts", list_of(registry::posts_of_person(in, person.id),
                        [&](const registry::Post& post) { return post_row(application, in, post, language); })},
      {"memberships", std::move(memberships)},
      {"account", open == accounts.end() ? Json() : Json(open->name)},
      {"secondFactorRequired", open != accounts.end() && open->second_factor},
      {"mayManage", covers_person(application, in, session, person, Capability::manage_people)},
      {"mayManageAccount", covers_person(application, in, session, person, Capability::manage_accounts)}};
}

Response show_person(const Application& application, const registry::Session& session, PersonId id, int status,
                     Language language) {
  return application.context.store.read([&](db::Reader& in) -> Response {
    const auto person = registry::find_person(in, id);
    if (!person) return not_found(language);
    const bool own = id == session.account.person;
    if (!own && !covers_person(application, in, session, *person, Capability::manage_people) &&
        !covers_person(application, in, session, *person, Capability::manage_accounts))
      return not_found(language);
    return json_reply(status, person_detail(application, in, session, *person, language));
  });
}

template <class Command>
Response change_person(Application& application, const registry::Session& session, PersonId person, int status,
                       Language language, Command&& command) {
  const registry::Actor actor = registry::Actor::of(session.viewer);
  const auto done = application.context.store.command([&](db::Transaction& tx) { return command(tx, actor); });
  if (!done) return problem_reply(done.error(), language);
  return show_person(application, session, person, status, language);
}

Response list_posts(Application& application, const Request& request, const registry::Session& session,
                    Language language) {
  const auto id = path_id<UnitId>(request, "unit");
  const bool all = query_text(request, "all") == "true";
  return application.context.store.read([&](db::Reader& in) -> Response {
    const auto unit = id ? registry::find_unit(in, *id) : std::nullopt;
    if (!unit) return not_found(language);
    if (!may_see_people(application, session, *unit)) return not_allowed(language);
    const auto posts =
        all ? registry::posts_below(in, unit->id, 1000)
            : registry::posts_of_unit(in, application.context.rulebook, unit->id, application.context.today());
    return json_reply(200, JsonObject{{"items", list_of(posts, [&](const registry::Post& post) {
                                         return post_row(application, in, post, language);
                                       })}});
  });
}

Json person_row(const Application& application, db::Reader& in, const registry::PersonRow& row, Language language) {
  return JsonObject{{"id", to_string(row.person.id)},
                    {"name", row.person.name},
                    {"posts", list_of(row.posts,
                                      [&](const registry::Post& post) {
                                        const auto unit = registry::find_unit(in, post.unit);
                                        return Json(post_title(application.context.rulebook, post.kind, language) +
                                                    " · " + (unit ? unit->name_in(language) : post.unit_name));
                                      })},
                    {"hasAccount", row.has_account}};
}

Response find_people(Application& application, const Request& request, const registry::Session& session,
                     Language language) {
  const auto id = query_id<UnitId>(request, "unit");
  if (!id) return problem_reply(id.error(), language);
  const auto limit = query_limit(request);
  if (!limit) return problem_reply(limit.error(), language);
  const std::string text = query_text(request, "query");
  return application.context.store.read([&](db::Reader& in) -> Response {
    const auto unit = *id ? registry::find_unit(in, **id) : std::nullopt;
    if (!unit) return not_found(language);
    if (!may_see_people(application, session, *unit)) return not_allowed(language);
    const Date today = application.context.today();
    const auto page = registry::people_below(in, unit->id, text, today, query_text(request, "cursor"), *limit);
    return json_reply(200, JsonObject{{"items", list_of(page.people,
                                                        [&](const registry::PersonRow& row) {
                                                          return person_row(application, in, row, language);
                                                        })},
                                      {"next", text_or_null(page.next)}});
  });
}

Response add_person(Application& application, const Request& request, const registry::Session& session,
                    Language language) {
  Body body(request);
  const registry::NewPerson person{.unit = body.id<UnitId>("unit"), .name = body.text("name", {.max = 100})};
  const std::string post = body.text("post");
  const auto from = body.date_or_none("from");
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  const registry::Actor actor = registry::Actor::of(session.viewer);
  const auto added = application.context.store.command([&](db::Transaction& tx) -> Result<registry::Person> {
    auto created = registry::create_person(application.context, tx, actor, person);
    if (!created) return created;
    const auto begun =
        registry::begin_post(application.context, tx, actor,
                             {.person = created->id, .unit = person.unit, .kind = post, .from = from, .to = {}});
    if (!begun) return tl::unexpected(begun.error());
    return created;
  });
  if (!added) return problem_reply(added.error(), language);
  return show_person(application, session, added->id, 201, language);
}

Response begin_post(Application& application, const Request& request, const registry::Session& session,
                    Language language) {
  const auto person = path_id<PersonId>(request, "person").value_or(PersonId{});
  Body body(request);
  const registry::BeginPost post{.person = person,
                                 .unit = body.id<UnitId>("unit"),
                                 .kind = body.text("kind"),
                                 .from = body.date("from"),
                                 .to = {}};
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  return change_person(application, session, person, 201, language,
                       [&](db::Transaction& tx, const registry::Actor& actor) {
                         return registry::begin_post(application.context, tx, actor, post);
                       });
}

Response end_post(Application& application, const Request& request, const registry::Session& session,
                  Language language) {
  const auto person = path_id<PersonId>(request, "person").value_or(PersonId{});
  Body body(request);
  const registry::EndPost change{.post = path_id<PostId>(request, "post").value_or(PostId{}), .to = body.date("on")};
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  return change_person(application, session, person, 200, language,
                       [&](db::Transaction& tx, const registry::Actor& actor) {
                         return registry::end_post(application.context, tx, actor, change);
                       });
}

Response begin_membership(Application& application, const Request& request, const registry::Session& session,
                          Language language) {
  const auto person = path_id<PersonId>(request, "person").value_or(PersonId{});
  Body body(request);
  const registry::BeginMembership membership{
      .person = person, .unit = body.id<UnitId>("unit"), .kind = body.text("kind"), .from = body.date("from")};
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  return change_person(application, session, person, 201, language,
                       [&](db::Transaction& tx, const registry::Actor& actor) {
                         return registry::begin_membership(application.context, tx, actor, membership);
                       });
}

Response end_membership(Application& application, const Request& request, const registry::Session& session,
                        Language language) {
  const auto person = path_id<PersonId>(request, "person").value_or(PersonId{});
  Body body(request);
  const registry::EndMembership change{
      .membership = path_id<MembershipId>(request, "membership").value_or(MembershipId{}), .to = body.date("on")};
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  return change_person(application, session, person, 200, language,
                       [&](db::Transaction& tx, const registry::Actor& actor) {
                         return registry::end_membership(application.context, tx, actor, change);
                       });
}

Response create_account(Application& application, const Request& request, const registry::Session& session,
                        Language language) {
  const auto person = path_id<PersonId>(request, "person").value_or(PersonId{});
  Body body(request);
  registry::NewAccount account{
      .person = person,
      .name = body.text("name", {.max = 64}),
      .password = body.text("password", {.max = registry::password_length_max, .need = Need::optional})};
  const std::string wanted = body.text("language", {.need = Need::optional});
  account.language = wanted == "en"   ? Language::en
                     : wanted == "zh" ? Language::zh
                                      : application.context.rulebook.default_language;
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  const auto created = registry::create_account(application.context, registry::Actor::of(session.viewer), account);
  if (!created) return problem_reply(created.error(), language);
  return show_person(application, session, person, 201, language);
}

Response close_account(Application& application, const Request& request, const registry::Session& session,
                       Language language) {
  const auto person = path_id<PersonId>(request, "person").value_or(PersonId{});
  const auto accounts =
      application.context.store.read([&](db::Reader& in) { return registry::accounts_of_person(in, person); });
  const auto open = std::find_if(accounts.begin(), accounts.end(), [](const auto& one) { return !one.closed; });
  if (open == accounts.end()) return not_found(language);
  const auto closed =
      registry::close_account(application.context, registry::Actor::of(session.viewer), open->region, open->id);
  if (!closed) return problem_reply(closed.error(), language);
  return show_person(application, session, person, 200, language);
}

Json api_key_view(db::Reader& in, const registry::ApiKey& key, Language language) {
  const auto unit = registry::find_unit(in, key.unit);
  return JsonObject{{"id", std::to_string(key.id)},
                    {"name", key.name},
                    {"unit", unit ? unit_ref(*unit, language) : Json()},
                    {"createdAt", to_string(key.created_at)},
                    {"revokedAt", instant_or_null(key.revoked_at)}};
}

/// The units in which the reader holds a post with the capability.
std::vector<access::HeldPost> posts_that_can(const Application& application, const registry::Session& session,
                                             Capability capability) {
  std::vector<access::HeldPost> posts;
  for (const auto& held : session.viewer.posts) {
    const auto* kind = application.context.rulebook.post(held.kind);
    if (kind != nullptr && kind->can(capability)) posts.push_back(held);
  }
  return posts;
}

Response list_keys(Application& application, const Request&, const registry::Session& session, Language language) {
  if (posts_that_can(application, session, Capability::manage_keys).empty()) return not_allowed(language);
  return application.context.store.read([&](db::Reader& in) {
    const auto keys = registry::api_keys_for(in, application.context.rulebook, session.viewer);
    return json_reply(200, JsonObject{{"items", list_of(keys, [&](const registry::ApiKey& key) {
                                         return api_key_view(in, key, language);
                                       })}});
  });
}

Response create_key(Application& application, const Request& request, const registry::Session& session,
                    Language language) {
  Body body(request);
  const std::string name = body.text("name", {.max = 100});
  const auto unit = body.id<UnitId>("unit");
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  const auto created = registry::create_api_key(application.context, registry::Actor::of(session.viewer), unit, name);
  return reply_or_problem(created, language, 201, [&](const registry::NewApiKey& key) {
    return JsonObject{{"id", std::to_string(key.key.id)}, {"name", key.key.name}, {"key", key.secret}};
  });
}

Response revoke_key(Application& application, const Request& request, const registry::Session& session,
                    Language language) {
  const auto id = parse_id_value(request.parameter("key"));
  if (!id) return not_found(language);
  const auto done = registry::revoke_api_key(application.context, registry::Actor::of(session.viewer), *id);
  return done ? no_content() : problem_reply(done.error(), language);
}

/// The newest acts before `before`, without those on matters that are not the viewer's to read. `before` becomes where
/// the page ended; 0 at the end of the journal.
std::vector<journal::Entry> acts_to_show(const Application& application, db::Reader& in, const access::Viewer& viewer,
                                         std::int64_t& before, int limit) {
  constexpr int looks_at_most = 20;  // so that one who may read next to nothing holds nobody up
  std::vector<journal::Entry> out;
  for (int look = 0; look < looks_at_most && static_cast<int>(out.size()) < limit; ++look) {
    std::vector<journal::Entry> page =
        journal::entries(in, viewer.region, before, limit - static_cast<int>(out.size()));
    std::vector<MatterId> asked;
    for (const journal::Entry& entry : page)
      if (entry.act.subject_kind == "matter") asked.push_back(MatterId{entry.act.subject});
    const auto readable = matters::readable_among(in, application.context.rulebook, viewer, asked);
    before = page.empty() ? 0 : page.back().seq;
    if (before == 1) before = 0;
    for (journal::Entry& entry : page) {
      const bool hidden = entry.act.subject_kind == "matter" &&
                          std::find(readable.begin(), readable.end(), MatterId{entry.act.subject}) == readable.end();
      if (!hidden) out.push_back(std::move(entry));
    }
    if (before == 0) break;
  }
  return out;
}

Response list_journal(Application& application, const Request& request, const registry::Session& session,
                      Language language) {
  const auto posts = posts_that_can(application, session, Capability::read_journal);
  if (posts.empty()) return not_allowed(language);
  const auto limit = query_limit(request);
  if (!limit) return problem_reply(limit.error(), language);
  const auto before = query_id_value(request, "cursor");
  if (!before) return problem_reply(before.error(), language);
  return application.context.store.read([&](db::Reader& in) {
    std::int64_t place = before->value_or(0);
    const auto entries = acts_to_show(application, in, session.viewer, place, *limit);
    return json_reply(200, JsonObject{{"items", list_of(entries,
                                                        [&](const auto& entry) {
                                                          return journal_entry_view(application, in, entry, language);
                                                        })},
                                      {"next", place > 0 ? Json(std::to_string(place)) : Json()}});
  });
}

}  // namespace

Json journal_entry_view(const Application& application, db::Reader& in, const journal::Entry& entry,
                        Language language) {
  std::string by;
  if (entry.act.by.unit) {
    const auto unit = registry::find_unit(in, entry.act.by.unit);
    by = post_title(application.context.rulebook, entry.act.by.post, language);
    if (unit) by += " · " + unit->name_in(language);
  }
  return JsonObject{{"seq", entry.seq},
                    {"at", to_string(entry.act.at)},
                    {"act", entry.act.act},
                    {"detail", entry.act.detail},
                    {"subjectKind", entry.act.subject_kind},
                    {"subject", std::to_string(entry.act.subject)},
                    {"by", by},
                    {"hash", to_hex(entry.hash)}};
}

void add_people_routes(Router& router, Application& application) {
  const auto add = [&](Method method, std::string_view pattern, StaffFunction handle) {
    router.add(method, pattern, for_staff(application, handle),
               {.rate = method == Method::get ? RateClass::reading : RateClass::writing});
  };
  add(Method::get, "/api/v1/units/{unit}/posts", list_posts);
  add(Method::get, "/api/v1/people", find_people);
  add(Method::post, "/api/v1/people", add_person);
  add(Method::get, "/api/v1/people/{person}",
      [](Application& app, const Request& request, const registry::Session& session, Language language) {
        return show_person(app, session, path_id<PersonId>(request, "person").value_or(PersonId{}), 200, language);
      });
  add(Method::post, "/api/v1/people/{person}/posts", begin_post);
  add(Method::post, "/api/v1/people/{person}/posts/{post}/end", end_post);
  add(Method::post, "/api/v1/people/{person}/memberships", begin_membership);
  add(Method::post, "/api/v1/people/{person}/memberships/{membership}/end", end_membership);
  add(Method::post, "/api/v1/people/{person}/account", create_account);
  add(Method::delete_, "/api/v1/people/{person}/account", close_account);
  add(Method::get, "/api/v1/keys", list_keys);
  add(Method::post, "/api/v1/keys", create_key);
  add(Method::delete_, "/api/v1/keys/{key}", revoke_key);
  add(Method::get, "/api/v1/journal", list_journal);
}

}  // namespace massline::http
