// Random people take random steps of every procedure of a rulebook; after each the promises of the program must hold:
// a matter always has a unit that it does not accuse, an open one has a clock, whoever is barred sees nothing, every
// answer has reasons and remedy, and the journal holds. The seed replays a failure.
#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>

#include "cases/case_world.h"
#include "journal/journal.h"
#include "matters/digests.h"
#include "matters/matter_commands.h"
#include "matters/matter_table.h"
#include "matters/matter_views.h"
#include "matters/matter_work.h"
#include "registry/people.h"

namespace massline::cases {

namespace {

using rulebook::Ask;
using rulebook::AskType;

const std::vector<UnitLine> county{{"country", "C", ""},
                                   {"province", "P", "C"},
                                   {"city", "S", "P"},
                                   {"county", "K", "S"},
                                   {"town", "T", "K"},
                                   {"community", "V", "T"},
                                   {"estate", "E", "V"},
                                   {"petition-office", "K-office", "K"},
                                   {"hotline-centre", "K-line", "K"},
                                   {"discipline-office", "K-discipline", "K"},
                                   {"discipline-office", "S-discipline", "S"},
                                   {"bureau", "K-water", "K"},
                                   {"bureau", "K-roads", "K"},
                                   {"property-office", "E-office", "E"},
                                   {"workgroup", "E-group", "E"}};
const std::vector<UnitLine> cooperative{{"association", "A", ""},  {"cooperative", "G", "A"}, {"office", "O", "G"},
                                        {"repair-team", "R", "G"}, {"quarter", "Q", "G"},     {"house", "H", "Q"}};

/// Every post in every unit that may have it, each held by a person of their own.
CaseFile world_file(const std::string& rulebook, const std::vector<UnitLine>& units) {
  CaseFile file;
  file.rulebook = rulebook;
  file.units = units;
  for (const UnitLine& unit : units)
    for (const rulebook::PostKind& post : rulebook_named(rulebook).posts)
      if (std::find(post.in.begin(), post.in.end(), unit.kind) != post.in.end())
        file.people.push_back({unit.key + "/" + post.id, {{post.id, unit.key}}});
  return file;
}

class RandomSteps {
 public:
  RandomSteps(const CaseFile& file, std::uint64_t seed) : file_(file), world_(file), random_(seed) {
    world_.clock().set(*parse_instant("2024-03-04T02:00:00Z"));
  }

  void run(int actions) {
    for (int i = 0; i < actions; ++i) {
      act();
      if (testing::Test::HasFailure()) return;
    }
    expect_journal();
    EXPECT_GT(steps_taken_, actions / 15) << "too few steps were possible for this to show anything";
  }

 private:
  Context& ctx() { return world_.context(); }
  template <class T>
  const T& any(const std::vector<T>& list) {
    return list.at(random_.below(list.size()));
  }
  bool chance(std::uint64_t percent) { return random_.below(100) < percent; }

  void act() {
    const std::uint64_t what = random_.below(100);
    if (raised_.size() < 3 || what < 12) return raise();
    const matters::RaisedMatter& matter = any(raised_);
    if (what < 65) {
      staff_step(matter);
    } else if (what < 80) {
      raiser_step(matter);
    } else if (what < 84) {
      std::ignore = matters::name_party(ctx(), viewer(), {matter.id, version_of(matter), "accused", unit(), {}});
    } else if (what < 88) {
      std::ignore = matters::join_matter(ctx(), viewer(), {matter.id, version_of(matter), any(raised_).id});
    } else if (what < 90) {
      std::ignore = matters::separate_matter(ctx(), viewer(), {matter.id, version_of(matter)});
    } else if (what < 93) {
      std::ignore = matters::write_note(ctx(), viewer(), {matter.id, "A note", {}});
    } else {
      world_.clock().advance(std::chrono::hours(random_.below(24 * 12)));
      matters::escalate_late(ctx());
    }
    for (const matters::RaisedMatter& each : raised_) expect_promises(each);
  }

  access::Viewer viewer() { return world_.viewer(any(world_.people())); }
  UnitId unit() { return world_.unit(any(file_.units).key); }
  std::int64_t version_of(const matters::RaisedMatter& matter) { return row_of(matter).version; }
  matters::Matter row_of(const matters::RaisedMatter& matter) {
    return *ctx().store.read([&](db::Reader& in) { return matters::find_matter(in, matter.region, matter.id); });
  }

  Json value_for(const Ask& ask) {
    switch (ask.type) {
      case AskType::choice:
        return any(ask.choices).id;
      case AskType::yes_no:
        return chance(50);
      case AskType::date:
        return to_string(ctx().today());
      case AskType::money:
        return "12.50";
      case AskType::number:
        return static_cast<std::int64_t>(1 + random_.below(5));
      case AskType::person:
        return to_string(world_.person(any(world_.people())));
      case AskType::unit:
      case AskType::place:
        return to_string(unit());
      case AskType::matter:
      case AskType::file:
        return nullptr;
      default:
        return "Some words 一些文字";
    }
  }

