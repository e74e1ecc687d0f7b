// Following a matter with the receipt: no account, and nothing but the receipt tells who it is.
#include "base/refusals.h"
#include "http/api/files.h"
#include "http/api/matter_inputs.h"
#include "http/api/matter_views.h"
#include "http/api/session.h"
#include "http/api/views.h"
#include "matters/attachments.h"
#include "matters/matter_commands.h"
#include "matters/readings.h"
#include "matters/receipt_file.h"

namespace massline::http {
namespace {

Response show(Application& application, const std::string& receipt, const std::string& code, Language language) {
  return application.context.store.read([&](db::Reader& in) {
    return reply_or_problem(matters::follow_matter(application.context, in, receipt, code, language), language, 200,
                            [&](const matters::Followed& followed) { return followed_view(followed, language); });
  });
}

Response follow(Application& application, const Request& request, Language language) {
  const auto receipt = receipt_of(request);
  if (!receipt) return problem_reply(receipt.error(), language);
  return show(application, *receipt, query_text(request, "code"), language);
}

/// What every command of the person begins with.
struct AskedByRaiser {
  std::string receipt;
  std::string code;
  std::optional<matters::Once> once;
};

Result<AskedByRaiser> asked_by(const Request& request) {
  auto receipt = receipt_of(request);
  if (!receipt) return tl::unexpected(receipt.error());
  auto once = once_of(request, request.path + ":" + *receipt);
  if (!once) return tl::unexpected(once.error());
  return AskedByRaiser{.receipt = *receipt, .code = query_text(request, "code"), .once = std::move(*once)};
}

Response shown_after(Application& application, const AskedByRaiser& asked, const Result<matters::Changed>& changed,
                     Language language) {
  if (!changed) return problem_reply(changed.error(), language);
  return show(application, asked.receipt, asked.code, language);
}

Response message(Application& application, const Request& request, Language language) {
  auto asked = asked_by(request);
  if (!asked) return problem_reply(asked.error(), language);
  Body body(request);
  matters::FollowMessage command{
      .receipt = asked->receipt, .code = asked->code, .text = body.text("text", {.max = 10'000}), .once = asked->once};
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  return shown_after(application, *asked, matters::follow_message(application.context, command), language);
}

Response appraisal(Application& application, const Request& request, Language language) {
  auto asked = asked_by(request);
  if (!asked) return problem_reply(asked.error(), language);
  Body body(request);
  matters::FollowAppraisal command{
      .receipt = asked->receipt, .code = asked->code, .solved = {}, .comment = {}, .once = asked->once};
  command.solved = body.text("solved");
  command.satisfied = body.integer("satisfied", 1, 5);
  command.comment = body.text("comment", {.max = 2'000, .need = Need::optional});
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  return shown_after(application, *asked, matters::follow_appraisal(application.context, command), language);
}

Response review(Application& application, const Request& request, Language language) {
  auto asked = asked_by(request);
  if (!asked) return problem_reply(asked.error(), language);
  Body body(request);
  matters::FollowReview command{.receipt = asked->receipt,
                                .code = asked->code,
                                .reasons = body.text("reasons", {.max = 10'000}),
                                .once = asked->once};
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  return shown_after(application, *asked, matters::follow_review(application.context, command), language);
}

Response step(Application& application, const Request& request, Language language) {
  auto asked = asked_by(request);
  if (!asked) return problem_reply(asked.error(), language);
  Body body(request);
  matters::FollowStep command{.receipt = asked->receipt,
                              .code = asked->code,
                              .step = request.parameter("step"),
                              .version = {},
                              .inputs = {},
                              .once = asked->once};
  command.inputs = body.object_or_empty("inputs");
  const std::int64_t version = body.integer_or("version", -1, 0, INT64_MAX);
  if (version >= 0) command.version = version;
  if (const auto problems = body.problems()) return problem_reply(*problems, language);
  return shown_after(application, *asked, matters::follow_step(application.context, command), language);
}

Response attach_to_followed(Application& application, const Request& request, Language language) {
  const auto receipt = receipt_of(request);
  if (!receipt) return problem_reply(receipt.error(), language);
  const auto file = posted_file(request);
  if (!file) return problem_reply(file.error(), language);
  const auto attached = matters::follow_attach(application.context, *receipt, query_text(request, "code"),
                                               {.name = file->file_name, .bytes = file->content, .is_public = true});
  return reply_or_problem(attached, language, 201, attached_view);
}

Response download_followed(Application& application, const Request& request, Language language) {
  const auto receipt = receipt_of(request);
  if (!receipt) return problem_reply(receipt.error(), language);
  const auto id = path_id<AttachmentId>(request, "attachment").value_or(AttachmentId{});
  const auto file = application.context.store.read(
      [&](db::Reader& in) { return matters::follow_attachment(application.context, in, *receipt, id); });
  if (!file) return problem_reply(file.error(), language);
  return file_reply(file->attachment.name, file->attachment.media_type, file->path, Shown::inside_where_safe);
}

Json seen_view(const matters::SeenLine& line) {
  return JsonObject{{"id", line.seq},
                    {"at", to_string(line.at)},
                    {"what", line.what},
                    {"post", line.post},
                    {"unit", line.unit},
                    {"person", text_or_null(line.person)},
                    {"why", text_or_null(line.why)}};
}

Response seen(Application& application, const Request& request, Language language) {
  const auto receipt = receipt_of(request);
  if (!receipt) return problem_reply(receipt.error(), language);
  const auto limit = query_limit(request);
  if (!limit) return problem_reply(limit.error(), language);
  const auto before = query_id_value(request, "before");
  if (!before) return problem_reply(before.error(), language);
  return application.context.store.read([&](db::Reader& in) {
    return reply_or_problem(matters::who_saw(application.context, in, *receipt, query_text(request, "code"),
                                             before->value_or(0), *limit, language),
                            language, 200, [](const matters::SeenPage& page) {
                              return JsonObject{{"items", list_of(page.lines, seen_view)},
                                                {"next", page.next == 0 ? Json() : Json(std::to_string(page.next))}};
                            });
  });
}

Response receipt_file(Application& application, const Request& request, Language language) {
  const auto receipt = receipt_of(request);
  if (!receipt) return problem_reply(receipt.error(), language);
  const auto file = application.context.store.read(
      [&](db::Reader& in) { return matters::receipt_file(application.context, in, *receipt); });
  if (!file) return problem_reply(file.error(), language);
  Response response = text_response(200, "text/plain; charset=utf-8", file->text);
  response.headers.set("Content-Disposition", "attachment; filename=\"receipt-" + file->code + ".txt\"");
  return response;
}

}  // namespace

void add_follow_routes(Router& router, Application& application) {
  const auto add = [&](Method method, std::string_view pattern, OpenFunction handle, RouteOptions options) {
    router.add(method, pattern, for_all(application, handle), options);
  };
  // A receipt is a secret that could be guessed at: each try counts against the bucket for secrets.
  application.pages.add(router, "/api/v1/follow", for_all(application, follow), {.rate = RateClass::secret});
  add(Method::post, "/api/v1/follow/message", message, {.rate = RateClass::secret});
  add(Method::post, "/api/v1/follow/appraisal", appraisal, {.rate = RateClass::secret});
  add(Method::post, "/api/v1/follow/review", review, {.rate = RateClass::secret});
  add(Method::post, "/api/v1/follow/steps/{step}", step, {.rate = RateClass::secret});
  add(Method::post, "/api/v1/follow/attachments", attach_to_followed,
      {.max_body_bytes = upload_bytes_max, .rate = RateClass::secret});
  add(Method::get, "/api/v1/follow/seen", seen, {.rate = RateClass::secret});
  add(Method::get, "/api/v1/follow/receipt", receipt_file, {.rate = RateClass::secret});
  add(Method::get, "/api/v1/follow/attachments/{attachment}", download_followed, {.rate = RateClass::secret});
}

}  // namespace massline::http
