#include "access/access.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "access/refusals.h"
#include "base/refusals.h"
#include "support/test_store.h"

namespace massline::access {
namespace {

using rulebook::Capability;
using rulebook::Relation;
using testing::ElementsAre;

rulebook::PostKind post_kind(std::string id, std::vector<Capability> may, bool leads = false) {
  return {id, {id, id}, {"office"}, leads, std::move(may)};
}

rulebook::Rulebook small_rulebook() {
  rulebook::Rulebook book;
  book.posts = {post_kind("head", {Capability::read_unit, Capability::read_subtree, Capability::manage_units}, true),
                post_kind("clerk", {Capability::read_unit, Capability::intake}), post_kind("guest", {})};
  return book;
}

HeldPost held(std::string kind, std::int64_t unit, std::string path) {
  return {PostId{unit * 10}, std::move(kind), UnitId{unit}, std::move(path), "office"};
}

/// 1 ─ 2 ─ 3 ─ 4, and 5 beside 3.
constexpr const char* paths[] = {"", "0001", "00010001", "000100010001", "0001000100010001", "000100010002"};
HeldPost at(std::string kind, std::int64_t unit) { return held(std::move(kind), unit, paths[unit]); }

Viewer viewer(std::vector<HeldPost> posts, std::int64_t person = 1) {
  return {RegionId{2}, PersonId{person}, std::move(posts), false};
}

MatterFacts matter_in(std::int64_t unit) {
  MatterFacts facts;
  facts.region = RegionId{2};
  facts.unit_path = paths[unit];
  facts.stage = "open";
  return facts;
}

TEST(Access, PathsNest) {
  EXPECT_TRUE(is_within("00010002", "0001"));
  EXPECT_TRUE(is_within("0001", "0001"));
  EXPECT_FALSE(is_within("0001", "00010002"));
  EXPECT_FALSE(is_within("0001", ""));
  EXPECT_THAT(path_and_above("000100020003"), ElementsAre("0001", "00010002", "000100020003"));
}

struct ReadCase {
  const char* what;
  std::vector<HeldPost> posts;
  MatterFacts matter;
  bool may;
};

TEST(Access, WhoReads) {
  const auto book = small_rulebook();
  auto sent = matter_in(5);
  sent.sender_path = paths[3];
  auto called_in = matter_in(4);
  called_in.escalated_path = paths[5];
  auto handled = matter_in(3);
  handled.handler = PersonId{1};
  auto accuses_unit = matter_in(5);
  accuses_unit.barred_paths = {paths[3]};
  auto accuses_person = matter_in(3);
  accuses_person.barred_persons = {PersonId{1}};
  auto confidential = matter_in(4);
  confidential.confidential = true;
  const ReadCase cases[] = {
      {"nobody", {}, matter_in(3), false},
      {"a clerk of the unit", {at("clerk", 3)}, matter_in(3), true},
      {"a clerk above it", {at("clerk", 2)}, matter_in(3), false},
      {"a clerk beside it", {at("clerk", 5)}, matter_in(3), false},
      {"a head above it", {at("head", 2)}, matter_in(4), true},
      {"a head below it", {at("head", 4)}, matter_in(3), false},
      {"a head of the root", {at("head", 1)}, matter_in(4), true},
      {"a clerk of the sender", {at("clerk", 3)}, sent, true},
      {"a clerk of the unit called in", {at("clerk", 5)}, called_in, true},
      {"a guest", {at("guest", 3)}, matter_in(3), false},
      {"a guest who has it in hand", {at("guest", 3)}, handled, true},
      {"who had it in hand and left", {at("guest", 5)}, handled, false},
      {"the accused unit", {at("clerk", 3)}, accuses_unit, false},
      {"below the accused unit", {at("clerk", 4)}, accuses_unit, false},
      {"a head above the accused unit", {at("head", 2)}, accuses_unit, true},
      {"with one foot in the accused unit", {at("head", 2), at("guest", 4)}, accuses_unit, false},
      {"a head above a confidential matter", {at("head", 2)}, confidential, false},
      {"a head where a confidential matter lies", {at("head", 4)}, confidential, true},
      {"the accused person", {at("clerk", 3)}, accuses_person, false},
  };
  for (const ReadCase& c : cases) EXPECT_EQ(may_read(book, viewer(c.posts), c.matter), c.may) << c.what;
}

TEST(Access, CapabilitiesReachAsFarAsTheirKind) {
  const auto book = small_rulebook();
  const auto who = viewer({at("head", 2), at("clerk", 3)});
  EXPECT_NE(post_that_can(book, who, Capability::manage_units, paths[4]), nullptr);
  EXPECT_EQ(post_that_can(book, who, Capability::manage_units, paths[1]), nullptr);
  EXPECT_NE(post_that_can(book, who, Capability::intake, paths[3]), nullptr);
  EXPECT_EQ(post_that_can(book, who, Capability::intake, paths[4]), nullptr);
  EXPECT_NE(post_that_can(book, who, Capability::intake), nullptr);
  EXPECT_EQ(post_that_can(book, who, Capability::open_identity), nullptr);
}

rulebook::Procedure procedure_with(rulebook::Step step) {
  rulebook::Procedure procedure;
  procedure.id = "p";
  procedure.stages = {{"open", {"Open", "办理"}, {}, rulebook::StageState::open, false},
                      {"done", {"Done", "办结"}, {}, rulebook::StageState::closed, false}};
  procedure.steps = {std::move(step)};
  return procedure;
}

TEST(Access, WhoTakesAStep) {
  const auto book = small_rulebook();
  rulebook::Step step;
  step.id = "decide";
  step.title = {"Decide", "决定"};
  step.source.document = "Rules";
  step.from = {"open"};
  step.by.posts = {"clerk", "head"};
  step.by.different_from = {"investigate"};
  const auto key = [&](const rulebook::Step& s, const Viewer& who, const MatterFacts& facts) -> std::string {
    const auto procedure = procedure_with(s);
    const auto answer = may_take(book, who, procedure, s, facts);
    if (answer) return "yes";
    EXPECT_EQ(answer.error().text(Language::en).find('{'), std::string::npos) << answer.error().text(Language::en);
    EXPECT_EQ(answer.error().text(Language::zh).find('{'), std::string::npos) << answer.error().text(Language::zh);
    return answer.error().message->key;
  };
  auto facts = matter_in(3);
  EXPECT_EQ(key(step, viewer({at("clerk", 3)}), facts), "yes");
  EXPECT_EQ(key(step, viewer({at("head", 2)}), facts), "step-needs-place");
  EXPECT_EQ(key(step, viewer({at("clerk", 5)}), facts), "not-found");
  auto above = step;
  above.by.at = {Relation::above};
  EXPECT_EQ(key(above, viewer({at("head", 2)}), facts), "yes");
  EXPECT_EQ(key(above, viewer({at("clerk", 3)}), facts), "step-needs-place");
  auto others = step;
  others.by.posts = {"guest"};
  EXPECT_EQ(key(others, viewer({at("clerk", 3)}), facts), "step-needs-post");
  auto raisers = step;
  raisers.by = {};
  raisers.by.raiser = true;
  EXPECT_EQ(key(raisers, viewer({at("clerk", 3)}), facts), "step-of-the-raiser");
  Viewer raiser;
  raiser.raiser = true;
  EXPECT_EQ(key(raisers, raiser, facts), "yes");
  EXPECT_EQ(key(step, raiser, facts), "step-needs-post");
  facts.takers = {{"investigate", PersonId{1}}, {"decide", PersonId{2}}};
  EXPECT_EQ(key(step, viewer({at("clerk", 3)}, 1), facts), "step-needs-another-person");
  EXPECT_EQ(key(step, viewer({at("clerk", 3)}, 2), facts), "yes");
  facts.stage = "done";
  EXPECT_EQ(key(step, viewer({at("clerk", 3)}, 2), facts), "step-not-open");
  facts.barred_persons = {PersonId{2}};
  EXPECT_EQ(key(step, viewer({at("clerk", 3)}, 2), facts), "not-found");
}

/// Random units, matters and viewers: the SQL condition and the pure decision must name the same matters.
class FilterProperty : public testing::Test {
 protected:
  struct UnitRow {
    std::int64_t id, region;
    std::string path;
  };

