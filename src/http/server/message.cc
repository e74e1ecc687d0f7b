#include "http/server/message.h"

#include <algorithm>

#include "base/result.h"

namespace massline::http {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

std::string_view to_string(Method method) {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::head:
      return "HEAD";
    case Method::post:
      return "POST";
    case Method::put:
      return "PUT";
    case Method::patch:
      return "PATCH";
    case Method::delete_:
      return "DELETE";
    case Method::options:
      return "OPTIONS";
    case Method::other:
      break;
  }
  return "OTHER";
}

void Headers::add(std::string_view name, std::string_view value) {
  const auto begin = static_cast<std::uint32_t>(text_.size());
  // An answer's value may come from what a user typed: a line break in it would begin a header of their own.
  check(name.find_first_of("\r\n:") == std::string_view::npos && value.find_first_of("\r\n") == std::string_view::npos,
        "a header field holds no line breaks");
  text_.append(name).append(value);
  fields_.push_back({begin, static_cast<std::uint32_t>(name.size()), begin + static_cast<std::uint32_t>(name.size()),
                     static_cast<std::uint32_t>(value.size())});
}

void Headers::set(std::string_view name, std::string_view value) {
  remove(name);
  add(name, value);
}

void Headers::remove(std::string_view name) {
  std::erase_if(
      fields_, [&](const Field& field) { return equal_ignoring_case(slice(field.name_begin, field.name_size), name); });
}

void Headers::clear() {
  text_.clear();
  fields_.clear();
}

std::string_view Headers::get(std::string_view name) const {
  for (const auto& field : fields_)
    if (equal_ignoring_case(slice(field.name_begin, field.name_size), name))
      return slice(field.value_begin, field.value_size);
  return {};
}

std::size_t Headers::count(std::string_view name) const {
  return static_cast<std::size_t>(std::count_if(fields_.begin(), fields_.end(), [&](const Field& field) {
    return equal_ignoring_case(slice(field.name_begin, field.name_size), name);
  }));
}

std::pair<std::string_view, std::string_view> Headers::at(std::size_t index) const {
  const auto& field = fields_.at(index);
  return {slice(field.name_begin, field.name_size), slice(field.value_begin, field.value_size)};
}

std::optional<std::string> first_of(const Fields& fields, std::string_view name) {
  const auto found = fields.lower_bound(name);
  if (found == fields.end() || found->first != name) return std::nullopt;
  return found->second;
}

const std::string& Request::parameter(std::string_view name) const {
  const auto found =
      std::find_if(parameters.begin(), parameters.end(), [&](const auto& pair) { return pair.first == name; });
  check(found != parameters.end(), "the route has a parameter of this name");
  return found->second;
}

Response text_response(int status, std::string_view content_type, std::string body) {
  Response response;
  response.status = status;
  response.content_type = content_type;
  response.body = std::move(body);
  return response;
}

Response redirect_response(int status, std::string_view location) {
  Response response;
  response.status = status;
  response.headers.add("Location", location);
  return response;
}

std::string_view reason_phrase(int status) {
  static constexpr std::pair<int, std::string_view> phrases[] = {
      {200, "OK"},
      {201, "Created"},
      {202, "Accepted"},
      {204, "No Content"},
      {206, "Partial Content"},
      {301, "Moved Permanently"},
      {302, "Found"},
      {303, "See Other"},
      {304, "Not Modified"},
      {307, "Temporary Redirect"},
      {308, "Permanent Redirect"},
      {400, "Bad Request"},
      {401, "Unauthorized"},
      {403, "Forbidden"},
      {404, "Not Found"},
      {405, "Method Not Allowed"},
      {406, "Not Acceptable"},
      {408, "Request Timeout"},
      {409, "Conflict"},
      {410, "Gone"},
      {411, "Length Required"},
      {412, "Precondition Failed"},
      {413, "Content Too Large"},
      {415, "Unsupported Media Type"},
      {416, "Range Not Satisfiable"},
      {417, "Expectation Failed"},
      {422, "Unprocessable Content"},
      {428, "Precondition Required"},
      {429, "Too Many Requests"},
      {431, "Request Header Fields Too Large"},
      {500, "Internal Server Error"},
      {501, "Not Implemented"},
      {502, "Bad Gateway"},
      {503, "Service Unavailable"},
      {504, "Gateway Timeout"},
      {505, "HTTP Version Not Supported"},
  };
  for (const auto& [number, phrase] : phrases)
    if (number == status) return phrase;
  return "Unknown";
}

}  // namespace massline::http
