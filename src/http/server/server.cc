// All that uses Boost.Asio and Boost.Beast is compiled here, and nowhere else: they take long. Beast parses; the rest
// is a loop over a socket.
#include "http/server/server.h"

#include "http/server/internal/connection_body.h"
#include "http/server/internal/open_stream.h"

namespace massline::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using internal::Connection;
using internal::error_code;
using internal::IoThread;
using internal::Shared;
using internal::use_awaitable;

class Server::Implementation {
 public:
  Implementation(Router router, ServerOptions options, const Clock& clock, Random& random, Metrics& metrics)
      : shared_(std::move(router), std::move(options), clock, random, metrics), metrics_(metrics) {}

  void start();
  void stop();
  std::uint16_t port() const { return port_; }
  std::size_t connections() const { return shared_.connections; }

 private:
  void listen();
  asio::awaitable<void> accept();
  void turn_away(tcp::socket socket);
  template <class Work>
  void on_each_io(Work work);

  Shared shared_;
  Metrics& metrics_;
  std::vector<std::unique_ptr<IoThread>> io_;
  std::unique_ptr<tcp::acceptor> acceptor_;  // on io_[0]
  std::vector<Thread> threads_;
  std::uint16_t port_ = 0;
  bool running_ = false;
};

void Server::Implementation::listen() {
  const auto& options = shared_.options;
  error_code error;
  const auto address = asio::ip::make_address(options.address, error);
  if (error) throw Fault("“" + options.address + "” is not an address to listen on");
  const tcp::endpoint endpoint(address, options.port);
  acceptor_ = std::make_unique<tcp::acceptor>(io_.front()->context);
  acceptor_->open(endpoint.protocol(), error);
  if (!error) acceptor_->set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_->bind(endpoint, error);
  if (!error) acceptor_->listen(asio::socket_base::max_listen_connections, error);
  if (!error) port_ = acceptor_->local_endpoint(error).port();
  if (error)
    throw Fault("can't listen on " + options.address + " port " + std::to_string(options.port) + ": " +
                error.message());
}

void Server::Implementation::start() {
  check(io_.empty(), "a server is started once");
  const auto& options = shared_.options;
  for (int i = 0; i < std::max(1, options.io_threads); ++i) io_.push_back(std::make_unique<IoThread>(shared_));
  listen();
  shared_.workers =
      std::make_unique<WorkerPool>(options.worker_threads, options.worker_stack_bytes, options.worker_queue_bound);
  metrics_.gauge("massline_http_connections", "Open connections.",
                 [this] { return static_cast<double>(shared_.connections.load()); });
  metrics_.gauge("massline_http_waiting_requests", "Requests that wait for a worker thread.",
                 [this] { return static_cast<double>(shared_.workers->waiting()); });
  running_ = true;
  asio::co_spawn(io_.front()->context, accept(), asio::detached);
  for (const auto& io : io_) threads_.emplace_back(std::size_t{1024 * 1024}, [thread = io.get()] { thread->run(); });
}

// Says to a client beyond the limit that there is no room, if that can be done without waiting.
void Server::Implementation::turn_away(tcp::socket socket) {
  static constexpr std::string_view answer =
      "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: 5\r\nConnection: close\r\n\r\n";
  error_code ignored;
  socket.non_blocking(true, ignored);
  socket.write_some(asio::buffer(answer.data(), answer.size()), ignored);
  socket.shutdown(tcp::socket::shutdown_send, ignored);
}

asio::awaitable<void> Server::Implementation::accept() {
  asio::steady_timer pause(io_.front()->context);
  for (std::size_t next = 0; !shared_.draining; next = (next + 1) % io_.size()) {
    IoThread& io = *io_[next];
    error_code error;
    auto token = asio::redirect_error(use_awaitable, error);
    tcp::socket socket = co_await acceptor_->async_accept(io.context, token);
    if (error == asio::error::operation_aborted || shared_.draining) co_return;
    if (error) {
      // Out of descriptors, most likely: to try again at once would only heat the processor.
      pause.expires_after(internal::sweep_interval);
      co_await pause.async_wait(token);
      continue;
    }
    if (shared_.connections >= shared_.options.max_connections) {
      turn_away(std::move(socket));
      continue;
    }
    ++shared_.connections;
    auto adopt = [&io, moved = std::move(socket)]() mutable { io.adopt(std::move(moved)); };
    if (next == 0)
      adopt();
    else
      asio::post(io.context, std::move(adopt));
  }
}

template <class Work>
void Server::Implementation::on_each_io(Work work) {
  for (const auto& io : io_)
    asio::post(io->context, [thread = io.get(), work] {
      // A copy, because what is closed leaves the map.
      std::vector<std::shared_ptr<Connection>> connections;
      for (const auto& [key, connection] : thread->connections) connections.push_back(connection);
      for (const auto& connection : connections) work(*connection);
    });
}

void Server::Implementation::stop() {
  if (!running_) return;
  running_ = false;
  shared_.draining = true;
  asio::post(io_.front()->context, [this] {
    error_code ignored;
    acceptor_->close(ignored);
  });
  on_each_io([](Connection& connection) { connection.close_if_idle(); });
  {
    std::unique_lock lock(shared_.connections_mutex);
    const auto gone = [this] { return shared_.connections == 0; };
    if (!shared_.connections_changed.wait_for(lock, shared_.options.drain_timeout, gone)) {
      lock.unlock();
      on_each_io([](Connection& connection) { connection.cut(); });
      lock.lock();
      shared_.connections_changed.wait(lock, gone);
    }
  }
  for (const auto& io : io_)
    asio::post(io->context, [thread = io.get()] {
      thread->ending = true;
      thread->sweeper.cancel();
    });
  threads_.clear();  // joins the io threads
  shared_.workers->stop();
  for (const auto& io : io_) io->mailbox->close();
  metrics_.remove_gauge("massline_http_connections");
  metrics_.remove_gauge("massline_http_waiting_requests");
}

Server::Server(Router router, ServerOptions options, const Clock& clock, Random& random, Metrics& metrics)
    : implementation_(std::make_unique<Implementation>(std::move(router), std::move(options), clock, random, metrics)) {
}

Server::~Server() { implementation_->stop(); }

void Server::start() { implementation_->start(); }
void Server::stop() { implementation_->stop(); }
std::uint16_t Server::port() const { return implementation_->port(); }
std::size_t Server::connections() const { return implementation_->connections(); }

}  // namespace massline::http
