#include "base/totp.h"

#include <gtest/gtest.h>

namespace massline {
namespace {

const std::string secret = "12345678901234567890";  // of RFC 6238, appendix B

Instant at_second(std::int64_t seconds) { return Instant{seconds * 1000}; }

// The appendix has eight digits; six are their end.
TEST(Totp, IsAsInTheRfc) {
  const std::pair<std::int64_t, const char*> cases[] = {{59, "287082"},
                                                        {1'111'111'109, "081804"},
                                                        {1'111'111'111, "050471"},
                                                        {1'234'567'890, "005924"},
                                                        {2'000'000'000, "279037"},
                                                        {20'000'000'000, "353130"}};
  for (const auto& [seconds, code] : cases)
    EXPECT_EQ(totp_code(secret, seconds * 1000 / totp_step_ms), code) << seconds;
}

TEST(Totp, TakesOneStepToEachSideAndNoCodeTwice) {
  const Instant now = at_second(1'234'567'890);
  const std::int64_t present = now.ms / totp_step_ms;
  for (const int away : {-1, 0, 1})
    EXPECT_EQ(totp_step_of(secret, totp_code(secret, present + away), now, 0), present + away);
  for (const int away : {-2, 2}) EXPECT_FALSE(totp_step_of(secret, totp_code(secret, present + away), now, 0));
  EXPECT_FALSE(totp_step_of(secret, totp_code(secret, present), now, present));
  EXPECT_FALSE(totp_step_of(secret, totp_code(secret, present - 1), now, present));
  EXPECT_TRUE(totp_step_of(secret, totp_code(secret, present + 1), now, present));
  for (const char* wrong : {"", "000000", "5924", "0059240", "00592４"})
    EXPECT_FALSE(totp_step_of(secret, wrong, now, 0)) << wrong;
}

TEST(Totp, IsGivenToTheAppAsAnAddress) {
  EXPECT_EQ(to_base32("foobar"), "MZXW6YTBOI");  // RFC 4648, 10, without its padding
  EXPECT_EQ(to_base32(""), "");
  EXPECT_EQ(totp_uri("晨光 county", "li.hua", "foobar"),
            "otpauth://totp/%E6%99%A8%E5%85%89%20county:li.hua?secret=MZXW6YTBOI&issuer=%E6%99%A8%E5%85%89%20county");
}

}  // namespace
}  // namespace massline
