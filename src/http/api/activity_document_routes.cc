// Minutes and reports of activities: attached, saved, taken away again.
#include "base/refusals.h"
#include "http/api/activity_views.h"
#include "http/api/body.h"
#include "http/api/files.h"
#include "http/api/refusals.h"
#include "http/api/session.h"

namespace massline::http {
namespace {

ActivityId activity_of(const Request& request) {
  return path_id<ActivityId>(request, "activity").value_or(ActivityId{});
}

std::int64_t document_of(const Request& request) {
  return path_id<AttachmentId>(request, "document").value_or(AttachmentId{}).value;
}

Response attach_document(Application& application, const Request& request, const registry::Session& session,
                         Language language) {
  const auto kind = parse_document_kind(query_text(request, "kind"));
  if (!kind)
    return problem_reply(
        refuse_field(refusals::member_type, "kind", {{"field", "kind"}, {"expected", "minutes / report / other"}})
            .value(),
        language);
  const auto person = query_id<PersonId>(request, "person");
  if (!person) return problem_reply(person.error(), language);
  const auto file = posted_file(request);
  if (!file) return problem_reply(file.error(), language);
  const auto attached = activities::attach_document(application.context, registry::Actor::of(session.viewer),
                                                    {.activity = activity_of(request),
                                                     .kind = *kind,
                                                     .person = person->value_or(PersonId{}),
                                                     .name = file->file_name,
                                                     .bytes = file->content});
  return application.context.store.read([&](db::Reader& in) {
    return reply_or_problem(attached, language, 201,
                            [&](const activities::Document& document) { return document_view(in, document); });
  });
}

Response download_document(Application& application, const Request& request, const registry::Session& session,
                           Language language) {
  const auto file = application.context.store.read([&](db::Reader& in) {
    return activities::find_document(application.context, in, registry::Actor::of(session.viewer), activity_of(request),
                                     document_of(request));
  });
  if (!file) return problem_reply(file.error(), language);
  return file_reply(file->document.name, file->document.media_type, file->path, Shown::saved);
}

Response withdraw(Application& application, const Request& request, const registry::Session& session,
                  Language language) {
  const auto done = application.context.store.command([&](db::Transaction& tx) {
    return activities::withdraw_document(application.context, tx, registry::Actor::of(session.viewer),
                                         activity_of(request), document_of(request));
  });
  return done ? no_content() : problem_reply(done.error(), language);
}

}  // namespace

void add_activity_document_routes(Router& router, Application& application) {
  const auto add = [&](Method method, std::string_view pattern, StaffFunction handle, RouteOptions options) {
    router.add(method, pattern, for_staff(application, handle), options);
  };
  add(Method::post, "/api/v1/activities/{activity}/documents", attach_document,
      {.max_body_bytes = upload_bytes_max, .rate = RateClass::writing});
  add(Method::get, "/api/v1/activities/{activity}/documents/{document}", download_document,
      {.rate = RateClass::reading});
  add(Method::delete_, "/api/v1/activities/{activity}/documents/{document}", withdraw, {.rate = RateClass::writing});
}

}  // namespace massline::http