  std::int64_t below(std::int64_t bound) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(bound));
  }
  const UnitRow& any_unit() {
    return units_[static_cast<std::size_t>(below(static_cast<std::int64_t>(units_.size())))];
  }

  void make_tree(db::Transaction& tx) {
    units_ = {{1, 1, "0001"}};
    for (std::int64_t id = 2; id <= 30; ++id) {
      const UnitRow parent = any_unit();
      char step[5];
      std::snprintf(step, sizeof step, "%04d", static_cast<int>(id));
      units_.push_back({id, parent.id == 1 ? id : parent.region, parent.path + step});
    }
    for (const UnitRow& unit : units_)
      tx.execute(
          "INSERT INTO unit(region, id, path, kind, code, name, is_place, next_child, from_date, version) VALUES($1, "
          "$2, "
          "$3, 'office', 'c', 'n', 0, 1, 0, 1)",
          {unit.region, unit.id, unit.path});
  }

  /// One matter in the store, and the same as facts.
  MatterFacts make_matter(db::Transaction& tx, std::int64_t id) {
    MatterFacts facts;
    facts.region = RegionId{any_unit().region};
    const UnitRow unit = any_unit(), sender = any_unit(), escalated = any_unit();
    facts.unit_path = unit.path;
    if (below(3) == 0) facts.sender_path = sender.path;
    if (below(3) == 0) facts.escalated_path = escalated.path;
    if (below(3) == 0) facts.handler = PersonId{1 + below(4)};
    facts.confidential = below(3) == 0;
    tx.execute(
        "INSERT INTO matter(region, id, code, procedure, procedure_from, stage, state, channel, language, title, unit, "
        "sender, escalated, handler, next_due, anonymous, confidential, group_size, receipt_hash, raised_at, "
        "updated_at, "
        "version) VALUES($1, $2, 'c', 'p', 0, 'open', 0, 'web', 'en', 't', $3, $4, $5, $6, 0, 0, $7, 1, $8, 0, 0, 1)",
        {facts.region, id, unit.id, facts.sender_path.empty() ? db::Value() : db::Value(sender.id),
         facts.escalated_path.empty() ? db::Value() : db::Value(escalated.id),
         facts.handler ? db::Value(facts.handler) : db::Value(), facts.confidential, db::Blob{"r"}});
    for (std::int64_t bar = 1; bar <= below(3); ++bar) {
      if (below(2) == 0)
        facts.barred_paths.push_back(any_unit().path);
      else
        facts.barred_persons.push_back(PersonId{1 + below(4)});
    }
    std::int64_t bar = 0;
    for (const auto& path : facts.barred_paths)
      tx.execute("INSERT INTO bar(region, matter, id, path) VALUES($1, $2, $3, $4)", {facts.region, id, ++bar, path});
    for (const auto person : facts.barred_persons)
      tx.execute("INSERT INTO bar(region, matter, id, person) VALUES($1, $2, $3, $4)",
                 {facts.region, id, ++bar, person});
    return facts;
  }

