#include "rulebook/expression.h"

#include <gtest/gtest.h>

#include "rulebook/model.h"

namespace massline::rulebook {

namespace {

Attributes attributes() {
  Ask amount;
  amount.id = "amount";
  amount.type = AskType::money;
  Ask urgent;
  urgent.id = "urgent";
  urgent.type = AskType::yes_no;
  return step_attributes({"decide"}, {amount, urgent});
}

AttributeValues values() {
  return {{"matter.channel", std::string("web")},
          {"matter.topic", std::string("street-lamp")},
          {"matter.group-size", 6.0},
          {"matter.days-open", 10.0},
          {"matter.anonymous", false},
          {"clock.decide.extensions", 1.0},
          {"clock.decide.late", true},
          {"input.amount", 250.5},
          {"input.urgent", true}};
}

bool holds(std::string_view text) {
  const auto parsed = Expression::parse(text, attributes());
  EXPECT_TRUE(parsed) << text << ": " << (parsed ? "" : parsed.error().what);
  return parsed && (*parsed)->evaluate(values());
}

std::string explained(std::string_view text) {
  const auto parsed = Expression::parse(text, attributes());
  return parsed ? (*parsed)->explain(values()) : parsed.error().what;
}

}  // namespace

TEST(Expression, Comparisons) {
  EXPECT_TRUE(holds("matter.channel = web"));
  EXPECT_FALSE(holds("matter.channel != web"));
  EXPECT_TRUE(holds("web = matter.channel"));
  EXPECT_TRUE(holds("matter.topic = 'street-lamp'"));
  EXPECT_TRUE(holds("matter.channel in [phone, web]"));
  EXPECT_FALSE(holds("matter.channel in [phone]"));
  EXPECT_TRUE(holds("clock.decide.extensions in [1, 2]"));
  EXPECT_TRUE(holds("matter.group-size > 5 persons"));
  EXPECT_TRUE(holds("matter.group-size >= 6 persons"));
  EXPECT_FALSE(holds("matter.group-size < 6 persons"));
  EXPECT_TRUE(holds("matter.group-size <= 6 persons"));
  EXPECT_TRUE(holds("1 person < matter.group-size"));
  EXPECT_TRUE(holds("input.amount = 250.5 yuan"));
  EXPECT_TRUE(holds("input.urgent"));
}

TEST(Expression, NotBindsTighterThanAndThanOr) {
  EXPECT_TRUE(holds("matter.channel = web or matter.anonymous and matter.anonymous"));
  EXPECT_FALSE(holds("(matter.channel = web or matter.anonymous) and matter.anonymous"));
  EXPECT_TRUE(holds("not matter.anonymous and clock.decide.late"));
  EXPECT_FALSE(holds("not (matter.anonymous or clock.decide.late)"));
  EXPECT_TRUE(holds("not matter.group-size > 6 persons"));
  EXPECT_TRUE(holds("not not input.urgent"));
}

TEST(Expression, ArithmeticKeepsUnits) {
  EXPECT_TRUE(holds("matter.group-size * 2 = 12 persons"));
  EXPECT_TRUE(holds("2 * matter.group-size - 1 person = 11 persons"));
  EXPECT_TRUE(holds("matter.days-open + 5 days - 3 days = 12 days"));
  EXPECT_TRUE(holds("matter.days-open / 4 days = 2.5"));
  EXPECT_TRUE(holds("matter.days-open / 2 - 1 day = 4 days"));
  EXPECT_TRUE(holds("10 days - 3 days - 2 days = 5 days"));
}

TEST(Expression, ExplainsEachComparisonWithItsValues) {
  EXPECT_EQ(explained("matter.group-size >= 5 persons"), "matter.group-size (6 persons) >= 5 persons: yes");
  EXPECT_EQ(explained("matter.channel in [phone, email] or not matter.anonymous"),
            "matter.channel (web) in [phone, email]: no; matter.anonymous: no");
  EXPECT_EQ(explained("matter.days-open / 4 > 2 days"), "(matter.days-open (10 days) / 4 = 2.5 days) > 2 days: yes");
}

TEST(Expression, ErrorsNameTheColumn) {
  const auto parsed = Expression::parse("matter.channel = web and matter.grup-size > 5 persons", attributes());
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().column, 26);
  EXPECT_EQ(parsed.error().what, "There is no attribute “matter.grup-size” here.");
  EXPECT_EQ(parsed.error().hint, "Write “matter.group-size”.");
}

TEST(Expression, ChoicesKnowTheirWords) {
  Ask decision;
  decision.id = "decision";
  decision.type = AskType::choice;
  decision.choices = {{"supported", {}}, {"declined", {}}};
  const Attributes known = step_attributes({}, {decision});
  EXPECT_TRUE(Expression::parse("input.decision = supported", known));
  const auto parsed = Expression::parse("input.decision = suported", known);
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().hint, "Write “supported”.");
}

TEST(Expression, AnyTextIsHandled) {
  const std::string text = "not (matter.channel in ['web', phone]) and matter.group-size * 2.5 >= 5 persons";
  for (std::size_t from = 0; from < text.size(); ++from)
    for (std::size_t length = 0; length <= text.size() - from; length += 3) {
      const auto parsed = Expression::parse(text.substr(from, length), attributes());
      if (!parsed) {
        EXPECT_GT(parsed.error().column, 0);
      }
    }
}

TEST(ExpressionDeathTest, AMissingValueIsABug) {
  const auto parsed = Expression::parse("matter.escalated", attributes());
  ASSERT_TRUE(parsed);
  EXPECT_DEATH((*parsed)->evaluate({}), "has no value");
}

}  // namespace massline::rulebook
