// What a good rulebook becomes: its values, explanations and differences; and that all rulebooks of the program are
// good.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>

#include "rulebook/model.h"
#include "rulebook/words.h"
#include "support/temp_dir.h"

namespace massline::rulebook {

namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using namespace std::chrono_literals;

const fs::path source_folder = MASSLINE_SOURCE_DIR;
const fs::path good_folder = source_folder / "tests" / "rulebook_bad" / "good";

constexpr Date day_in_2025 = std::chrono::sys_days{2025y / std::chrono::June / 1};

std::shared_ptr<const Rulebook> read_good(const fs::path& folder) {
  const auto result = read_rulebook(folder.string());
  for (const auto& problem : result.problems) ADD_FAILURE() << folder << "/" << to_string(problem);
  return result.rulebook;
}

/// The good rulebook with one text of a file replaced.
std::shared_ptr<const Rulebook> read_changed(const std::string& file, const std::string& before,
                                             const std::string& after) {
  test::TempDir folder;
  fs::copy(good_folder, folder.path(), fs::copy_options::recursive);
  std::ifstream stream(good_folder / file);
  std::string text{std::istreambuf_iterator<char>(stream), {}};
  const std::size_t at = text.find(before);
  EXPECT_NE(at, std::string::npos);
  folder.write(file, text.replace(at, before.size(), after));
  return read_good(folder.path());
}

std::vector<fs::path> rulebook_folders() {
  std::vector<fs::path> out;
  for (const auto& entry : fs::directory_iterator(source_folder / "rulebooks"))
    if (entry.is_directory()) out.push_back(entry.path());
  return out;
}

}  // namespace

TEST(Rulebook, ReadsItsHeadAndOrganisation) {
  const auto book = read_good(good_folder);
  ASSERT_TRUE(book);
  EXPECT_EQ(book->id, "village");
  EXPECT_EQ(book->organisation.zh, "本村");
  EXPECT_EQ(book->default_language, Language::en);
  EXPECT_EQ(book->representatives_source.text(), "Village rules, Art. 1");
  ASSERT_TRUE(book->unit_kind("village"));
  EXPECT_TRUE(book->unit_kind("village")->authority);
  EXPECT_THAT(book->unit_kind("office")->under, ElementsAre("village"));
  ASSERT_TRUE(book->post("clerk"));
  EXPECT_TRUE(book->post("clerk")->can(Capability::intake));
  EXPECT_FALSE(book->post("clerk")->can(Capability::read_subtree));
  EXPECT_TRUE(book->post("head")->leads);
  EXPECT_TRUE(book->channel("phone")->by_staff);
  EXPECT_EQ(book->topic("lamp")->procedure, "request");
  EXPECT_EQ(book->topic("road"), nullptr);
  EXPECT_EQ(book->text("request.answered", Language::zh), "{unit}已答复。");
  EXPECT_EQ(book->text("no.such", Language::zh), "");
}

TEST(Rulebook, ReadsTheCalendar) {
  const auto book = read_good(good_folder);
  ASSERT_TRUE(book);
  EXPECT_FALSE(book->calendar.is_working_day(std::chrono::sys_days{2025y / std::chrono::October / 1}));
  EXPECT_TRUE(book->calendar.is_working_day(std::chrono::sys_days{2025y / std::chrono::September / 28}));
  EXPECT_EQ(book->calendar.known_through_year(), 2025);
}

