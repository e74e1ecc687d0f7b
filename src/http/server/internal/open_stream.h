// What connection.h declares for bodies that stay open. Included by server.cc only.
#pragma once

#include "http/server/internal/connection.h"
#include "http/server/open_body.h"
#include "http/server/response_writer.h"

namespace massline::http::internal {

// Waits until there is something to do for the open body.
inline asio::awaitable<void> Connection::pause() {
  auto initiate = [this](auto handler) {
    auto shared_handler = std::make_shared<decltype(handler)>(std::move(handler));
    resume_ = [shared_handler] { std::move (*shared_handler)(); };
  };
  co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(initiate, use_awaitable);
}

// Nothing more is read from the peer: when its end can be read from, it has closed, or does what nobody expects.
inline void Connection::watch_peer() {
  auto seen = [self = shared_from_this()](error_code) {
    self->peer_left_ = true;
    self->wake();
  };
  socket_.async_wait(tcp::socket::wait_read, std::move(seen));
}

// The head, the body as it is so far, and what comes later, until the body ends, the peer leaves or the server drains.
inline asio::awaitable<void> Connection::send_stream(const Response& response) {
  struct Ender {
    OpenBody& body;
    ~Ender() {
      body.end();
      body.attach({});
    }
  };
  OpenBody& body = *response.open_body;
  const Ender ender{body};
  enter(Phase::writing, shared_.options.write_timeout);
  append_head_of(response, std::nullopt, false);
  if (method_ != Method::head) out_.append(response.body);
  bool sent = co_await write(out_);
  if (!sent || method_ == Method::head) co_return;
  body.attach([mailbox = io_.mailbox, to = weak_from_this()] { mailbox->wake(to); });
  watch_peer();
  while (sent && !cut_ && !peer_left_) {
    OpenBody::Taken taken = body.take();
    if (taken.bytes.empty()) {
      if (taken.ended || shared_.draining) co_return;
      enter(Phase::streaming, shared_.options.stream_heartbeat);
      const auto due = deadline_;
      co_await pause();
      if (Steady::now() < due) continue;
      taken.bytes = body.idle_bytes();
    }
    enter(Phase::writing, shared_.options.write_timeout);
    sent = co_await write(taken.bytes);
  }
}

}  // namespace massline::http::internal
