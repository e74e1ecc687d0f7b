#include "http/server/open_body.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "http/server/server.h"
#include "http/server/test_client.h"

namespace massline::http {
namespace {

using namespace std::chrono_literals;

class OpenBodyTest : public testing::Test {
 protected:
  OpenBodyTest() {
    options_.log_requests = false;
    options_.rate_limits = {{}, {}, {}};
    router_.add(Method::get, "/hello", [](const Request&) { return text_response(200, "text/plain", "hello\n"); });
    router_.add(Method::get, "/events", [this](const Request&) {
      Response response = text_response(200, "text/event-stream", "first\n");
      response.open_body = std::make_shared<OpenBody>("idle\n");
      const std::lock_guard lock(mutex_);
      bodies_.push_back(response.open_body);
      return response;
    });
  }

  void start() {
    server_ = std::make_unique<Server>(std::move(router_), options_, clock_, random_, metrics_);
    server_->start();
  }
  std::shared_ptr<OpenBody> body(std::size_t i) {
    const std::lock_guard lock(mutex_);
    return bodies_.at(i);
  }
  /// Where the peer is slow, the one before has to go first.
  static void must_offer(OpenBody& body, const std::string& bytes) {
    while (!body.offer(bytes)) {
      ASSERT_FALSE(body.has_ended());
      std::this_thread::yield();
    }
  }
  static void wait_for_end(const OpenBody& body) {
    while (!body.has_ended()) std::this_thread::yield();
  }

  SystemClock clock_;
  SystemRandom random_;
  Metrics metrics_;
  Router router_;
  ServerOptions options_;
  std::mutex mutex_;
  std::vector<std::shared_ptr<OpenBody>> bodies_;
  std::unique_ptr<Server> server_;
};

TEST_F(OpenBodyTest, SendsWhatIsOfferedUntilItEnds) {
  start();
  TestClient client(server_->port());
  const auto head = client.get("/events");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.headers.get("Content-Type"), "text/event-stream");
  EXPECT_FALSE(head.headers.has("Content-Length"));
  EXPECT_EQ(head.headers.get("Connection"), "close");
  EXPECT_EQ(client.read_until("\n"), "first\n");
  for (int i = 0; i < 100; ++i) {
    must_offer(*body(0), "event " + std::to_string(i) + "\n");
    EXPECT_EQ(client.read_until("\n"), "event " + std::to_string(i) + "\n");
  }
  must_offer(*body(0), "last\n");
  body(0)->end();
  body(0)->end();
  EXPECT_EQ(client.read_until("\n"), "last\n");
  EXPECT_TRUE(client.is_closed());
  EXPECT_FALSE(body(0)->offer("too late\n"));
}

TEST_F(OpenBodyTest, WhatIsOfferedBeforeTheHeadIsOutIsNotLost) {
  router_.add(Method::get, "/early", [](const Request&) {
    Response response = text_response(200, "text/event-stream", "first\n");
    response.open_body = std::make_shared<OpenBody>("idle\n");
    EXPECT_TRUE(response.open_body->offer("second\n"));
    EXPECT_FALSE(response.open_body->offer("one more than is held\n"));
    response.open_body->end();
    return response;
  });
  start();
  TestClient client(server_->port());
  client.get("/early");
  EXPECT_EQ(client.read_until("second\n"), "first\nsecond\n");
  EXPECT_TRUE(client.is_closed());
}

TEST_F(OpenBodyTest, SaysThatItIsStillThere) {
  options_.stream_heartbeat = 1ms;
  start();
  TestClient client(server_->port());
  client.get("/events");
  EXPECT_EQ(client.read_until("idle\nidle\n"), "first\nidle\nidle\n");
}

TEST_F(OpenBodyTest, EndsWhenThePeerLeaves) {
  start();
  {
    TestClient client(server_->port());
    client.get("/events");
    EXPECT_EQ(client.read_until("\n"), "first\n");
  }
  wait_for_end(*body(0));
  while (server_->connections() > 0) std::this_thread::yield();
}

TEST_F(OpenBodyTest, EndsWhenTheServerDrains) {
  start();
  TestClient client(server_->port());
  client.get("/events");
  EXPECT_EQ(client.read_until("\n"), "first\n");
  server_->stop();  // would wait 20 s for a request that goes on
  EXPECT_TRUE(body(0)->has_ended());
  EXPECT_TRUE(client.is_closed());
}

TEST_F(OpenBodyTest, HeadHasNoBody) {
  start();
  TestClient client(server_->port());
  EXPECT_EQ(client.ask("HEAD /events HTTP/1.1\r\nHost: t\r\n\r\n").status, 200);
  EXPECT_TRUE(client.is_closed());
  wait_for_end(*body(0));
}

TEST_F(OpenBodyTest, ManyStayOpenWithoutAThreadEach) {
  options_.worker_threads = 2;
  start();
  constexpr std::size_t count = 300;
  std::vector<std::unique_ptr<TestClient>> clients;
  for (std::size_t i = 0; i < count; ++i) {
    clients.push_back(std::make_unique<TestClient>(server_->port()));
    clients.back()->get("/events");
    ASSERT_EQ(clients.back()->read_until("\n"), "first\n");
  }
  TestClient other(server_->port());
  EXPECT_EQ(other.get("/hello").body, "hello\n");
  for (std::size_t i = 0; i < count; ++i) must_offer(*body(i), std::to_string(i) + "\n");
  for (std::size_t i = 0; i < count; ++i) EXPECT_EQ(clients[i]->read_until("\n"), std::to_string(i) + "\n");
}

}  // namespace
}  // namespace massline::http
