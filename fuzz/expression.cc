// Expressions of the rulebook: each that is accepted can be evaluated and explained, alike, on any values of its types.
#include "rulebook/expression.h"

#include "base/result.h"
#include "fuzz/target.h"

namespace massline::fuzz {
namespace {

using rulebook::Attributes;
using rulebook::AttributeType;
using rulebook::AttributeValues;

Attributes attributes() {
  const auto number = [](rulebook::Unit unit) { return AttributeType{AttributeType::Kind::number, unit, {}}; };
  return {
      {"matter.channel", {AttributeType::Kind::word, rulebook::Unit::none, {"web", "phone", "letter"}}},
      {"unit.setting", {AttributeType::Kind::word, rulebook::Unit::none, {}}},
      {"matter.anonymous", {AttributeType::Kind::boolean, rulebook::Unit::none, {}}},
      {"matter.group-size", number(rulebook::Unit::persons)},
      {"matter.days-open", number(rulebook::Unit::days)},
      {"activity.length", number(rulebook::Unit::hours)},
      {"household.income", number(rulebook::Unit::yuan)},
      {"household.persons", number(rulebook::Unit::persons)},
      {"clock.decide.extensions", number(rulebook::Unit::none)},
  };
}

AttributeValues values(std::uint8_t choice) {
  constexpr double numbers[] = {0, 1, 5, -3, 0.5, 1e308, 16, 100};
  const double number = numbers[choice % std::size(numbers)];
  return {{"matter.channel", std::string(choice % 2 == 0 ? "web" : "letter")},
          {"unit.setting", std::string(choice % 3 == 0 ? "" : "government")},
          {"matter.anonymous", choice % 2 == 1},
          {"matter.group-size", number},
          {"matter.days-open", number},
          {"activity.length", number},
          {"household.income", number},
          {"household.persons", number},
          {"clock.decide.extensions", number}};
}

}  // namespace
}  // namespace massline::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace massline;
  std::string_view text = fuzz::text_of(data, size);
  const std::uint8_t choice = fuzz::take_byte(text);
  static const rulebook::Attributes attributes = fuzz::attributes();
  const auto expression = rulebook::Expression::parse(text, attributes);
  if (!expression) {
    check(expression.error().column >= 1, "an error has a place");
    check(!expression.error().what.empty(), "an error says what is wrong");
    return 0;
  }
  for (std::uint8_t i = 0; i < 8; ++i) {
    const auto values = fuzz::values(static_cast<std::uint8_t>(choice + i));
    check((*expression)->evaluate(values) == (*expression)->evaluate(values), "the same values give the same answer");
    check(!(*expression)->explain(values).empty(), "an answer can be explained");
  }
  const auto again = rulebook::Expression::parse((*expression)->text(), attributes);
  check(again.has_value(), "an expression's own text is read again");
  return 0;
}
