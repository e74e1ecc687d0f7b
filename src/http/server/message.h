// What goes between the transport and the handlers: one request, one response.
//
// Plain values, no thread-safety of their own. Nothing here knows the address of a client: all that is kept is the
// number of a rate-limit bucket, which can't be turned back into an address.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace massline::http {

class OpenBody;

enum class Method : std::uint8_t { get, head, post, put, patch, delete_, options, other };
inline constexpr std::size_t method_count = 8;

std::string_view to_string(Method method);

/// Header fields in the order of their arrival, in one block of memory. Names are found whatever their case.
/// Views that it gives hold until the next add() or set().
class Headers {
 public:
  void add(std::string_view name, std::string_view value);
  /// Replaces every field of that name.
  void set(std::string_view name, std::string_view value);
  void remove(std::string_view name);
  void clear();

  /// The first value of that name; empty if there is none.
  std::string_view get(std::string_view name) const;
  bool has(std::string_view name) const { return count(name) > 0; }
  std::size_t count(std::string_view name) const;

  std::size_t size() const { return fields_.size(); }
  std::pair<std::string_view, std::string_view> at(std::size_t index) const;

 private:
  struct Field {
    std::uint32_t name_begin, name_size, value_begin, value_size;
  };
  std::string_view slice(std::uint32_t begin, std::uint32_t size) const {
    return std::string_view(text_).substr(begin, size);
  }
  std::string text_;
  std::vector<Field> fields_;
};

/// Names and values of a query string or a form; a name may come more than once.
using Fields = std::multimap<std::string, std::string, std::less<>>;

/// The first value of that name; nothing if there is none.
std::optional<std::string> first_of(const Fields& fields, std::string_view name);

struct Request {
  Method method = Method::get;
  std::string target;  // as it came: may hold secrets, never log it
  std::string path;    // decoded, valid UTF-8, no dot segments, no control characters
  Fields query;        // decoded, valid UTF-8
  Headers headers;
  std::string body;
  std::string id;                   // 16 hexadecimal digits; given back as X-Request-Id
  std::uint64_t client_bucket = 0;  // a keyed hash of the client's network, good until the process ends
  std::string_view route;           // the pattern that matched, owned by the router
  std::vector<std::pair<std::string_view, std::string>> parameters;  // of the pattern, decoded

  /// The value of {name} in the pattern. check() fails if the pattern has no such name.
  const std::string& parameter(std::string_view name) const;
};

struct Response {
  int status = 200;
  std::string content_type;  // empty: no Content-Type
  Headers headers;
  std::string body;
  std::filesystem::path file;           // if not empty, this file is streamed instead of the body
  std::shared_ptr<OpenBody> open_body;  // if set, the body goes on with what it is offered; the length stays open
};

/// A response of text, such as JSON that is already written.
Response text_response(int status, std::string_view content_type, std::string body);
Response redirect_response(int status, std::string_view location);

/// "Not Found" for 404; "Unknown" for numbers that HTTP does not name.
std::string_view reason_phrase(int status);

}  // namespace massline::http
