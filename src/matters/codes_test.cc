#include "matters/codes.h"

#include <gtest/gtest.h>

#include "matters/matter_commands.h"

namespace massline::matters {

namespace {

TEST(Codes, CheckThemselves) {
  SeededRandom random(5);
  for (int i = 0; i < 200; ++i) {
    const std::string code = make_code("XF", 2024, random);
    ASSERT_TRUE(is_code(code)) << code;
    for (std::size_t at = 8; at < code.size(); ++at) {
      if (code[at] == '-') continue;
      std::string slip = code;
      slip[at] = slip[at] == '7' ? '8' : '7';
      EXPECT_FALSE(is_code(slip)) << slip;
    }
  }
  EXPECT_FALSE(is_code(""));
  EXPECT_FALSE(is_code("XF-2024"));
  EXPECT_FALSE(is_code("XF-2024-7K3M9-Q2A4"));
}

TEST(Codes, AreReadAsPeopleTypeThem) { EXPECT_EQ(normalised_code(" xf-2024-7k3mo-q2a4il "), "XF-2024-7K3M0-Q2A411"); }

TEST(Receipts, AreSixteenDigitsHoweverTheyAreGrouped) {
  EXPECT_EQ(receipt_digits("1234 5678-9012 3456"), "1234567890123456");
  EXPECT_FALSE(receipt_digits("1234 5678 9012 345"));
  EXPECT_FALSE(receipt_digits("12345678901234567"));
  EXPECT_FALSE(receipt_digits("1234x678901234567"));
}

TEST(Receipts, AreHashedUnderTheVaultsKey) {
  const std::string one(32, 'a'), other(32, 'b');
  EXPECT_EQ(hash_of_receipt("1234567890123456", one), hash_of_receipt("1234567890123456", one));
  EXPECT_NE(hash_of_receipt("1234567890123456", one), hash_of_receipt("1234567890123456", other));
}

}  // namespace

}  // namespace massline::matters
