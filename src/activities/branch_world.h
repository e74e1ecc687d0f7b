// The country of registry/test_world.h with two branches in its community, the post of a branch's secretary and kinds
// of activities, for the tests of whatever is done in branches. It is December 2021 when the branches are made.
#pragma once

#include <string>
#include <vector>

#include "registry/test_world.h"

namespace massline::activities {

class BranchTest : public registry::RegistryTest {
 protected:
  BranchTest() {
    using rulebook::Measure;
    rulebook.unit_kinds.push_back({"branch", {"Branch", "支部"}, {"community"}, false, false});
    rulebook.posts.push_back({"secretary", {"Secretary", "书记"}, {"branch"}, true, {}});
    kind("meeting", Measure::times);
    kind("class", Measure::hours);
    kind("talk", Measure::times).pair_only = true;
    clock.set(*parse_instant("2021-12-01T08:00:00Z"));
    make_country();
    make("branch", "community", "branch");
    make("branch2", "community", "branch");
  }

  rulebook::ActivityKind& kind(const std::string& id, rulebook::Measure measure) {
    rulebook::ActivityKind& out = rulebook.activities.emplace_back();
    out.id = id;
    out.title = {id, id};
    out.measure = measure;
    return out;
  }

  PersonId member(const std::string& name, const std::string& unit) {
    const PersonId person = make_person(name, "community");
    join(person, unit, "2022-01-01");
    return person;
  }
  MembershipId join(PersonId person, const std::string& unit, const std::string& from) {
    const auto begun = command([&](db::Transaction& tx) {
      return registry::begin_membership(ctx, tx, server, {person, ids_.at(unit), "full", *parse_date(from)});
    });
    EXPECT_TRUE(begun) << begun.error().text(Language::en);
    return begun->id;
  }
  void leave(MembershipId membership, const std::string& on) {
    const auto ended = command([&](db::Transaction& tx) {
      return registry::end_membership(ctx, tx, server, {membership, *parse_date(on)});
    });
    ASSERT_TRUE(ended) << ended.error().text(Language::en);
  }

  /// "2023-05-09T19:00" by the clocks of China.
  static Instant at(const std::string& text) { return *parse_instant(text + ":00+08:00"); }

  std::vector<PersonId> members;
};

}  // namespace massline::activities
