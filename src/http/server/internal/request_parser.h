// Beast's parser, writing straight into our Request. Included by server.cc only: Boost stays in that one file.
#pragma once

// clang-format off
#include <utility>  // Boost 1.74's Asio needs it before itself under C++20
// clang-format on

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <cstdint>
#include <limits>
#include <string_view>

#include "http/server/message.h"
#include "http/server/problems.h"

namespace massline::http::internal {

namespace beast = boost::beast;
using boost::system::error_code;

inline constexpr std::size_t large_body_bytes = 1024 * 1024;

inline std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

inline Method method_of(beast::http::verb verb) {
  switch (verb) {
    case beast::http::verb::get:
      return Method::get;
    case beast::http::verb::head:
      return Method::head;
    case beast::http::verb::post:
      return Method::post;
    case beast::http::verb::put:
      return Method::put;
    case beast::http::verb::patch:
      return Method::patch;
    case beast::http::verb::delete_:
      return Method::delete_;
    case beast::http::verb::options:
      return Method::options;
    default:
      return Method::other;
  }
}

inline const TransportProblem& problem_of(error_code error) {
  if (error == beast::http::error::header_limit) return problems::header_too_large;
  if (error == beast::http::error::body_limit) return problems::body_too_large;
  if (error == beast::http::error::bad_version) return problems::version_not_known;
  return problems::malformed;
}

class RequestParser final : public beast::http::basic_parser<true> {
 public:
  explicit RequestParser(std::size_t max_header_bytes) {
    header_limit(static_cast<std::uint32_t>(max_header_bytes));
    // The real limit depends on the route; Beast would report its own while it still reads the header.
    body_limit(std::numeric_limits<std::uint64_t>::max());
  }
  Request request;
  bool http_1_0 = false;
  std::size_t max_body_bytes = 0;

 private:
  using Text = beast::string_view;
  void on_request_impl(beast::http::verb verb, Text, Text target, int version, error_code&) override {
    http_1_0 = version == 10;
    request.method = method_of(verb);
    request.target = view(target);
  }
  void on_response_impl(int, Text, int, error_code&) override {}
  void on_field_impl(beast::http::field, Text name, Text value, error_code&) override {
    // Trailers of a chunked body come here too: they must not pass for headers, which were judged already.
    if (!is_header_done()) request.headers.add(view(name), view(value));
  }
  void on_header_impl(error_code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code&) override {
    if (length) request.body.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(*length, max_body_bytes)));
  }
  std::size_t on_body_impl(Text body, error_code& error) override {
    if (request.body.size() + body.size() > max_body_bytes) {
      error = beast::http::error::body_limit;
      return 0;
    }
    // Memory that is reserved but not written costs nothing; doubling would hold the body twice.
    if (request.body.size() + body.size() > std::max(request.body.capacity(), large_body_bytes))
      request.body.reserve(max_body_bytes);
    request.body.append(body.data(), body.size());
    return body.size();
  }
  void on_chunk_header_impl(std::uint64_t, Text, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, Text body, error_code& error) override {
    return on_body_impl(body, error);
  }
  void on_finish_impl(error_code&) override {}
};

}  // namespace massline::http::internal
