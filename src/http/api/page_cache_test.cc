#include "http/api/page_cache.h"

#include <gtest/gtest.h>

namespace massline::http {
namespace {

class CountedMark final : public db::ChangeMark {
 public:
  explicit CountedMark(const std::int64_t& commits) : commits_(commits) {}
  std::int64_t value() override { return commits_; }

 private:
  const std::int64_t& commits_;
};

class PageCacheTest : public testing::Test {
 protected:
  PageCacheTest() : pages_(std::make_unique<CountedMark>(commits_), clock_) {
    pages_.add(router_, "/page", [this](const Request&) {
      commits_ += commits_while_reading_;
      return text_response(status_, "text/plain", "reading " + std::to_string(++readings_));
    });
  }

  /// As the transport does it: what is kept, or else the handler's answer.
  std::string ask(const std::string& cookie = "one") {
    Request request;
    request.target = request.path = "/page";
    request.headers.add("Cookie", cookie);
    const auto match = router_.match(Method::get, request.path);
    if (auto kept = match.route->options.at_once(request)) return kept->body;
    return match.route->handler(request).body;
  }

  std::int64_t commits_ = 0, commits_while_reading_ = 0;
  int readings_ = 0, status_ = 200;
  ManualClock clock_{Instant{1'700'000'000'000}};
  PageCache pages_;
  Router router_;
};

TEST_F(PageCacheTest, KeepsAPageUntilSomethingIsWritten) {
  EXPECT_EQ(ask(), "reading 1");
  EXPECT_EQ(ask(), "reading 1");
  ++commits_;
  EXPECT_EQ(ask(), "reading 2");
}

TEST_F(PageCacheTest, GivesNobodyThePageOfAnother) {
  EXPECT_EQ(ask("one"), "reading 1");
  EXPECT_EQ(ask("two"), "reading 2");
  EXPECT_EQ(ask("one"), "reading 1");
}

TEST_F(PageCacheTest, ReadsAgainAfterAWhile) {
  EXPECT_EQ(ask(), "reading 1");
  clock_.advance(std::chrono::milliseconds{PageCache::fresh_ms});
  EXPECT_EQ(ask(), "reading 2");
  clock_.advance(std::chrono::milliseconds{-PageCache::fresh_ms});
  EXPECT_EQ(ask(), "reading 3") << "a clock that was set back";
}

TEST_F(PageCacheTest, DoesNotTrustAPageThatWasReadDuringACommit) {
  commits_while_reading_ = 1;
  EXPECT_EQ(ask(), "reading 1");
  commits_while_reading_ = 0;
  EXPECT_EQ(ask(), "reading 2");
  EXPECT_EQ(ask(), "reading 2");
}

TEST_F(PageCacheTest, KeepsNoRefusals) {
  status_ = 404;
  EXPECT_EQ(ask(), "reading 1");
  EXPECT_EQ(ask(), "reading 2");
}

}  // namespace
}  // namespace massline::http
