// A body that goes on after its handler has answered: what is offered later is sent when it comes, on the connection's
// own io thread, so that an open stream costs memory and no thread. The connection ends with it.
//
//   auto body = std::make_shared<OpenBody>(": \n\n");
//   Response response = text_response(200, "text/event-stream", "event: ready\ndata: {}\n\n");
//   response.open_body = body;              // the handler returns; the client has the first event
//   …
//   body->offer("event: inbox\ndata: {}\n\n");
//   body->end();
#pragma once

#include <functional>
#include <mutex>
#include <string>

namespace massline::http {

/// Thread-safe.
class OpenBody {
 public:
  /// `idle_bytes` go out when nothing else did for ServerOptions::stream_heartbeat, so that a peer that has vanished is
  /// noticed, and proxies keep the connection.
  explicit OpenBody(std::string idle_bytes) : idle_bytes_(std::move(idle_bytes)) {}

  /// False, and nothing is taken, where the offer before waits for a peer that reads slowly, or the body has ended: so
  /// that what one peer can make the server hold is one offer.
  [[nodiscard]] bool offer(std::string bytes);
  /// What was offered still goes out; then the connection closes. Harmless twice.
  void end();
  /// By end(), because the peer has left, or because the server drains.
  bool has_ended() const;

  // ---- for the connection

  /// From now on calls `wake` where there is something to take; it must not call back.
  void attach(std::function<void()> wake);
  struct Taken {
    std::string bytes;
    bool ended = false;
  };
  Taken take();
  const std::string& idle_bytes() const { return idle_bytes_; }

 private:
  const std::string idle_bytes_;
  mutable std::mutex mutex_;
  std::string waiting_;
  bool ended_ = false;
  std::function<void()> wake_;
};

}  // namespace massline::http
