#include "channels/words.h"

#include <gtest/gtest.h>

namespace massline::channels {
namespace {

using Suggested = std::map<std::string, std::string>;

TEST(Words, KnowsTheColumnsOfAHotlineExport) {
  EXPECT_EQ(suggest_columns({"序号", "工单编号", "来电时间", "来电人姓名", "联系电话", "诉求类型", "诉求内容（详细）",
                             "所属社区", "详细地址", "工单来源"}),
            (Suggested{{"key", "工单编号"},
                       {"raised", "来电时间"},
                       {"name", "来电人姓名"},
                       {"phone", "联系电话"},
                       {"topic", "诉求类型"},
                       {"text", "诉求内容（详细）"},
                       {"place", "所属社区"},
                       {"address", "详细地址"},
                       {"channel", "工单来源"}}));
}

TEST(Words, KnowsTheColumnsOf311Systems) {
  EXPECT_EQ(suggest_columns({"Unique Key", "Created Date", "Closed Date", "Agency", "Complaint Type", "Descriptor",
                             "Incident Address", "Latitude", "Longitude", "Open Data Channel Type"}),
            (Suggested{{"key", "Unique Key"},
                       {"raised", "Created Date"},
                       {"topic", "Complaint Type"},
                       {"text", "Descriptor"},
                       {"address", "Incident Address"},
                       {"latitude", "Latitude"},
                       {"longitude", "Longitude"},
                       {"channel", "Open Data Channel Type"}}));
  EXPECT_EQ(suggest_columns({"service_request_id", "service_code", "description", "requested_datetime", "lat", "long"}),
            (Suggested{{"key", "service_request_id"},
                       {"topic", "service_code"},
                       {"text", "description"},
                       {"raised", "requested_datetime"},
                       {"latitude", "lat"},
                       {"longitude", "long"}}));
}

TEST(Words, GivesAColumnToOneFieldAndGuessesNothingElse) {
  EXPECT_EQ(suggest_columns({"Text", "Description", "", "colour"}), (Suggested{{"text", "Text"}}));
  EXPECT_EQ(plain_name(" Ｐｈｏｎｅ No. (mobile) "), "phoneno");
}

}  // namespace
}  // namespace massline::channels
