// Conditions of duties in plain words, in both languages.
#include "rulebook/duty_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rulebook/duty.h"

namespace massline::rulebook {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class DutyWordsTest : public testing::Test {
 protected:
  DutyWordsTest() {
    book_.unit_kinds = {{"branch", {"Branch", "支部"}, {}, false, false}, {"county", {"County", "县"}, {}, true, true}};
    book_.settings = {{"village", {"Village", "农村"}}, {"school", {"School", "学校"}}};
    book_.memberships = {{"full", {"Full member", "正式党员"}}};
    book_.posts = {{"secretary", {"Secretary", "书记"}, {}, true, {}},
                   {"treasurer", {"Treasurer", "财务委员"}, {}, false, {}}};
  }

  Duty duty(Ower ower, const std::string& who) const {
    Duty out;
    out.owed_by = ower;
    out.who = *Expression::parse(who, duty_attributes(book_, ower));
    return out;
  }
  std::vector<std::string> who(Ower ower, const std::string& text, Language language = Language::en) const {
    return who_in_words(book_, duty(ower, text), language);
  }

  Rulebook book_;
};

TEST_F(DutyWordsTest, EachThatMustHoldIsALineOfItsOwn) {
  EXPECT_THAT(
      who(Ower::member,
          "unit.kind = branch and unit.setting in [village, school] and not (holds.secretary or holds.treasurer)"),
      ElementsAre("the kind of unit is Branch", "the unit's field is Village or School",
                  "holds none of these posts: Secretary, Treasurer"));
  EXPECT_THAT(
      who(Ower::member,
          "unit.kind = branch and unit.setting in [village, school] and not (holds.secretary or holds.treasurer)",
          Language::zh),
      ElementsAre("单位类别为支部", "单位所属领域为农村或学校", "不担任书记、财务委员"));
}

TEST_F(DutyWordsTest, ANotGoesAllTheWayDown) {
  EXPECT_THAT(who(Ower::officer, "not (unit.kind = branch and post.leads)"),
              ElementsAre("the kind of unit is not Branch, or not: the post leads the unit"));
  EXPECT_THAT(who(Ower::officer, "not (post.kind in [secretary, treasurer] or post.leads)"),
              ElementsAre("the post is not Secretary or Treasurer and not: the post leads the unit"));
  EXPECT_THAT(who(Ower::unit, "not unit.members < 3 persons", Language::zh), ElementsAre("单位成员数不少于3人"));
  EXPECT_THAT(who(Ower::unit, "unit.members >= 3 persons"), ElementsAre("the number of members is at least 3 persons"));
  EXPECT_THAT(who(Ower::member, "holds.secretary or holds.treasurer"),
              ElementsAre("holds the post Secretary or Treasurer"));
}

TEST_F(DutyWordsTest, WhySaysWhatTheRuleLookedAtAndNothingElse) {
  const AttributeValues inputs{{"unit.kind", std::string("branch")},
                               {"unit.setting", std::string()},
                               {"member.kind", std::string("full")},
                               {"holds.secretary", true},
                               {"holds.treasurer", false}};
  const Duty asked =
      duty(Ower::member, "unit.kind = branch and unit.setting != school and (holds.secretary or holds.treasurer)");
  EXPECT_THAT(why_in_words(book_, asked, inputs, Language::en),
              ElementsAre("The kind of unit: Branch", "The unit's field: none is recorded",
                          "Posts held in this unit: Secretary", "Posts not held in this unit: Treasurer"));
  EXPECT_THAT(why_in_words(book_, asked, inputs, Language::zh),
              ElementsAre("单位类别：支部", "单位所属领域：未登记", "在该单位担任：书记", "在该单位不担任：财务委员"));
}

TEST_F(DutyWordsTest, WhatCountsIsToldWhereBeingThereIsNotEnough) {
  Duty all;
  EXPECT_THAT(who_in_words(book_, all, Language::en), IsEmpty());
  EXPECT_THAT(why_in_words(book_, all, {}, Language::en), IsEmpty());
  EXPECT_THAT(counts_in_words(book_, all, Language::en), IsEmpty());
  all.part = Part::led;
  all.counts_when = *Expression::parse("activity.report and not activity.hard-place", activity_attributes(book_));
  EXPECT_THAT(counts_in_words(book_, all, Language::en),
              ElementsAre("the person leads it", "one's own report is attached", "not: it is in a hard place"));
  all.owed_by = Ower::unit;
  EXPECT_THAT(counts_in_words(book_, all, Language::zh), ElementsAre("附有本人撰写的报告", "非：在艰苦地区开展"));
}

}  // namespace
}  // namespace massline::rulebook
