#include "registry/people.h"

#include <gmock/gmock.h>

#include "registry/bars.h"
#include "registry/test_world.h"

namespace massline::registry {
namespace {

using rulebook::Capability;
using std::chrono::days;
using testing::ElementsAre;
using testing::IsEmpty;

class People : public RegistryTest {
 protected:
  People() { make_country(); }

  template <class Input>
  std::string begin(const Actor& actor, Input input) {
    return key_of(command([&](db::Transaction& tx) { return begin_post(ctx, tx, actor, input); }));
  }
};

TEST_F(People, HoldPostsFromDayToDay) {
  const auto li = make_person("Li", "office");
  const Date today = ctx.today();
  EXPECT_EQ(begin(server, BeginPost{li, ids_["office"], "clerk", today + days(5), today + days(10)}), "");
  EXPECT_EQ(begin(server, BeginPost{li, ids_["office"], "clerk", today, today + days(6)}), "post-overlaps");
  EXPECT_EQ(begin(server, BeginPost{li, ids_["office"], "clerk", today, today + days(5)}), "");
  EXPECT_EQ(begin(server, BeginPost{li, ids_["office"], "clerk", today + days(10), {}}), "");
  EXPECT_EQ(begin(server, BeginPost{li, ids_["community"], "clerk", {}, {}}), "post-not-here");
  EXPECT_EQ(begin(server, BeginPost{li, ids_["office"], "nothing", {}, {}}), "kind-unknown");
  EXPECT_EQ(begin(server, BeginPost{PersonId{5}, ids_["office"], "clerk", {}, {}}), "not-found");
  EXPECT_EQ(begin(server, BeginPost{li, ids_["town"], "clerk", today, today - days(1)}), "period-backwards");
  EXPECT_EQ(begin(server, BeginPost{li, ids_["town"], "clerk", today - days(1), {}}), "unit-not-in-force");
  read([&](db::Reader& in) {
    for (const int day : {0, 4, 5, 9, 10, 100}) EXPECT_EQ(held_posts(in, li, today + days(day)).size(), 1u) << day;
    EXPECT_THAT(held_posts(in, li, today - days(1)), IsEmpty());
    EXPECT_EQ(posts_of_unit(in, rulebook, ids_["office"], today).size(), 3u);
    EXPECT_EQ(posts_below(in, ids_["city"], 100).size(), 3u);
  });
}

TEST_F(People, AreManagedWithinTheSubtreeOnly) {
  const auto registrar = make_person("Registrar", "county");
  post(registrar, "registrar", "county");
  const auto actor = actor_of(registrar);
  const auto li = make_person("Li", "office");
  EXPECT_EQ(begin(actor, BeginPost{li, ids_["town"], "clerk", {}, {}}), "");
  EXPECT_EQ(begin(actor, BeginPost{li, ids_["city-office"], "clerk", {}, {}}), "not-allowed");
  const auto may = [&](PersonId person) {
    return read([&](db::Reader& in) {
      return key_of(authorise_over_person(in, rulebook, actor, Capability::manage_accounts, *find_person(in, person),
                                          ctx.today()));
    });
  };
  EXPECT_EQ(may(li), "");
  // Once Li holds a post above, whoever manages only the county can't get at the account any more.
  post(li, "clerk", "city-office");
  EXPECT_EQ(may(li), "not-allowed");
  EXPECT_EQ(may(make_person("Nobody yet", "community")), "");
  EXPECT_EQ(may(make_person("Nobody elsewhere", "county2")), "not-allowed");
}

TEST_F(People, AreListedByPage) {
  for (const char* name : {"An", "Bo", "Chen", "Deng"}) post(make_person(name, "county"), "clerk", "office");
  make_person("Without a post", "city");
  post(make_person("Elsewhere", "county2"), "leader", "county2");
  read([&](db::Reader& in) {
    const auto first = people_below(in, ids_["county"], "", ctx.today(), "", 3);
    ASSERT_EQ(first.people.size(), 3u);
    EXPECT_EQ(first.people[0].person.name, "An");
    EXPECT_EQ(first.people[0].posts.size(), 1u);
    const auto rest = people_below(in, ids_["county"], "", ctx.today(), first.next, 3);
    ASSERT_EQ(rest.people.size(), 2u);
    EXPECT_EQ(rest.people[1].person.name, "Without a post");
    EXPECT_EQ(rest.next, "");
    EXPECT_EQ(people_below(in, ids_["county"], "HEN", ctx.today(), "", 10).people.size(), 1u);
  });
}

TEST_F(People, WhoLeadAndAreAccusedBarTheirUnits) {
  const auto wang = make_person("Wang", "county");
  const auto led = post(wang, "leader", "town");
  const auto matter = make_matter("town2");
  accuse(matter, "town2", {}, wang);
  command([&](db::Transaction& tx) -> Result<Done> {
    recompute_bars(tx, rulebook, get("town2").region, matter, ctx.today());
    return Done{};
  });
  EXPECT_THAT(barred_paths(matter), ElementsAre(get("town").path));
  read([&](db::Reader& in) {
    EXPECT_THAT(paths_barred_by(in, rulebook, {}, wang, ctx.today()), ElementsAre(get("town").path));
    EXPECT_TRUE(matters_at_barred_units(in, ctx.today(), 10).empty());
  });
  // A post to come bars at once, also where it is the unit that has the matter.
  EXPECT_EQ(begin(server, BeginPost{wang, ids_["county"], "leader", ctx.today() + days(3), {}}), "");
  EXPECT_THAT(barred_paths(matter), ElementsAre(get("county").path, get("town").path));
  read([&](db::Reader& in) { EXPECT_EQ(matters_at_barred_units(in, ctx.today(), 10).size(), 1u); });
  // One that ends bars until its end.
  EXPECT_EQ(key_of(command([&](db::Transaction& tx) {
              return end_post(ctx, tx, server, {led, ctx.today() + days(1)});
            })),
            "");
  EXPECT_EQ(barred_paths(matter).size(), 2u);
  run_due_changes(ctx);
  clock.advance(days(1));
  EXPECT_EQ(run_due_changes(ctx).bars_renewed, 1);
  EXPECT_THAT(barred_paths(matter), ElementsAre(get("county").path));
}

TEST_F(People, AreMembersFromDayToDay) {
  const auto li = make_person("Li", "office");
  const auto begun = command([&](db::Transaction& tx) {
    return begin_membership(ctx, tx, server, {li, ids_["community"], "full", {}});
  });
  ASSERT_EQ(key_of(begun), "");
  EXPECT_EQ(key_of(command([&](db::Transaction& tx) {
              return begin_membership(ctx, tx, server, {li, ids_["community"], "full", {}});
            })),
            "post-overlaps");
  read([&](db::Reader& in) { EXPECT_EQ(members_of_unit(in, ids_["community"], ctx.today(), 10).size(), 1u); });
  EXPECT_EQ(key_of(command([&](db::Transaction& tx) { return end_membership(ctx, tx, server, {begun->id, {}}); })), "");
  read([&](db::Reader& in) {
    EXPECT_TRUE(members_of_unit(in, ids_["community"], ctx.today(), 10).empty());
    EXPECT_EQ(memberships_of_person(in, li).size(), 1u);
  });
}

TEST_F(People, AreRenamed) {
  const auto li = make_person("Li", "office");
  EXPECT_EQ(key_of(command([&](db::Transaction& tx) {
              return rename_person(ctx, tx, server, {li, 1, "Li Hua"});
            })),
            "");
  EXPECT_EQ(key_of(command([&](db::Transaction& tx) {
              return rename_person(ctx, tx, server, {li, 1, "Li Ha"});
            })),
            "changed-meanwhile");
  read([&](db::Reader& in) { EXPECT_EQ(name_of_person(in, li), "Li Hua"); });
}

}  // namespace
}  // namespace massline::registry
