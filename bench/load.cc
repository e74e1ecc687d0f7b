#include "bench/load.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstring>
#include <memory>
#include <stdexcept>

#include "bench/processes.h"

namespace massline::bench {
namespace {

using SteadyClock = std::chrono::steady_clock;

[[noreturn]] void fail(const std::string& what) { throw std::runtime_error("load: " + what); }

/// The head of an answer, as far as it is needed.
struct Head {
  int status = 0;
  std::size_t head_bytes = 0, body_bytes = 0;
};

/// False while the head is not whole.
bool read_head(std::string_view bytes, Head& head) {
  const std::size_t end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos) return false;
  if (bytes.size() < 12 || !bytes.starts_with("HTTP/1.1 ")) fail("this is no answer of HTTP/1.1");
  std::from_chars(bytes.data() + 9, bytes.data() + 12, head.status);
  head.head_bytes = end + 4;
  head.body_bytes = 0;
  for (std::size_t at = bytes.find("\r\n"); at < end; at = bytes.find("\r\n", at + 2)) {
    constexpr std::string_view name = "content-length:";
    const std::string_view line = bytes.substr(at + 2);
    if (line.size() < name.size() || strncasecmp(line.data(), name.data(), name.size()) != 0) continue;
    std::size_t from = name.size();
    while (line[from] == ' ') ++from;
    std::from_chars(line.data() + from, line.data() + std::min(line.size(), from + 12), head.body_bytes);
    break;
  }
  return true;
}

class Socket {
 public:
  explicit Socket(std::uint16_t port) : handle_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (handle_ < 0 || ::connect(handle_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      fail(fmt::format("can't connect to port {}: {}", port, std::strerror(errno)));
    const int on = 1;
    ::setsockopt(handle_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  ~Socket() { ::close(handle_); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  int handle() const { return handle_; }

  void send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(handle_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent < 0 && errno == EINTR) continue;
      if (sent <= 0) fail(fmt::format("send: {}", std::strerror(errno)));
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }

  void receive(std::string& into) const {
    std::array<char, 65536> buffer;
    while (true) {
      const ssize_t got = ::recv(handle_, buffer.data(), buffer.size(), 0);
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) fail("the server closed a connection");
      into.append(buffer.data(), static_cast<std::size_t>(got));
      return;
    }
  }

 private:
  int handle_;
};

struct Connection {
  explicit Connection(std::uint16_t port) : socket(port) {}
  Socket socket;
  std::uint64_t number = 0;
  SteadyClock::time_point asked_at;
  std::string received;
};

class Load {
 public:
  Load(const LoadOptions& options, const RequestOf& request_of, const AnswerTo& answer_to)
      : options_(options), request_of_(request_of), answer_to_(answer_to), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
    result_.latencies.reserve(options.requests);
  }
  ~Load() { ::close(epoll_); }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  LoadResult run() {
    for (int i = 0; i < options_.connections; ++i) {
      connections_.push_back(std::make_unique<Connection>(options_.port));
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.ptr = connections_.back().get();
      if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, connections_.back()->socket.handle(), &event) != 0) fail("epoll");
    }
    const auto started = SteadyClock::now();
    const double cpu_before = cpu_seconds_of_this_thread();
    for (auto& connection : connections_) ask_next(*connection);
    std::array<epoll_event, 64> events;
    while (result_.latencies.size() < options_.requests) {
      const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), 60'000);
      if (count == 0) fail("no answer for a minute");
      for (int i = 0; i < count; ++i) take(*static_cast<Connection*>(events[static_cast<std::size_t>(i)].data.ptr));
    }
    result_.seconds = std::chrono::duration<double>(SteadyClock::now() - started).count();
    result_.cpu_seconds = cpu_seconds_of_this_thread() - cpu_before;
    result_.answer_bytes = static_cast<double>(bytes_) / static_cast<double>(options_.requests);
    std::sort(result_.latencies.begin(), result_.latencies.end());
    return std::move(result_);
  }

 private:
  void ask_next(Connection& connection) {
    if (next_ >= options_.requests) return;
    connection.number = next_++;
    connection.asked_at = SteadyClock::now();
    connection.socket.send(request_of_(connection.number));
  }

  void take(Connection& connection) {
    connection.socket.receive(connection.received);
    Head head;
    if (!read_head(connection.received, head)) return;
    if (connection.received.size() < head.head_bytes + head.body_bytes) return;
    const std::string_view body = std::string_view(connection.received).substr(head.head_bytes, head.body_bytes);
    if (head.status != options_.status)
      fail(fmt::format("request {} got {}: {}", connection.number, head.status, body.substr(0, 500)));
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(SteadyClock::now() - connection.asked_at);
    result_.latencies.push_back(static_cast<std::uint32_t>(took.count()));
    bytes_ += head.head_bytes + head.body_bytes;
    if (answer_to_) answer_to_(connection.number, body);
    connection.received.clear();
    ask_next(connection);
  }

  const LoadOptions& options_;
  const RequestOf& request_of_;
  const AnswerTo& answer_to_;
  int epoll_;
  std::vector<std::unique_ptr<Connection>> connections_;
  std::uint64_t next_ = 0, bytes_ = 0;
  LoadResult result_;
};

}  // namespace

double LoadResult::quantile_ms(double share) const {
  if (latencies.empty()) return 0;
  const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(latencies.size())));
  return latencies[std::clamp<std::size_t>(rank, 1, latencies.size()) - 1] / 1000.0;
}

LoadResult run_load(const LoadOptions& options, const RequestOf& request_of, const AnswerTo& answer_to) {
  return Load(options, request_of, answer_to).run();
}

std::string request_bytes(std::string_view method, std::string_view target, std::string_view headers,
                          std::string_view json) {
  std::string content;
  if (!json.empty()) content = fmt::format("Content-Type: application/json\r\nContent-Length: {}\r\n", json.size());
  return fmt::format("{} {} HTTP/1.1\r\nHost: 127.0.0.1\r\n{}{}\r\n{}", method, target, headers, content, json);
}

Answer ask(std::uint16_t port, const std::string& request) {
  const Socket socket(port);
  socket.send(request);
  std::string received;
  Head head;
  while (!read_head(received, head) || received.size() < head.head_bytes + head.body_bytes) socket.receive(received);
  return {head.status, received.substr(0, head.head_bytes), received.substr(head.head_bytes, head.body_bytes)};
}

}  // namespace massline::bench
