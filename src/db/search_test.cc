#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "base/text.h"
#include "support/test_store.h"

namespace massline::db {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr RegionId indexed_region{1};

class SearchTest : public testing::Test {
 protected:
  void index(std::int64_t id, std::string_view text) {
    store_->write([&](Transaction& tx) {
      tx.execute(
          "INSERT INTO person (region, id, name, version) VALUES ($1, $2, $3, $4) ON CONFLICT (region, id) DO NOTHING",
          {indexed_region, id, "x", 1});
      tx.index_text(indexed_region, id, index_words(text));
      return true;
    });
  }

  std::vector<std::int64_t> find(const std::vector<std::string_view>& phrases) {
    SearchQuery query;
    for (const auto phrase : phrases) query.phrases.push_back(search_phrase(phrase));
    return store_->read([&](Reader& in) {
      const auto condition = in.search_condition(query, "p", 2);
      std::vector<std::int64_t> found;
      for (const auto row :
           in.query("SELECT p.id FROM person p WHERE p.region = $1 AND " + condition.sql + " ORDER BY p.id",
                    {indexed_region, condition.parameter})) {
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

TEST_F(SearchTest, FindsOneChineseCharacterWhereverItStands) {
  index(1, "水管坏了");
  index(2, "楼道漏水，请修。");
  index(3, "自来水发黄");
  index(4, "路灯坏了。3号楼");
  index(5, "water");
  EXPECT_THAT(find({"水"}), ElementsAre(1, 2, 3));
  EXPECT_THAT(find({"修"}), ElementsAre(2));
  EXPECT_THAT(find({"楼"}), ElementsAre(2, 4));
  EXPECT_THAT(find({"水", "坏"}), ElementsAre(1));
  EXPECT_THAT(find({"火"}), IsEmpty());
}

TEST_F(SearchTest, FindsPhrasesAcrossScripts) {
  index(1, "幸福小区3号楼2单元WiFi断了");
  index(2, "3号院，号楼");
  EXPECT_THAT(find({"3号楼"}), ElementsAre(1));
  EXPECT_THAT(find({"3号"}), ElementsAre(1, 2));
  EXPECT_THAT(find({"号楼2单"}), ElementsAre(1));
  EXPECT_THAT(find({"小区3"}), ElementsAre(1));
  EXPECT_THAT(find({"wifi断"}), ElementsAre(1));
  EXPECT_THAT(find({"号楼3"}), IsEmpty());
}

TEST_F(SearchTest, PutsNewWordsInPlaceOfTheOldOnes) {
  index(1, "路灯");
  index(1, "水管 pipe");
  EXPECT_THAT(find({"路灯"}), IsEmpty());
  EXPECT_THAT(find({"pipe"}), ElementsAre(1));
  index(1, "");
  EXPECT_THAT(find({"pipe"}), IsEmpty());
}

TEST_F(SearchTest, FindsEveryTextAtOnceHoweverManyCameBefore) {
  // Few a commit, then many in one, then others in place of old and of new ones.
  std::map<std::int64_t, std::string> texts;
  const auto write = [&](std::int64_t first, std::int64_t count, const std::string& word) {
    store_->write([&](Transaction& tx) {
      for (std::int64_t id = first; id < first + count; ++id) {
        const bool is_new = !texts.contains(id);
        texts[id] = word + " 第" + std::to_string(id % 7) + "号";
        tx.execute(
            "INSERT INTO person (region, id, name, version) VALUES ($1, $2, $3, $4) ON CONFLICT (region, id) DO "
            "NOTHING",
            {indexed_region, id, "x", 1});
        tx.index_text(indexed_region, id, index_words(texts[id]), is_new ? Indexed::added : Indexed::replaced);
      }
      return true;
    });
    for (const std::string asked : {"路灯", "水管", "3号", "管"}) {
      std::vector<std::int64_t> expected;
      for (const auto& [id, text] : texts)
        if (text.find(asked) != std::string::npos) expected.push_back(id);
      EXPECT_EQ(find({asked}), expected) << asked << " after " << texts.size();
    }
  };
  for (std::int64_t first = 1; first < 400; first += 90) write(first, 90, first % 4 == 1 ? "路灯" : "水管");
  write(1000, 700, "路灯坏了");
  write(20, 3, "电梯");      // of the first
  write(1690, 9, "水管漏");  // of the last
  write(1698, 40, "电梯水管");
  write(1, 300, "自来水管");
}

TEST_F(SearchTest, ForgetsTheTextsOfAJobThatWasNotKept) {
  index(1, "路灯");
  store_->write([&](Transaction& tx) {
    for (std::int64_t id = 1; id < 300; ++id) tx.index_text(indexed_region, id, index_words("水管"));
    return false;
  });
  EXPECT_THAT(find({"水管"}), IsEmpty());
  EXPECT_THAT(find({"路灯"}), ElementsAre(1));
  index(2, "水管");
  EXPECT_THAT(find({"水管"}), ElementsAre(2));
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
    tx.execute("INSERT INTO person (region, id, name, version) VALUES ($1, $2, $3, $4)", {indexed_region, 1, "x", 1});
    tx.index_text(indexed_region, 1, std::vector<std::string>{"plain"});
    return true;
  });
  for (const char* word : {"'", "\"", "\\", "a' | 'b", "\" OR \"plain", "plain\" OR \"", "*", ":", "NOT", "&"}) {
    const auto found = store_->read([&](Reader& in) {
      const auto condition = in.search_condition({.phrases = {{.words = {std::string(word)}}}}, "p", 1);
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
