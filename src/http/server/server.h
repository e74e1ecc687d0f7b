// The transport: HTTP/1.1 over TCP, with limits on everything that a client can make large, slow or frequent.
//
// Each io thread runs its own event loop; a connection stays on one. Handlers run on a pool of worker threads, or on
// the io thread itself where the route says so. What the transport refuses on its own:
//   400 malformed, 404, 405 + Allow, 408 too slow, 413 body, 417, 429 + Retry-After, 431 header, 500 fault of a
//   handler, 501 transfer coding, 503 + Retry-After when the queue is full, 505.
//
//   Router router;
//   router.add(Method::get, "/healthz", [](const Request&) { return text_response(200, "text/plain", "ok\n"); });
//   Server server(std::move(router), {.port = 8080}, clock, random, metrics);
//   server.start();
//   …
//   server.stop();   // drains
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "base/random.h"
#include "base/time.h"
#include "http/server/message.h"
#include "http/server/metrics.h"
#include "http/server/problems.h"
#include "http/server/rate_limiter.h"
#include "http/server/router.h"

namespace massline::http {

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: any free one; Server::port() says which
  int io_threads = 1;
  int worker_threads = 64;  // they block on the store, so there are more than cores
  std::size_t worker_stack_bytes = 512 * 1024;
  std::size_t worker_queue_bound = 4096;  // beyond it: 503

  std::size_t max_connections = 10'000;
  std::size_t max_header_bytes = 16 * 1024;
  std::size_t max_body_bytes = 1024 * 1024;                // where the route says nothing else
  std::size_t max_large_bodies_bytes = 256 * 1024 * 1024;  // bodies above 1 MiB, all together; beyond it: 503

  std::chrono::milliseconds header_timeout{10'000};
  std::chrono::milliseconds body_timeout{20'000};  // and more by what came, at the rate below
  std::size_t min_body_bytes_per_second = 8 * 1024;
  std::chrono::milliseconds write_timeout{30'000};     // without any progress
  std::chrono::milliseconds idle_timeout{60'000};      // between requests
  std::chrono::milliseconds stream_heartbeat{20'000};  // between bytes of a body that stays open
  std::chrono::milliseconds drain_timeout{20'000};

  RateLimits rate_limits{};
  /// Behind a reverse proxy on this machine: takes the client's network from the last X-Forwarded-For, but only from
  /// loopback peers.
  bool trust_forwarded_for = false;

  bool log_requests = true;
  ProblemWriter write_problem = default_problem;
};

/// start() and stop() from one thread; the rest is thread-safe.
class Server {
 public:
  /// Keeps references to clock, random and metrics.
  Server(Router router, ServerOptions options, const Clock& clock, Random& random, Metrics& metrics);
  /// Stops first, if that was not done.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Listens and starts the threads, all with signals blocked.
  /// Errors: Fault if the address can't be listened on.
  void start();
  /// Takes no new connections, closes idle ones and bodies that stay open, finishes the requests at hand (until the
  /// drain timeout, then cuts them), waits for running handlers. Harmless twice.
  void stop();

  std::uint16_t port() const;
  std::size_t connections() const;

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace massline::http
