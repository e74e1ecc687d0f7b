// The parts of the transport that need no socket: targets, forms, routes, buckets, metrics.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/server/metrics.h"
#include "http/server/multipart.h"
#include "http/server/problems.h"
#include "http/server/rate_limiter.h"
#include "http/server/refusals.h"
#include "http/server/response_writer.h"
#include "http/server/router.h"
#include "http/server/url.h"

namespace massline::http {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

TEST(Target, IsDecodedOnceAndNothingDubiousPasses) {
  const auto target = parse_target("/units/%E8%B7%AF%20a?q=%E8%B7%AF+%2B&q=2&empty&=x");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/units/路 a");
  EXPECT_EQ(first_of(target->query, "q"), "路 +");
  EXPECT_EQ(target->query.count("q"), 2u);
  EXPECT_EQ(first_of(target->query, "empty"), "");
  EXPECT_EQ(parse_target("http://host:80/a?b=1")->path, "/a");
  EXPECT_EQ(parse_target("http://host")->path, "/");
  EXPECT_EQ(parse_target("/a+b")->path, "/a+b");
  EXPECT_EQ(parse_target("/%252e%252e/x")->path, "/%2e%2e/x");
  for (const char* bad : {"", "a", "/%", "/%4", "/%gg", "/%ff", "/%00", "/%0a", "/a/../b", "/..", "/a/%2e%2e/b", "/./a",
                          "/a%2Fb", "/a%2fb", "/a\\b", "/a%5cb", "/?q=%ff", "/?%"})
    EXPECT_FALSE(parse_target(bad)) << bad;
}

TEST(Form, IsBounded) {
  EXPECT_EQ(first_of(*parse_form("name=a+b&text=%E4%B8%AD"), "text"), "中");
  EXPECT_TRUE(parse_form("")->empty());
  EXPECT_EQ(parse_form("a=%zz").error().message, &refusals::form_malformed);
  EXPECT_FALSE(parse_form("a=1&b=2&c=3", 2));
}

TEST(Headers, AreFoundWhateverTheirCase) {
  Headers headers;
  headers.add("X-One", "1");
  headers.add("x-one", "2");
  headers.add("Other", "");
  EXPECT_EQ(headers.get("X-ONE"), "1");
  EXPECT_EQ(headers.count("x-One"), 2u);
  headers.set("X-one", "3");
  EXPECT_EQ(headers.count("X-One"), 1u);
  EXPECT_EQ(headers.get("X-One"), "3");
  EXPECT_TRUE(headers.has("other"));
  headers.remove("OTHER");
  EXPECT_FALSE(headers.has("other"));
  EXPECT_DEATH(headers.add("X", "a\r\nSet-Cookie: b"), "line breaks");
}

Response nothing(const Request&) { return {}; }

TEST(Routes, PreferTextAndLongerEndings) {
  Router router;
  router.add(Method::get, "/", nothing);
  router.add(Method::get, "/requests/mine", nothing);
  router.add(Method::get, "/requests/{id}", nothing);
  router.add(Method::delete_, "/requests/{number}", nothing);
  router.add(Method::get, "/requests/{id}.json", nothing);
  router.add(Method::post, "/matters/{matter}/steps/{step}", nothing);
  const auto pattern = [&](Method method, std::string_view path) {
    const auto match = router.match(method, path);
    return match.route == nullptr ? "" : match.route->pattern;
  };
  EXPECT_EQ(pattern(Method::get, "/"), "/");
  EXPECT_EQ(pattern(Method::get, "/requests/mine"), "/requests/mine");
  EXPECT_EQ(pattern(Method::head, "/requests/mine"), "/requests/mine");
  EXPECT_EQ(pattern(Method::delete_, "/requests/mine"), "/requests/{number}");
  EXPECT_EQ(pattern(Method::get, "/requests/7.json"), "/requests/{id}.json");
  EXPECT_EQ(pattern(Method::get, "/requests/.json"), "/requests/{id}");
  EXPECT_EQ(pattern(Method::get, "/requests/"), "");
  EXPECT_EQ(pattern(Method::get, "/requests"), "");
  EXPECT_EQ(pattern(Method::get, "/requests/1/2"), "");
  const auto match = router.match(Method::post, "/matters/12/steps/decide");
  ASSERT_NE(match.route, nullptr);
  EXPECT_THAT(match.values, testing::ElementsAre("12", "decide"));
  EXPECT_THAT(match.route->names, testing::ElementsAre("matter", "step"));
  EXPECT_EQ(router.match(Method::put, "/requests/mine").allow, "GET, HEAD, DELETE, OPTIONS");
  EXPECT_EQ(router.match(Method::put, "/nothing").allow, "");
}

TEST(Routes, FallBackForReadingOnly) {
  Router router;
  router.add(Method::post, "/api", nothing);
  router.set_fallback("pages", nothing);
  EXPECT_EQ(router.match(Method::get, "/any/page").route->pattern, "pages");
  EXPECT_EQ(router.match(Method::post, "/any/page").route, nullptr);
  EXPECT_EQ(router.match(Method::get, "/api").route, nullptr);
}

TEST(Routes, RefuseToBeAddedTwiceOrMalformed) {
  Router router;
  router.add(Method::get, "/a/{x}", nothing);
  EXPECT_DEATH(router.add(Method::get, "/a/{y}", nothing), "once for a method");
  EXPECT_DEATH(router.add(Method::get, "a", nothing), "slash");
  EXPECT_DEATH(router.add(Method::get, "/a{x}", nothing), "begins its segment");
  EXPECT_DEATH(router.add(Method::get, "/{}", nothing), "name");
}

TEST(RateLimit, RefillsWithTime) {
  SeededRandom random(1);
  RateLimiter limiter({{1, 2}, {}, {0.1, 1}}, random);
  const RateLimiter::Time start{};
  const auto bucket = limiter.bucket_of("192.0.2.1");
  EXPECT_FALSE(limiter.take(bucket, RateClass::reading, start));
  EXPECT_FALSE(limiter.take(bucket, RateClass::reading, start));
  EXPECT_EQ(limiter.take(bucket, RateClass::reading, start), 1);
  EXPECT_FALSE(limiter.take(bucket, RateClass::reading, start + 1s));
  EXPECT_FALSE(limiter.take(bucket, RateClass::writing, start));
  EXPECT_FALSE(limiter.take(bucket, RateClass::secret, start));
  EXPECT_EQ(limiter.take(bucket, RateClass::secret, start), 10);
  EXPECT_FALSE(limiter.take(limiter.bucket_of("192.0.3.2"), RateClass::secret, start));
}

TEST(RateLimit, KnowsNetworksByKeyedHashOnly) {
  EXPECT_EQ(network_prefix("192.0.2.1").size(), 3u);
  EXPECT_EQ(network_prefix("192.0.2.1"), network_prefix("192.0.2.254"));
  EXPECT_EQ(network_prefix("::ffff:192.0.2.1"), network_prefix("192.0.2.1"));
  EXPECT_EQ(network_prefix("2001:db8:1:2::3"), network_prefix("2001:db8:1:ff:ffff::1"));
  EXPECT_NE(network_prefix("2001:db8:1:2::3"), network_prefix("2001:db8:1:102::3"));
  EXPECT_EQ(network_prefix("unknown"), "");
  SeededRandom random(1);
  const RateLimiter one({}, random);
  const RateLimiter two({}, random);
  EXPECT_NE(one.bucket_of("192.0.2.1"), two.bucket_of("192.0.2.1"));
  EXPECT_EQ(one.bucket_of_session("a token"), one.bucket_of_session("a token"));
  EXPECT_NE(one.bucket_of_session("a token"), one.bucket_of_session("another"));
}

TEST(RateLimit, BoundsItsTable) {
  SeededRandom random(1);
  RateLimiter limiter({{1, 2}, {}, {}}, random, 10);
  const RateLimiter::Time start{};
  for (std::uint64_t i = 0; i < 100; ++i) limiter.take(i + 1, RateClass::reading, start);
  EXPECT_LE(limiter.size(), 11u);
  EXPECT_TRUE(limiter.take(1000, RateClass::reading, start)) << "newcomers share a bucket while the table is full";
  EXPECT_FALSE(limiter.take(1000, RateClass::reading, start + 1h)) << "buckets that are full again are forgotten";
  EXPECT_LE(limiter.size(), 2u);
}

TEST(MetricsPage, IsPrometheusText) {
  Metrics metrics;
  metrics.counter("intakes_total", "Matters raised.", {{"channel", "we\"b"}}).add(3);
  metrics.histogram("wait_seconds", "Waiting.").observe(0.003);
  metrics.gauge("open", "Open.", [] { return 2.5; });
  EXPECT_EQ(&metrics.counter("intakes_total", "", {{"channel", "we\"b"}}),
            &metrics.counter("intakes_total", "", {{"channel", "we\"b"}}));
  const auto page = metrics.render();
  EXPECT_THAT(page, HasSubstr("# TYPE intakes_total counter\nintakes_total{channel=\"we\\\"b\"} 3\n"));
  EXPECT_THAT(page, HasSubstr("wait_seconds_bucket{le=\"0.0025\"} 0\n"));
  EXPECT_THAT(page, HasSubstr("wait_seconds_bucket{le=\"0.005\"} 1\n"));
  EXPECT_THAT(page, HasSubstr("wait_seconds_bucket{le=\"+Inf\"} 1\nwait_seconds_sum 0.003\nwait_seconds_count 1\n"));
  EXPECT_THAT(page, HasSubstr("# TYPE open gauge\nopen 2.5\n"));
}

TEST(Problems, SpeakTheReadersLanguage) {
  EXPECT_EQ(preferred_language(""), Language::en);
  EXPECT_EQ(preferred_language("zh-CN"), Language::zh);
  EXPECT_EQ(preferred_language("fr, zh;q=0.5, en;q=0.7"), Language::en);
  EXPECT_EQ(preferred_language("fr"), Language::en);
  EXPECT_EQ(preferred_language("en;q=0.1,ZH;q=0.9"), Language::zh);
  EXPECT_EQ(preferred_language("zhuang"), Language::en);
}

TEST(Dates, AreWrittenAsHttpWantsThem) { EXPECT_EQ(http_date({784111777000}), "Sun, 06 Nov 1994 08:49:37 GMT"); }

// --- multipart/form-data ---

constexpr std::string_view form_type = "multipart/form-data; boundary=AaB03x";

TEST(Multipart, GivesFieldsAndFilesWithoutCopying) {
  const std::string body =
      "preamble\r\n--AaB03x\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\n路灯\r\n"
      "--AaB03x  \r\ncontent-disposition:form-data; name=\"file\"; filename=\"C:\\dir\\证 %22a%22.pdf\"\r\n"
      "Content-Type: application/pdf\r\nX-Other: 1\r\n\r\n\r\n--AaB03\r\n\1x\r\n"
      "--AaB03x\r\nContent-Disposition: form-data; name=empty\r\n\r\n\r\n--AaB03x--\r\nepilogue";
  const auto parts = parse_multipart(form_type, body);
  ASSERT_TRUE(parts);
  ASSERT_EQ(parts->size(), 3u);
  EXPECT_EQ((*parts)[0].name, "title");
  EXPECT_FALSE((*parts)[0].is_file);
  EXPECT_EQ((*parts)[0].content, "路灯");
  const Part* file = find_part(*parts, "file");
  ASSERT_NE(file, nullptr);
  EXPECT_TRUE(file->is_file);
  EXPECT_EQ(file->file_name, "证 \"a\".pdf");
  EXPECT_EQ(file->content_type, "application/pdf");
  EXPECT_EQ(file->content.substr(0, 9), "\r\n--AaB03");
  EXPECT_GE(file->content.data(), body.data());
  EXPECT_LT(file->content.data(), body.data() + body.size());
  EXPECT_EQ(find_part(*parts, "empty")->content, "");
  EXPECT_EQ(find_part(*parts, "none"), nullptr);
}

TEST(Multipart, ReadsExtendedFileNamesAndQuotedBoundaries) {
  const std::string body =
      "--a b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"; "
      "filename*=UTF-8''..%2F%E8%AF%81.pdf\r\n\r\n1\r\n--a b--";
  const auto parts = parse_multipart("Multipart/Form-Data; charset=utf-8; Boundary=\"a b\"", body);
  ASSERT_TRUE(parts);
  EXPECT_EQ((*parts)[0].file_name, "证.pdf");
}

TEST(Multipart, TakesAnEmptyForm) {
  const auto parts = parse_multipart(form_type, "--AaB03x--\r\n");
  ASSERT_TRUE(parts);
  EXPECT_TRUE(parts->empty());
}

TEST(Multipart, RefusesOtherTypes) {
  for (const std::string& type :
       {std::string(""), std::string("application/json"), std::string("multipart/form-data"),
        std::string("multipart/form-data; boundary="), "multipart/form-data; boundary=" + std::string(71, 'a'),
        std::string("multipart/form-data; boundary=\"a"), std::string("multipart/form-data; boundary=a; boundary=b")}) {
    const auto parts = parse_multipart(type, "--a--");
    ASSERT_FALSE(parts) << type;
    EXPECT_EQ(parts.error().message, &refusals::form_expected);
  }
}

TEST(Multipart, RefusesBrokenBodies) {
  const std::string good_header = "Content-Disposition: form-data; name=\"a\"\r\n\r\n";
  for (const std::string& body :
       {std::string(), std::string("--AaB03x"), std::string("--AaB03x\r\n"), std::string("--AaB03y--"),
        "--AaB03x\r\n" + good_header, "--AaB03x\r\n" + good_header + "text",
        "--AaB03x" + good_header + "t\r\n--AaB03x--", std::string("--AaB03x\r\n\r\ntext\r\n--AaB03x--"),
        std::string("--AaB03x\r\nnonsense\r\n\r\n\r\n--AaB03x--"),
        std::string("--AaB03x\r\nContent-Disposition: form-data\r\n\r\n\r\n--AaB03x--"),
        std::string("--AaB03x\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n\r\n--AaB03x--"),
        std::string("--AaB03x\r\nContent-Disposition: form-data; name=\"a\xff\"\r\n\r\n\r\n--AaB03x--"),
        std::string("--AaB03x\r\nContent-Disposition: form-data; name=\"a\"; filename=\"\x01\"\r\n\r\n\r\n--AaB03x--"),
        std::string(
            "--AaB03x\r\nContent-Disposition: form-data; name=\"a\"; filename*=UTF-8''%0a\r\n\r\n\r\n--AaB03x--"),
        "--AaB03x\r\nX: " + std::string(5000, 'x') + "\r\n" + good_header + "t\r\n--AaB03x--"}) {
    const auto parts = parse_multipart(form_type, body);
    ASSERT_FALSE(parts) << body;
    EXPECT_EQ(parts.error().message, &refusals::form_malformed);
  }
}

TEST(Multipart, BoundsTheNumberOfParts) {
  std::string body;
  for (int i = 0; i < 65; ++i) body += "--AaB03x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n";
  body += "--AaB03x--";
  const auto parts = parse_multipart(form_type, body);
  ASSERT_FALSE(parts);
  EXPECT_EQ(parts.error().message, &refusals::form_too_many_parts);
}

// Every cut and every changed byte of a good body is read or refused, and parts never leave the body.
TEST(Multipart, SurvivesDamage) {
  const std::string good =
      "--AaB03x\r\nContent-Disposition: form-data; name=\"a\"; filename=\"b\\\"\"\r\nContent-Type: "
      "x/y\r\n\r\n1\r\n2\r\n"
      "--AaB03x--\r\n";
  const auto look = [](const std::string& body) {
    const auto parts = parse_multipart(form_type, body);
    if (!parts) return;
    for (const auto& part : *parts) {
      if (part.content.empty()) continue;
      EXPECT_GE(part.content.data(), body.data());
      EXPECT_LE(part.content.data() + part.content.size(), body.data() + body.size());
    }
  };
  for (std::size_t i = 0; i < good.size(); ++i) {
    look(good.substr(0, i));
    look(good.substr(i));
    for (const char c : {'\0', '"', ';', '\r', '\n', '-', '%', '\\', '\xff'}) {
      auto changed = good;
      changed[i] = c;
      look(changed);
    }
  }
}

}  // namespace
}  // namespace massline::http
