// A connection, the event loop that it lives on, and what all share. Included by server.cc only: Boost stays in that
// one file.
//
// Threads: a connection belongs to one io thread for good, and only that thread touches it. Other threads reach it
// through the io thread's Mailbox, which outlives both.
#pragma once

// clang-format off
#include <utility>  // Boost 1.74's Asio needs it before itself under C++20
// clang-format on

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

#include "http/server/admission.h"
#include "http/server/internal/request_parser.h"
#include "http/server/request_metrics.h"
#include "http/server/server.h"
#include "http/server/worker_pool.h"

namespace massline::http::internal {

namespace asio = boost::asio;
using asio::use_awaitable;
using asio::ip::tcp;
using Steady = std::chrono::steady_clock;

inline constexpr std::size_t read_bytes = 64 * 1024;
inline constexpr std::size_t joined_body_bytes = 64 * 1024;  // up to here head and body go out in one write
inline constexpr std::chrono::milliseconds sweep_interval{50};
inline constexpr std::chrono::milliseconds linger_timeout{3000};

class Connection;

// Answers from other threads on their way to an io thread. One wake-up takes all that wait.
class Mailbox {
 public:
  explicit Mailbox(asio::io_context& context) : context_(context) {}
  void deliver(std::weak_ptr<Connection> to, Response response) { put({std::move(to), std::move(response)}); }
  // There is something to take from the connection's open body.
  void wake(std::weak_ptr<Connection> to) { put({std::move(to), std::nullopt}); }
  // What comes later is dropped; the io context may go.
  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    letters_.clear();
  }

 private:
  struct Letter {
    std::weak_ptr<Connection> to;
    std::optional<Response> response;
  };
  void put(Letter letter);
  void hand_out();

  asio::io_context& context_;
  std::mutex mutex_;
  std::vector<Letter> letters_;
  bool closed_ = false;
};

// What all connections share.
struct Shared {
  Shared(Router router_in, ServerOptions options_in, const Clock& clock_in, Random& random, Metrics& metrics)
      : router(std::move(router_in)),
        options(std::move(options_in)),
        clock(clock_in),
        limiter(options.rate_limits, random),
        admission(router, limiter, options.max_body_bytes, options.trust_forwarded_for),
        request_metrics(metrics, router),
        request_id_key(random.next_u64()) {}

  std::string next_request_id() {
    // A counter, scattered by a bijection (splitmix64), so that ids are unique and tell no order of requests.
    std::uint64_t z =
        (request_count.fetch_add(1, std::memory_order_relaxed) + 1) * 0x9e3779b97f4a7c15ULL + request_id_key;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    z ^= z >> 31;
    static constexpr char digits[] = "0123456789abcdef";
    std::string id(16, '0');
    for (auto& c : id) {
      c = digits[z & 15];
      z >>= 4;
    }
    return id;
  }

  const Router router;
  const ServerOptions options;
  const Clock& clock;
  RateLimiter limiter;
  Admission admission;
  RequestMetrics request_metrics;
  std::unique_ptr<WorkerPool> workers;
  std::atomic<bool> draining{false};
  std::atomic<std::size_t> large_bodies{0};  // bytes
  std::atomic<std::uint64_t> request_count{0};
  const std::uint64_t request_id_key;

  std::mutex connections_mutex;
  std::condition_variable connections_changed;
  std::atomic<std::size_t> connections{0};
};

// One event loop and its connections.
struct IoThread {
  explicit IoThread(Shared& shared_in) : shared(shared_in) {}
  void run();
  void adopt(tcp::socket socket);
  void sweep();
  const std::string& date();

  Shared& shared;
  asio::io_context context{1};
  std::shared_ptr<Mailbox> mailbox = std::make_shared<Mailbox>(context);
  asio::steady_timer sweeper{context};
  std::unordered_map<Connection*, std::shared_ptr<Connection>> connections;
  bool ending = false;  // no more sweeps: run() returns once the connections are gone
  std::int64_t date_second = -1;
  std::string date_text;
};

enum class Phase { idle, header, body, handling, writing, streaming, lingering };

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(IoThread& io, tcp::socket socket) : io_(io), shared_(io.shared), socket_(std::move(socket)) {}
  ~Connection() { release_large_body(); }

  asio::awaitable<void> serve();
  void answered(Response response);
  void wake();
  void expire(Steady::time_point now);
  void close_if_idle();
  void cut();

 private:
  enum class Read { ok, refused, closed };

  bool meet_peer();
  asio::awaitable<bool> fill(std::size_t bytes);
  asio::awaitable<Read> read_header();
  asio::awaitable<Read> read_body();
  asio::awaitable<bool> exchange();
  asio::awaitable<Response> handle(const Route& route);
  asio::awaitable<bool> send(const Response& response, bool keep_alive);
  asio::awaitable<bool> send_file(const Response& response, bool keep_alive);
  asio::awaitable<void> send_stream(const Response& response);
  asio::awaitable<void> pause();
  void watch_peer();
  asio::awaitable<bool> write(std::string_view bytes);
  asio::awaitable<void> linger();

  void append_head_of(const Response& response, std::optional<std::uint64_t> content_length, bool keep_alive);
  Response response_to(const TransportProblem& problem) const;
  Admission::Framing framing() const;
  bool charge_large_body();
  void release_large_body();
  void enter(Phase phase, std::chrono::milliseconds timeout) {
    phase_ = phase;
    deadline_ = Steady::now() + timeout;
  }

  IoThread& io_;
  Shared& shared_;
  tcp::socket socket_;
  Admission::Peer peer_;
  beast::flat_buffer in_;
  std::string out_;
  std::optional<RequestParser> parser_;
  Admission::Verdict verdict_;
  Method method_ = Method::get;  // kept for after the request has gone to its handler
  std::string request_id_;
  std::size_t charged_bytes_ = 0;

  Phase phase_ = Phase::idle;
  Steady::time_point deadline_ = Steady::time_point::max();
  bool first_request_ = true;
  bool timed_out_ = false;
  bool cut_ = false;
  const TransportProblem* problem_ = nullptr;
  bool peer_left_ = false;  // while a body stays open: it has closed, or sends what nobody asked for

  std::function<void()> resume_;  // set while a handler elsewhere has the request, or an open body has nothing to send
  Response response_;
};

}  // namespace massline::http::internal
