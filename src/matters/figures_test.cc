#include "matters/figures.h"

#include "base/refusals.h"
#include "matters/list_world.h"

namespace massline::matters {
namespace {

class UnitFigures : public ListTest {
 protected:
  Figures figures(const std::string& name, Language language = Language::en) {
    auto out = read([&](db::Reader& in) {
      return figures_of(ctx, in, units.at(name), *parse_date("2024-03-01"), *parse_date("2024-03-31"), language);
    });
    EXPECT_TRUE(out);
    return std::move(*out);
  }

  std::vector<RaisedMatter> raise_many(const std::string& place, int count) {
    std::vector<RaisedMatter> out;
    for (int i = 0; i < count; ++i) out.push_back(raise(place, "第" + std::to_string(i) + "件事情"));
    return out;
  }

  void appraise(const RaisedMatter& matter, const std::string& solved, std::int64_t satisfied) {
    const auto done = follow_appraisal(ctx, {matter.receipt, "", solved, satisfied, "", {}});
    ASSERT_TRUE(done) << done.error().text(Language::en);
    clock.advance(std::chrono::minutes(1));
  }

  static const FiguresRow& row(const Figures& figures, const std::string& name) {
    for (const FiguresRow& row : figures.below)
      if (row.unit.name == name) return row;
    throw std::runtime_error("no row of " + name);
  }
};

TEST_F(UnitFigures, AreOfTheUnitAndEverythingBelow) {
  const auto handler = officer("case-handler", "east");
  const auto east = raise_many("east", 6);
  raise_many("west", 7);
  raise_many("far", 5);
  for (int i = 0; i < 5; ++i) answer(handler, east[static_cast<std::size_t>(i)].id);

  const Figures town = figures("town");
  EXPECT_EQ(town.total.received, 10);  // of 13
  EXPECT_EQ(town.total.open, 5);       // of 8
  EXPECT_EQ(town.total.answered, 5);
  EXPECT_EQ(town.total.answered_in_time, 5);
  EXPECT_EQ(town.total.late, std::nullopt);
  EXPECT_EQ(town.reviewed, std::nullopt);
  EXPECT_EQ(town.median_days, 0.0);
  EXPECT_EQ(row(town, "east").received, 5);
  EXPECT_EQ(row(town, "west").received, 5);
  EXPECT_EQ(row(town, "west").answered, std::nullopt);
  EXPECT_EQ(figures("country").total.received, 15);  // of 18
  EXPECT_EQ(row(figures("country"), "province2").received, 5);
  EXPECT_EQ(figures("province2").total.received, 5);
  EXPECT_EQ(figures("town2").total.received, std::nullopt);
  EXPECT_NE(figures("town").how, figures("town", Language::zh).how);
}

TEST_F(UnitFigures, LateOnesAreCounted) {
  raise_many("east", 6);
  clock.advance(std::chrono::hours(24 * 7));
  EXPECT_EQ(figures("east").total.late, 5);
  raise_many("east", 4);
  EXPECT_EQ(figures("east").total.late, 5);
  EXPECT_EQ(figures("east").total.received, 10);
}

TEST_F(UnitFigures, FewerThanFiveAreNotShown) {
  EXPECT_EQ(figures("east").total.received, std::nullopt);
  raise_many("east", 4);
  EXPECT_EQ(figures("east").total.received, std::nullopt);
  EXPECT_EQ(figures("east").median_days, std::nullopt);
  raise_many("east", 1);
  EXPECT_EQ(figures("east").total.received, 5);
}

TEST_F(UnitFigures, NoPageGivesAwayWhatAnotherDoesNotShow) {
  raise_many("east", 3);
  raise_many("west", 9);
  raise_many("north", 6);
  const Figures town = figures("town");
  EXPECT_EQ(town.total.received, 10);
  EXPECT_EQ(row(town, "east").received, std::nullopt);
  EXPECT_EQ(row(town, "west").received, 5);
  EXPECT_EQ(figures("east").total.received, std::nullopt);
  EXPECT_EQ(figures("west").total.received, 5);
  const Figures county = figures("county");
  EXPECT_EQ(county.total.received, 15);
  EXPECT_EQ(row(county, "town").received, 10);
  EXPECT_EQ(row(county, "town2").received, 5);
}

TEST_F(UnitFigures, DaysTakenFromEachOtherTellOfNoSingleMatter) {
  raise_many("east", 7);
  clock.advance(std::chrono::hours(24));
  raise_many("east", 1);  // on the 5th, where 8 less 7 would show it
  clock.advance(std::chrono::hours(24));
  raise_many("east", 2);
  const auto received = [&](const char* from, const char* to) {
    return read([&](db::Reader& in) {
             return figures_of(ctx, in, units.at("east"), *parse_date(from), *parse_date(to), Language::en);
           })
        ->total.received;
  };
  EXPECT_EQ(received("2024-03-01", "2024-03-04"), 5);
  EXPECT_EQ(received("2024-03-01", "2024-03-05"), 5);
  EXPECT_EQ(received("2024-03-05", "2024-03-05"), std::nullopt);
  EXPECT_EQ(received("2024-03-01", "2024-03-06"), 10);
  EXPECT_EQ(received("2024-03-06", "2024-03-06"), 5);
  EXPECT_EQ(received("2023-03-06", "2030-03-06"), 10);
}

TEST_F(UnitFigures, WhatWasSentOnIntoAnotherRegionCountsTheSameOnEveryPage) {
  for (const RaisedMatter& matter : raise_many("far", 5)) send_on(matter, "east");
  EXPECT_EQ(figures("province2").total.received, std::nullopt);
  EXPECT_EQ(figures("country").total.received, 5);
  EXPECT_EQ(row(figures("country"), "province").received, 5);
  EXPECT_EQ(figures("province").total.received, 5);
  EXPECT_EQ(row(figures("province"), "city").received, 5);
  EXPECT_EQ(figures("city").total.received, 5);
  EXPECT_EQ(row(figures("town"), "east").received, 5);
  EXPECT_EQ(figures("east").total.received, 5);
  EXPECT_EQ(figures("far").total.received, std::nullopt);
}

TEST_F(UnitFigures, AreTheSameOfManyUnitsAsOfFew) {
  const auto handler = officer("case-handler", "east");
  for (const RaisedMatter& matter : raise_many("east", 5)) answer(handler, matter.id);
  for (const RaisedMatter& matter : raise_many("far", 5)) {
    send_on(matter, "east");
    answer(handler, matter.id);
    appraise(matter, "yes", 4);
  }
  for (int many = 0; many < 2; ++many) {
    for (const char* unit : {"east", "town", "county", "province", "country"}) {
      EXPECT_EQ(figures(unit).total.received, 10) << unit;
      EXPECT_EQ(figures(unit).total.answered, 10) << unit;
      EXPECT_EQ(figures(unit).total.appraisals, 5) << unit;
    }
    EXPECT_EQ(figures("province2").total.received, std::nullopt);
    if (many == 0) fill("town");
  }
}

TEST_F(UnitFigures, TheMedianIsOfWholeFives) {
  const auto handler = officer("case-handler", "east");
  const auto first = raise_many("east", 5);
  for (const RaisedMatter& matter : first) answer(handler, matter.id);
  EXPECT_EQ(figures("east").median_days, 0.0);
  const auto more = raise_many("east", 4);
  clock.advance(std::chrono::hours(48));
  for (const RaisedMatter& matter : more) answer(handler, matter.id);
  EXPECT_EQ(figures("east").total.answered, 5);
  EXPECT_EQ(figures("east").median_days, 0.0);
  const auto last = raise_many("east", 6);
  clock.advance(std::chrono::hours(48));
  for (const RaisedMatter& matter : last) answer(handler, matter.id);
  EXPECT_EQ(figures("east").total.answered, 15);
  EXPECT_EQ(figures("east").median_days, 2.0);
}

TEST_F(UnitFigures, AppraisalsAreShownInWholeBatches) {
  const auto handler = officer("case-handler", "east");
  const auto matters = raise_many("east", 7);
  for (const RaisedMatter& matter : matters) answer(handler, matter.id);
  EXPECT_EQ(figures("east").total.appraisals, std::nullopt);
  for (std::size_t i = 0; i < 4; ++i) appraise(matters[i], "yes", 4);
  EXPECT_EQ(figures("east").total.appraisals, std::nullopt);
  EXPECT_EQ(figures("east").mean_satisfied, std::nullopt);
  appraise(matters[4], "yes", 5);
  EXPECT_EQ(figures("east").total.appraisals, 5);
  EXPECT_EQ(figures("east").total.solved, 5);
  EXPECT_DOUBLE_EQ(figures("east").mean_satisfied.value(), 4.2);
  appraise(matters[5], "no", 1);  // alone, it would be told by the difference
  EXPECT_EQ(figures("east").total.appraisals, 5);
  EXPECT_DOUBLE_EQ(figures("east").mean_satisfied.value(), 4.2);
  EXPECT_EQ(row(figures("town"), "east").appraisals, 5);
  EXPECT_EQ(figures("east").shown_from, 5);
}

TEST_F(UnitFigures, AParentsAppraisalsLessAChildsTellOfNone) {
  const auto in_east = officer("case-handler", "east"), in_west = officer("case-handler", "west");
  const auto east = raise_many("east", 5), west = raise_many("west", 1);
  for (const RaisedMatter& matter : east) answer(in_east, matter.id);
  answer(in_west, west.front().id);
  for (std::size_t i = 0; i < 4; ++i) appraise(east[i], "yes", 5);
  appraise(west.front(), "no", 1);
  EXPECT_EQ(figures("town").total.appraisals, std::nullopt);  // five in all, and east's four could be told from it
  appraise(east[4], "yes", 5);
  EXPECT_EQ(figures("east").total.solved, 5);
  EXPECT_EQ(figures("town").total.appraisals, 5);
  EXPECT_EQ(figures("town").total.solved, 5);
  EXPECT_DOUBLE_EQ(figures("town").mean_satisfied.value(), 5);
  EXPECT_EQ(row(figures("town"), "west").appraisals, std::nullopt);
  EXPECT_EQ(figures("country").total.solved, 5);
}

TEST_F(UnitFigures, ReviewsThatChangedTheAnswerAreCounted) {
  const auto handler = officer("case-handler", "east"), town = officer("case-handler", "town");
  const auto matters = raise_many("east", 10);
  for (std::size_t i = 0; i < matters.size(); ++i) {
    answer(handler, matters[i].id);
    const auto asked = follow_review(ctx, {matters[i].receipt, "", "没有解决", {}});
    ASSERT_TRUE(asked) << asked.error().text(Language::en);
    step(town, matters[i].id, "answer-town",
         {{"decision", i < 6 ? "not-solved" : "solved"}, {"reasons", "已核实"}, {"remedy", "无"}});
  }
  const Figures town_figures = figures("town");
  EXPECT_EQ(town_figures.reviewed, 10);
  EXPECT_EQ(town_figures.changed_on_review, 5);  // of 6
}

TEST_F(UnitFigures, AUnitThatIsNotThereIsRefused) {
  const auto out = read([&](db::Reader& in) {
    return figures_of(ctx, in, UnitId{42}, *parse_date("2024-03-01"), *parse_date("2024-03-31"), Language::en);
  });
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().message, &massline::refusals::not_found);
}

}  // namespace
}  // namespace massline::matters
