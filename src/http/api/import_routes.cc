// Importing matters and attendance from a file: preview, dry run, run, and the file of refused rows.
#include "base/refusals.h"
#include "channels/import_attendance.h"
#include "channels/import_matters.h"
#include "http/api/body.h"
#include "http/api/session.h"
#include "http/api/views.h"
#include "http/server/multipart.h"

namespace massline::http {
namespace {

constexpr std::size_t file_bytes_max = 64 * 1024 * 1024;

using Texts = std::map<std::string, std::string>;

Json texts_view(const Texts& texts) {
  JsonObject view;
  for (const auto& [key, value] : texts) view[key] = value;
  return view;
}

Texts read_texts(Body& body, std::string_view name) {
  Texts texts;
  for (const auto& [key, value] : body.object_or_empty(name)) {
    if (value.string() != nullptr) texts[key] = *value.string();
  }
  return texts;
}

Json mapping_view(const channels::ImportMapping& mapping) {
  JsonObject view{
      {"source", mapping.source}, {"columns", texts_view(mapping.columns)}, {"topics", texts_view(mapping.topics)}};
  if (!mapping.channel.empty()) view["channel"] = mapping.channel;
  if (!mapping.procedure.empty()) view["procedure"] = mapping.procedure;
  if (!mapping.topic.empty()) view["topic"] = mapping.topic;
  if (!mapping.sheet.empty()) view["sheet"] = mapping.sheet;
  if (mapping.place) view["place"] = to_string(mapping.place);
  return view;
}

tl::expected<channels::ImportMapping, std::vector<Refusal>> read_mapping(std::string_view text) {
  const auto json = parse_json(text);
  if (!json) return tl::unexpected(std::vector<Refusal>{json.error()});
  Body body(*json, "/mapping");
  channels::ImportMapping mapping;
  mapping.source = body.text("source");
  mapping.channel = body.text("channel", {.need = Need::optional});
  mapping.procedure = body.text("procedure", {.need = Need::optional});
  mapping.topic = body.text("topic", {.need = Need::optional});
  mapping.sheet = body.text("sheet", {.need = Need::optional});
  mapping.place = body.id_or_none<UnitId>("place").value_or(UnitId{});
  mapping.columns = read_texts(body, "columns");
  mapping.topics = read_texts(body, "topics");
  if (auto problems = body.problems()) return tl::unexpected(std::move(*problems));
  return mapping;
}

Refusal part_missing(std::string_view name) {
  return refuse_field(massline::refusals::field_missing, std::string(name), {{"field", std::string(name)}}).value();
}

Response preview_reply(const Result<channels::ImportPreview>& result, const std::vector<channels::ImportField>& fields,
                       Language language) {
  return reply_or_problem(result, language, 200, [&](const channels::ImportPreview& shown) {
    return JsonObject{
        {"columns", strings(shown.columns)},
        {"sheets", strings(shown.sheets)},
        {"rows", list_of(shown.rows, [](const auto& row) { return strings(row); })},
        {"mapping", mapping_view(shown.mapping)},
        {"fields",
         list_of(
             fields,
             [&](const channels::ImportField& field) {
               return JsonObject{{"id", field.id}, {"title", field.title.in(language)}, {"required", field.required}};
             })},
        {"totalRows", shown.total_rows}};
  });
}

std::string_view content_of(const std::vector<Part>& parts, std::string_view name) {
  const Part* part = find_part(parts, name);
  return part == nullptr ? std::string_view() : part->content;
}

using Preview = decltype(&channels::preview_import);
Response preview_table(Application& application, const Request& request, const registry::Session& session,
                       Language language, Preview look, const std::vector<channels::ImportField>& fields) {
  const auto parts = parse_multipart(request.headers.get("content-type"), request.body);
  if (!parts) return problem_reply(parts.error(), language);
  const Part* file = find_part(*parts, "file");
  if (file == nullptr) return problem_reply(part_missing("file"), language);
  return preview_reply(look(application.context, session.viewer, file->content, content_of(*parts, "sheet")), fields,
                       language);
}

Json report_view(const channels::ImportReport& report) {
  return JsonObject{{"dryRun", report.dry_run},
                    {"rows", report.rows},
                    {"added", report.added},
                    {"present", report.present},
                    {"refused", report.refused},
                    {"problems", list_of(report.problems,
                                         [](const channels::ImportProblem& problem) {
                                           return JsonObject{{"row", problem.row},
                                                             {"field", problem.field},
                                                             {"value", problem.value},
                                                             {"detail", problem.detail}};
                                         })},
                    {"problemsShown", static_cast<std::int64_t>(report.problems.size())}};
}

enum class Wanted { report, rejects };

channels::ImportOptions options_of(const std::vector<Part>& parts, Wanted wanted, Language language) {
  const Part* dry_run = find_part(parts, "dryRun");
  channels::ImportOptions options;
  options.language = language;
  options.rejects = wanted == Wanted::rejects;
  // The file of refused rows is asked for apart, and never writes: it tells what a run refuses now.
  const bool writes = wanted == Wanted::report && dry_run != nullptr && dry_run->content == "false";
  options.mode = writes ? channels::ImportMode::run : channels::ImportMode::dry_run;
  return options;
}

Response import_reply(const Result<channels::ImportReport>& report, Wanted wanted, Language language) {
  if (!report) return problem_reply(report.error(), language);
  if (wanted == Wanted::report) return json_reply(200, report_view(*report));
  Response response = text_response(200, "text/csv; charset=utf-8", report->rejects);
  response.headers.set("Content-Disposition", "attachment; filename=\"rejects.csv\"");
  return response;
}

Response import(Application& application, const Request& request, const registry::Session& session, Language language,
                Wanted wanted) {
  const auto parts = parse_multipart(request.headers.get("content-type"), request.body);
  if (!parts) return problem_reply(parts.error(), language);
  const Part* file = find_part(*parts, "file");
  const Part* mapping_part = find_part(*parts, "mapping");
  if (file == nullptr) return problem_reply(part_missing("file"), language);
  if (mapping_part == nullptr) return problem_reply(part_missing("mapping"), language);
  const auto mapping = read_mapping(mapping_part->content);
  if (!mapping) return problem_reply(mapping.error(), language);
  const auto options = options_of(*parts, wanted, language);
  return import_reply(channels::import_matters(application.context, session.viewer, file->content, *mapping, options),
                      wanted, language);
}

Response import_attendance(Application& application, const Request& request, const registry::Session& session,
                           Language language, Wanted wanted) {
  const auto parts = parse_multipart(request.headers.get("content-type"), request.body);
  if (!parts) return problem_reply(parts.error(), language);
  const Part* file = find_part(*parts, "file");
  if (file == nullptr) return problem_reply(part_missing("file"), language);
  channels::AttendanceMapping mapping{.sheet = std::string(content_of(*parts, "sheet")), .columns = {}};
  if (const Part* columns = find_part(*parts, "columns")) {
    const auto json = parse_json(columns->content);
    if (!json) return problem_reply(json.error(), language);
    Body body(JsonObject{{"columns", *json}}, "");
    mapping.columns = read_texts(body, "columns");
    if (const auto problems = body.problems()) return problem_reply(*problems, language);
  }
  return import_reply(channels::import_attendance(application.context, session.viewer, file->content,
                                                  options_of(*parts, wanted, language), mapping),
                      wanted, language);
}

}  // namespace

void add_import_routes(Router& router, Application& application) {
  const RouteOptions options{.max_body_bytes = file_bytes_max, .rate = RateClass::writing};
  router.add(Method::post, "/api/v1/imports/preview",
             for_staff(application,
                       [&](const Request& request, const registry::Session& session, Language language) {
                         return preview_table(application, request, session, language, channels::preview_import,
                                              channels::import_fields());
                       }),
             options);
  router.add(Method::post, "/api/v1/imports/attendance/preview",
             for_staff(application,
                       [&](const Request& request, const registry::Session& session, Language language) {
                         return preview_table(application, request, session, language, channels::preview_attendance,
                                              channels::attendance_fields());
                       }),
             options);
  router.add(Method::post, "/api/v1/imports",
             for_staff(application,
                       [&](const Request& request, const registry::Session& session, Language language) {
                         return import(application, request, session, language, Wanted::report);
                       }),
             options);
  router.add(Method::post, "/api/v1/imports/rejects",
             for_staff(application,
                       [&](const Request& request, const registry::Session& session, Language language) {
                         return import(application, request, session, language, Wanted::rejects);
                       }),
             options);
  router.add(Method::post, "/api/v1/imports/attendance",
             for_staff(application,
                       [&](const Request& request, const registry::Session& session, Language language) {
                         return import_attendance(application, request, session, language, Wanted::report);
                       }),
             options);
  router.add(Method::post, "/api/v1/imports/attendance/rejects",
             for_staff(application,
                       [&](const Request& request, const registry::Session& session, Language language) {
                         return import_attendance(application, request, session, language, Wanted::rejects);
                       }),
             options);
}

}  // namespace massline::http
