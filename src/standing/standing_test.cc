#include "standing/standing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "standing/allowance.h"
#include "standing/checksum.h"
#include "standing/refusals.h"
#include "standing/simulate.h"
#include "standing/snapshot.h"
#include "standing/trial.h"

namespace massline::standing {
namespace {

using rulebook::Duty;
using rulebook::DutyPeriod;
using rulebook::Measure;

const Date today = *parse_date("2026-05-20");

Duty duty(const std::string& id, Measure measure, std::int64_t amount, const std::string& kind,
          const std::string& who = "") {
  Duty out;
  out.id = id;
  out.measure = measure;
  out.amount = amount;
  out.of = {kind};
  if (!who.empty()) out.who = *rulebook::Expression::parse(who, country_attributes());
  return out;
}

std::vector<ActivityClass> activity_classes() {
  return {{{{"activity.kind", std::string("class")}}}, {{{"activity.kind", std::string("meeting")}}}};
}

std::shared_ptr<const Plan> plan_of(std::vector<Duty> duties) {
  PlanInput input{std::move(duties), today, {}, activity_classes()};
  for (auto& classes : input.classes) classes = country_classes();
  return *Plan::compile(std::move(input));
}

std::vector<Duty> two_duties() {
  return {duty("study", Measure::hours, 1920, "class"),
          duty("meetings", Measure::times, 4, "meeting", "holds.secretary")};
}

Participation part(OwerAt at, std::uint16_t activity_class, std::uint32_t minutes = 0) {
  Participation out;
  out.at = at;
  out.activity_class = activity_class;
  out.minutes = minutes;
  return out;
}

/// A country with what its members did.
std::unique_ptr<Standing> standing_of(const Country& country, std::shared_ptr<const Plan> plan,
                                      std::optional<Instructions> instructions = {}) {
  StandingBuilder builder(
      std::move(plan), country.units(),
      {.date = today, .expected_owers = {country.member_count(), 0, 0}, .instructions = instructions});
  std::vector<OwerRow> rows;
  std::vector<Participation> parts;
  for (UnitRow unit = 0; unit < country.units().size(); ++unit) {
    for (std::uint32_t place = 0; place < country.members_of()[unit]; ++place) {
      const auto member = country.member(unit, place);
      rows.push_back({{unit, place}, member.ower_class});
      parts.push_back(part({unit, place}, 0, member.study_minutes));
      parts.push_back(part({unit, place}, 1));
      parts.back().times = member.meetings;
    }
  }
  EXPECT_TRUE(builder.add_owers(Ower::member, rows));
  builder.add_activity({today, parts});
  return builder.finish();
}

TEST(Standing, CountsAnActivityAtEveryLevelAndTakesItBack) {
  const std::vector<UnitNode> units{{10, 0}, {20, 0}, {30, 1}};
  StandingBuilder builder(plan_of(two_duties()), units, {.date = today});
  const std::vector<OwerRow> rows{{{2, 0}, 1}, {{2, 1}, 0}};
  ASSERT_TRUE(builder.add_owers(Ower::member, rows));
  const auto standing = builder.finish();
  const auto before = standing->standing_of(0)->duties;
  EXPECT_EQ(before[0], (Figures{2, 2, 0, 3840}));
  EXPECT_EQ(before[1], (Figures{1, 1, 0, 4}));

  const std::vector<Participation> who{part({2, 0}, 0, 90), part({2, 1}, 0, 1920)};
  standing->apply({today, who});
  for (const UnitRow unit : {0u, 1u, 2u})
    EXPECT_EQ(standing->standing_of(unit)->duties[0], (Figures{2, 1, 2010, 1830}));
  const auto person = standing->standing_of(Ower::member, {2, 0});
  ASSERT_TRUE(person);
  EXPECT_EQ(person->duties[0].done, 90);
  EXPECT_EQ(person->duties[0].missing, 1830);
  EXPECT_EQ(person->duties[0].period.to, *parse_date("2026-12-31"));
  EXPECT_THAT(person->duties[1].because, testing::HasSubstr("holds.secretary"));
  standing->take_back({today, who});
  EXPECT_EQ(standing->standing_of(0)->duties, before);
  EXPECT_EQ(standing->row_of(30), 2u);
  EXPECT_FALSE(standing->row_of(31));
  EXPECT_FALSE(standing->standing_of(Ower::member, {2, 3}));
}

TEST(Standing, HandsOutAPeriodBeforeItIsCleared) {
  const std::vector<UnitNode> units{{1, 0}, {2, 0}};
  StandingBuilder builder(plan_of(two_duties()), units, {.date = today});
  const std::vector<OwerRow> rows{{{1, 0}, 0}};
  ASSERT_TRUE(builder.add_owers(Ower::member, rows));
  const auto standing = builder.finish();
  const std::vector<Participation> who{part({1, 0}, 0, 60'000)};
  standing->apply({today, who});
  std::vector<PeriodEnd> ended;
  Figures at_the_end;
  const auto done = standing->advance(*parse_date("2027-01-01"), {.period =
                                                                      [&](const PeriodEnd& end) {
                                                                        if (!end.duties.empty()) ended.push_back(end);
                                                                        at_the_end =
                                                                            standing->standing_of(0)->duties[0];
                                                                      },
                                                                  .once = {}});
  ASSERT_TRUE(done);
  ASSERT_EQ(ended.size(), 1u);
  EXPECT_EQ(ended[0].kind, DutyPeriod::Kind::year);
  EXPECT_EQ(at_the_end, (Figures{1, 0, 1920, 0}));
  EXPECT_EQ(standing->standing_of(0)->duties[0], (Figures{1, 1, 0, 1920}));
}

TEST(Standing, RefusesWhatItCantHold) {
  EXPECT_EQ(Plan::compile({{duty("long", Measure::hours, 65'535, "class")}, today, {}, {}}).error().message,
            &refusals::amount_not_usable);
  Duty once = duty("once", Measure::days, 2, "class");
  once.per.kind = DutyPeriod::Kind::after;
  once.per.length = {3, rulebook::LengthUnit::hours};
  EXPECT_EQ(Plan::compile({{once}, today, {}, {}}).error().message, &refusals::length_not_usable);
  Duty next_year = duty("next", Measure::days, 2, "class");
  next_year.in_force.from = *parse_date("2026-07-01");
  const std::vector<UnitNode> units{{1, 0}};
  const auto standing = StandingBuilder(plan_of({next_year}), units, {.date = today}).finish();
  EXPECT_TRUE(standing->advance(*parse_date("2026-06-30")));
  EXPECT_EQ(standing->advance(*parse_date("2026-07-01")).error().message, &refusals::rules_have_changed);
}

TEST(Standing, IsTheSameWithAndWithoutVectors) {
  const Country country({20'000, 900, 5});
  const auto plan = plan_of(two_duties());
  const auto portable = standing_of(country, plan, Instructions::portable);
  const auto best = standing_of(country, plan);
  std::uint64_t members = 0;
  for (UnitRow unit = 0; unit < country.units().size(); ++unit) {
    EXPECT_EQ(portable->standing_of(unit)->duties, best->standing_of(unit)->duties);
    members += country.members_of()[unit];
  }
  EXPECT_EQ(members, 20'000u);
  EXPECT_EQ(best->standing_of(0)->duties[0].owing, 20'000u);
}

/// A change of one word each, as short as can be, so that readers often meet the moment between two of them.
TEST(Versions, AReaderNeverSeesAnOlderStateThanBefore) {
  Versions versions;
  alignas(8) std::uint64_t counter = 0;
  std::atomic<bool> ends{false};
  std::atomic<std::uint64_t> reads{0}, backwards{0};
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      std::uint64_t last = 0;
      while (!ends) {
        const std::uint64_t now = versions.read([&](View& view) { return view.get(counter); });
        if (now < last) ++backwards;
        last = now;
        ++reads;
      }
    });
  }
  for (std::uint64_t value = 1; value <= 300'000 || reads < 30'000; ++value) {
    Change change(versions);
    change.set(counter, value);
  }
  ends = true;
  for (auto& reader : readers) reader.join();
  EXPECT_EQ(backwards, 0u);
}

/// Every change adds as much to one branch as it takes from another of the same county: a reader who saw half of one
/// would find sums that do not fit, or a total that no moment had.
TEST(StandingReaders, NeverSeeHalfAChange) {
  const std::vector<UnitNode> units{{1, 0}, {2, 0}, {3, 1}, {4, 1}, {5, 1}};
  StandingBuilder builder(plan_of(two_duties()), units, {.date = today, .threads = 2});
  std::vector<OwerRow> rows;
  for (const UnitRow unit : {2u, 3u, 4u}) {
    for (std::uint32_t place = 0; place < 20; ++place) rows.push_back({{unit, place}, 0});
  }
  ASSERT_TRUE(builder.add_owers(Ower::member, rows));
  const auto standing = builder.finish();
  std::atomic<bool> ends{false};
  std::atomic<std::uint64_t> reads{0}, wrong{0};
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      while (!ends) {
        const auto children = standing->children_of(1);
        Figures sum;
        for (const auto& child : children) {
          sum.owing += child.duties[0].owing;
          sum.missing += child.duties[0].missing;
        }
        const Figures country = standing->standing_of(0)->duties[0];
        if (children.size() != 3 || sum.owing != 60 || country.owing != 60) ++wrong;
        // 60 times 1920, less a multiple of 20 × 30 minutes that were all counted in one change.
        if (sum.missing % 600 != 0 || country.missing % 600 != 0) ++wrong;
        ++reads;
      }
    });
  }
  std::vector<Participation> who;
  for (std::uint32_t place = 0; place < 20; ++place) who.push_back(part({2, place}, 0, 30));
  for (int i = 0; i < 3'000 || reads < 300; ++i) {
    const Date day = standing->date();
    standing->apply({day, who});
    standing->take_back({day, who});
    const UnitRow from = i % 2 == 0 ? 3u : 4u;
    standing->move(Ower::member, {from, 0}, {from == 3 ? 4u : 3u, 25});
    standing->move(Ower::member, {from == 3 ? 4u : 3u, 25}, {from, 0});
    if (i % 500 == 0) standing->evaluate();
    if (i % 1000 == 999) {
      EXPECT_TRUE(standing->advance(standing->date() + std::chrono::days{365}));
    }
  }
  ends = true;
  for (auto& reader : readers) reader.join();
  EXPECT_EQ(wrong, 0u);
}

TEST(StandingTrial, TellsWhoWouldOweMoreLessAndNewly) {
  const Country country({5'000, 300, 9});
  for (const auto instructions : {Instructions::portable, best_instructions()}) {
    const auto standing = standing_of(country, plan_of(two_duties()), instructions);
    auto drafts = two_duties();
    drafts[0].amount = 2400;
    drafts[1].who = *rulebook::Expression::parse("holds.committee", country_attributes());
    const Trial trial(*standing, plan_of(drafts), Ower::member);
    for (UnitRow unit = 0; unit < country.units().size(); ++unit) {
      TrialFigures study, meetings;
      const auto within = [&](UnitRow below) {
        for (; below != unit && below != 0; below = country.units()[below].parent) {
        }
        return below == unit;
      };
      if (unit % 7 != 0) continue;
      for (UnitRow branch = 0; branch < country.units().size(); ++branch) {
        if (country.members_of()[branch] == 0 || !within(branch)) continue;
        for (std::uint32_t place = 0; place < country.members_of()[branch]; ++place) {
          const auto member = country.member(branch, place);
          study.draft.missing += member.study_minutes < 2400 ? 2400 - member.study_minutes : 0;
          study.newly_behind += member.study_minutes >= 1920 && member.study_minutes < 2400;
          const std::uint32_t post = member.ower_class % country_posts;
          meetings.newly_owing += post == 2;
          meetings.no_longer_owing += post == 1;
          meetings.newly_behind += post == 2 && member.meetings < 4;
          meetings.no_longer_behind += post == 1 && member.meetings < 4;
        }
      }
      const auto found = trial.of(unit);
      EXPECT_EQ(found[0].draft.missing, study.draft.missing);
      EXPECT_EQ(found[0].newly_behind, study.newly_behind);
      EXPECT_EQ(found[0].newly_owing, 0u);
      EXPECT_EQ(found[1].newly_owing, meetings.newly_owing);
      EXPECT_EQ(found[1].no_longer_owing, meetings.no_longer_owing);
      EXPECT_EQ(found[1].newly_behind, meetings.newly_behind);
      EXPECT_EQ(found[1].no_longer_behind, meetings.no_longer_behind);
    }
  }
}

class SnapshotTest : public testing::Test {
 protected:
  void SetUp() override {
    file_ =
        (std::filesystem::temp_directory_path() / ("standing-" + std::to_string(::getpid()) + ".snapshot")).string();
    standing_ = standing_of(country_, plan_);
    Snapshot::save(*standing_, file_, {"act 17"});
  }
  void TearDown() override { std::filesystem::remove(file_); }
  std::string problem() {
    auto loaded = Snapshot::load(plan_, file_, {});
    if (!loaded) return loaded.error().parameters.at("problem");
    const auto ready = (*loaded)->ready();
    return ready ? "" : ready.error().parameters.at("problem");
  }
  void flip(std::uint64_t offset) {
    std::fstream file(file_, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(static_cast<std::streamoff>(offset));
    const auto byte = static_cast<char>(file.get() ^ 4);
    file.seekp(static_cast<std::streamoff>(offset));
    file.put(byte);
  }

  Country country_{{8'000, 400, 3}};
  std::shared_ptr<const Plan> plan_ = plan_of(two_duties());
  std::unique_ptr<Standing> standing_;
  std::string file_;
};

TEST_F(SnapshotTest, GivesTheSameAnswersAndGoesOn) {
  auto loaded = Snapshot::load(plan_, file_, {});
  ASSERT_TRUE(loaded);
  EXPECT_EQ((*loaded)->marker(), "act 17");
  EXPECT_EQ((*loaded)->standing().standing_of(0)->duties, standing_->standing_of(0)->duties);
  ASSERT_TRUE((*loaded)->ready());
  const auto again = (*loaded)->take();
  const auto branch = static_cast<UnitRow>(country_.units().size() - 1);
  const std::vector<Participation> who{part({branch, 0}, 0, 45)};
  for (Standing* one : {again.get(), standing_.get()}) {
    one->apply({today, who});
    const UnitRow made = one->add_unit(99'999, branch);
    one->move_unit(made, 0);
    ASSERT_TRUE(one->advance(*parse_date("2026-12-31")));
    ASSERT_TRUE(one->advance(*parse_date("2027-01-01")));
  }
  for (UnitRow unit = 0; unit < again->unit_count(); ++unit)
    EXPECT_EQ(again->standing_of(unit)->duties, standing_->standing_of(unit)->duties);
  EXPECT_EQ(again->row_of(99'999), standing_->row_of(99'999));
}

TEST_F(SnapshotTest, NoticesOneFlippedBitAnywhere) {
  const auto size = std::filesystem::file_size(file_);
  EXPECT_EQ(problem(), "");
  for (std::uint64_t offset = 0; offset < size; offset += size / 97) {
    // What fills up a page is not part of any section.
    flip(offset);
    const std::string first = problem();
    flip(offset);
    if (!first.empty()) continue;
    std::fstream file(file_, std::ios::in | std::ios::binary);
    file.seekg(static_cast<std::streamoff>(offset));
    EXPECT_EQ(file.get(), 0) << offset;
  }
  EXPECT_EQ(problem(), "");
}

TEST_F(SnapshotTest, NoticesTruncationAnotherVersionOtherRulesAndNoFile) {
  std::filesystem::resize_file(file_, std::filesystem::file_size(file_) - 4096);
  EXPECT_THAT(problem(), testing::HasSubstr("cut off"));
  std::filesystem::resize_file(file_, 100);
  EXPECT_THAT(problem(), testing::HasSubstr("cut off"));
  Snapshot::save(*standing_, file_, {});
  flip(8);
  EXPECT_THAT(problem(), testing::HasSubstr("version"));
  flip(8);
  auto other = two_duties();
  other[0].amount = 2400;
  EXPECT_THAT(Snapshot::load(plan_of(other), file_, {}).error().parameters.at("problem"),
              testing::HasSubstr("other rules"));
  std::filesystem::remove(file_);
  EXPECT_THAT(problem(), testing::HasSubstr("there is none"));
}

TEST(Allowance, IsExactInFenWithAndWithoutVectors) {
  std::vector<std::uint32_t> income;
  std::vector<std::uint8_t> persons;
  std::vector<std::uint32_t> first{0};
  std::vector<std::uint32_t> base, changed;
  std::uint64_t random = 7;
  for (std::uint32_t county = 0; county < 40; ++county) {
    for (std::uint32_t i = 0; i < county * 37; ++i) {
      random = random * 6364136223846793005ull + 1442695040888963407ull;
      persons.push_back(static_cast<std::uint8_t>(1 + (random >> 33) % (county == 39 ? 255 : 8)));
      income.push_back(static_cast<std::uint32_t>(random >> (county % 5 == 0 ? 32 : 44)));
    }
    first.push_back(static_cast<std::uint32_t>(income.size()));
    base.push_back(county == 39 ? 8'000'000 : 60'000 + county);
    changed.push_back(base.back() / 10 * 9);
  }
  Workers workers(2);
  const PackedHouseholds households({income, persons, first});
  const auto portable = allowance_by_county(households, {base, changed}, workers, Instructions::portable);
  const auto best = allowance_by_county(households, {base, changed}, workers, best_instructions());
  for (std::uint32_t county = 0; county < 40; ++county) {
    AllowanceTotal expected;
    for (std::uint32_t h = first[county]; h < first[county + 1]; ++h) {
      const std::uint64_t need = std::uint64_t{base[county]} * persons[h];
      if (need <= income[h]) continue;
      ++expected.households;
      expected.persons += persons[h];
      expected.fen += need - income[h];
    }
    EXPECT_EQ(portable[county].base, expected) << "county " << county;
    EXPECT_EQ(best[county].base, expected) << "county " << county;
    EXPECT_EQ(portable[county].changed, best[county].changed) << "county " << county;
  }
}

}  // namespace
}  // namespace massline::standing
