#include "http/api/challenges.h"

#include <gtest/gtest.h>

namespace massline::http {
namespace {

std::string work_on(const Challenge& challenge) {
  for (int number = 0;; ++number)
    if (work_in(challenge.text, std::to_string(number)) >= challenge.bits) return std::to_string(number);
}

class ChallengesTest : public testing::Test {
 protected:
  SeededRandom random{7};
  Challenges challenges{{.forms_per_minute = 3, .bits = 8}, std::string(32, 'k'), random};
  Instant now{1'000'000};
};

TEST_F(ChallengesTest, AreAskedForWhileManyCome) {
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(challenges.needed(now));
  EXPECT_TRUE(challenges.needed(now));
  EXPECT_TRUE(challenges.is_on(now));
  // Ten minutes of calm end it; a minute does not.
  EXPECT_TRUE(challenges.needed(Instant{now.ms + 120'000}));
  EXPECT_FALSE(challenges.is_on(Instant{now.ms + 600'000}));
  for (int i = 0; i < 20; ++i)
    EXPECT_FALSE(challenges.needed(Instant{now.ms + 1'000'000 + i * 21'000})) << "three a minute are no crowd";
}

TEST_F(ChallengesTest, AreGoodOnceForWhoeverWorked) {
  const auto challenge = challenges.make(now);
  EXPECT_FALSE(challenges.take(challenge.text, "", now));
  EXPECT_FALSE(challenges.take(challenge.text, "no number", now));
  const std::string answer = work_on(challenge);
  EXPECT_TRUE(challenges.take(challenge.text, answer, now));
  EXPECT_FALSE(challenges.take(challenge.text, answer, now)) << "twice";
}

TEST_F(ChallengesTest, AreGoodOnceForWhoeverWaited) {
  const auto challenge = challenges.make(now);
  EXPECT_FALSE(challenges.take(challenge.text, "", Instant{challenge.waited_at.ms - 1}));
  EXPECT_TRUE(challenges.take(challenge.text, "", challenge.waited_at));
  EXPECT_FALSE(challenges.take(challenge.text, "", challenge.waited_at));
  const auto late = challenges.make(now);
  EXPECT_FALSE(challenges.take(late.text, work_on(late), late.expires_at));
}

TEST_F(ChallengesTest, CantBeMadeUp) {
  const auto challenge = challenges.make(now);
  const std::string answer = work_on(challenge);
  Challenges others({.bits = 8}, std::string(32, 'x'), random);
  EXPECT_FALSE(others.take(challenge.text, answer, now));
  for (const std::string& wrong : {std::string(), std::string("...."), std::string("a.9.0.0.b"), challenge.text + ".x",
                                   "x" + challenge.text, std::string(300, '.')})
    EXPECT_FALSE(challenges.take(wrong, answer, now)) << wrong;
  std::string easier = challenge.text;
  easier.replace(easier.find(".8."), 3, ".0.");
  EXPECT_FALSE(challenges.take(easier, "1", now));
}

}  // namespace
}  // namespace massline::http
