// JSON: what is read is written and read again as the same value.
#include "base/json.h"

#include "base/result.h"
#include "fuzz/target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace massline;
  const auto value = parse_json(fuzz::text_of(data, size));
  if (!value) return 0;
  const std::string text = to_text(*value);
  const auto again = parse_json(text);
  check(again.has_value(), "what was written is read again");
  check(to_text(*again) == text, "what was read again is written alike");
  return 0;
}
