#include "rulebook/citation.h"

#include <gtest/gtest.h>

namespace massline::rulebook {
namespace {

TEST(Citation, IsReadInChineseByItsChineseTitleAndArticle) {
  EXPECT_EQ(citation_in("Petition Work Regulations 2022 (信访工作条例), Art. 34", Language::zh),
            "《信访工作条例》第34条");
  EXPECT_EQ(citation_in("Petition Work Regulations 2022 (信访工作条例), Art. 46(6)", Language::zh),
            "《信访工作条例》第46条（6）");
  EXPECT_EQ(citation_in("Jinan 12345 Hotline Regulations 2018 (济南市12345市民服务热线条例), Art. 21-29", Language::zh),
            "《济南市12345市民服务热线条例》第21至29条");
  EXPECT_EQ(citation_in("Petition Work Regulations 2022 (信访工作条例)", Language::zh), "《信访工作条例》");
}

TEST(Citation, StaysInEnglishAsWrittenSoThatTheTextCanBeFound) {
  const char* written = "Petition Work Regulations 2022 (信访工作条例), Art. 34";
  EXPECT_EQ(citation_in(written, Language::en), written);
}

TEST(Citation, WithoutAChineseTitleStaysAsWritten) {
  for (const char* written :
       {"LGSCO Complaint Handling Code, 6.2", "House rules, § 12", "A code (2019 edition), Art. 3"})
    EXPECT_EQ(citation_in(written, Language::zh), written);
}

TEST(Citation, OfAnOrganisationsOwnRuleIsInBothLanguages) {
  const char* written = "massline default, organisation's own rule (本组织自定规则)";
  EXPECT_EQ(citation_in(written, Language::zh), "massline default，本组织自定规则");
  EXPECT_EQ(citation_in(written, Language::en), "massline default, organisation's own rule");
}

TEST(Citation, PlacesAreReadPartByPart) {
  EXPECT_EQ(place_in("Art. 11, 12", Language::zh), "第11、12条");
  EXPECT_EQ(place_in("Art. 32, 46(6)", Language::zh), "第32、46条（6）");
  EXPECT_EQ(place_in("Art. 22(1), 24(1)", Language::zh), "第22条（1）、第24条（1）");
  EXPECT_EQ(place_in("Art. 24; Weifang 12345 Regulations 2021, Art. 20", Language::zh),
            "第24条；Weifang 12345 Regulations 2021, Art. 20");
  EXPECT_EQ(place_in("Stage 2, as councils apply the Code", Language::zh), "Stage 2, as councils apply the Code");
  EXPECT_EQ(place_in("Art. IV", Language::zh), "Art. IV");
}

}  // namespace
}  // namespace massline::rulebook
