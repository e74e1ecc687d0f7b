#include "base/json.h"

#include <gtest/gtest.h>

#include "base/json_writer.h"

namespace massline {
namespace {

TEST(Json, ComesBackAsItWas) {
  const Json value = JsonObject{{"text", "“路灯”\n\"坏\"了\u0001"},
                                {"count", INT64_MIN},
                                {"share", 0.1},
                                {"whole", 2.0},
                                {"none", nullptr},
                                {"open", true},
                                {"list", JsonArray{1, "two", JsonObject{}, JsonArray{}}}};
  const std::string text = to_text(value);
  const auto back = parse_json(text);
  ASSERT_TRUE(back);
  EXPECT_EQ(*back, value);
  EXPECT_EQ(to_text(*back), text);
  EXPECT_EQ(*back->find("count")->integer(), INT64_MIN);
  EXPECT_EQ(back->find("count")->real(), nullptr);
  EXPECT_EQ(back->find("missing"), nullptr);
}

TEST(Json, IsCompactWithKeysInOrder) { EXPECT_EQ(to_text(JsonObject{{"b", 1}, {"a", "路"}}), R"({"a":"路","b":1})"); }

TEST(JsonWriter, WritesWhatTheTreeWouldHaveGiven) {
  JsonWriter out;
  out.begin_object();
  out.member("text", "“路灯”\n\"坏\"了");
  out.member("least", std::int64_t{INT64_MIN});
  out.member("most", std::uint64_t{UINT64_MAX});
  out.key("list");
  out.begin_array();
  out.value(true);
  out.null();
  out.begin_array();
  out.end_array();
  out.begin_object();
  out.end_object();
  out.value(Json(JsonArray{1, "b"}));
  out.end_array();
  out.member("last", std::string("z"));
  out.end_object();
  EXPECT_EQ(
      out.take(),
      R"({"text":"“路灯”\n\"坏\"了","least":-9223372036854775808,"most":18446744073709551615,"list":[true,null,[],{},[1,"b"]],"last":"z"})");
}

TEST(Json, RefusesWhatOthersMightReadInAnotherWay) {
  for (const char* wrong : {"", "{", "{}x", "{\"a\":1,\"a\":2}", "[1,]", "nul", "'a'", "\"\xff\"",
                            "{\"a\":{\"b\":1,\"b\":1}}", "9223372036854775808", "-9223372036854775809",
                            "99999999999999999999999", "1e999", "NaN", "// note\n1", "\"\\ud800\""}) {
    EXPECT_FALSE(parse_json(wrong)) << wrong;
  }
  const auto refused = parse_json("{\"a\":1,\"a\":2}");
  EXPECT_EQ(refused.error().text(Language::en), "This can't be read as JSON: “a” stands twice in one object.");
}

TEST(Json, IsNestedAtMost32Deep) {
  const auto nested = [](int depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_TRUE(parse_json(nested(32)));
  EXPECT_FALSE(parse_json(nested(33)));
  EXPECT_FALSE(parse_json(std::string(1'000'000, '[')));
}

}  // namespace
}  // namespace massline
