#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "support/test_store.h"

namespace massline::db {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr RegionId region{1};

class SearchTest : public testing::Test {
 protected:
  void index(std::int64_t id, std::string_view text) {
    store_->write([&](Transaction& tx) {
      tx.execute(
          "INSERT INTO person (region, id, name, version) VALUES ($1, $2, $3, $4) ON CONFLICT (region, id) DO NOTHING",
          {region, id, "x", 1});
      tx.index_text(region, id, search_words(text));
      return true;
    });
  }

  std::vector<std::int64_t> find(const std::vector<std::string_view>& phrases) {
    SearchQuery query;
    for (const auto phrase : phrases) query.phrases.push_back(search_words(phrase));
    return store_->read([&](Reader& in) {
      const auto condition = in.search_condition(query, "p", 2);
      std::vector<std::int64_t> found;
      for (const auto row :
           in.query("SELECT p.id FROM person p WHERE p.region = $1 AND " + condition.sql + " ORDER BY p.id",
                    {region, condition.parameter})) {
        found.push_back(row.integer(0));
      }
      return found;
    });
  }

  test::TestStore store_;
};

TEST_F(SearchTest, FindsChineseWordsOfTwoCharacters) {
  index(1, "三号楼的路灯坏了，晚上看不见。");
  index(2, "路面有坑，灯光太暗。");
  index(3, "水管漏水");
  EXPECT_THAT(find({"路灯"}), ElementsAre(1));
  EXPECT_THAT(find({"漏水"}), ElementsAre(3));
  EXPECT_THAT(find({"路灯坏了"}), ElementsAre(1));
  EXPECT_THAT(find({"坏路灯"}), IsEmpty());
  EXPECT_THAT(find({"路灯", "晚上"}), ElementsAre(1));
  EXPECT_THAT(find({"路灯", "漏水"}), IsEmpty());
}

TEST_F(SearchTest, FindsPhrasesAsWordsNextToEachOther) {
  index(1, "The street light on Main Street is broken");
  index(2, "Light rain on the main street");
  EXPECT_THAT(find({"street light"}), ElementsAre(1));
  EXPECT_THAT(find({"MAIN STREET"}), ElementsAre(1, 2));
  EXPECT_THAT(find({"street", "light"}), ElementsAre(1, 2));
  EXPECT_THAT(find({"street is broken"}), ElementsAre(1));
  EXPECT_THAT(find({"light broken"}), IsEmpty());
  EXPECT_THAT(find({}), ElementsAre(1, 2));
}

TEST_F(SearchTest, PutsNewWordsInPlaceOfTheOldOnes) {
  index(1, "路灯");
  index(1, "水管 pipe");
  EXPECT_THAT(find({"路灯"}), IsEmpty());
  EXPECT_THAT(find({"pipe"}), ElementsAre(1));
  index(1, "");
  EXPECT_THAT(find({"pipe"}), IsEmpty());
}

TEST_F(SearchTest, KeepsTheWordsOfAnyScriptWhole) {
  const std::vector<std::string_view> texts = {"𠮷野家", "བོད་ཡིག",   "ئۇيغۇرچە",  "ᠮᠣᠩᠭᠣᠯ", "한국어",
                                               "हिन्दी",  "Ünïcode", "кириллица", "々〇〆"};
  for (std::size_t i = 0; i < texts.size(); ++i) index(static_cast<std::int64_t>(i) + 1, texts[i]);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    EXPECT_THAT(find({texts[i]}), ElementsAre(static_cast<std::int64_t>(i) + 1)) << texts[i];
  }
}

TEST_F(SearchTest, TakesSignsOfItsOwnLanguageAsText) {
  store_->write([&](Transaction& tx) {
    tx.execute("INSERT INTO person (region, id, name, version) VALUES ($1, $2, $3, $4)", {region, 1, "x", 1});
    tx.index_text(region, 1, std::vector<std::string>{"plain"});
    return true;
  });
  for (const char* word : {"'", "\"", "\\", "a' | 'b", "\" OR \"plain", "plain\" OR \"", "*", ":", "NOT", "&"}) {
    const auto found = store_->read([&](Reader& in) {
      const auto condition = in.search_condition({.phrases = {{std::string(word)}}}, "p", 1);
      return in.query("SELECT p.id FROM person p WHERE " + condition.sql, {condition.parameter}).size();
    });
    EXPECT_EQ(found, 0u) << word;
  }
}

TEST_F(SearchTest, TakesVeryLongTexts) {
  std::string text;
  for (int i = 0; i < 40'000; ++i) text += "字" + std::to_string(i) + std::string(100, 'x') + " ";
  index(1, text);
  EXPECT_THAT(find({"字0" + std::string(100, 'x')}), ElementsAre(1));
}

}  // namespace
}  // namespace massline::db
