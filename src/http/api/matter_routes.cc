// Matters as staff read them: inbox, search, one matter, its attachments and acts.
#include <memory>

#include "base/csv.h"
#include "base/refusals.h"
#include "http/api/files.h"
#include "http/api/matter_inputs.h"
#include "http/api/matter_views.h"
#include "http/api/session.h"
#include "http/api/unit_views.h"
#include "http/api/views.h"
#include "matters/attachments.h"
#include "matters/readings.h"

namespace massline::http {
namespace {

constexpr int export_rows_max = 10'000;

Response inbox(Application& application, const Request& request, const registry::Session& session, Language language) {
  const auto limit = query_limit(request);
  if (!limit) return problem_reply(limit.error(), language);
  const auto box = query_choice(request, "box", {"unit", "mine", "escalated", "sent", "below"});
  if (!box) return problem_reply(box.error(), language);
  matters::InboxQuery query;
  query.box = matters::parse_box(*box).value_or(matters::Box::unit);
  query.cursor = query_text(request, "cursor");
  query.limit = *limit;
  return application.context.store.read([&](db::Reader& in) -> Response {
    const auto page = matters::inbox(application.context, in, session.viewer, query, language);
    if (!page) return problem_reply(page.error(), language);
    const auto counts = matters::inbox_counts(application.context, in, session.viewer);
    return json_reply(200, JsonObject{{"items", list_of(page->items, summary_view)},
                                      {"next", text_or_null(page->next)},
                                      {"counts", list_of(counts, [](const matters::BoxCount& count) {
                                         return JsonObject{{"box", matters::box_name(count.box)},
                                                           {"open", count.open},
                                                           {"late", count.late},
                                                           {"dueSoon", count.due_soon},
                                                           {"more", count.more}};
                                       })}});
  });
}

Response search(Application& application, const Request& request, const registry::Session& session, Language language) {
  const auto query = read_matter_query(request);
  if (!query) return problem_reply(query.error(), language);
  return application.context.store.read([&](db::Reader& in) {
    return reply_or_problem(matters::find_matters(application.context, in, session.viewer, *query, language), language,
                            200, page_view);
  });
}

Response export_csv(Application& application, const Request& request, const registry::Session& session,
                    Language language) {
  const auto query = read_matter_query(request);
  if (!query) return problem_reply(query.error(), language);
  const Zone& zone = application.context.zone;
  std::string csv = "\xEF\xBB\xBF";  // so that spreadsheets read it as UTF-8
  const auto line = [&](const std::vector<std::string>& fields) { csv += csv_line(fields); };
  line({"code", "procedure", "stage", "state", "topic", "channel", "place", "address", "unit", "raised", "updated",
        "due", "late", "title"});
  const auto rows = application.context.store.read([&](db::Reader& in) {
    return matters::each_matter(
        application.context, in, session.viewer, *query, language, export_rows_max,
        [&](const matters::MatterSummary& one) {
          line({one.code, one.procedure.title, one.stage.title,
                one.state == matters::MatterState::open ? "open" : "closed", one.topic, one.channel, one.place,
                one.address, one.unit.name, to_string(zone.date_of(one.raised_at)),
                to_string(zone.date_of(one.updated_at)), one.next_due_day ? to_string(*one.next_due_day) : "",
                one.late ? "1" : "0", one.title});
        });
  });
  if (!rows) return problem_reply(rows.error(), language);
  Response response = text_response(200, "text/csv; charset=utf-8", std::move(csv));
  response.headers.set("Content-Disposition", "attachment; filename=\"matters.csv\"");
  return response;
}

/// A matter that somebody of the staff reads: nothing of it is shown before the reading is in the journal.
Result<matters::MatterDetail> read_matter(Application& application, matters::ReadingMemo& readings,
                                          const Request& request, const registry::Session& session, Language language) {
  auto detail = application.context.store.read([&](db::Reader& in) {
    return matters::matter_detail(application.context, in, session.viewer, matter_of(request), language);
  });
  if (detail) matters::record_reading(application.context, readings, detail->reading);
  return detail;
}

Response denied(Application& application, const Request& request, const registry::Session& session, Language language) {
  return application.context.store.read([&](db::Reader& in) {
    return reply_or_problem(
        matters::denied_steps(application.context, in, session.viewer, matter_of(request), language), language, 200,
        [&](const auto& steps) {
          return JsonObject{
              {"items", list_of(steps, [&](const matters::DeniedStep& one) { return denied_view(one, language); })}};
        });
  });
}

Response similar(Application& application, const Request& request, const registry::Session& session,
                 Language language) {
  return application.context.store.read([&](db::Reader& in) -> Response {
    const auto detail = matters::matter_detail(application.context, in, session.viewer, matter_of(request), language);
    if (!detail) return problem_reply(detail.error(), language);
    matters::SimilarQuery query{.text = {}, .place = {}, .topic = detail->matter.topic_id, .except = detail->matter.id};
    if (!detail->entries.empty()) {
      for (const auto& field : detail->entries.front().fields) query.text += field.value + "\n";
    }
    return json_reply(
        200, similar_view(matters::similar_for_staff(application.context, in, session.viewer, query, language)));
  });
}

Response journal_of(Application& application, const Request& request, const registry::Session& session,
                    Language language) {
  return application.context.store.read([&](db::Reader& in) -> Response {
    const auto detail = matters::matter_detail(application.context, in, session.viewer, matter_of(request), language);
    if (!detail) return problem_reply(detail.error(), language);
    const auto entries = journal::entries_of(in, detail->matter.region, detail->matter.id.value, 200);
    return json_reply(200, JsonObject{{"items", list_of(entries,
                                                        [&](const journal::Entry& entry) {
                                                          return journal_entry_view(application, in, entry, language);
                                                        })},
                                      {"next", Json()}});
  });
}

Response download_attachment(Application& application, matters::ReadingMemo& readings, const Request& request,
                             const registry::Session& session, Language language) {
  const auto detail = read_matter(application, readings, request, session, language);
  if (!detail) return problem_reply(detail.error(), language);
  const auto id = path_id<AttachmentId>(request, "attachment").value_or(AttachmentId{});
  const auto file = application.context.store.read([&](db::Reader& in) {
    return matters::find_attachment(application.context, in, session.viewer, matter_of(request), id);
  });
  if (!file) return problem_reply(file.error(), language);
  return file_reply(file->attachment.name, file->attachment.media_type, file->path, Shown::inside_where_safe);
}

}  // namespace

void add_matter_routes(Router& router, Application& application) {
  const auto add = [&](std::string_view pattern, StaffFunction handle) {
    router.add(Method::get, pattern, for_staff(application, handle));
  };
  add("/api/v1/inbox", inbox);
  add("/api/v1/matters", search);
  add("/api/v1/matters.csv", export_csv);
  const auto readings = std::make_shared<matters::ReadingMemo>();
  application.pages.add(
      router, "/api/v1/matters/{matter}",
      for_staff(application, [&application, readings](const Request& request, const registry::Session& session,
                                                      Language language) {
        return reply_or_problem(read_matter(application, *readings, request, session, language), language, 200,
                                [&](const matters::MatterDetail& detail) { return detail_view(detail, language); });
      }));
  add("/api/v1/matters/{matter}/denied", denied);
  add("/api/v1/matters/{matter}/similar", similar);
  add("/api/v1/matters/{matter}/journal", journal_of);
  router.add(Method::get, "/api/v1/matters/{matter}/attachments/{attachment}",
             for_staff(application, [&application, readings](const Request& request, const registry::Session& session,
                                                             Language language) {
               return download_attachment(application, *readings, request, session, language);
             }));
}

}  // namespace massline::http
