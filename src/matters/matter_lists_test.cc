#include <set>

#include "base/text.h"
#include "matters/list_world.h"
#include "matters/refusals.h"

namespace massline::matters {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

class MatterLists : public ListTest {
 protected:
  MatterPage box(const access::Viewer& viewer, Box which, int limit = 50, const std::string& cursor = "") {
    auto page = read([&](db::Reader& in) { return inbox(ctx, in, viewer, {which, cursor, limit}, Language::en); });
    EXPECT_TRUE(page) << page.error().text(Language::en);
    return std::move(*page);
  }

  MatterPage found(const access::Viewer& viewer, const MatterQuery& query) {
    auto page = read([&](db::Reader& in) { return find_matters(ctx, in, viewer, query, Language::en); });
    EXPECT_TRUE(page) << page.error().text(Language::en);
    return std::move(*page);
  }

  std::vector<Similar> similar(const access::Viewer& viewer, const SimilarQuery& query) {
    return read([&](db::Reader& in) { return similar_for_staff(ctx, in, viewer, query, Language::en); });
  }
};

TEST_F(MatterLists, BoxesHaveNames) {
  for (const Box one : {Box::unit, Box::mine, Box::escalated, Box::sent, Box::below})
    EXPECT_EQ(parse_box(box_name(one)), one);
  EXPECT_EQ(parse_box("all"), std::nullopt);
}

TEST_F(MatterLists, WhatWasSentOnFromAnotherRegionIsInTheInbox) {
  const auto handler = officer("case-handler", "east");
  const RaisedMatter matter = raise("far", "远处提出的事");
  send_on(matter, "east");
  EXPECT_THAT(codes_of(box(handler, Box::unit).items), ElementsAre(matter.code));
  EXPECT_THAT(read([&](db::Reader& in) { return inbox_counts(ctx, in, handler); }),
              testing::Contains(testing::Field(&BoxCount::open, 1)));
  EXPECT_THAT(codes_of(found(handler, {}).items), ElementsAre(matter.code));
  EXPECT_THAT(codes_of(found(handler, {.text = "远处提出"}).items), ElementsAre(matter.code));
}

TEST_F(MatterLists, WhatWasSentOnFromAnotherRegionIsAmongWhatLiesBelow) {
  const RaisedMatter sent = raise("far", "远处提出的事"), kept = raise("far", "留在远处的事"),
                     here = raise("west", "本地提出的事");
  send_on(sent, "east");
  std::vector<access::Viewer> heads{officer("head", "county"), officer("head", "province")};
  const auto expect_both = [&] {
    for (const access::Viewer& head : heads) {
      EXPECT_THAT(codes_of(box(head, Box::below).items), UnorderedElementsAre(sent.code, here.code));
      EXPECT_THAT(read([&](db::Reader& in) { return inbox_counts(ctx, in, head); }),
                  testing::Contains(
                      testing::AllOf(testing::Field(&BoxCount::box, Box::below), testing::Field(&BoxCount::open, 2))));
      EXPECT_THAT(codes_of(found(head, {}).items), UnorderedElementsAre(sent.code, here.code));
      EXPECT_THAT(codes_of(found(head, {.text = "提出的事"}).items), UnorderedElementsAre(sent.code, here.code));
      EXPECT_THAT(codes_of(found(head, {.unit = units.at("east")}).items), ElementsAre(sent.code));
      EXPECT_THAT(codes_of(found(head, {.place = units.at("far")}).items), ElementsAre(sent.code));
    }
  };
  expect_both();
  fill("town");
  expect_both();
  EXPECT_THAT(codes_of(box(officer("head", "province2"), Box::below).items), ElementsAre(kept.code));

  send_on(sent, "far");
  EXPECT_THAT(codes_of(box(heads.front(), Box::below).items), ElementsAre(here.code));
  EXPECT_THAT(codes_of(box(officer("head", "province2"), Box::below).items),
              UnorderedElementsAre(kept.code, sent.code));
}

TEST_F(MatterLists, TheInboxIsOrderedByDeadlineAndShowsOnlyOnesOwnUnits) {
  const auto first = raise("east", "路灯坏了");
  clock.advance(std::chrono::hours(48));
  const auto second = raise("east", "井盖松了");
  raise("west", "垃圾没有清运");
  const auto viewer = officer("case-handler", "east");

  const MatterPage page = box(viewer, Box::unit);
  EXPECT_THAT(codes_of(page.items), ElementsAre(first.code, second.code));
  EXPECT_EQ(page.total, 2);
  EXPECT_FALSE(page.more);
  EXPECT_EQ(page.next, "");
  const MatterSummary& item = page.items.front();
  EXPECT_EQ(item.unit.name, "east");
  EXPECT_EQ(item.unit.kind, "community");
  EXPECT_EQ(item.place, "east");
  EXPECT_EQ(item.procedure.title, "Request in the estate");
  EXPECT_EQ(item.stage.title, "New");
  EXPECT_EQ(item.topic, "Street lamp");
  EXPECT_EQ(item.channel, "Web form");
  EXPECT_EQ(item.next_clock, "Take it in hand");
  EXPECT_EQ(item.next_due_day, *parse_date("2024-03-06"));
  EXPECT_FALSE(item.late);
  EXPECT_EQ(item.handler, "");
}

TEST_F(MatterLists, PagesFollowEachOtherWithoutGapOrRepetition) {
  std::set<std::string> raised, seen;
  for (int i = 0; i < 7; ++i) raised.insert(raise("east", "第" + std::to_string(i) + "件事情").code);
  const auto viewer = officer("case-handler", "east");
  std::string cursor;
  int pages = 0;
  do {
    const MatterPage page = box(viewer, Box::unit, 3, cursor);
    EXPECT_EQ(page.total, 7);
    for (const std::string& code : codes_of(page.items)) EXPECT_TRUE(seen.insert(code).second) << code;
    cursor = page.next;
    ++pages;
  } while (!cursor.empty());
  EXPECT_EQ(pages, 3);
  EXPECT_EQ(seen, raised);
}

TEST_F(MatterLists, ACursorOfAnotherListIsRefused) {
  const auto viewer = officer("case-handler", "east");
  for (const char* cursor : {"x", "r1.2", "d1", "d1.", "d.1", "d1.-2", "dx.1"}) {
    const auto page = read([&](db::Reader& in) {
      return inbox(ctx, in, viewer, {Box::unit, cursor, 5}, Language::en);
    });
    ASSERT_FALSE(page) << cursor;
    EXPECT_EQ(page.error().message, &refusals::cursor_not_valid) << cursor;
  }
}

TEST_F(MatterLists, BelowReachesTheWholeSubtreeAndNothingElse) {
  const auto east = raise("east", "路灯坏了"), west = raise("west", "井盖松了"), north = raise("north", "水管漏水"),
             far = raise("far", "噪音扰民");
  const auto codes = [&](const access::Viewer& viewer) { return codes_of(box(viewer, Box::below).items); };
  EXPECT_THAT(codes(officer("town-leader", "town")), UnorderedElementsAre(east.code, west.code));
  EXPECT_THAT(codes(officer("head", "county")), UnorderedElementsAre(east.code, west.code, north.code));
  EXPECT_THAT(codes(officer("head", "province2")), UnorderedElementsAre(far.code));
  EXPECT_THAT(codes(officer("head", "country")), UnorderedElementsAre(east.code, west.code, north.code, far.code));
  EXPECT_THAT(codes(officer("case-handler", "county")), IsEmpty());
  EXPECT_THAT(codes(officer("registrar", "country")), IsEmpty());
}

TEST_F(MatterLists, TheAccusedSeeNothingOfItNotEvenInCounts) {
  const auto open = raise("east", "路灯坏了"), about = raise("east", "社区办事推诿");
  accuse(about, "east");
  const auto accused = officer("case-handler", "east"), above = officer("town-leader", "town");
  EXPECT_THAT(codes_of(box(accused, Box::unit).items), ElementsAre(open.code));
  EXPECT_EQ(box(accused, Box::unit).total, 1);
  EXPECT_THAT(codes_of(found(accused, {.text = "推诿"}).items), IsEmpty());
  EXPECT_EQ(found(accused, {}).total, 1);
  EXPECT_THAT(similar(accused, {"社区办事推诿", units.at("east"), "", {}}), IsEmpty());
  EXPECT_THAT(codes_of(box(above, Box::below).items), UnorderedElementsAre(open.code, about.code));
  EXPECT_THAT(similar(above, {"社区办事推诿", units.at("east"), "", {}}), SizeIs(1));
  for (const BoxCount& count : read([&](db::Reader& in) { return inbox_counts(ctx, in, accused); }))
    EXPECT_LE(count.open, 1);
}

TEST_F(MatterLists, MineAreThoseInMyHand) {
  const auto mine = raise("east", "路灯坏了");
  raise("east", "井盖松了");
  const auto viewer = officer("case-handler", "east");
  step(viewer, mine.id, "take", {});
  const MatterPage page = box(viewer, Box::mine);
  EXPECT_THAT(codes_of(page.items), ElementsAre(mine.code));
  EXPECT_EQ(page.items.front().handler, "case-handler of east");
  EXPECT_THAT(box(officer("case-handler", "east"), Box::mine).items, IsEmpty());
}

TEST_F(MatterLists, SentAreThoseThatOneSentOn) {
  const auto sent = raise("east", "路灯坏了");
  const auto viewer = officer("case-handler", "east");
  step(viewer, sent.id, "pass-on", {{"unit", to_string(units.at("town"))}});
  EXPECT_THAT(box(viewer, Box::unit).items, IsEmpty());
  EXPECT_THAT(codes_of(box(viewer, Box::sent).items), ElementsAre(sent.code));
  EXPECT_THAT(codes_of(box(officer("case-handler", "town"), Box::unit).items), ElementsAre(sent.code));
}

TEST_F(MatterLists, CountsTellLateAndDueSoon) {
  raise("east", "路灯坏了");
  clock.advance(std::chrono::hours(24 * 4));  // Friday: past Wednesday
  raise("east", "井盖松了");                  // due on Tuesday
  raise("east", "水管漏水");
  const auto viewer = officer("town-leader", "town");
  const auto handler = officer("case-handler", "east");
  const auto count_of = [&](const access::Viewer& who, Box which) {
    for (const BoxCount& count : read([&](db::Reader& in) { return inbox_counts(ctx, in, who); }))
      if (count.box == which) return count;
    return BoxCount{which, -1, -1, -1, false};
  };
  const BoxCount unit = count_of(handler, Box::unit);
  EXPECT_EQ(unit.open, 3);
  EXPECT_EQ(unit.late, 1);
  EXPECT_EQ(unit.due_soon, 0);
  EXPECT_FALSE(unit.more);
  clock.advance(std::chrono::hours(48));
  EXPECT_EQ(count_of(handler, Box::unit).due_soon, 2);
  EXPECT_EQ(count_of(viewer, Box::below).open, 3);
  EXPECT_EQ(count_of(viewer, Box::below).late, 1);
  EXPECT_EQ(count_of(handler, Box::below).open, -1);
  EXPECT_TRUE(box(handler, Box::unit).items.front().late);
}

TEST_F(MatterLists, SearchFindsWordsInBothScriptsAndByCode) {
  const auto lamp = raise("east", "小区东门路灯坏了三天"),
             road = raise("east", "The road is broken near gate 7", "road-damage");
  const auto viewer = officer("case-handler", "east");
  EXPECT_THAT(codes_of(found(viewer, {.text = "路灯"}).items), ElementsAre(lamp.code));
  EXPECT_THAT(codes_of(found(viewer, {.text = "东门 三天"}).items), ElementsAre(lamp.code));
  EXPECT_THAT(codes_of(found(viewer, {.text = "ROAD broken"}).items), ElementsAre(road.code));
  EXPECT_THAT(codes_of(found(viewer, {.text = lamp.code}).items), ElementsAre(lamp.code));
  EXPECT_THAT(found(viewer, {.text = "路灯 road"}).items, IsEmpty());
  EXPECT_THAT(found(viewer, {.text = "？！"}).items, IsEmpty());
  EXPECT_THAT(found(officer("case-handler", "west"), {.text = "路灯"}).items, IsEmpty());
}

TEST_F(MatterLists, SearchFindsOneCharacterAlsoInWhatAnEarlierProgramIndexed) {
  const auto lamp = raise("east", "小区东门路灯坏了三天"), far_one = raise("far", "水管坏了");
  const auto viewer = officer("case-handler", "east");
  EXPECT_THAT(codes_of(found(viewer, {.text = "天"}).items), ElementsAre(lamp.code));
  EXPECT_THAT(codes_of(found(viewer, {.text = "灯 坏"}).items), ElementsAre(lamp.code));
  store->write([&](db::Transaction& tx) {
    for (const auto& [one, text] : {std::pair(lamp, "小区东门路灯坏了三天"), std::pair(far_one, "水管坏了")})
      tx.index_text(one.region, one.id.value, search_words(text));
    return true;
  });
  EXPECT_THAT(codes_of(found(viewer, {.text = "天"}).items), IsEmpty());
  renew_search(ctx);
  renew_search(ctx);
  EXPECT_THAT(codes_of(found(viewer, {.text = "天"}).items), ElementsAre(lamp.code));
  EXPECT_THAT(codes_of(found(viewer, {.text = "路灯"}).items), ElementsAre(lamp.code));
  EXPECT_THAT(codes_of(found(officer("case-handler", "far"), {.text = "了"}).items), ElementsAre(far_one.code));
}

TEST_F(MatterLists, FiltersNarrowDown) {
  const auto lamp = raise("east", "路灯坏了"), road = raise("west", "路面坑洼", "road-damage"),
             north = raise("north", "路灯不亮");
  const auto handler = officer("case-handler", "east"), head = officer("head", "county");
  answer(handler, lamp.id);
  const auto codes = [&](const MatterQuery& query) { return codes_of(found(head, query).items); };
  EXPECT_THAT(codes({.topic = "road-damage"}), ElementsAre(road.code));
  EXPECT_THAT(codes({.open = true}), UnorderedElementsAre(road.code, north.code));
  EXPECT_THAT(codes({.open = false}), ElementsAre(lamp.code));
  EXPECT_THAT(codes({.open = false, .sort = MatterSort::updated}), ElementsAre(lamp.code));
  EXPECT_THAT(codes({.stage = "done"}), ElementsAre(lamp.code));
  EXPECT_THAT(codes({.procedure = "petition"}), IsEmpty());
  EXPECT_THAT(codes({.channel = "web"}), SizeIs(3));
  EXPECT_THAT(codes({.place = units.at("town2")}), ElementsAre(north.code));
  EXPECT_THAT(codes({.unit = units.at("town")}), UnorderedElementsAre(lamp.code, road.code));
  EXPECT_THAT(codes({.unit = UnitId{12345}}), IsEmpty());
  EXPECT_THAT(codes({.from = parse_date("2024-03-05")}), IsEmpty());
  EXPECT_THAT(codes({.to = parse_date("2024-03-04")}), SizeIs(3));
  EXPECT_THAT(codes({.late = true}), IsEmpty());
  EXPECT_THAT(codes({.late = false}), SizeIs(3));
  EXPECT_THAT(codes({.sort = MatterSort::raised}), ElementsAre(north.code, road.code, lamp.code));
  EXPECT_THAT(codes({.sort = MatterSort::updated}), ElementsAre(lamp.code, north.code, road.code));
  EXPECT_EQ(codes({}).back(), lamp.code);  // answered: nothing is due
}

TEST_F(MatterLists, SearchGoesOnByCursorInEveryOrder) {
  std::set<std::string> raised;
  for (int i = 0; i < 5; ++i)
    raised.insert(raise(i % 2 == 0 ? "east" : "far", "第" + std::to_string(i) + "件事情").code);
  const auto head = officer("head", "country");
  for (const MatterSort sort : {MatterSort::due, MatterSort::raised, MatterSort::updated}) {
    std::set<std::string> seen;
    MatterQuery query{.sort = sort, .limit = 2};
    do {
      const MatterPage page = found(head, query);
      EXPECT_EQ(page.total, 5);
      for (const std::string& code : codes_of(page.items)) EXPECT_TRUE(seen.insert(code).second);
      query.cursor = page.next;
    } while (!query.cursor.empty());
    EXPECT_EQ(seen, raised);
  }
}

TEST_F(MatterLists, ExportGoesThroughAllPages) {
  for (int i = 0; i < 6; ++i) raise("east", "第" + std::to_string(i) + "件事情");
  const auto head = officer("head", "county");
  std::vector<std::string> rows;
  const auto export_of = [&](int limit) {
    rows.clear();
    return read([&](db::Reader& in) {
      return each_matter(ctx, in, head, {}, Language::zh, limit,
                         [&](const MatterSummary& row) { rows.push_back(row.procedure.title); });
    });
  };
  EXPECT_EQ(export_of(100).value(), 6);
  EXPECT_THAT(rows, SizeIs(6));
  EXPECT_EQ(rows.front(), "小区诉求");
  EXPECT_EQ(export_of(4).value(), 4);
  EXPECT_THAT(rows, SizeIs(4));
}

TEST_F(MatterLists, NobodyFromOutsideReadsAnything) {
  raise("east", "路灯坏了");
  const access::Viewer outside;
  EXPECT_THAT(box(outside, Box::unit).items, IsEmpty());
  EXPECT_THAT(found(outside, {}).items, IsEmpty());
  EXPECT_THAT(similar(outside, {"路灯坏了", units.at("east"), "", {}}), IsEmpty());
  EXPECT_THAT(read([&](db::Reader& in) { return inbox_counts(ctx, in, outside); }), IsEmpty());
}

TEST_F(MatterLists, LikeMattersComeLikestFirstWithTheWordsInCommon) {
  const auto same = raise("east", "小区东门的路灯坏了三天，晚上很黑");
  const auto near = raise("west", "小区西门的路灯坏了");
  raise("east", "物业费收取不合理，请解释", "parking");
  const auto viewer = officer("town-leader", "town");
  const auto found_now = similar(viewer, {"小区东门的路灯坏了，晚上黑", units.at("east"), "street-lamp", {}});
  ASSERT_THAT(found_now, SizeIs(2));
  EXPECT_EQ(found_now[0].matter.code, same.code);
  EXPECT_EQ(found_now[1].matter.code, near.code);
  EXPECT_GT(found_now[0].score, found_now[1].score);
  EXPECT_LE(found_now[0].score, 1.0);
  EXPECT_THAT(found_now[0].shared, testing::Contains("路灯"));
  EXPECT_LE(found_now[0].shared.size(), 10u);

  const auto like_it = similar(viewer, {"", {}, "", same.id});
  ASSERT_THAT(like_it, SizeIs(1));
  EXPECT_EQ(like_it[0].matter.code, near.code);
}

TEST_F(MatterLists, ThePublicIsShownNoTextsAndNothingProtected) {
  const auto lamp = raise("east", "小区东门的路灯坏了三天");
  raise("east", "小区东门的路灯坏了三天", "street-lamp", true);
  raise("east", "小区东门的路灯坏了三天", "bus");
  accuse(raise("east", "小区东门的路灯坏了三天"), "east");
  const auto similar_now = read([&](db::Reader& in) {
    return similar_for_public(ctx, in, {"东门路灯坏了三天", units.at("east"), "", {}}, Language::en);
  });
  ASSERT_THAT(similar_now, SizeIs(1));
  EXPECT_EQ(similar_now[0].code, lamp.code);
  EXPECT_EQ(similar_now[0].topic, "Street lamp");
  EXPECT_EQ(similar_now[0].status, "Received");
  EXPECT_EQ(similar_now[0].place, "east");
  EXPECT_EQ(similar_now[0].raised_day, *parse_date("2024-03-04"));

  const auto list = read([&](db::Reader& in) { return public_matters(ctx, in, {}, Language::en); });
  ASSERT_THAT(list, SizeIs(1));
  EXPECT_EQ(list[0].code, lamp.code);
  EXPECT_EQ(list[0].unit, "east");
  EXPECT_TRUE(list[0].next_due);
}

TEST_F(MatterLists, ThePublicListTakesCodesTopicsTimesAndPages) {
  const auto lamp = raise("east", "路灯坏了"), road = raise("far", "路面坑洼", "road-damage");
  const auto hidden = raise("east", "公交班次太少", "bus");
  const auto codes = [&](const PublicQuery& query) {
    std::vector<std::string> out;
    for (const PublicMatter& matter :
         read([&](db::Reader& in) { return public_matters(ctx, in, query, Language::en); }))
      out.push_back(matter.code);
    return out;
  };
  EXPECT_THAT(codes({}), ElementsAre(road.code, lamp.code));
  EXPECT_THAT(codes({.codes = {lamp.code, hidden.code}}), ElementsAre(lamp.code));
  EXPECT_THAT(codes({.topics = {"road-damage", "bus"}}), ElementsAre(road.code));
  EXPECT_THAT(codes({.topics = {"bus"}}), IsEmpty());
  EXPECT_THAT(codes({.open = false}), IsEmpty());
  EXPECT_THAT(codes({.from = clock.now()}), IsEmpty());
  EXPECT_THAT(codes({.to = clock.now()}), SizeIs(2));
  EXPECT_THAT(codes({.page = 1, .page_size = 1}), ElementsAre(road.code));
  EXPECT_THAT(codes({.page = 2, .page_size = 1}), ElementsAre(lamp.code));
  EXPECT_THAT(codes({.page = 3, .page_size = 1}), IsEmpty());
}

}  // namespace
}  // namespace massline::matters
