// What connection.h declares: the loop over one socket. Included by server.cc only.
#pragma once

#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "http/server/handover.h"
#include "http/server/internal/connection.h"
#include "http/server/request_log.h"
#include "http/server/response_writer.h"

namespace massline::http::internal {

inline void Mailbox::put(Letter letter) {
  const std::lock_guard lock(mutex_);
  if (closed_) return;
  letters_.push_back(std::move(letter));
  if (letters_.size() == 1) asio::post(context_, [this] { hand_out(); });
}

inline void Mailbox::hand_out() {
  std::vector<Letter> letters;
  {
    const std::lock_guard lock(mutex_);
    letters.swap(letters_);
  }
  for (auto& letter : letters) {
    const auto connection = letter.to.lock();
    if (!connection) continue;
    if (letter.response)
      connection->answered(std::move(*letter.response));
    else
      connection->wake();
  }
}

// --- Connection: what other events do to it ---

inline void Connection::answered(Response response) {
  if (!resume_) return;  // was cut meanwhile
  response_ = std::move(response);
  std::exchange(resume_, nullptr)();
}

inline void Connection::wake() {
  if (phase_ == Phase::streaming && resume_) std::exchange(resume_, nullptr)();
}

inline void Connection::expire(Steady::time_point now) {
  if (now < deadline_) return;
  deadline_ = Steady::time_point::max();
  if (phase_ == Phase::streaming) {
    // Later, since whoever calls goes through the connections, and this one may come to its end.
    asio::post(io_.context, [self = shared_from_this()] { self->wake(); });
    return;
  }
  error_code ignored;
  if (phase_ == Phase::header || phase_ == Phase::body) {
    timed_out_ = true;  // the reader answers 408
    socket_.cancel(ignored);
  } else {
    socket_.close(ignored);
  }
}

inline void Connection::close_if_idle() {
  wake();  // an open body looks whether the server drains
  if (phase_ != Phase::idle) return;
  error_code ignored;
  socket_.close(ignored);
}

inline void Connection::cut() {
  cut_ = true;
  error_code ignored;
  socket_.close(ignored);
  if (resume_) std::exchange(resume_, nullptr)();
}

inline bool Connection::charge_large_body() {
  const std::size_t size = parser_->request.body.size();
  if (size <= large_body_bytes || size <= charged_bytes_) return true;
  const std::size_t more = size - charged_bytes_;
  charged_bytes_ = size;
  return shared_.large_bodies.fetch_add(more) + more <= shared_.options.max_large_bodies_bytes;
}

inline void Connection::release_large_body() { shared_.large_bodies.fetch_sub(std::exchange(charged_bytes_, 0)); }

// --- Connection: reading ---

inline bool Connection::meet_peer() {
  error_code error;
  const auto endpoint = socket_.remote_endpoint(error);
  if (error) return false;
  socket_.set_option(tcp::no_delay(true), error);
  socket_.non_blocking(true, error);
  peer_.is_loopback = endpoint.address().is_loopback();
  peer_.bucket = shared_.limiter.bucket_of(endpoint.address().to_string());
  return !error;
}

inline asio::awaitable<bool> Connection::fill(std::size_t bytes) {
  error_code error;
  const auto space = in_.prepare(bytes);
  auto token = asio::redirect_error(use_awaitable, error);
  const std::size_t count = co_await socket_.async_read_some(space, token);
  in_.commit(count);
  co_return !error && !timed_out_ && !cut_;
}

inline asio::awaitable<Connection::Read> Connection::read_header() {
  const auto& options = shared_.options;
  parser_.emplace(options.max_header_bytes);
  enter(Phase::idle, std::exchange(first_request_, false) ? options.header_timeout : options.idle_timeout);
  for (;;) {
    if (in_.size() > 0) {
      // From its first byte on, a header has its time, however its bytes trickle.
      if (phase_ == Phase::idle) enter(Phase::header, options.header_timeout);
      error_code error;
      in_.consume(parser_->put(in_.data(), error));
      if (parser_->is_header_done()) co_return Read::ok;
      if (error != beast::http::error::need_more) {
        problem_ = &problem_of(error);
        co_return Read::refused;
      }
    } else if (shared_.draining) {
      co_return Read::closed;
    }
    const bool filled = co_await fill(8 * 1024);
    if (filled) continue;
    problem_ = &problems::too_slow;
    co_return timed_out_ && !cut_ ? Read::refused : Read::closed;
  }
}

inline asio::awaitable<Connection::Read> Connection::read_body() {
  const auto& options = shared_.options;
  const auto begin = Steady::now();
  parser_->max_body_bytes = verdict_.max_body_bytes;
  parser_->eager(true);
  enter(Phase::body, options.body_timeout);
  if (verdict_.wants_continue && in_.size() == 0) {
    const bool written = co_await write("HTTP/1.1 100 Continue\r\n\r\n");
    if (!written) co_return Read::closed;
    enter(Phase::body, options.body_timeout);
  }
  while (!parser_->is_done()) {
    if (in_.size() > 0) {
      error_code error;
      const std::size_t used = parser_->put(in_.data(), error);
      in_.consume(used);
      problem_ = nullptr;
      if (error && error != beast::http::error::need_more)
        problem_ = &problem_of(error);
      else if (used == 0 && in_.size() >= read_bytes)
        problem_ = &problems::malformed;  // the header of a chunk without end
      else if (!charge_large_body())
        problem_ = &problems::busy;
      if (problem_ != nullptr) co_return Read::refused;
      if (used > 0) continue;
    }
    const auto earned = std::chrono::milliseconds(parser_->request.body.size() * 1000 /
                                                  std::max<std::size_t>(1, options.min_body_bytes_per_second));
    deadline_ = begin + options.body_timeout + earned;
    const bool filled = co_await fill(read_bytes);
    if (filled) continue;
    problem_ = &problems::too_slow;
    co_return timed_out_ && !cut_ ? Read::refused : Read::closed;
  }
  co_return Read::ok;
}

// --- Connection: answering ---

inline Admission::Framing Connection::framing() const {
  Admission::Framing framing;
  framing.http_1_0 = parser_->http_1_0;
  framing.chunked = parser_->chunked();
  if (const auto length = parser_->content_length()) framing.content_length = *length;
  return framing;
}

inline Response Connection::response_to(const TransportProblem& problem) const {
  auto response = shared_.options.write_problem(problem, parser_->request.headers, request_id_);
  if (problem.status == 405) response.headers.set("Allow", verdict_.allow);
  if (problem.status == 429) response.headers.set("Retry-After", std::to_string(verdict_.retry_after_seconds));
  if (problem.status == 503) response.headers.set("Retry-After", "1");
  return response;
}

inline asio::awaitable<Response> Connection::handle(const Route& route) {
  enter(Phase::handling, std::chrono::hours(24 * 365));  // how long a handler takes is its own affair
  const auto& write_problem = shared_.options.write_problem;
  if (auto response = answer_at_once(route, parser_->request)) co_return std::move(*response);
  if (route.options.run == Run::on_io && route.handler) co_return run_guarded(route, parser_->request, write_problem);

  auto initiate = [this, &route, &write_problem](auto handler) {
    auto shared_handler = std::make_shared<decltype(handler)>(std::move(handler));
    resume_ = [shared_handler] { std::move (*shared_handler)(); };
    auto slot = std::make_shared<AnswerSlot>([mailbox = io_.mailbox, to = weak_from_this()](
                                                 Response response) { mailbox->deliver(to, std::move(response)); },
                                             request_id_, write_problem);
    if (take_at_once(route, parser_->request, slot)) return;
    if (route.options.run == Run::on_io) {
      run_with_slot(route, std::move(parser_->request), slot, write_problem);
      return;
    }
    auto request = std::make_shared<Request>(std::move(parser_->request));
    const bool queued = shared_.workers->submit([&route, request, slot, &write_problem]() mutable {
      run_with_slot(route, std::move(*request), slot, write_problem);
    });
    if (queued) return;
    auto response = write_problem(problems::busy, request->headers, request_id_);
    response.headers.set("Retry-After", "1");
    slot->answer(std::move(response));
  };
  co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(initiate, use_awaitable);
  co_return std::move(response_);
}

// One request and its answer. False: the connection ends.
inline asio::awaitable<bool> Connection::exchange() {
  problem_ = nullptr;
  release_large_body();
  request_id_.clear();
  Read read = co_await read_header();
  if (read == Read::closed) co_return false;
  const auto begin = Steady::now();
  verdict_ = {};
  request_id_ = shared_.next_request_id();
  auto& request = parser_->request;
  request.id = request_id_;
  method_ = request.method;
  bool keep_alive = false;
  if (read == Read::ok) {
    keep_alive = parser_->keep_alive();
    verdict_ = shared_.admission.admit(request, peer_, framing(), begin);
    problem_ = verdict_.problem;
    if (problem_ == nullptr && verdict_.route != nullptr && !parser_->is_done()) {
      read = co_await read_body();
      if (read == Read::closed) co_return false;
    }
  }
  Response response;
  if (problem_ != nullptr) {
    response = response_to(*problem_);
  } else if (verdict_.is_options_answer) {
    response.status = 204;
    response.headers.add("Allow", verdict_.allow);
  } else {
    response = co_await handle(*verdict_.route);
    if (cut_) co_return false;
  }
  const bool stays_open = response.open_body != nullptr;
  const bool unread = !parser_->is_done();
  keep_alive = keep_alive && !unread && !shared_.draining;
  const double seconds = std::chrono::duration<double>(Steady::now() - begin).count();
  shared_.request_metrics.observe(verdict_.route, response.status, seconds);
  if (shared_.options.log_requests)
    log_request(method_, verdict_.route != nullptr ? std::string_view(verdict_.route->pattern) : "none",
                response.status, seconds, request_id_);
  parser_->request.body = {};  // not kept while the connection is idle
  release_large_body();
  if (stays_open) {
    co_await send_stream(response);
    co_return false;
  }
  const bool sent = co_await send(response, keep_alive);
  if (sent && unread) co_await linger();
  co_return sent&& keep_alive;
}

inline void Connection::append_head_of(const Response& response, std::optional<std::uint64_t> content_length,
                                       bool keep_alive) {
  HeadFacts facts;
  facts.content_length = content_length;
  facts.keep_alive = keep_alive;
  facts.http_1_0 = parser_->http_1_0;
  facts.request_id = request_id_;
  facts.date = io_.date();
  out_.clear();
  append_head(out_, response, facts);
}

inline asio::awaitable<bool> Connection::send(const Response& response, bool keep_alive) {
  enter(Phase::writing, shared_.options.write_timeout);
  if (!response.file.empty()) co_return co_await send_file(response, keep_alive);
  append_head_of(response, response.body.size(), keep_alive);
  const bool with_body = method_ != Method::head && has_content(response.status);
  const bool joined = response.body.size() <= joined_body_bytes;
  if (with_body && joined) out_.append(response.body);
  bool sent = co_await write(out_);
  if (sent && with_body && !joined) sent = co_await write(response.body);
  co_return sent;
}

inline asio::awaitable<bool> Connection::send_file(const Response& response, bool keep_alive) {
  struct Closer {
    int descriptor;
    ~Closer() {
      if (descriptor >= 0) close(descriptor);
    }
  };
  const Closer file{open(response.file.c_str(), O_RDONLY | O_CLOEXEC)};
  struct stat status {};
  if (file.descriptor < 0 || fstat(file.descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
    log_fault("a file to be sent can't be read", verdict_.route->pattern, request_id_);
    const auto problem = response_to(problems::fault);
    co_return co_await send(problem, keep_alive);
  }
  append_head_of(response, static_cast<std::uint64_t>(status.st_size), keep_alive);
  const bool head_sent = co_await write(out_);
  if (!head_sent || method_ == Method::head || !has_content(response.status)) co_return head_sent;
  off_t offset = 0;
  while (offset < status.st_size) {
    const ssize_t count = sendfile(socket_.native_handle(), file.descriptor, &offset,
                                   static_cast<std::size_t>(std::min<off_t>(status.st_size - offset, 1 << 20)));
    if (count > 0) {
      enter(Phase::writing, shared_.options.write_timeout);
      continue;
    }
    if (count == 0 || (errno != EAGAIN && errno != EINTR))
      co_return false;  // the file became shorter, or the peer left
    error_code error;
    auto token = asio::redirect_error(use_awaitable, error);
    co_await socket_.async_wait(tcp::socket::wait_write, token);
    if (error || cut_) co_return false;
  }
  co_return true;
}

inline asio::awaitable<bool> Connection::write(std::string_view bytes) {
  while (!bytes.empty()) {
    error_code error;
    // Most answers fit the socket's buffer: no need to go round the event loop for them.
    std::size_t count = socket_.write_some(asio::buffer(bytes.data(), bytes.size()), error);
    if (error == asio::error::would_block || error == asio::error::try_again) {
      auto token = asio::redirect_error(use_awaitable, error);
      error = {};
      const asio::const_buffer rest(bytes.data(), bytes.size());
      count = co_await socket_.async_write_some(rest, token);
    }
    if (error || cut_) co_return false;
    bytes.remove_prefix(count);
    if (!bytes.empty()) enter(Phase::writing, shared_.options.write_timeout);
  }
  co_return true;
}

// Reads on after an answer that came before the end of the request: to close at once would reset the connection, and
// the client might never see the answer.
inline asio::awaitable<void> Connection::linger() {
  error_code error;
  socket_.shutdown(tcp::socket::shutdown_send, error);
  timed_out_ = false;
  enter(Phase::lingering, linger_timeout);
  while (!error) {
    in_.consume(in_.size());
    const auto space = in_.prepare(read_bytes);
    auto token = asio::redirect_error(use_awaitable, error);
    co_await socket_.async_read_some(space, token);
  }
}

inline asio::awaitable<void> Connection::serve() {
  const auto self = shared_from_this();
  try {
    bool more = meet_peer();
    while (more) {
      more = co_await exchange();
      if (in_.capacity() > read_bytes && in_.size() == 0) in_ = {};
    }
  } catch (const std::exception& fault) {
    log_fault(fault.what(), "connection", request_id_);
  }
  error_code ignored;
  socket_.shutdown(tcp::socket::shutdown_both, ignored);
  socket_.close(ignored);
  io_.connections.erase(this);
  const std::lock_guard lock(shared_.connections_mutex);
  --shared_.connections;
  shared_.connections_changed.notify_all();
}

// --- IoThread ---

inline const std::string& IoThread::date() {
  const Instant now = shared.clock.now();
  if (now.ms / 1000 != date_second) {
    date_second = now.ms / 1000;
    date_text = http_date(now);
  }
  return date_text;
}

inline void IoThread::sweep() {
  if (ending) return;
  const auto now = Steady::now();
  for (const auto& [key, connection] : connections) connection->expire(now);
  sweeper.expires_after(sweep_interval);
  sweeper.async_wait([this](error_code error) {
    if (!error) sweep();
  });
}

inline void IoThread::adopt(tcp::socket socket) {
  const auto connection = std::make_shared<Connection>(*this, std::move(socket));
  connections.emplace(connection.get(), connection);
  asio::co_spawn(context, connection->serve(), asio::detached);
}

inline void IoThread::run() {
  sweep();
  context.run();
}

}  // namespace massline::http::internal
