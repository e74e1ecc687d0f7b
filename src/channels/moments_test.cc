#include "channels/moments.h"

#include <gtest/gtest.h>

#include "channels/refusals.h"

namespace massline::channels {
namespace {

std::string read(std::string_view text, DateOrder order = DateOrder::unknown, const char* zone = "Asia/Shanghai") {
  const Zone place(zone);
  const auto moment = parse_moment(text, place, order);
  if (!moment) return moment.error().message == &refusals::date_ambiguous ? "ambiguous" : "no date";
  return to_string(moment->at) + (moment->has_time ? "" : " day");
}

TEST(Moments, ReadsTheYearFirst) {
  for (const char* text :
       {"2021-04-03", "2021/4/3", "2021.04.03", "20210403", "2021年4月3日", "２０２１年４月３日", " 2021-4-3 "})
    EXPECT_EQ(read(text), "2021-04-02T16:00:00.000Z day") << text;
  for (const char* text : {"2021-04-03 14:30", "2021-04-03T14:30:00", "2021/4/3 14:30:00", "2021年4月3日 14时30分",
                           "2021年4月3日14点30分", "2021-04-03 2:30 PM", "2021-04-03 下午2:30", "2021-04-03T06:30:00Z",
                           "2021-04-03T14:30:00+08:00", "2021-04-03 14:30:00.125"}) {
    EXPECT_EQ(read(text).substr(0, 19), "2021-04-03T06:30:00") << text;
  }
}

TEST(Moments, ReadsTheYearLastWhereItCanMeanOneDayOnly) {
  EXPECT_EQ(read("13.04.2021"), "2021-04-12T16:00:00.000Z day");
  EXPECT_EQ(read("4/13/2021 02:30:00 PM"), "2021-04-13T06:30:00.000Z");
  EXPECT_EQ(read("04.04.2021"), "2021-04-03T16:00:00.000Z day");
  EXPECT_EQ(read("03.04.2021"), "ambiguous");
  EXPECT_EQ(read("03.04.2021", DateOrder::day_first), "2021-04-02T16:00:00.000Z day");
  EXPECT_EQ(read("03/04/2021", DateOrder::month_first), "2021-03-03T16:00:00.000Z day");
  EXPECT_EQ(order_shown_by("13/04/2021"), DateOrder::day_first);
  EXPECT_EQ(order_shown_by("4/13/2021 2:30"), DateOrder::month_first);
  EXPECT_EQ(order_shown_by("03/04/2021"), DateOrder::unknown);
  EXPECT_EQ(order_shown_by("2021-04-13"), DateOrder::unknown);
}

TEST(Moments, TellsTheAmbiguousBothWays) {
  const Zone zone("UTC");
  const auto moment = parse_moment("03.04.2021", zone, DateOrder::unknown);
  ASSERT_FALSE(moment);
  EXPECT_EQ(moment.error().parameters.at("first"), "2021-04-03");
  EXPECT_EQ(moment.error().parameters.at("second"), "2021-03-04");
}

TEST(Moments, RefusesWhatIsNoDate) {
  for (const char* text :
       {"", "yesterday", "2021-02-29", "2021-13-01", "31.11.2021", "2021-04-03 25:00", "2021-04-03 14",
        "2021-04-03 14:30:00:00", "2021-04/03", "12:30", "21-04-03", "2021-04-03 13:00 am", "20210230",
        "2021-04-03 -5:00", "99999999999999999999", "0000-00-00", "2021-04-03 14:30x"}) {
    EXPECT_EQ(read(text), "no date") << text;
  }
}

TEST(Moments, HoldsOnDaysWhenTheClocksChange) {
  EXPECT_EQ(read("2021-03-28 14:00", DateOrder::unknown, "Europe/Berlin"), "2021-03-28T12:00:00.000Z");
  EXPECT_EQ(read("2021-03-28 01:00", DateOrder::unknown, "Europe/Berlin"), "2021-03-28T00:00:00.000Z");
  EXPECT_EQ(read("2021-10-31 14:00", DateOrder::unknown, "Europe/Berlin"), "2021-10-31T13:00:00.000Z");
}

}  // namespace
}  // namespace massline::channels
