// The JSON object of a request, read as the routes read it: no value outside of its bounds comes through.
#include "base/result.h"
#include "base/text.h"
#include "fuzz/target.h"
#include "http/api/body.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace massline;
  http::Request request;
  request.method = http::Method::post;
  request.headers.add("content-type", "application/json");
  request.body = fuzz::text_of(data, size);
  http::Body body(request);
  const std::string text = body.text("text", {.max = 20});
  const auto optional_text = body.text_or_none("note", 10);
  const std::int64_t number = body.integer_or("number", 5, 1, 9);
  const auto real = body.number_or_none("latitude", -90, 90);
  body.boolean_or("flag", false);
  body.date_or_none("day");
  body.instant("at");
  body.id_or_none<UnitId>("unit");
  body.object_or_empty("inputs");
  for (http::Body& person : body.nested_list("people", 3)) person.text("name");
  check(is_valid_utf8(text) && length_of(text) <= 20, "a text is as long as it may be");
  check(!has_control_characters(text), "a text has no control characters");
  if (optional_text) check(length_of(*optional_text) <= 10, "an optional text, too");
  check(number >= 1 && number <= 9, "a number is within its bounds");
  if (real) check(*real >= -90 && *real <= 90, "a fraction, too");
  return 0;
}