  JsonObject inputs_for(const std::vector<Ask>& asks) {
    JsonObject inputs;
    for (const Ask& ask : asks)
      if (ask.required || chance(25)) inputs.emplace(ask.id, value_for(ask));
    return inputs;
  }

  void raise() {
    const rulebook::Procedure& procedure = any(ctx().rulebook.procedures);
    if (!procedure.listed || !procedure.in_force.contains(ctx().today())) return;
    matters::RaiseRequest request;
    request.procedure = procedure.id;
    request.channel = any(procedure.raise.channels);
    request.place = unit();
    request.inputs = inputs_for(procedure.raise.asks);
    if (!procedure.raise.anonymous || chance(50)) request.contact = {"Wang", "13800001234", "", ""};
    const auto raised = matters::raise_matter(ctx(), viewer(), request);
    if (raised) raised_.push_back(*raised);
  }

  void staff_step(const matters::RaisedMatter& matter) {
    // Somebody who can do something with it, as an inbox would bring it to them.
    for (int attempt = 0; attempt < 12; ++attempt) {
      const access::Viewer who = viewer();
      const auto detail = ctx().store.read(
          [&](db::Reader& in) { return matters::matter_detail(ctx(), in, who, matter.id, Language::en); });
      if (!detail || detail->steps.empty()) continue;
      const rulebook::Step& step = *any(detail->steps).step;
      const auto taken =
          matters::take_step(ctx(), who, {matter.id, step.id, detail->version, inputs_for(step.asks), {}});
      if (taken) ++steps_taken_;
      return;
    }
  }

  void raiser_step(const matters::RaisedMatter& matter) {
    const auto seen = ctx().store.read(
        [&](db::Reader& in) { return matters::follow_matter(ctx(), in, matter.receipt, matter.code, Language::zh); });
    ASSERT_TRUE(seen.has_value()) << "nothing raised is lost";
    if (seen->steps.empty()) return;
    const rulebook::Step& step = *any(seen->steps).step;
    if (matters::follow_step(ctx(), {matter.receipt, matter.code, step.id, {}, inputs_for(step.asks), {}}))
      ++steps_taken_;
  }

  void expect_promises(const matters::RaisedMatter& raised) {
    const matters::Matter matter = row_of(raised);
    const rulebook::Stage* stage = matters::procedure_of(ctx().rulebook, matter).stage(matter.stage);
    ctx().store.read([&](db::Reader& in) {
      const access::MatterFacts facts = matters::facts_of(in, matter);
      for (const std::string& barred : facts.barred_paths)
        EXPECT_FALSE(access::is_within(facts.unit_path, barred)) << matter.stage << " is with whom it accuses";
      const auto clocks = matters::clocks_of(in, matter.region, matter.id);
      const bool watched = std::any_of(clocks.begin(), clocks.end(), [&](const matters::Clock& clock) {
        const bool goes_on = clock.state == matters::ClockState::running || clock.state == matters::ClockState::paused;
        return (goes_on && !clock.owed_by_raiser) || (stage->waits_for_raiser && clock.owed_by_raiser);
      });
      EXPECT_TRUE(watched || matter.state != matters::MatterState::open)
          << matter.procedure << " at " << matter.stage << " has no clock";
      for (const matters::Answer& answer : matters::answers_of(in, matter.region, matter.id))
        EXPECT_TRUE(!answer.reasons.empty() && !answer.remedy.empty()) << "an answer without reasons or remedy";
      const access::Viewer who = viewer_in(in);
      const auto detail = matters::matter_detail(ctx(), in, who, matter.id, Language::en);
      if (access::is_barred(who, facts)) {
        EXPECT_FALSE(detail.has_value()) << "somebody who is barred reads it";
      }
    });
  }

  access::Viewer viewer_in(db::Reader& in);

  void expect_journal() {
    const auto report = ctx().store.read([&](db::Reader& in) {
      return journal::verify(in, [](db::Reader& reader, RegionId region, const std::string& kind, std::int64_t id) {
        return matters::digest_of(reader, region, kind, id);
      });
    });
    EXPECT_FALSE(report.broken.has_value()) << (report.broken ? report.broken->what : "");
  }

  const CaseFile& file_;
  World world_;
  SeededRandom random_;
  std::vector<matters::RaisedMatter> raised_;
  int steps_taken_ = 0;
};

access::Viewer RandomSteps::viewer_in(db::Reader& in) {
  return registry::viewer_of(in, world_.person(any(world_.people())), ctx().today());
}

TEST(RandomSteps, KeepThePromisesOfTheParty) {
  const CaseFile file = world_file("cpc", county);
  for (const std::uint64_t seed : {1U, 2U}) {
    SCOPED_TRACE(seed);
    RandomSteps(file, seed).run(150);
  }
}

TEST(RandomSteps, KeepThePromisesOfTheCooperative) {
  const CaseFile file = world_file("housing-coop", cooperative);
  for (const std::uint64_t seed : {3U, 4U}) {
    SCOPED_TRACE(seed);
    RandomSteps(file, seed).run(150);
  }
}

}  // namespace

}  // namespace massline::cases
