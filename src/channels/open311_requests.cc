#include <algorithm>
#include <charconv>
#include <unordered_map>

#include "base/text.h"
#include "channels/open311.h"
#include "channels/open311_parts.h"
#include "channels/raise_inputs.h"
#include "channels/refusals.h"
#include "matters/matter_lists.h"

namespace massline::channels::open311 {
namespace {

Result<std::optional<Instant>> instant_asked(const char* parameter, const std::string& text) {
  if (text.empty()) return std::optional<Instant>();
  const auto instant = parse_instant(text);
  if (!instant) {
    return not_valid(parameter, "a time with its offset is needed, such as 2024-05-20T08:00:00Z",
                     "应为带时区的时间，例如 2024-05-20T08:00:00Z");
  }
  return std::optional(*instant);
}

Result<int> number_asked(const char* parameter, const std::string& text, int otherwise, int max) {
  if (text.empty()) return otherwise;
  int number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || number < 1 || number > max) {
    const std::string en = "a number from 1 to " + std::to_string(max) + " is needed";
    const std::string zh = "应为 1 至 " + std::to_string(max) + " 的整数";
    return not_valid(parameter, en.c_str(), zh.c_str());
  }
  return number;
}

/// GeoReport v2, GET service requests: a range may not span more than 90 days.
Result<Done> read_span(const RequestQuery& query, Instant now, matters::PublicQuery& out) {
  constexpr std::int64_t span_ms = span_days_max * ms_per_day;
  const auto start = instant_asked("start_date", query.start_date);
  if (!start) return tl::unexpected(start.error());
  const auto end = instant_asked("end_date", query.end_date);
  if (!end) return tl::unexpected(end.error());
  if (*start && *end) {
    if (**start > **end) return not_valid("start_date", "it lies after end_date", "晚于 end_date");
    if ((*end)->ms - (*start)->ms > span_ms)
      return not_valid("end_date", "the range may not span more than 90 days", "时间范围不得超过 90 天");
    out.from = **start;
    out.to = **end;
  } else if (*start) {
    out.from = **start;
    out.to = Instant{(*start)->ms + span_ms};
  } else {
    out.to = end->value_or(now);
    out.from = Instant{out.to->ms - span_ms};
  }
  return Done{};
}

Result<Done> read_status(const std::string& text, matters::PublicQuery& out) {
  bool open = false, closed = false;
  for (const std::string& status : list_of(text)) {
    if (status != "open" && status != "closed")
      return not_valid("status", "open, closed, or both", "应为 open 或 closed");
    open = open || status == "open";
    closed = closed || status == "closed";
  }
  if (open != closed) out.open = open;
  return Done{};
}

/// What is public besides: the place's code, and of requests that came through Open311 their text and position.
struct Details {
  std::string place_code;
  bool is_own = false;
  std::string address;
  std::optional<double> latitude, longitude;
  std::optional<std::string> description;
};

std::optional<std::string> description_of(const rulebook::Rulebook& rulebook, const db::Rows::Row& row) {
  const rulebook::Procedure* procedure = rulebook.procedure_version(row.text(6), row.date(7));
  const rulebook::Ask* ask = procedure == nullptr ? nullptr : main_ask(*procedure);
  if (ask == nullptr || row.is_null(8)) return std::nullopt;
  const auto inputs = parse_json(row.text(8));
  const Json* text = inputs ? inputs->find(ask->id) : nullptr;
  return text != nullptr && text->string() != nullptr ? std::optional(*text->string()) : std::nullopt;
}

std::unordered_map<std::string, Details> details_of(Context& ctx, db::Reader& in,
                                                    const std::vector<matters::PublicMatter>& matters) {
  constexpr std::size_t codes_asked = 100;
  static const std::string sql = [] {
    std::string text =
        "SELECT m.code, p.code, m.channel, m.address, m.latitude, m.longitude, m.procedure, m.procedure_from, e.inputs "
        "FROM matter m LEFT JOIN unit p ON p.id = m.place "
        "LEFT JOIN entry e ON e.region = m.region AND e.matter = m.id AND e.kind = 'raised' "
        "WHERE m.region IN (SELECT id FROM region) AND m.code IN (";
    for (std::size_t i = 0; i < codes_asked; ++i) text += (i == 0 ? "$" : ", $") + std::to_string(i + 1);
    return text + ")";
  }();
  std::unordered_map<std::string, Details> all;
  for (std::size_t first = 0; first < matters.size(); first += codes_asked) {
    db::Values codes;
    for (std::size_t i = first; i < first + codes_asked; ++i)
      codes.emplace_back(i < matters.size() ? matters[i].code : std::string());
    for (const auto& row : in.query(sql, codes)) {
      Details& details = all[row.text(0)];
      details.place_code = row.text_or_empty(1);
      if (row.text(2) != channel_id) continue;
      details.is_own = true;
      details.address = row.text_or_empty(3);
      details.latitude = row.real_or_none(4);
      details.longitude = row.real_or_none(5);
      details.description = description_of(ctx.rulebook, row);
    }
  }
  return all;
}

std::vector<Request> shown(Context& ctx, db::Reader& in, const matters::PublicQuery& query, Language language) {
  const std::vector<matters::PublicMatter> matters = matters::public_matters(ctx, in, query, language);
  const auto details = details_of(ctx, in, matters);
  std::vector<Request> requests;
  for (const matters::PublicMatter& matter : matters) {
    Request request;
    request.service_request_id = matter.code;
    request.open = matter.state == matters::MatterState::open;
    request.status_notes = matter.status;
    request.service_code = matter.topic;
    const rulebook::Topic* topic = ctx.rulebook.topic(matter.topic);
    request.service_name = topic == nullptr ? matter.topic : topic->title.in(language);
    request.agency_responsible = matter.unit;
    request.requested_datetime = matter.raised_at;
    request.updated_datetime = matter.updated_at;
    if (request.open) request.expected_datetime = matter.next_due;
    request.address = matter.place;
    if (const auto found = details.find(matter.code); found != details.end()) {
      const Details& more = found->second;
      request.address_id = more.place_code;
      if (!more.address.empty()) request.address = more.address;
      request.latitude = more.latitude;
      request.longitude = more.longitude;
      request.description = more.description;
    }
    requests.push_back(std::move(request));
  }
  return requests;
}

}  // namespace

