// What people type: receipts, codes of matters, dates in tables, words to search for.
#include <string>

#include "base/result.h"
#include "base/text.h"
#include "base/time.h"
#include "channels/moments.h"
#include "fuzz/target.h"
#include "matters/codes.h"
#include "matters/matter_commands.h"

namespace massline::fuzz {
namespace {

void check_receipt(std::string_view text) {
  const auto digits = matters::receipt_digits(text);
  if (!digits) return;
  check(digits->size() == 16 && digits->find_first_not_of("0123456789") == std::string::npos, "a receipt is 16 digits");
  check(matters::receipt_digits(*digits) == digits, "a receipt that was read is a receipt");
}

void check_code(std::string_view text) {
  const std::string code = matters::normalised_code(text);
  check(matters::normalised_code(code) == code, "a code that was read as typed stays as it is");
  matters::is_code(code);
}

void check_moment(std::string_view text) {
  static const Zone zone("Asia/Shanghai");
  for (const auto order :
       {channels::DateOrder::unknown, channels::DateOrder::day_first, channels::DateOrder::month_first}) {
    const auto moment = channels::parse_moment(text, zone, order);
    if (!moment) continue;
    const auto again = channels::parse_moment(zone.wall_time(moment->at), zone, order);
    check(again.has_value(), "a moment shown is a moment read");
  }
  channels::order_shown_by(text);
}

void check_words(const std::string& text) {
  const std::string once = folded(text);
  check(folded(once) == once, "folded text is folded");
  for (const std::string& word : search_words(text)) check(is_valid_utf8(word) && !word.empty(), "words are UTF-8");
  trimmed(text);
  has_control_characters(text);
}

}  // namespace
}  // namespace massline::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace massline;
  const std::string_view text = fuzz::text_of(data, size);
  fuzz::check_receipt(text);
  fuzz::check_code(text);
  // The rest asks for text that was checked when it came in.
  if (!is_valid_utf8(text)) return 0;
  fuzz::check_moment(text);
  fuzz::check_words(std::string(text));
  return 0;
}
