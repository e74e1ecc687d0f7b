// Open311 GeoReport v2 under /open311/v2, in JSON and XML.
// Source: https://wiki.open311.org/GeoReport_v2
#include "base/refusals.h"
#include "channels/open311.h"
#include "http/api/open311_xml.h"
#include "http/api/session.h"
#include "http/api/views.h"
#include "http/server/url.h"

namespace massline::http {
namespace {

namespace open311 = channels::open311;

constexpr Message format_unknown{"open311-format-unknown", RefusalKind::not_found,
                                 "The address must end in .json or .xml.", "地址须以 .json 或 .xml 结尾。"};

/// "abc.json" gives the format and leaves "abc".
std::optional<Open311Format> split_format(std::string& name) {
  if (name.ends_with(".json")) {
    name.resize(name.size() - 5);
    return Open311Format::json;
  }
  if (name.ends_with(".xml")) {
    name.resize(name.size() - 4);
    return Open311Format::xml;
  }
  return std::nullopt;
}

/// The standard's error body: a list of {code, description}.
Response error_reply(Open311Format format, const Refusal& refusal, Language language) {
  const int status = open311::status_of(refusal);
  std::string description = refusal.text(language);
  if (!description.starts_with(refusal.field)) description = refusal.field + ": " + description;
  const Json errors = JsonArray{JsonObject{{"code", status}, {"description", description}}};
  return open311_reply(format, status, errors, {"errors", "error"});
}

Response unknown_format(Language language) {
  Refusal refusal;
  refusal.message = &format_unknown;
  return error_reply(Open311Format::json, refusal, language);
}

Json request_view(const open311::Request& request) {
  return JsonObject{{"service_request_id", request.service_request_id},
                    {"status", request.open ? "open" : "closed"},
                    {"status_notes", text_or_null(request.status_notes)},
                    {"service_name", text_or_null(request.service_name)},
                    {"service_code", request.service_code},
                    {"description", value_or_null(request.description)},
                    {"agency_responsible", text_or_null(request.agency_responsible)},
                    {"service_notice", Json()},
                    {"requested_datetime", to_string(request.requested_datetime)},
                    {"updated_datetime", to_string(request.updated_datetime)},
                    {"expected_datetime", instant_or_null(request.expected_datetime)},
                    {"address", text_or_null(request.address)},
                    {"address_id", text_or_null(request.address_id)},
                    {"zipcode", Json()},
                    {"lat", value_or_null(request.latitude)},
                    {"long", value_or_null(request.longitude)},
                    {"media_url", Json()}};
}

Json service_view(const open311::Service& service) {
  std::string keywords;
  for (const auto& keyword : service.keywords) keywords += (keywords.empty() ? "" : ",") + keyword;
  return JsonObject{{"service_code", service.service_code},
                    {"service_name", service.service_name},
                    {"description", service.description},
                    {"metadata", service.metadata},
                    {"type", service.type},
                    {"keywords", keywords},
                    {"group", service.group}};
}

Json attribute_view(const open311::Attribute& attribute) {
  JsonObject view{{"variable", attribute.variable},
                  {"code", attribute.code},
                  {"datatype", attribute.datatype},
                  {"required", attribute.required},
                  {"datatype_description", text_or_null(attribute.datatype_description)},
                  {"order", attribute.order},
                  {"description", attribute.description}};
  if (!attribute.values.empty())
    view["values"] = list_of(attribute.values, [](const auto& value) {
      return JsonObject{{"key", value.key}, {"name", value.name}};
    });
  return view;
}

Response discovery(Application&, const Request& request, Open311Format format, Language) {
  const std::string host(request.headers.get("host"));
  const std::string changed = "2026-11-23T00:00:00Z";
  const auto endpoint = JsonObject{{"specification", "http://wiki.open311.org/GeoReport_v2"},
                                   {"url", "http://" + host + "/open311/v2"},
                                   {"changeset", changed},
                                   {"type", "production"},
                                   {"formats", JsonArray{"application/json", "text/xml"}}};
  return open311_reply(format, 200,
                       JsonObject{{"changeset", changed},
                                  {"contact", "http://" + host + "/about"},
                                  {"key_service", "http://" + host + "/about"},
                                  {"endpoints", JsonArray{endpoint}}},
                       {"discovery", "item"});
}

Response services(Application& application, const Request&, Open311Format format, Language language) {
  const auto list = open311::services(application.context.rulebook, application.context.today(), language);
  return open311_reply(format, 200, list_of(list, service_view), {"services", "service"});
}

Response list_requests(Application& application, const Request& request, Open311Format format, Language language) {
  const auto text = [&](std::string_view name) { return first_of(request.query, name).value_or(""); };
  const open311::RequestQuery query{.service_request_id = text("service_request_id"),
                                    .service_code = text("service_code"),
                                    .start_date = text("start_date"),
                                    .end_date = text("end_date"),
                                    .status = text("status"),
                                    .page = text("page"),
                                    .page_size = text("page_size")};
  const auto found = application.context.store.read(
      [&](db::Reader& in) { return open311::requests(application.context, in, query, language); });
  if (!found) return error_reply(format, found.error(), language);
  return open311_reply(format, 200, list_of(*found, request_view), {"service_requests", "request"});
}

Response post_request(Application& application, const Request& request, Open311Format format, Language language) {
  const auto form = parse_form(request.body);
  if (!form) return error_reply(format, form.error(), language);
  open311::Post post{.fields = {}, .language = language};
  for (const auto& [name, value] : *form) post.fields[name] = value;
  // Older clients put the key into the query string.
  if (const auto key = first_of(request.query, "api_key"); key && !post.fields.contains("api_key"))
    post.fields["api_key"] = *key;
  const auto created = open311::post(application.context, post);
  if (!created) return error_reply(format, created.error(), language);
  Response response = open311_reply(format, 201,
                                    JsonArray{JsonObject{{"service_request_id", created->service_request_id},
                                                         {"service_notice", text_or_null(created->service_notice)},
                                                         {"account_id", Json()}}},
                                    {"service_requests", "request"});
  // Not of the standard: with the receipt the person can follow the matter, appraise and ask for review.
  response.headers.set("X-Receipt", created->receipt);
  return response;
}

using Open311Handler = Response (*)(Application&, const Request&, Open311Format, Language);

/// Under the address with .json, and under that with .xml.
void add_in_formats(Router& router, Application& application, Method method, const std::string& address,
                    Open311Handler handler, RouteOptions options = {}) {
  using enum Open311Format;
  for (const auto& [ending, format] : {std::pair(".json", json), std::pair(".xml", xml)}) {
    router.add(method, address + ending,
               for_all(application,
                       [&application, handler, format](const Request& request, Language language) {
                         return handler(application, request, format, language);
                       }),
               options);
  }
}

Response show_definition(Application& application, const Request& request, Language language) {
  std::string code = request.parameter("serviceFile");
  const auto format = split_format(code);
  if (!format) return unknown_format(language);
  const auto found = open311::definition(application.context.rulebook, code, application.context.today(), language);
  if (!found) return error_reply(*format, found.error(), language);
  return open311_reply(
      *format, 200,
      JsonObject{{"service_code", found->service_code}, {"attributes", list_of(found->attributes, attribute_view)}},
      {"service_definition", "item"});
}

Response show_request(Application& application, const Request& request, Language language) {
  std::string id = request.parameter("requestFile");
  const auto format = split_format(id);
  if (!format) return unknown_format(language);
  const auto found = application.context.store.read(
      [&](db::Reader& in) { return open311::request(application.context, in, id, language); });
  if (!found) return error_reply(*format, found.error(), language);
  return open311_reply(*format, 200, JsonArray{request_view(*found)}, {"service_requests", "request"});
}

}  // namespace

void add_open311_routes(Router& router, Application& application) {
  add_in_formats(router, application, Method::get, "/open311/v2/discovery", discovery);
  add_in_formats(router, application, Method::get, "/open311/v2/services", services);
  add_in_formats(router, application, Method::get, "/open311/v2/requests", list_requests);
  add_in_formats(router, application, Method::post, "/open311/v2/requests", post_request, {.rate = RateClass::writing});
  router.add(Method::get, "/open311/v2/services/{serviceFile}", for_all(application, show_definition));
  router.add(Method::get, "/open311/v2/requests/{requestFile}", for_all(application, show_request));
}

}  // namespace massline::http