  Viewer make_viewer() {
    Viewer who;
    who.person = PersonId{1 + below(4)};
    const char* kinds[] = {"head", "clerk", "guest"};
    for (std::int64_t i = below(4); i > 0; --i) {
      const UnitRow unit = any_unit();
      who.posts.push_back(held(kinds[below(3)], unit.id, unit.path));
      who.region = RegionId{unit.region};
    }
    return who;
  }

  std::mt19937_64 random_{20221001};
  std::vector<UnitRow> units_;
};

TEST_F(FilterProperty, EqualsTheDecision) {
  const auto book = small_rulebook();
  test::TestStore store;
  std::vector<MatterFacts> matters;
  store->write([&](db::Transaction& tx) {
    random_.seed(20221001);
    matters.clear();
    make_tree(tx);
    for (std::int64_t id = 1; id <= 300; ++id) matters.push_back(make_matter(tx, id));
    return true;
  });
  std::size_t readable = 0, hidden = 0;
  store->read([&](db::Reader& in) {
    for (int round = 0; round < 300; ++round) {
      const Viewer who = make_viewer();
      const Filter filter = readable_matters(book, who, "m", 2);
      db::Values parameters{0};
      parameters.insert(parameters.end(), filter.parameters.begin(), filter.parameters.end());
      const auto rows =
          in.query("SELECT m.id FROM matter m WHERE m.state = $1 AND " + filter.sql + " ORDER BY m.id", parameters);
      std::vector<std::int64_t> by_sql, by_decision;
      for (const auto row : rows) by_sql.push_back(row.integer(0));
      for (std::size_t i = 0; i < matters.size(); ++i)
        if (may_read(book, who, matters[i])) by_decision.push_back(static_cast<std::int64_t>(i) + 1);
      ASSERT_EQ(by_sql, by_decision) << "round " << round << ": " << filter.sql;
      readable += by_decision.size();
      hidden += matters.size() - by_decision.size();
    }
  });
  // Neither side of the decision may be missing from the sample.
  EXPECT_GT(readable, 1000u);
  EXPECT_GT(hidden, 1000u);
}

}  // namespace
}  // namespace massline::access
