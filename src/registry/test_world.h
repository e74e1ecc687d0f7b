// A small organisation for the tests of this folder, on the store that the environment names.
//
//   1 country ─┬─ city ─┬─ county ─┬─ town ─── community
//              │        │          ├─ office
//              │        │          └─ town2
//              │        └─ city-office
//              └─ city2 ─── county2
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "base/crypto.h"
#include "registry/accounts.h"
#include "registry/people.h"
#include "registry/unit_commands.h"
#include "registry/units.h"
#include "support/test_store.h"

namespace massline::registry {

inline constexpr const char* good_password = "four plain words here";

inline rulebook::Rulebook small_rulebook() {
  using rulebook::Capability;
  rulebook::Rulebook book;
  const auto kind = [&](std::string id, std::vector<std::string> under, bool authority, bool place) {
    book.unit_kinds.push_back({id, {id, id}, std::move(under), authority, place});
  };
  kind("country", {}, true, true);
  kind("city", {"country"}, true, true);
  kind("county", {"city"}, true, true);
  kind("town", {"county"}, true, true);
  kind("community", {"town"}, false, true);
  kind("office", {"country", "city", "county", "town"}, false, false);
  const std::vector<std::string> anywhere{"country", "city", "county", "town", "community", "office"};
  book.posts = {
      {"leader", {"Leader", "负责人"}, anywhere, true, {Capability::read_unit, Capability::read_subtree}},
      {"clerk", {"Clerk", "工作人员"}, {"office", "town"}, false, {Capability::read_unit, Capability::intake}},
      {"registrar",
       {"Registrar", "管理员"},
       anywhere,
       false,
       {Capability::manage_units, Capability::manage_people, Capability::manage_accounts, Capability::manage_keys}}};
  book.memberships = {{"full", {"Full member", "正式党员"}}};
  book.settings = {{"village", {"Village", "农村"}}};
  book.organisation = {"The Country", "全国"};
  book.jurisdiction = "CN";
  return book;
}

class RegistryTest : public testing::Test {
 protected:
  RegistryTest() {
    ctx.digest_of_matter = [](db::Reader& in, RegionId region, MatterId id) {
      const auto row = in.query("SELECT unit, version FROM matter WHERE region = $1 AND id = $2", {region, id});
      return digest(std::to_string(row.row(0).integer(0)) + "/" + std::to_string(row.row(0).integer(1)));
    };
  }

  template <class Job>
  auto command(Job&& job) {
    return store->command(std::forward<Job>(job));
  }
  template <class Job>
  auto read(Job&& job) {
    return store->read(std::forward<Job>(job));
  }

  void make_country() {
    make("country", "", "country");
    make("city", "country", "city");
    make("county", "city", "county");
    make("town", "county", "town");
    make("community", "town", "community");
    make("office", "county", "office");
    make("town2", "county", "town");
    make("city-office", "city", "office");
    make("city2", "country", "city");
    make("county2", "city2", "county");
  }

  UnitId make(const std::string& name, const std::string& parent, const std::string& kind) {
    const auto unit = command([&](db::Transaction& tx) {
      return create_unit(ctx, tx, server, {parent.empty() ? UnitId{} : ids_.at(parent), kind, name, name, "", "", {}});
    });
    EXPECT_TRUE(unit) << unit.error().text(Language::en);
    ids_[name] = unit->id;
    return unit->id;
  }

  PersonId make_person(const std::string& name, const std::string& unit) {
    const auto person = command([&](db::Transaction& tx) {
      return create_person(ctx, tx, server, {ids_.at(unit), name});
    });
    EXPECT_TRUE(person) << person.error().text(Language::en);
    return person->id;
  }

  PostId post(PersonId person, const std::string& kind, const std::string& unit) {
    const auto begun = command([&](db::Transaction& tx) {
      return begin_post(ctx, tx, server, {person, ids_.at(unit), kind, {}, {}});
    });
    EXPECT_TRUE(begun) << begun.error().text(Language::en);
    return begun->id;
  }

  /// An open matter at a unit, straight into its table: the layer of matters lies above this one.
  MatterId make_matter(const std::string& unit) {
    const auto at = get(unit);
    const auto id = ids.make<MatterId>();
    write(
        "INSERT INTO matter(region, id, code, procedure, procedure_from, stage, state, channel, language, title, unit, "
        "next_due, anonymous, confidential, group_size, receipt_hash, raised_at, updated_at, version) VALUES($1, $2, "
        "'c', "
        "'p', 0, 'open', 0, 'web', 'en', 't', $3, 0, 0, 0, 1, $4, 0, 0, 1)",
        {at.region, id, at.id, db::Blob{"r"}});
    return id;
  }

  void accuse(MatterId matter, const std::string& region_of, UnitId unit, PersonId person) {
    write("INSERT INTO party(region, matter, id, role, unit, person) VALUES($1, $2, $3, 'accused', $4, $5)",
          {get(region_of).region, matter, ids.make<EntryId>(), unit ? db::Value(unit) : db::Value(),
           person ? db::Value(person) : db::Value()});
  }

  std::vector<std::string> barred_paths(MatterId matter) {
    std::vector<std::string> out;
    store->read([&](db::Reader& in) {
      for (const auto row :
           in.query("SELECT path FROM bar WHERE matter = $1 AND path IS NOT NULL ORDER BY path", {matter}))
        out.push_back(row.text(0));
    });
    return out;
  }

  void write(const std::string& sql, std::initializer_list<db::Value> parameters) {
    store->write([&](db::Transaction& tx) {
      tx.execute(sql, parameters);
      return true;
    });
  }

  Unit get(const std::string& name) {
    return *read([&](db::Reader& in) { return find_unit(in, ids_.at(name)); });
  }

  Actor actor_of(PersonId person) {
    return Actor::of(read([&](db::Reader& in) { return viewer_of(in, person, ctx.today()); }));
  }

  test::TestStore store;
  rulebook::Rulebook rulebook = small_rulebook();
  ManualClock clock{*parse_instant("2022-10-01T08:00:00Z")};
  SeededRandom random{1};
  IdMaker ids{clock, random};
  Zone zone{"Asia/Shanghai"};
  Context ctx{*store, rulebook, clock, random, ids, zone, std::string(32, 'k'), "", {}};
  Actor server = Actor::server();
  std::map<std::string, UnitId> ids_;
};

/// The key of a refusal, or "" where there was none.
template <class T>
std::string key_of(const Result<T>& result) {
  if (result) return "";
  for (const Language language : {Language::en, Language::zh})
    EXPECT_EQ(result.error().text(language).find('{'), std::string::npos) << result.error().text(language);
  return result.error().message->key;
}

}  // namespace massline::registry
