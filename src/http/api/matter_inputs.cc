#include "http/api/matter_inputs.h"

#include <algorithm>

#include "base/refusals.h"
#include "http/api/refusals.h"
#include "matters/matter_commands.h"
#include "matters/refusals.h"
#include "registry/refusals.h"

namespace massline::http {
namespace {

matters::Contact read_contact(Body& body) {
  return {.name = body.text("name", {.max = 100, .need = Need::optional}),
          .phone = body.text("phone", {.max = 40, .need = Need::optional}),
          .email = body.text("email", {.max = 200, .need = Need::optional}),
          .address = body.text("address", {.max = 500, .need = Need::optional})};
}

}  // namespace

Result<std::optional<matters::Once>> once_of(const Request& request, std::string_view scope) {
  const std::string_view key = request.headers.get("idempotency-key");
  if (key.empty()) return std::optional<matters::Once>{};
  const bool printable = std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < '\x7f'; });
  if (key.size() < 8 || key.size() > 200 || !printable) return refuse_field(refusals::key_not_valid, "Idempotency-Key");
  return matters::Once{.scope = std::string(scope), .key = std::string(key), .request = request.body};
}

matters::RaiseRequest read_raise_request(Body& body, bool staff, Language language) {
  matters::RaiseRequest raise;
  raise.procedure = body.text("procedure", {.need = Need::optional});
  raise.topic = body.text("topic", {.need = Need::optional});
  raise.place = body.id_or_none<UnitId>("place").value_or(UnitId{});
  raise.address = body.text("address", {.max = 500, .need = Need::optional});
  raise.latitude = body.number_or_none("latitude", -90, 90);
  raise.longitude = body.number_or_none("longitude", -180, 180);
  raise.inputs = body.object_or_empty("inputs");
  raise.anonymous = body.boolean_or("anonymous", false);
  raise.confidential = body.boolean_or("confidential", false);
  if (auto contact = body.nested("contact")) {
    raise.contact = read_contact(*contact);
    body.absorb(*contact);
  }
  raise.group_size = body.integer_or("groupSize", 1, 1, 1'000'000);
  for (Body& one : body.nested_list("representatives", 50)) {
    raise.representatives.push_back(read_contact(one));
    body.absorb(one);
  }
  const std::string wanted = body.text("language", {.need = Need::optional});
  raise.language = wanted.empty() ? std::string(language_code(language)) : wanted;
  const auto channel = body.text_or_none("channel");
  const auto raised_day = body.date_or_none("raisedDay");
  if (staff) {
    if (channel) raise.channel = *channel;
    raise.raised_on = raised_day;
  } else if (channel || raised_day) {
    body.add_problem(refuse_field(massline::refusals::sign_in_first, channel ? "/channel" : "/raisedDay").value());
  }
  return raise;
}

Result<matters::MatterQuery> read_matter_query(const Request& request) {
  matters::MatterQuery query;
  query.text = query_text(request, "query");
  const auto state = query_choice(request, "state", {"open", "closed", "all"});
  if (!state) return tl::unexpected(state.error());
  if (*state == "open" || *state == "closed") query.open = *state == "open";
  query.stage = query_text(request, "stage");
  query.procedure = query_text(request, "procedure");
  query.topic = query_text(request, "topic");
  query.channel = query_text(request, "channel");
  const auto place = query_id<UnitId>(request, "place");
  if (!place) return tl::unexpected(place.error());
  const auto unit = query_id<UnitId>(request, "unit");
  if (!unit) return tl::unexpected(unit.error());
  const auto from = query_date(request, "from");
  if (!from) return tl::unexpected(from.error());
  const auto to = query_date(request, "to");
  if (!to) return tl::unexpected(to.error());
  if (*from && *to && **to < **from)
    return refuse_field(registry::refusals::period_backwards, "to",
                        {{"from", massline::to_string(**from)}, {"to", massline::to_string(**to)}});
  const auto limit = query_limit(request);
  if (!limit) return tl::unexpected(limit.error());
  query.place = place->value_or(UnitId{});
  query.unit = unit->value_or(UnitId{});
  query.from = *from;
  query.to = *to;
  query.limit = *limit;
  const auto late = query_choice(request, "late", {"true", "false"});
  if (!late) return tl::unexpected(late.error());
  if (!late->empty()) query.late = *late == "true";
  const auto sort = query_choice(request, "sort", {"due", "raised", "updated"});
  if (!sort) return tl::unexpected(sort.error());
  query.sort = *sort == "raised"    ? matters::MatterSort::raised
               : *sort == "updated" ? matters::MatterSort::updated
                                    : matters::MatterSort::due;
  query.cursor = query_text(request, "cursor");
  return query;
}

Result<std::string> receipt_of(const Request& request) {
  const std::string_view header = request.headers.get("x-receipt");
  if (header.empty()) return refuse_field(refusals::receipt_missing, "X-Receipt");
  const auto digits = matters::receipt_digits(header);
  if (!digits) return refuse(matters::refusals::receipt_not_known);
  return *digits;
}

}  // namespace massline::http
