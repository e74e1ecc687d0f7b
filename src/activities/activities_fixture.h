// A branch of twenty with its secretary, for the tests of this folder.
#pragma once

#include <gmock/gmock.h>

#include <algorithm>
#include <string>
#include <vector>

#include "activities/activities.h"
#include "activities/activity_lists.h"
#include "activities/branch_world.h"

namespace massline::activities {

using registry::Actor;
using registry::key_of;
using rulebook::Capability;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class ActivitiesTest : public BranchTest {
 protected:
  ActivitiesTest() {
    rulebook.unit_kinds.push_back({"group", {"Group", "小组"}, {"branch"}, false, false});
    rulebook.posts.back().may = {Capability::record_activities, Capability::read_activities};
    kind("visit", rulebook::Measure::days);
    make("group", "branch", "group");
    for (int i = 0; i < 20; ++i) members.push_back(member("Member " + std::to_string(i), "branch"));
    std::sort(members.begin(), members.end());
    secretary = make_person("Secretary", "community");
    post(secretary, "secretary", "branch");
    clock.set(*parse_instant("2023-05-10T12:00:00Z"));
  }

  static ActivityInput input(const std::string& from, const std::string& to, const std::string& topic = "") {
    return {at(from), at(to), {}, {}, topic, {}};
  }
  std::vector<SheetRow> all_there(std::size_t count = 20) {
    std::vector<SheetRow> out;
    for (std::size_t i = 0; i < count; ++i)
      out.push_back({static_cast<std::int64_t>(i + 1), members[i], Presence::present, ""});
    return out;
  }
  HoldActivity meeting(const std::string& from, const std::string& to, std::vector<SheetRow> sheet,
                       const std::string& unit = "branch", const std::string& kind = "meeting") {
    return {{}, 0, ids_.at(unit), kind, input(from, to), std::move(sheet)};
  }
  Result<Recorded> hold(const HoldActivity& held) {
    return command([&](db::Transaction& tx) { return hold_activity(ctx, tx, server, held); });
  }
  Result<Recorded> hold(const HoldActivity& held, const Actor& actor) {
    return command([&](db::Transaction& tx) { return hold_activity(ctx, tx, actor, held); });
  }
  static std::vector<std::string> keys(const std::vector<RowProblem>& problems) {
    std::vector<std::string> out;
    for (const auto& problem : problems) {
      for (const Language language : {Language::en, Language::zh})
        EXPECT_EQ(problem.refusal.text(language).find('{'), std::string::npos) << problem.refusal.text(language);
      out.push_back(std::to_string(problem.row) + " " + problem.refusal.message->key);
    }
    return out;
  }

  PersonId secretary;
};

}  // namespace massline::activities
