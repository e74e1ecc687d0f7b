// A small country for the tests of lists, figures and attachments, by the rulebook of rulebooks/cpc, on the store that
// the environment names.
//
//   country ─┬─ province ── city ── county ─┬─ town ─┬─ east (community)
//            │                              │        └─ west (community)
//            │                              └─ town2 ── north (community)
//            ├─ province2 ── city2 ── county2 ── far (community)
//            └─ state-office (petition office)
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "matters/digests.h"
#include "matters/matter_commands.h"
#include "matters/matter_lists.h"
#include "matters/matter_table.h"
#include "matters/raise_matter.h"
#include "registry/people.h"
#include "registry/unit_commands.h"
#include "registry/units.h"
#include "support/temp_dir.h"
#include "support/test_store.h"

namespace massline::matters {

class ListTest : public testing::Test {
 protected:
  ListTest() {
    ctx.digest_of_matter = [](db::Reader& in, RegionId region, MatterId id) {
      return digest_of_matter(in, *find_matter(in, region, id));
    };
    make("country", "", "country");
    make("province", "country", "province");
    make("city", "province", "city");
    make("county", "city", "county");
    make("town", "county", "town");
    make("east", "town", "community");
    make("west", "town", "community");
    make("town2", "county", "town");
    make("north", "town2", "community");
    make("province2", "country", "province");
    make("city2", "province2", "city");
    make("county2", "city2", "county");
    make("far", "county2", "community");
    make("state-office", "country", "petition-office");
  }

  static const rulebook::Rulebook& rules() {
    static const rulebook::ReadResult result = rulebook::read_rulebook(MASSLINE_SOURCE_DIR "/rulebooks/cpc");
    for (const rulebook::Problem& problem : result.problems) ADD_FAILURE() << to_string(problem);
    check(result.rulebook != nullptr, "the rulebook of the country can be read");
    return *result.rulebook;
  }

  template <class Job>
  auto read(Job&& job) {
    return store->read(std::forward<Job>(job));
  }

  void make(const std::string& name, const std::string& parent, const std::string& kind) {
    const auto unit = store->command([&](db::Transaction& tx) {
      return registry::create_unit(ctx, tx, server,
                                   {parent.empty() ? UnitId{} : units.at(parent), kind, name, name, "", "", {}});
    });
    ASSERT_TRUE(unit) << unit.error().text(Language::en);
    units[name] = unit->id;
  }

  /// So many communities of the town that a list no longer looks at its units one by one.
  void fill(const std::string& town) {
    const auto made = store->command([&](db::Transaction& tx) -> Result<Done> {
      for (int i = 0; i < 501; ++i) {
        const std::string name = town + "-" + std::to_string(i);
        const auto unit = registry::create_unit(ctx, tx, server, {units.at(town), "community", name, name, "", "", {}});
        if (!unit) return tl::unexpected(unit.error());
      }
      return Done{};
    });
    ASSERT_TRUE(made) << made.error().text(Language::en);
  }

  registry::Unit unit(const std::string& name) {
    return *read([&](db::Reader& in) { return registry::find_unit(in, units.at(name)); });
  }

  /// Somebody new who holds this post.
  access::Viewer officer(const std::string& kind, const std::string& at) {
    const auto person = store->command([&](db::Transaction& tx) {
      return registry::create_person(ctx, tx, server, {units.at(at), kind + " of " + at});
    });
    EXPECT_TRUE(person) << person.error().text(Language::en);
    const auto post = store->command([&](db::Transaction& tx) {
      return registry::begin_post(ctx, tx, server, {person->id, units.at(at), kind, {}, {}});
    });
    EXPECT_TRUE(post) << post.error().text(Language::en);
    return read([&](db::Reader& in) { return registry::viewer_of(in, person->id, ctx.today()); });
  }

  RaisedMatter raise(const std::string& place, const std::string& what, const std::string& topic = "street-lamp",
                     bool confidential = false) {
    RaiseRequest request;
    request.procedure = "estate-request";
    request.topic = topic;
    request.place = units.at(place);
    request.inputs = {{"what", what}};
    request.anonymous = true;
    request.confidential = confidential;
    auto raised = raise_matter(ctx, {}, request);
    EXPECT_TRUE(raised) << raised.error().text(Language::en) << " " << raised.error().field;
    clock.advance(std::chrono::minutes(1));
    return std::move(*raised);
  }

  std::int64_t version_of(MatterId id) {
    return read([&](db::Reader& in) { return find_matter(in, id)->version; });
  }

  void step(const access::Viewer& viewer, MatterId id, const std::string& name, JsonObject inputs) {
    const auto taken = take_step(ctx, viewer, {id, name, version_of(id), std::move(inputs), {}});
    ASSERT_TRUE(taken) << name << ": " << taken.error().text(Language::en) << " " << taken.error().field;
  }

  void answer(const access::Viewer& viewer, MatterId id) {
    step(viewer, id, "answer", {{"decision", "solved"}, {"reasons", "修好了"}, {"remedy", "可以请街道处理"}});
  }

  /// As a step does that sends it on.
  void send_on(const RaisedMatter& matter, const std::string& to) {
    store->write([&](db::Transaction& tx) {
      tx.execute(
          "UPDATE matter SET unit = $3, unit_region = (SELECT NULLIF(u.region, $1) FROM unit u WHERE u.id = $3) WHERE "
          "region = $1 AND id = $2",
          {matter.region, matter.id, units.at(to)});
      return true;
    });
  }

  void accuse(const RaisedMatter& matter, const std::string& accused) {
    store->write([&](db::Transaction& tx) {
      insert_party(tx, matter.region, matter.id, 1, {"accused", units.at(accused), {}});
      tx.execute("INSERT INTO bar(region, matter, id, path) VALUES($1, $2, 1, $3)",
                 {matter.region, matter.id, registry::find_unit(tx, units.at(accused))->path});
      return true;
    });
  }

  test::TestStore store;
  test::TempDir folder;
  std::map<std::string, UnitId> units;
  ManualClock clock{*parse_instant("2024-03-04T01:00:00Z")};  // a Monday, 09:00 in Beijing
  SeededRandom random{7};
  IdMaker ids{clock, random};
  Zone zone{"Asia/Shanghai"};
  Context ctx{*store, rules(), clock, random, ids, zone, std::string(32, 'k'), folder.file("files"), {}};
  registry::Actor server = registry::Actor::server();
};

inline std::vector<std::string> codes_of(const std::vector<MatterSummary>& items) {
  std::vector<std::string> out;
  for (const MatterSummary& item : items) out.push_back(item.code);
  return out;
}

}  // namespace massline::matters