TEST(Rulebook, ReadsAProcedure) {
  const auto book = read_good(good_folder);
  ASSERT_TRUE(book);
  const Procedure* procedure = book->procedure("request", day_in_2025);
  ASSERT_TRUE(procedure);
  EXPECT_EQ(procedure->source.quote, "Whoever asks is answered.");
  EXPECT_EQ(procedure->source.file, "procedures/request.yaml");
  EXPECT_EQ(procedure->source.line, 4);
  EXPECT_EQ(procedure->raise.route.kind, RouteKind::nearest);
  EXPECT_THAT(procedure->raise.route.kinds, ElementsAre("office", "village"));
  EXPECT_EQ(procedure->raise.ask("about")->party, "accused");
  EXPECT_TRUE(procedure->stage("questioned")->waits_for_raiser);
  EXPECT_EQ(procedure->stage("ended")->state, StageState::final);
  EXPECT_EQ(procedure->stage("ended")->status.en, "Ended");

  const Step* pass = procedure->step("pass");
  ASSERT_TRUE(pass);
  EXPECT_THAT(pass->by.at, ElementsAre(Relation::responsible, Relation::above));
  EXPECT_EQ(pass->to, "");
  EXPECT_FALSE(pass->is_public);
  ASSERT_TRUE(pass->when);
  EXPECT_TRUE(pass->when->evaluate({{"matter.channel", std::string("web")}, {"clock.answer.late", false}}));
  ASSERT_EQ(pass->effects.size(), 3U);
  EXPECT_EQ(pass->effects[0].route.ask, "unit");
  EXPECT_EQ(pass->effects[1].ask, "handler");
  EXPECT_TRUE(pass->has(EffectKind::name_party));
  EXPECT_TRUE(procedure->step("tell")->by.raiser);
  EXPECT_THAT(procedure->step("answer")->by.at, ElementsAre(Relation::responsible));
  EXPECT_EQ(procedure->step("appraise")->within, "appraise");

  const ClockRule* clock = procedure->clock("answer");
  ASSERT_TRUE(clock);
  EXPECT_EQ(clock->length, (Length{10, LengthUnit::working_days}));
  ASSERT_TRUE(clock->extension);
  EXPECT_EQ(clock->extension->by, (Length{5, LengthUnit::working_days}));
  EXPECT_TRUE(procedure->clock("tell")->owed_by_raiser);
}

TEST(Rulebook, FindsTheVersionOfTheDay) {
  const auto book = read_good(good_folder);
  ASSERT_TRUE(book);
  const Date last = std::chrono::sys_days{2029y / std::chrono::December / 31};
  const Date first = std::chrono::sys_days{2020y / std::chrono::January / 1};
  EXPECT_TRUE(book->procedure("complaint", last));
  EXPECT_FALSE(book->procedure("complaint", last + std::chrono::days{1}));
  EXPECT_TRUE(book->procedure("complaint", first));
  EXPECT_FALSE(book->procedure("complaint", first - std::chrono::days{1}));
  EXPECT_TRUE(book->procedure_version("complaint", first));
  EXPECT_FALSE(book->procedure_version("complaint", last));
}

TEST(Rulebook, LengthsInBothLanguages) {
  EXPECT_EQ(to_string(Length{15, LengthUnit::days}, Language::en), "15 days");
  EXPECT_EQ(to_string(Length{1, LengthUnit::months}, Language::en), "1 month");
  EXPECT_EQ(to_string(Length{24, LengthUnit::hours}, Language::en), "24 hours");
  EXPECT_EQ(to_string(Length{5, LengthUnit::working_days}, Language::zh), "5 个工作日");
  EXPECT_EQ(to_string(Length{15, LengthUnit::days}, Language::zh), "15 日");
}

TEST(Explain, AStepSaysWhoAndWhyAndWhere) {
  const auto book = read_good(good_folder);
  ASSERT_TRUE(book);
  const auto text = explain(*book, "request/answer", day_in_2025, Language::en);
  ASSERT_TRUE(text);
  EXPECT_THAT(*text, HasSubstr("Answer (request/answer)\n"));
  EXPECT_THAT(*text, HasSubstr("Who may: Clerk in the responsible unit\n"));
  EXPECT_THAT(*text, HasSubstr("  - Reasons (longer text, required, the person sees it, at most 10000 characters)\n"));
  EXPECT_THAT(*text, HasSubstr("  - stops “Answer”\n"));
  EXPECT_THAT(*text, HasSubstr("  - starts “Appraise”, 1 month\n"));
  EXPECT_THAT(*text, HasSubstr("Source: Village rules, Art. 6\nWritten in: procedures/request.yaml:55\n"));
  EXPECT_THAT(*text, HasSubstr("In force: from 2020-01-01\n"));
}