std::vector<std::string> list_of(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    if (std::string part = trimmed(text.substr(0, comma)); !part.empty()) parts.push_back(std::move(part));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return parts;
}

Result<std::vector<Request>> requests(Context& ctx, db::Reader& in, const RequestQuery& query, Language language) {
  matters::PublicQuery asked;
  asked.codes = list_of(query.service_request_id);
  if (asked.codes.size() > static_cast<std::size_t>(rows_max))
    return not_valid("service_request_id", "at most 1,000 ids", "最多 1000 个编号");
  if (!asked.codes.empty()) return shown(ctx, in, asked, language);
  asked.topics = list_of(query.service_code);
  if (const auto read = read_span(query, ctx.clock.now(), asked); !read) return tl::unexpected(read.error());
  if (const auto read = read_status(query.status, asked); !read) return tl::unexpected(read.error());
  constexpr int pages_max = 10'000;
  const auto page = number_asked("page", query.page, 1, pages_max);
  if (!page) return tl::unexpected(page.error());
  const auto page_size = number_asked("page_size", query.page_size, rows_max, rows_max);
  if (!page_size) return tl::unexpected(page_size.error());
  asked.page = *page;
  asked.page_size = *page_size;
  return shown(ctx, in, asked, language);
}

Result<Request> request(Context& ctx, db::Reader& in, std::string_view service_request_id, Language language) {
  matters::PublicQuery asked;
  asked.codes = {std::string(service_request_id)};
  std::vector<Request> found = shown(ctx, in, asked, language);
  if (found.empty())
    return refuse(refusals::request_unknown, {{"service_request_id", std::string(service_request_id)}});
  return std::move(found.front());
}

}  // namespace massline::channels::open311
