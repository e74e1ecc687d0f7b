// A load of HTTP requests over keep-alive connections: one thread, epoll, one request at a time on each connection, the
// next as soon as the answer is there. Light, so that it leaves the cores to the server.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace massline::bench {

struct LoadOptions {
  std::uint16_t port = 0;
  int connections = 1;
  std::uint64_t requests = 0;  // all together
  int status = 200;            // any other answer is a fault
};

struct LoadResult {
  double seconds = 0;
  double cpu_seconds = 0;                // of the load itself
  double answer_bytes = 0;               // head and body, on average
  std::vector<std::uint32_t> latencies;  // microseconds, ascending

  double per_second() const { return seconds > 0 ? static_cast<double>(latencies.size()) / seconds : 0; }
  double quantile_ms(double share) const;
};

/// The bytes of request number n; they must stay until it is answered.
using RequestOf = std::function<std::string_view(std::uint64_t n)>;
/// Told the body of the answer to request n.
using AnswerTo = std::function<void(std::uint64_t n, std::string_view body)>;

/// Throws std::runtime_error where an answer has another status, or a connection breaks.
LoadResult run_load(const LoadOptions& options, const RequestOf& request_of, const AnswerTo& answer_to = {});

/// One request, with HTTP/1.1 and keep-alive. `headers`: whole lines, each with its end.
std::string request_bytes(std::string_view method, std::string_view target, std::string_view headers = {},
                          std::string_view json = {});

struct Answer {
  int status = 0;
  std::string head;
  std::string body;
};
/// Asks once, on a connection of its own.
Answer ask(std::uint16_t port, const std::string& request);

}  // namespace massline::bench