TEST(Explain, AClockInChinese) {
  const auto book = read_good(good_folder);
  ASSERT_TRUE(book);
  const auto text = explain(*book, "request/clock/answer", day_in_2025, Language::zh);
  ASSERT_TRUE(text);
  EXPECT_THAT(*text, HasSubstr("期限：10 个工作日\n"));
  EXPECT_THAT(*text, HasSubstr("起算：提出事项、请求复查\n"));
  EXPECT_THAT(*text, HasSubstr("延长：5 个工作日，最多 1 次，步骤：转送\n"));
}

TEST(Explain, EveryRuleInEveryLanguage) {
  for (const auto& folder : rulebook_folders()) {
    const auto book = read_good(folder);
    if (!book) continue;
    for (const auto& rule : rule_ids(*book, day_in_2025))
      for (const auto language : {Language::en, Language::zh})
        EXPECT_TRUE(explain(*book, rule, day_in_2025, language)) << rule;
  }
}

TEST(Explain, NamesTheNearestRule) {
  const auto book = read_good(good_folder);
  ASSERT_TRUE(book);
  for (const auto& [wrong, right] :
       std::vector<std::pair<std::string, std::string>>{{"request/anser", "request/answer"},
                                                        {"request/clock/tel", "request/clock/tell"},
                                                        {"organisation/clark", "organisation/clerk"},
                                                        {"topic/lamps", "topic/lamp"}}) {
    const auto text = explain(*book, wrong, day_in_2025, Language::en);
    ASSERT_FALSE(text) << wrong;
    EXPECT_EQ(text.error().text(Language::en),
              "There is no rule “" + wrong + "”. Rules are named like “" + right + "”.");
  }
}

TEST(Explain, SaysWhenARuleIsInForce) {
  const auto book = read_good(good_folder);
  ASSERT_TRUE(book);
  const auto text =
      explain(*book, "complaint/finish", std::chrono::sys_days{2035y / std::chrono::January / 1}, Language::en);
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().text(Language::en),
            "“complaint” is not in force on 2035-01-01; it is from 2020-01-01 – 2029-12-31.");
}

