#include "base/crypto.h"

#include <gtest/gtest.h>

namespace massline {
namespace {

TEST(Digest, IsBlake2bOf32Bytes) {
  EXPECT_EQ(to_hex(digest("")), "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
  EXPECT_NE(digest("matter", "a key of sixteen"), digest("matter"));
}

TEST(Digester, KeepsItsPartsApart) {
  EXPECT_NE(Digester().add("ab").add("c").finish(), Digester().add("a").add("bc").finish());
  EXPECT_NE(Digester().add("").finish(), Digester().finish());
  EXPECT_EQ(Digester().add(std::int64_t{-1}).finish(),
            Digester().add(std::string_view("\xff\xff\xff\xff\xff\xff\xff\xff")).finish());
  EXPECT_EQ(Digester().finish().size(), 32u);
}

TEST(Hex, IsReadBackAndRefusedWhereItIsNotHex) {
  const std::string bytes("\x00\xff\x10 a", 5);
  EXPECT_EQ(to_hex(bytes), "00ff102061");
  EXPECT_EQ(from_hex("00FF102061"), bytes);
  EXPECT_EQ(from_hex(""), "");
  for (const char* wrong : {"0", "0g", "0x", "00 1"}) EXPECT_FALSE(from_hex(wrong)) << wrong;
}

TEST(Base64Url, HasNoPaddingAndNoSlash) {
  EXPECT_EQ(to_base64url("\xff\xfe\xfd\xfc"), "__79_A");
  EXPECT_EQ(to_base64url(""), "");
}

TEST(Passwords, AreHashedWithASaltAndVerified) {
  const std::string hash = hash_password("长城 correct horse");
  EXPECT_TRUE(hash.starts_with("$argon2id$"));
  EXPECT_TRUE(verify_password(hash, "长城 correct horse"));
  EXPECT_FALSE(verify_password(hash, "长城 correct horsf"));
  EXPECT_FALSE(verify_password("not a hash", "x"));
}

TEST(Sealing, OpensWithTheSameKeyAndNothingElse) {
  const std::string key(32, 'k');
  const std::string plain("phone\0number", 12);
  const std::string sealed = seal(plain, key);
  EXPECT_NE(sealed, seal(plain, key));
  EXPECT_EQ(open_sealed(sealed, key), plain);
  EXPECT_FALSE(open_sealed(sealed, std::string(32, 'x')));
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string altered = sealed;
    altered[i] = static_cast<char>(altered[i] ^ 1);
    EXPECT_FALSE(open_sealed(altered, key)) << i;
  }
  EXPECT_FALSE(open_sealed("short", key));
}

TEST(ConstantTime, ComparesLengthAndContent) {
  EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abcd"));
}

}  // namespace
}  // namespace massline
