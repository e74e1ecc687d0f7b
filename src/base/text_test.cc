#include "base/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace massline {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Utf8, IsCheckedByTheRulesOfRfc3629) {
  for (const char* valid : {"", "abc", "路灯", "é", "𠮷", "\xF4\x8F\xBF\xBF"})
    EXPECT_TRUE(is_valid_utf8(valid)) << valid;
  for (const char* wrong : {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x80\x80\x80",
                            "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xE8\xB7", "a\xFF"}) {
    EXPECT_FALSE(is_valid_utf8(wrong)) << wrong;
  }
}

TEST(Utf8, CodePointsComeBackAsTheyWere) {
  const std::string text = "aé路𠮷";
  EXPECT_EQ(length_of(text), 4u);
  std::string back;
  for (const char32_t c : code_points(text)) append_utf8(back, c);
  EXPECT_EQ(back, text);
  for (char32_t c = 0; c <= 0x10FFF; ++c) {
    std::string one;
    append_utf8(one, c);
    const bool surrogate = c >= 0xD800 && c <= 0xDFFF;
    ASSERT_EQ(is_valid_utf8(one), !surrogate) << static_cast<std::uint32_t>(c);
    if (surrogate) continue;
    ASSERT_EQ(code_points(one), std::vector<char32_t>{c});
  }
}

TEST(ControlCharacters, AreFoundApartFromWhiteSpace) {
  EXPECT_FALSE(has_control_characters("a\tb\r\nc 路"));
  for (const std::string& wrong : {std::string("a\0b", 3), std::string("\x1b[31m"), std::string("\x7f"),
                                   std::string("\u0085"), std::string("a\u202Eb"), std::string("\u2066")}) {
    EXPECT_TRUE(has_control_characters(wrong));
  }
}

TEST(Trimmed, LosesOuterSpaceAndUnifiesLineEnds) {
  EXPECT_EQ(trimmed(" \t\u3000路灯\r\n坏了\r好\u3000\n "), "路灯\n坏了\n好");
  EXPECT_EQ(trimmed(" \u3000 "), "");
}

TEST(Folded, IsLowerCaseAndHalfWidth) { EXPECT_EQ(folded("ＡＢｃ１２－Street É"), "abc12-street É"); }

TEST(SearchWords, AreWordsOfLatinAndPairsOfHan) {
  EXPECT_THAT(search_words("路灯坏了"), ElementsAre("路灯", "灯坏", "坏了"));
  EXPECT_THAT(search_words("水"), ElementsAre("水"));
  EXPECT_THAT(search_words("Main Street 12"), ElementsAre("main", "street", "12"));
  EXPECT_THAT(search_words("3号楼ＷｉＦｉ断了，急！"), ElementsAre("3", "号楼", "wifi", "断了", "急"));
  EXPECT_THAT(search_words("Café—crème"), ElementsAre("café", "crème"));
  EXPECT_THAT(search_words("“路灯”"), ElementsAre("路灯"));
  EXPECT_THAT(search_words("𠮷野家"), ElementsAre("𠮷野", "野家"));
  EXPECT_THAT(search_words(" ，。！🙂 "), IsEmpty());
  EXPECT_THAT(index_words("路灯坏了，急！Main"), ElementsAre("路灯", "灯坏", "坏了", "了", "急", "main"));
  EXPECT_THAT(search_phrase("3号楼坏").words, ElementsAre("3", "号楼", "楼坏"));
  EXPECT_THAT(search_phrase("号楼3").words, ElementsAre("号楼", "楼", "3"));
  EXPECT_FALSE(search_phrase("号楼3").last_is_beginning);
  EXPECT_THAT(search_phrase("水").words, ElementsAre("水"));
  EXPECT_TRUE(search_phrase("水").last_is_beginning);
}

TEST(Base32, HasThirteenCharactersThatSortAsTheNumbersDo) {
  EXPECT_EQ(to_base32(0), "0000000000000");
  EXPECT_EQ(to_base32(32), "0000000000010");
  EXPECT_EQ(to_base32(INT64_MAX), "7ZZZZZZZZZZZZ");
  EXPECT_LT(to_base32(1'000), to_base32(1'000'000));
}

}  // namespace
}  // namespace massline