TEST(Duties, AreReadWithTheirSources) {
  const auto book = read_good(good_folder);
  ASSERT_TRUE(book);
  const Duty* lessons = book->duty("lessons", day_in_2025);
  ASSERT_TRUE(lessons);
  EXPECT_EQ(lessons->amount, 12 * minutes_per_hour);
  EXPECT_EQ(lessons->measure, Measure::hours);
  EXPECT_EQ(lessons->part, Part::either);
  EXPECT_EQ(lessons->per.kind, DutyPeriod::Kind::year);
  EXPECT_EQ(lessons->source.quote, "Everybody learns.");
  EXPECT_EQ(lessons->source.file, "duties/lessons.yaml");
  EXPECT_TRUE(lessons->who->evaluate({{"member.kind", std::string("full")}, {"holds.clerk", false}}));
  EXPECT_FALSE(lessons->who->evaluate({{"member.kind", std::string("full")}, {"holds.clerk", true}}));
  const Duty* talk = book->duty("first-talk", day_in_2025);
  ASSERT_TRUE(talk);
  EXPECT_EQ(talk->per.kind, DutyPeriod::Kind::after);
  EXPECT_EQ(talk->per.event, DutyPeriod::Event::taking_post);
  EXPECT_EQ(talk->per.length, (Length{3, LengthUnit::months}));
  EXPECT_TRUE(book->activity("talk")->pair_only);
  EXPECT_FALSE(book->duty("meeting", std::chrono::sys_days{2030y / std::chrono::January / 1}));
  ASSERT_TRUE(book->standard("grain-standard"));
  EXPECT_EQ(book->standard("grain-standard")->entries[1].fen, 110'50);
  EXPECT_EQ(book->entitlement("grain", day_in_2025)->standard, "grain-standard");
}

TEST(Duties, AreExplainedAndCompared) {
  const auto book = read_good(good_folder);
  ASSERT_TRUE(book);
  const auto text = explain(*book, "duty/lessons", day_in_2025, Language::en);
  ASSERT_TRUE(text);
  EXPECT_THAT(*text, HasSubstr("Lessons (duty/lessons)\n"));
  EXPECT_THAT(*text, HasSubstr("Amount: 12 hours a year\n"));
  EXPECT_THAT(*text, HasSubstr("Source: Village rules, Art. 23: “Everybody learns.”\n"));
  const auto early = explain(*book, "duty/meeting", std::chrono::sys_days{2031y / std::chrono::May / 1}, Language::en);
  ASSERT_FALSE(early);
  EXPECT_EQ(early.error().message->key, std::string("rule-not-in-force"));
  const auto more = read_changed("duties/lessons.yaml", "amount: 12 hours", "amount: 20 hours");
  ASSERT_TRUE(more);
  EXPECT_EQ(diff(*book, *more), "changed duty/lessons@2020-01-01 amount: “12 hours” → “20 hours”\n");
}

TEST(Duties, TheDefaultRulebookHasThoseOfItsSources) {
  const auto book = read_good(source_folder / "rulebooks" / "cpc");
  ASSERT_TRUE(book);
  const auto in_force = [&](Date date) {
    return std::count_if(book->duties.begin(), book->duties.end(),
                         [&](const Duty& duty) { return duty.in_force.contains(date); });
  };
  EXPECT_GE(in_force(std::chrono::sys_days{2026y / std::chrono::November / 23}), 16);
  const Date in_2010 = std::chrono::sys_days{2010y / std::chrono::June / 1};
  EXPECT_EQ(book->duty("study-hours-new-organisations", in_2010)->amount, 16 * minutes_per_hour);
  EXPECT_EQ(book->duty("study-hours-government-key", in_2010)->amount, 40 * minutes_per_hour);
  EXPECT_FALSE(book->duty("study-hours", in_2010));
  EXPECT_EQ(book->duty("study-hours", day_in_2025)->amount, 32 * minutes_per_hour);
  EXPECT_FALSE(book->duty("study-hours-government", day_in_2025));
}

TEST(Diff, NothingDiffersFromItself) {
  const auto book = read_good(good_folder);
  ASSERT_TRUE(book);
  EXPECT_EQ(diff(*book, *book), "");
}

TEST(Diff, ShowsBothValues) {
  const auto before = read_good(good_folder);
  const auto longer = read_changed("procedures/request.yaml", "length: 15 days", "length: 20 days");
  const auto holiday = read_changed("calendar.yaml", "2025-10-02]", "2025-10-03]");
  const auto topic = read_changed("topics.yaml", "id: lamp\n", "id: light\n");
  ASSERT_TRUE(before && longer && holiday && topic);
  EXPECT_EQ(diff(*before, *longer), "changed request@2020-01-01/clock/tell length: “15 days” → “20 days”\n");
  EXPECT_EQ(diff(*before, *holiday), "changed calendar 2025 off: “10-01, 10-02” → “10-01, 10-03”\n");
  EXPECT_EQ(diff(*before, *topic), "removed topic/lamp (Lamp)\nadded topic/light (Lamp)\n");
}

TEST(Words, TheNearestIsFound) {
  EXPECT_EQ(nearest_word("recieved", {"received", "answered"}), "received");
  EXPECT_EQ(nearest_word("xyz", {"received", "answered"}), "");
  EXPECT_EQ(nearest_word("", {"a"}), "");
}

TEST(Words, Ids) {
  EXPECT_TRUE(is_id("ask-review-2"));
  EXPECT_FALSE(is_id("-a"));
  EXPECT_FALSE(is_id("a-"));
  EXPECT_FALSE(is_id("a--b"));
  EXPECT_FALSE(is_id("2a"));
  EXPECT_FALSE(is_id("A"));
  EXPECT_FALSE(is_id(""));
}

class RulebookFolder : public testing::TestWithParam<fs::path> {};

TEST_P(RulebookFolder, ReadsWithoutProblem) {
  const auto book = read_good(GetParam());
  ASSERT_TRUE(book);
  EXPECT_EQ(diff(*book, *book), "");
  for (const auto& topic : book->topics)
    EXPECT_TRUE(book->procedure(topic.procedure, day_in_2025)) << topic.id << " opens nothing that is in force";
}

INSTANTIATE_TEST_SUITE_P(All, RulebookFolder, testing::ValuesIn(rulebook_folders()), [](const auto& one) {
  std::string name = one.param.filename().string();
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace massline::rulebook
