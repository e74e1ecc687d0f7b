#include "http/server/response_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "http/server/security_headers.h"
#include "http/server/url.h"

namespace massline::http {
namespace {

bool is_of_transport(std::string_view name) {
  static constexpr std::string_view names[] = {"content-length", "connection", "transfer-encoding", "date"};
  if (name.size() < 4 || name.size() > 17) return false;
  return std::find(std::begin(names), std::end(names), lower_ascii(name)) != std::end(names);
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

std::string http_date(Instant instant) {
  static constexpr std::string_view days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::string_view months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  using namespace std::chrono;
  const sys_time<milliseconds> time{milliseconds{instant.ms}};
  const auto day = floor<std::chrono::days>(time);
  const year_month_day date{day};
  const hh_mm_ss clock{floor<seconds>(time - day)};
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", days[weekday{day}.c_encoding()],
                     static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1],
                     static_cast<int>(date.year()), clock.hours().count(), clock.minutes().count(),
                     clock.seconds().count());
}

bool has_content(int status) { return status != 204 && status != 304; }

void append_head(std::string& out, const Response& response, const HeadFacts& facts) {
  out.append(facts.http_1_0 ? "HTTP/1.0 " : "HTTP/1.1 ").append(std::to_string(response.status));
  out.append(" ").append(reason_phrase(response.status)).append("\r\n");
  append_field(out, "Date", facts.date);
  if (!response.content_type.empty()) append_field(out, "Content-Type", response.content_type);
  if (has_content(response.status) && facts.content_length)
    append_field(out, "Content-Length", std::to_string(*facts.content_length));
  if (!facts.keep_alive)
    append_field(out, "Connection", "close");
  else if (facts.http_1_0)
    append_field(out, "Connection", "keep-alive");
  for (std::size_t i = 0; i < response.headers.size(); ++i) {
    const auto [name, value] = response.headers.at(i);
    if (!is_of_transport(name)) append_field(out, name, value);
  }
  append_security_headers(response.headers, out);
  append_field(out, "X-Request-Id", facts.request_id);
  out.append("\r\n");
}

}  // namespace massline::http
