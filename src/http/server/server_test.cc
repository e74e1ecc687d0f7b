#include "http/server/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <future>
#include <mutex>
#include <thread>

#include "base/result.h"
#include "http/server/test_client.h"

namespace massline::http {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

// Lets handlers wait until the test opens it.
class Gate {
 public:
  void wait() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
  }
  void wait_for_guests(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return waiting_ >= count; });
  }
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int waiting_ = 0;
  bool open_ = false;
};

class ServerTest : public testing::Test {
 protected:
  ServerTest() {
    options_.log_requests = false;
    options_.worker_threads = 4;
    options_.rate_limits = {{}, {}, {}};
    router_.add(Method::get, "/hello", [](const Request&) { return text_response(200, "text/plain", "hello\n"); });
    router_.add(Method::get, "/quick", [](const Request&) { return text_response(200, "text/plain", "quick\n"); },
                {.run = Run::on_io});
    router_.add(Method::post, "/echo", [](const Request& r) { return text_response(200, "text/plain", r.body); });
    router_.add(Method::get, "/echo", [](const Request& r) {
      return text_response(200, "text/plain", first_of(r.query, "text").value_or("none"));
    });
    router_.add(Method::post, "/size",
                [](const Request& r) { return text_response(200, "text/plain", std::to_string(r.body.size())); },
                {.max_body_bytes = 64 * 1024 * 1024});
    router_.add(Method::get, "/slow", [this](const Request&) {
      gate_.wait();
      return text_response(200, "text/plain", "slow\n");
    });
    router_.add(Method::get, "/fault", [](const Request&) -> Response { throw Fault("the disk is gone"); });
    router_.add_async(Method::get, "/later",
                      [this](Request, Respond respond) {
                        later_ = std::async(std::launch::async,
                                            [respond] { respond(text_response(202, "text/plain", "later\n")); });
                      },
                      {.run = Run::on_io});
    router_.add_async(Method::get, "/never", [](Request, Respond) {});
    router_.add_async(Method::get, "/async-fault", [](Request, Respond) { throw Fault("no"); });
  }
  ~ServerTest() override { gate_.open(); }

  void start() {
    server_ = std::make_unique<Server>(std::move(router_), options_, clock_, random_, metrics_);
    server_->start();
  }
  std::uint16_t port() const { return server_->port(); }

  SystemClock clock_;
  SystemRandom random_;
  Metrics metrics_;
  Gate gate_;
  std::future<void> later_;
  Router router_;
  ServerOptions options_;
  std::unique_ptr<Server> server_;
};

