// What staff do with a matter: each command answers with the matter as it stands then.
#include "base/refusals.h"
#include "http/api/files.h"
#include "http/api/matter_inputs.h"
#include "http/api/matter_views.h"
#include "http/api/session.h"
#include "http/api/views.h"
#include "matters/attachments.h"
#include "matters/identity_requests.h"
#include "matters/matter_commands.h"

namespace massline::http {
namespace {

Response done(Application& application, const registry::Session& session, MatterId matter,
              const Result<matters::Changed>& changed, Language language) {
  if (!changed) return problem_reply(changed.error(), language);
  return application.context.store.read([&](db::Reader& in) -> Response {
    const auto detail = matters::matter_detail(application.context, in, session.viewer, matter, language);
    // Sent on to a unit that this person does not read: done, and no longer theirs to see.
    if (!detail) return no_content();
    return json_reply(200, detail_view(*detail, language));
  });
}

Result<std::optional<matters::Once>> once_for(const Request& request, const registry::Session& session) {
  return once_of(request, request.path + ":" + to_string(session.account.id));
}

Response take_step(Application& application, const Request& request, const registry::Session& session,
                   Language language) {
  Body body(request);
  matters::TakeStep command{.matter = matter_of(request), .step = request.parameter("step"), .inputs = {}, .once = {}};
  command.version = body.integer("version", 0, INT64_MAX);
  command.inputs = body.object_or_empty("inputs");
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  auto once = once_for(request, session);
  if (!once) return problem_reply(once.error(), language);
  command.once = std::move(*once);
  return done(application, session, command.matter, matters::take_step(application.context, session.viewer, command),
              language);
}

using WriteText = Result<matters::Changed> (*)(Context&, const access::Viewer&, const matters::WriteText&);

Response write_text(Application& application, const Request& request, const registry::Session& session,
                    Language language, WriteText write) {
  Body body(request);
  matters::WriteText command{.matter = matter_of(request), .text = body.text("text", {.max = 10'000}), .once = {}};
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  auto once = once_for(request, session);
  if (!once) return problem_reply(once.error(), language);
  command.once = std::move(*once);
  return done(application, session, command.matter, write(application.context, session.viewer, command), language);
}

Response name_party(Application& application, const Request& request, const registry::Session& session,
                    Language language) {
  Body body(request);
  matters::NameParty command{.matter = matter_of(request), .role = {}, .unit = {}, .person = {}};
  command.version = body.integer("version", 0, INT64_MAX);
  command.role = body.text("role", {.max = 40});
  command.unit = body.id_or_none<UnitId>("unit").value_or(UnitId{});
  command.person = body.id_or_none<PersonId>("person").value_or(PersonId{});
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  return done(application, session, command.matter, matters::name_party(application.context, session.viewer, command),
              language);
}

Response join(Application& application, const Request& request, const registry::Session& session, Language language) {
  Body body(request);
  matters::JoinMatter command{.matter = matter_of(request), .into = {}};
  command.version = body.integer("version", 0, INT64_MAX);
  command.into = body.id<MatterId>("into");
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  return done(application, session, command.matter, matters::join_matter(application.context, session.viewer, command),
              language);
}

Response separate(Application& application, const Request& request, const registry::Session& session,
                  Language language) {
  Body body(request);
  const matters::SeparateMatter command{.matter = matter_of(request), .version = body.integer("version", 0, INT64_MAX)};
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  return done(application, session, command.matter,
              matters::separate_matter(application.context, session.viewer, command), language);
}

Json contact_view(const matters::Contact& contact) {
  return JsonObject{
      {"name", contact.name}, {"phone", contact.phone}, {"email", contact.email}, {"address", contact.address}};
}

Response open_identity(Application& application, const Request& request, const registry::Session& session,
                       Language language) {
  Body body(request);
  const matters::OpenIdentity command{.matter = matter_of(request), .reason = body.text("reason", {.max = 500})};
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  return reply_or_problem(matters::open_identity(application.context, session.viewer, command), language, 200,
                          [](const matters::Identity& identity) {
                            return JsonObject{{"contact", contact_view(identity.contact)},
                                              {"representatives", list_of(identity.representatives, contact_view)}};
                          });
}

/// The matter as it stands after a command that gives nothing else.
Response shown_again(Application& application, const registry::Session& session, MatterId matter, int status,
                     Language language) {
  return application.context.store.read([&](db::Reader& in) {
    return reply_or_problem(matters::matter_detail(application.context, in, session.viewer, matter, language), language,
                            status, [&](const matters::MatterDetail& detail) { return detail_view(detail, language); });
  });
}

Response ask_identity(Application& application, const Request& request, const registry::Session& session,
                      Language language) {
  Body body(request);
  const matters::AskIdentity command{.matter = matter_of(request), .reason = body.text("reason", {.max = 500})};
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  const auto asked = matters::ask_identity(application.context, session.viewer, command);
  if (!asked) return problem_reply(asked.error(), language);
  return shown_again(application, session, command.matter, 201, language);
}

Response agree_identity(Application& application, const Request& request, const registry::Session& session,
                        Language language) {
  const auto id = path_id<IdentityRequestId>(request, "request").value_or(IdentityRequestId{});
  const auto agreed = matters::agree_identity(application.context, session.viewer, matter_of(request), id);
  if (!agreed) return problem_reply(agreed.error(), language);
  return shown_again(application, session, matter_of(request), 200, language);
}

Response attach_to_matter(Application& application, const Request& request, const registry::Session& session,
                          Language language) {
  const auto file = posted_file(request);
  if (!file) return problem_reply(file.error(), language);
  const bool is_public = query_text(request, "public") == "true";
  const auto attached = matters::attach(application.context, session.viewer, matter_of(request),
                                        {.name = file->file_name, .bytes = file->content, .is_public = is_public});
  return reply_or_problem(attached, language, 201, attached_view);
}

}  // namespace

void add_matter_command_routes(Router& router, Application& application) {
  const auto add = [&](std::string_view pattern, StaffFunction handle, std::size_t max_body = 256 * 1024) {
    router.add(Method::post, pattern, for_staff(application, handle),
               {.max_body_bytes = max_body, .rate = RateClass::writing});
  };
  add("/api/v1/matters/{matter}/steps/{step}", take_step);
  add("/api/v1/matters/{matter}/messages",
      [](Application& app, const Request& request, const registry::Session& session, Language language) {
        return write_text(app, request, session, language, matters::write_message);
      });
  add("/api/v1/matters/{matter}/notes",
      [](Application& app, const Request& request, const registry::Session& session, Language language) {
        return write_text(app, request, session, language, matters::write_note);
      });
  add("/api/v1/matters/{matter}/parties", name_party);
  add("/api/v1/matters/{matter}/join", join);
  add("/api/v1/matters/{matter}/separate", separate);
  add("/api/v1/matters/{matter}/identity", open_identity);
  add("/api/v1/matters/{matter}/identity/requests", ask_identity);
  add("/api/v1/matters/{matter}/identity/requests/{request}/agree", agree_identity);
  add("/api/v1/matters/{matter}/attachments", attach_to_matter, upload_bytes_max);
}

}  // namespace massline::http
