#include <gmock/gmock.h>

#include "registry/bars.h"
#include "registry/digests.h"
#include "registry/test_world.h"

namespace massline::registry {
namespace {

using std::chrono::days;
using testing::ElementsAre;

std::vector<std::string> names(const std::vector<Unit>& units) {
  std::vector<std::string> out;
  for (const Unit& unit : units) out.push_back(unit.name);
  return out;
}

class Units : public RegistryTest {
 protected:
  Units() { make_country(); }

  std::string nearest(const std::string& place, std::vector<std::string> kinds, std::vector<std::string> barred = {}) {
    const auto found = read([&](db::Reader& in) {
      return nearest_unit(in, {get(place).path, kinds, barred, ctx.today()});
    });
    return found ? found->name : "";
  }

  void expect_journal_holds() {
    const auto report = read([&](db::Reader& in) {
      return journal::verify(in, [&](db::Reader& reader, RegionId region, const std::string& kind, std::int64_t id) {
        return kind == "matter" ? std::optional(ctx.digest_of_matter(reader, region, MatterId{id}))
                                : digest_of(reader, region, kind, id);
      });
    });
    EXPECT_FALSE(report.broken) << report.broken->what;
    EXPECT_GT(report.subjects, 0u);
  }

  template <class Change>
  auto move(Change change) {
    return command([&](db::Transaction& tx) { return move_unit(ctx, tx, server, change); });
  }
};

TEST_F(Units, FormATreeOfPaths) {
  EXPECT_EQ(get("country").path, "0001");
  EXPECT_EQ(get("city").path, "00010001");
  EXPECT_EQ(get("city2").path, "00010002");
  EXPECT_EQ(get("community").path, "00010001000100010001");
  EXPECT_EQ(get("country").region.value, get("country").id.value);
  EXPECT_EQ(get("community").region.value, get("city").id.value);
  EXPECT_EQ(child_path("0001", 32 * 32 + 31), "0001010Z");
  read([&](db::Reader& in) {
    EXPECT_THAT(names(ancestors(in, get("community"))), ElementsAre("country", "city", "county", "town"));
    EXPECT_EQ(find_unit_by_code(in, "town2", ctx.today())->id, get("town2").id);
    EXPECT_EQ(regions(in).size(), 3u);
    const auto first = children(in, get("county"), ctx.today(), "", 2);
    ASSERT_EQ(first.units.size(), 2u);
    EXPECT_EQ(first.units[0].children, 1);
    const auto rest = children(in, get("county"), ctx.today(), first.next, 2);
    ASSERT_EQ(rest.units.size(), 1u);
    EXPECT_EQ(rest.units[0].unit.name, "town2");
    EXPECT_EQ(rest.next, "");
    EXPECT_EQ(children(in, get("country"), ctx.today(), "", 50).units.size(), 2u);
  });
  expect_journal_holds();
}

TEST_F(Units, AreFoundByNameAndCode) {
  read([&](db::Reader& in) {
    const auto found = search_units(in, {.text = "COUNT", .kinds = {}, .within = ""}, ctx.today());
    ASSERT_EQ(found.size(), 3u);
    const auto within = search_units(in, {.text = "own", .kinds = {"town"}, .within = get("county").path}, ctx.today());
    ASSERT_EQ(within.size(), 2u);
    EXPECT_THAT(names(within[0].ancestors), ElementsAre("country", "city", "county"));
    EXPECT_TRUE(search_units(in, {.text = "%", .kinds = {}, .within = ""}, ctx.today()).empty());
    EXPECT_TRUE(search_units(in, {.text = " ", .kinds = {}, .within = ""}, ctx.today()).empty());
    EXPECT_TRUE(
        search_units(in, {.text = "office", .kinds = {}, .places_only = true, .within = ""}, ctx.today()).empty());
  });
}

TEST_F(Units, TheNearestAnswers) {
  EXPECT_EQ(nearest("community", {"office"}), "office");
  EXPECT_EQ(nearest("community", {"town"}), "town");
  EXPECT_EQ(nearest("county", {"office"}), "office");
  EXPECT_EQ(nearest("county2", {"office"}), "");
  EXPECT_EQ(nearest("county2", {"city"}), "city2");
  EXPECT_EQ(nearest("community", {"office", "town"}), "town");  // nearer goes before the order of kinds
  EXPECT_EQ(nearest("community", {"office"}, {get("office").path}), "city-office");
  EXPECT_EQ(nearest("community", {"office"}, {get("county").path}), "city-office");
  make("country-office", "country", "office");
  EXPECT_EQ(nearest("county2", {"office"}), "country-office");
  read([&](db::Reader& in) {
    EXPECT_EQ(next_authority_above(in, rulebook, get("community").path, {}, ctx.today())->name, "town");
    EXPECT_EQ(next_authority_above(in, rulebook, get("office").path, {}, ctx.today())->name, "county");
    EXPECT_FALSE(next_authority_above(in, rulebook, get("country").path, {}, ctx.today()));
  });
}

TEST_F(Units, RefuseWhatDoesNotFit) {
  const auto make_one = [&](NewUnit unit) {
    return key_of(command([&](db::Transaction& tx) { return create_unit(ctx, tx, server, unit); }));
  };
  EXPECT_EQ(make_one({ids_["city"], "town", "t", "t", "", "", {}}), "kind-not-under");
  EXPECT_EQ(make_one({{}, "country", "t", "t", "", "", {}}), "root-exists");
  EXPECT_EQ(make_one({ids_["city"], "nothing", "t", "t", "", "", {}}), "kind-unknown");
  EXPECT_EQ(make_one({ids_["city"], "county", "town", "t", "", "", {}}), "code-taken");
  EXPECT_EQ(make_one({ids_["city"], "county", "t t", "t", "", "", {}}), "field-not-valid");
  EXPECT_EQ(make_one({ids_["city"], "county", "t", " ", "", "", {}}), "field-missing");
  EXPECT_EQ(make_one({ids_["city"], "county", "t", "a\nb", "", "", {}}), "field-not-text");
  EXPECT_EQ(make_one({UnitId{77}, "county", "t", "t", "", "", {}}), "not-found");
  const auto clerk = actor_of(make_person("Clerk", "office"));
  EXPECT_EQ(key_of(command([&](db::Transaction& tx) {
              return create_unit(ctx, tx, clerk, {ids_["city"], "county", "t", "t", "", "", {}});
            })),
            "not-allowed");
}

TEST_F(Units, AreRenamedOnceByTheVersion) {
  const auto rename = [&] {
    return command([&](db::Transaction& tx) {
      return rename_unit(ctx, tx, server, {ids_["town"], 1, "New Town", ""});
    });
  };
  EXPECT_EQ(key_of(rename()), "");
  EXPECT_EQ(key_of(rename()), "changed-meanwhile");
  read([&](db::Reader& in) {
    const auto history = history_of(in, get("town"));
    ASSERT_EQ(history.size(), 1u);
    EXPECT_EQ(history[0].name, "town");
  });
  expect_journal_holds();
}

TEST_F(Units, MoveWithAllBelowAndTheirBars) {
  make("county3", "city", "county");
  const auto matter = make_matter("office");
  accuse(matter, "office", ids_["community"], {});
  command([&](db::Transaction& tx) -> Result<Done> {
    recompute_bars(tx, rulebook, get("office").region, matter, ctx.today());
    return Done{};
  });
  EXPECT_THAT(barred_paths(matter), ElementsAre(get("community").path));
  EXPECT_EQ(key_of(move(MoveUnit{ids_["town"], 1, ids_["county2"], ctx.today()})), "move-across-regions");
  EXPECT_EQ(key_of(move(MoveUnit{ids_["city"], 1, ids_["country"], ctx.today()})), "move-across-regions");
  EXPECT_EQ(key_of(move(MoveUnit{ids_["county"], 1, ids_["town"], ctx.today()})), "move-into-itself");
  EXPECT_EQ(key_of(move(MoveUnit{ids_["town"], 1, ids_["city"], ctx.today()})), "kind-not-under");
  EXPECT_EQ(key_of(move(MoveUnit{ids_["town"], 1, ids_["county3"], ctx.today()})), "");
  EXPECT_EQ(get("town").path, get("county3").path + "0001");
  EXPECT_EQ(get("community").path, get("town").path + "0001");
  EXPECT_EQ(get("community").parent, ids_["town"]);
  EXPECT_THAT(barred_paths(matter), ElementsAre(get("community").path));
  expect_journal_holds();
}

TEST_F(Units, MoveOnTheirDay) {
  make("county3", "city", "county");
  EXPECT_EQ(key_of(move(MoveUnit{ids_["town"], 1, ids_["county3"], ctx.today() + days(2)})), "");
  EXPECT_TRUE(access::is_within(get("town").path, get("county").path));
  read([&](db::Reader& in) { EXPECT_EQ(planned_changes(in, get("town")).size(), 1u); });
  EXPECT_EQ(run_due_changes(ctx).changed, 0);
  clock.advance(days(2));
  EXPECT_EQ(run_due_changes(ctx).changed, 1);
  EXPECT_TRUE(access::is_within(get("town").path, get("county3").path));
  EXPECT_EQ(run_due_changes(ctx).changed, 0);
  expect_journal_holds();
}

TEST_F(Units, DropAPlanThatIsNoLongerPossible) {
  const auto close = [&](const std::string& unit, int in_days) {
    return key_of(command([&](db::Transaction& tx) {
      return close_unit(ctx, tx, server, {ids_[unit], get(unit).version, ctx.today() + days(in_days)});
    }));
  };
  EXPECT_EQ(close("community", 3), "");
  make_matter("community");
  clock.advance(days(3));
  EXPECT_EQ(run_due_changes(ctx).dropped, 1);
  EXPECT_FALSE(get("community").to);
  expect_journal_holds();
}

TEST_F(Units, MergeHandsOverWhatTheyHave) {
  const auto person = make_person("Li", "town");
  post(person, "clerk", "town");
  const auto matter = make_matter("town");
  command([&](db::Transaction& tx) -> Result<Done> {
    journal::append(tx, {get("town").region,
                         clock.now(),
                         {},
                         "matter.raise",
                         "matter",
                         matter.value,
                         "",
                         "",
                         ctx.digest_of_matter(tx, get("town").region, matter)});
    return Done{};
  });
  const auto accusing = make_matter("city-office");
  accuse(accusing, "city-office", ids_["town"], {});
  const auto merge = [&](const std::string& unit, const std::string& into) {
    return key_of(command([&](db::Transaction& tx) {
      return merge_units(ctx, tx, server, {ids_[unit], get(unit).version, ids_[into], ctx.today()});
    }));
  };
  EXPECT_EQ(merge("town", "county"), "merge-other-kind");
  EXPECT_EQ(merge("county", "county2"), "merge-children-first");
  EXPECT_EQ(merge("town", "town2"), "");
  EXPECT_EQ(get("town").merged_into, ids_["town2"]);
  EXPECT_EQ(get("community").parent, ids_["town2"]);
  read([&](db::Reader& in) {
    const auto held = held_posts(in, person, ctx.today());
    ASSERT_EQ(held.size(), 1u);
    EXPECT_EQ(held[0].unit, ids_["town2"]);
    EXPECT_EQ(in.query("SELECT unit FROM matter WHERE id = $1", {matter}).row(0).id<UnitId>(0), ids_["town2"]);
    EXPECT_FALSE(find_unit_by_code(in, "town", ctx.today()));
  });
  EXPECT_THAT(barred_paths(accusing), ElementsAre(get("town").path, get("town2").path));
  expect_journal_holds();
}

TEST_F(Units, MergeAcrossRegions) {
  const auto person = make_person("Wang", "city");
  make("county4", "city", "county");
  post(person, "leader", "county4");
  const auto matter = make_matter("county4");
  EXPECT_EQ(key_of(command([&](db::Transaction& tx) {
              return merge_units(ctx, tx, server, {ids_["county4"], 1, ids_["county2"], ctx.today()});
            })),
            "");
  read([&](db::Reader& in) {
    const auto held = held_posts(in, person, ctx.today());
    ASSERT_EQ(held.size(), 1u);
    EXPECT_EQ(held[0].unit, ids_["county2"]);
    EXPECT_EQ(posts_of_unit(in, rulebook, ids_["county2"], ctx.today()).size(), 1u);
    EXPECT_EQ(in.query("SELECT unit FROM matter WHERE id = $1", {matter}).row(0).id<UnitId>(0), ids_["county2"]);
  });
}

TEST_F(Units, CloseOnlyWhenEmpty) {
  const auto close = [&](const std::string& unit) {
    return key_of(command([&](db::Transaction& tx) {
      return close_unit(ctx, tx, server, {ids_[unit], get(unit).version, ctx.today()});
    }));
  };
  EXPECT_EQ(close("county"), "close-with-children");
  EXPECT_EQ(close("country"), "root-stays");
  const auto person = make_person("Zhao", "town2");
  const auto held = post(person, "clerk", "town2");
  EXPECT_EQ(close("town2"), "close-with-posts");
  EXPECT_EQ(key_of(command([&](db::Transaction& tx) { return end_post(ctx, tx, server, {held, {}}); })), "");
  const auto matter = make_matter("town2");
  EXPECT_EQ(close("town2"), "close-with-matters");
  write("UPDATE matter SET state = 1 WHERE id = $1", {matter});
  EXPECT_EQ(close("town2"), "");
  EXPECT_EQ(close("town2"), "already-ended");
  expect_journal_holds();
}

}  // namespace
}  // namespace massline::registry