TEST_F(ServerTest, AnswersWithSecurityHeadersAndKeepsTheConnection) {
  start();
  TestClient client(port());
  for (int i = 0; i < 3; ++i) {
    const auto answer = client.get(i == 1 ? "/quick" : "/hello");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, i == 1 ? "quick\n" : "hello\n");
    EXPECT_THAT(std::string(answer.headers.get("content-security-policy")), HasSubstr("default-src 'none'"));
    EXPECT_EQ(answer.headers.get("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(answer.headers.get("Cache-Control"), "no-store");
    EXPECT_EQ(answer.headers.get("X-Request-Id").size(), 16u);
    EXPECT_THAT(std::string(answer.headers.get("Date")), testing::MatchesRegex("..., .. ... .... ..:..:.. GMT"));
  }
}

TEST_F(ServerTest, AnswersPipelinedRequestsInTheirOrder) {
  start();
  TestClient client(port());
  std::string text;
  for (int i = 0; i < 50; ++i)
    text += "GET /echo?text=" + std::to_string(i) + " HTTP/1.1\r\nHost: t\r\n\r\nPOST /echo HTTP/1.1\r\nHost: t\r\n" +
            "Content-Length: 3\r\n\r\nabc";
  ASSERT_TRUE(client.send(text));
  for (int i = 0; i < 50; ++i) {
    EXPECT_EQ(client.read().body, std::to_string(i));
    EXPECT_EQ(client.read().body, "abc");
  }
}

TEST_F(ServerTest, HeadHasTheLengthWithoutTheBody) {
  start();
  TestClient client(port());
  const auto answer = client.ask("HEAD /hello HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.headers.get("Content-Length"), "6");
  EXPECT_EQ(client.get("/hello").body, "hello\n");
}

TEST_F(ServerTest, RefusesUnknownPathsAndMethods) {
  start();
  TestClient client(port());
  const auto missing = client.get("/nothing", "Accept-Language: zh-CN,zh;q=0.9,en;q=0.8\r\n");
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(missing.headers.get("Content-Type"), "application/problem+json");
  EXPECT_THAT(missing.body, HasSubstr("该地址下没有内容"));
  EXPECT_THAT(client.get("/nothing").body, HasSubstr("nothing under this address"));
  const auto wrong = client.ask("DELETE /echo HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(wrong.headers.get("Allow"), "GET, HEAD, POST, OPTIONS");
  EXPECT_EQ(client.ask("TRACE /echo HTTP/1.1\r\nHost: t\r\n\r\n").status, 405);
  const auto options = client.ask("OPTIONS /echo HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_EQ(options.status, 204);
  EXPECT_EQ(options.headers.get("Allow"), "GET, HEAD, POST, OPTIONS");
  EXPECT_FALSE(options.headers.has("Content-Length"));
}

TEST_F(ServerTest, RefusesWhatIsMalformed) {
  start();
  const std::pair<const char*, int> cases[] = {
      {"nonsense\r\n\r\n", 400},
      {"GET /hello HTTP/1.1\r\n\r\n", 400},
      {"GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
      {"GET /hello HTTP/1.1\r\nHost: a\r\nBad Name: b\r\n\r\n", 400},
      {"GET /hello%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"GET /%ff HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"GET /a%2fb HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"GET /../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"GET /hello HTTP/3.0\r\nHost: a\r\n\r\n", 505},
      {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n", 400},
      {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", 400},
      {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501},
      {"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400},
      {"POST /echo HTTP/1.1\r\nHost: a\r\nExpect: a-miracle\r\nContent-Length: 1\r\n\r\n", 417},
  };
  for (const auto& [text, status] : cases) {
    TestClient client(port());
    EXPECT_EQ(client.ask(text).status, status) << text;
  }
}

TEST_F(ServerTest, ReadsChunkedBodiesAndDropsTheirTrailers) {
  start();
  TestClient client(port());
  const auto answer = client.ask(
      "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nwiki\r\n5;x=y\r\npedia\r\n0\r\nHost: "
      "b\r\n\r\n");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "wikipedia");
  EXPECT_EQ(client.get("/hello").status, 200);
}

TEST_F(ServerTest, RefusesLargeHeadersWith431) {
  start();
  TestClient client(port());
  EXPECT_EQ(client.get("/hello", "X-Filler: " + std::string(20'000, 'a') + "\r\n").status, 431);
  TestClient long_target(port());
  EXPECT_EQ(long_target.get("/" + std::string(20'000, 'a')).status, 431);
  TestClient fine(port());
  EXPECT_EQ(fine.get("/hello", "X-Filler: " + std::string(12'000, 'a') + "\r\n").status, 200);
}

TEST_F(ServerTest, RefusesLargeBodiesWith413ByTheRoutesLimit) {
  start();
  const std::string large(1024 * 1024 + 1, 'x');
  TestClient client(port());
  EXPECT_EQ(client.post("/echo", large).status, 413);
  EXPECT_TRUE(client.is_closed(5000));
  TestClient unsent(port());
  EXPECT_EQ(unsent.ask("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n").status, 413);
  TestClient chunked(port());
  chunked.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (int i = 0; i < 40; ++i) chunked.send("8000\r\n" + std::string(0x8000, 'y') + "\r\n");
  EXPECT_EQ(chunked.read().status, 413);
  TestClient upload(port());
  EXPECT_EQ(upload.post("/size", large).body, std::to_string(large.size()));
}

TEST_F(ServerTest, BoundsTheMemoryOfAllLargeBodies) {
  options_.max_large_bodies_bytes = 4 * 1024 * 1024;
  start();
  TestClient client(port());
  const auto answer = client.post("/size", std::string(6 * 1024 * 1024, 'x'));
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.headers.get("Retry-After"), "1");
  TestClient next(port());
  EXPECT_EQ(next.post("/size", std::string(3 * 1024 * 1024, 'x')).status, 200);
  EXPECT_EQ(next.post("/size", std::string(3 * 1024 * 1024, 'x')).status, 200);
}

TEST_F(ServerTest, SaysContinueToThoseWhoWait) {
  start();
  TestClient client(port());
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.read().status, 100);
  client.send("body");
  EXPECT_EQ(client.read().body, "body");
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.read().status, 413);
}

TEST_F(ServerTest, ClosesSlowClients) {
  options_.header_timeout = 200ms;
  options_.body_timeout = 200ms;
  options_.idle_timeout = 300ms;
  start();
  TestClient header(port());
  header.send("GET /hello HTTP/1.1\r\n");
  for (int i = 0; i < 10; ++i) {
    std::this_thread::sleep_for(40ms);  // each byte in time, the whole never
    header.send("X");
  }
  EXPECT_EQ(header.read().status, 408);
  TestClient body(port());
  EXPECT_EQ(body.ask("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc").status, 408);
  TestClient silent(port());
  EXPECT_TRUE(silent.is_closed());
  TestClient idle(port());
  EXPECT_EQ(idle.get("/hello").status, 200);
  EXPECT_TRUE(idle.is_closed());
}

TEST_F(ServerTest, LimitsTheRateAndSaysWhenToComeAgain) {
  options_.rate_limits.reading = {0.2, 3};
  start();
  TestClient client(port());
  for (int i = 0; i < 3; ++i) EXPECT_EQ(client.get("/hello").status, 200);
  const auto answer = client.get("/hello");
  EXPECT_EQ(answer.status, 429);
  EXPECT_EQ(answer.headers.get("Retry-After"), "5");
  TestClient other(port());
  EXPECT_EQ(other.get("/hello").status, 429);
}

TEST_F(ServerTest, TakesTheNetworkFromAProxyOnlyIfTold) {
  options_.rate_limits.reading = {0.01, 1};
  options_.trust_forwarded_for = true;
  start();
  TestClient client(port());
  EXPECT_EQ(client.get("/hello", "X-Forwarded-For: 9.9.9.9, 192.0.2.1\r\n").status, 200);
  EXPECT_EQ(client.get("/hello", "X-Forwarded-For: 9.9.9.9, 198.51.100.2\r\n").status, 200);
  EXPECT_EQ(client.get("/hello", "X-Forwarded-For: 8.8.8.8, 192.0.2.77\r\n").status, 429) << "of the same network";
}

TEST_F(ServerTest, RefusesWhenTheQueueIsFull) {
  options_.worker_threads = 1;
  options_.worker_queue_bound = 1;
  start();
  TestClient first(port()), second(port());
  first.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
  gate_.wait_for_guests(1);
  second.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  while (metrics_.render().find("massline_http_waiting_requests 1") == std::string::npos)
    std::this_thread::sleep_for(1ms);
  TestClient full(port());
  const auto answer = full.get("/hello");
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.headers.get("Retry-After"), "1");
  gate_.open();
  EXPECT_EQ(first.read().body, "slow\n");
  EXPECT_EQ(second.read().body, "hello\n");
}

TEST_F(ServerTest, TurnsAwayConnectionsBeyondTheLimit) {
  options_.max_connections = 2;
  start();
  TestClient first(port()), second(port());
  EXPECT_EQ(first.get("/hello").status, 200);
  EXPECT_EQ(second.get("/hello").status, 200);
  TestClient third(port());
  EXPECT_EQ(third.read().status, 503);
}

TEST_F(ServerTest, AnswersLaterAndForHandlersThatFail) {
  start();
  TestClient client(port());
  EXPECT_EQ(client.get("/later").body, "later\n");
  EXPECT_EQ(client.get("/never").status, 500);
  EXPECT_EQ(client.get("/async-fault").status, 500);
  const auto fault = client.get("/fault");
  EXPECT_EQ(fault.status, 500);
  EXPECT_THAT(fault.body, testing::Not(HasSubstr("disk")));
  EXPECT_EQ(client.get("/hello").status, 200);
}

TEST_F(ServerTest, DrainsWhileASlowHandlerRuns) {
  start();
  TestClient slow(port()), idle(port());
  EXPECT_EQ(idle.get("/hello").status, 200);
  slow.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
  gate_.wait_for_guests(1);
  auto stopping = std::async(std::launch::async, [this] { server_->stop(); });
  EXPECT_TRUE(idle.is_closed());
  EXPECT_EQ(stopping.wait_for(100ms), std::future_status::timeout);
  gate_.open();
  const auto answer = slow.read();
  EXPECT_EQ(answer.body, "slow\n");
  EXPECT_EQ(answer.headers.get("Connection"), "close");
  stopping.get();
  EXPECT_EQ(server_->connections(), 0u);
  EXPECT_FALSE(TestClient(port()).connected());
}

TEST_F(ServerTest, CutsWhatOutlastsTheDrain) {
  options_.drain_timeout = 100ms;
  start();
  TestClient slow(port());
  slow.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
  gate_.wait_for_guests(1);
  auto stopping = std::async(std::launch::async, [this] { server_->stop(); });
  EXPECT_TRUE(slow.is_closed());
  gate_.open();
  stopping.get();
}

TEST_F(ServerTest, StreamsFilesAndLargeBodies) {
  const auto file = std::filesystem::temp_directory_path() / ("massline-http-" + std::to_string(getpid()));
  const std::string content(5'000'000, 'f');
  std::ofstream(file) << content;
  router_.add(Method::get, "/file", [file](const Request&) {
    Response response;
    response.file = file;
    response.content_type = "application/octet-stream";
    return response;
  });
  router_.add(Method::get, "/large", [&](const Request&) { return text_response(200, "text/plain", content); });
  start();
  TestClient client(port());
  EXPECT_EQ(client.get("/file").body, content);
  EXPECT_EQ(client.ask("HEAD /file HTTP/1.1\r\nHost: a\r\n\r\n").headers.get("Content-Length"), "5000000");
  EXPECT_EQ(client.get("/large").body, content);
  std::filesystem::remove(file);
  EXPECT_EQ(client.get("/file").status, 500);
  EXPECT_EQ(client.get("/hello").status, 200);
}

TEST_F(ServerTest, SpeaksHttp10) {
  start();
  TestClient client(port());
  EXPECT_EQ(client.ask("GET /hello HTTP/1.0\r\n\r\n").body, "hello\n");
  EXPECT_TRUE(client.is_closed());
  TestClient kept(port());
  EXPECT_EQ(kept.ask("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").headers.get("Connection"), "keep-alive");
  EXPECT_EQ(kept.get("/hello").status, 200);
}

TEST_F(ServerTest, CountsByRoutePattern) {
  start();
  TestClient client(port());
  client.get("/hello?secret=1");
  client.get("/nothing/secret");
  client.get("/fault");
  const auto page = metrics_.render();
  EXPECT_THAT(page,
              HasSubstr("massline_http_request_seconds_count{route=\"/hello\",method=\"GET\",status=\"2xx\"} 1\n"));
  EXPECT_THAT(page, HasSubstr("{route=\"none\",method=\"any\",status=\"4xx\"} 1\n"));
  EXPECT_THAT(page, HasSubstr("{route=\"/fault\",method=\"GET\",status=\"5xx\"} 1\n"));
  EXPECT_THAT(page, HasSubstr("massline_http_connections 1\n"));
  EXPECT_THAT(page, testing::Not(HasSubstr("secret")));
}

TEST_F(ServerTest, ServesManyClientsOnSeveralThreads) {
  options_.io_threads = 3;
  start();
  std::vector<std::future<int>> clients;
  for (int c = 0; c < 8; ++c)
    clients.push_back(std::async(std::launch::async, [this, c] {
      int good = 0;
      TestClient client(port());
      for (int i = 0; i < 100; ++i) {
        const auto text = std::to_string(c * 1000 + i);
        good += client.post("/echo", text).body == text;
        good += client.get("/quick").status == 200;
      }
      return good;
    }));
  for (auto& client : clients) EXPECT_EQ(client.get(), 200);
}

TEST_F(ServerTest, RefusesAnAddressThatItCantListenOn) {
  start();
  Server second(Router(), {.port = port()}, clock_, random_, metrics_);
  EXPECT_THROW(second.start(), Fault);
}

}  // namespace
}  // namespace massline::http
