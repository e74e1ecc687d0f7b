// What the job erases and what it leaves.
#include "retention/erase.h"

#include "matters/emergencies.h"
#include "matters/kept_data.h"
#include "registry/kept_data.h"
#include "retention/erase_fixture.h"
#include "retention/kinds.h"

namespace massline::retention {

namespace {

TEST_F(Erasing, BothRulebooksHaveARuleForEveryKind) {
  for (const char* name : {"cpc", "housing-coop"}) {
    const auto result = read_rulebook(std::string(MASSLINE_SOURCE_DIR "/rulebooks/") + name);
    for (const auto& problem : result.problems) ADD_FAILURE() << to_string(problem);
  }
}

TEST_F(Erasing, ARulebookWithoutARuleIsRefused) {
  rulebook::Rulebook book = rules();
  std::erase_if(book.retention, [](const auto& rule) { return rule.data == "attachment" || rule.data == "session"; });
  const auto problems = rulebook::check_retention(book, kinds());
  ASSERT_EQ(problems.size(), 2u);
  EXPECT_NE(to_string(problems[0]).find("“attachment”"), std::string::npos) << to_string(problems[0]);
  EXPECT_NE(problems[0].hint.find("for all procedures"), std::string::npos);
  book.retention.front().data = "identiti";
  EXPECT_EQ(rulebook::check_retention(book, kinds()).size(), 4u);  // an unknown kind, and identity without a rule
}

TEST_F(Erasing, EveryTableIsNamedByAKindOrHoldsNothingPersonal) {
  std::vector<std::string> named = impersonal_tables();
  for (const auto& kind : kinds()) named.insert(named.end(), kind.tables.begin(), kind.tables.end());
  for (const auto& table : store->tables())
    EXPECT_NE(std::find(named.begin(), named.end(), table.name), named.end())
        << table.name << ": say what is personal in it";
}

TEST_F(Erasing, DaysAreWorkedOutAlikeBothWays) {
  using rulebook::LengthUnit;
  for (const rulebook::Length keep : {rulebook::Length{1, LengthUnit::months},
                                      {13, LengthUnit::months},
                                      {30, LengthUnit::days},
                                      {1, LengthUnit::days}})
    for (Date day = *parse_date("2023-12-20"); day < *parse_date("2024-04-05"); day += std::chrono::days{1}) {
      const Date end = rulebook::end_of_keeping(day, keep);
      EXPECT_GT(rulebook::kept_since(end, keep), day) << to_string(day);
      EXPECT_LE(rulebook::kept_since(end - std::chrono::days{1}, keep), day) << to_string(day);
    }
}

TEST_F(Erasing, NothingOfAClosedMatterIsLeftWhenItsTimeIsOver) {
  const auto raised = closed_matter();
  const std::int64_t answers = count("SELECT COUNT(*) FROM answer");
  EXPECT_GT(places_of_needle().size(), 4u);
  pass(std::chrono::hours(24 * 60));
  erase(ctx, EraseMode::for_good, 0);
  EXPECT_FALSE(held(held_on(raised), "statement").content.empty());
  pass(std::chrono::hours(24 * 366 * 2));
  const auto counted = erase(ctx, EraseMode::only_count, 0);
  const auto before = places_of_needle();
  EXPECT_GE(counted.lines.size(), 5u);
  EXPECT_GT(before.size(), 4u);
  age_files();
  const auto report = erase(ctx, EraseMode::for_good, 0);
  EXPECT_EQ(report.lines.size(), counted.lines.size());
  EXPECT_EQ(report.files, 1);
  EXPECT_EQ(places_of_needle(), std::vector<std::string>{});
  EXPECT_EQ(erase(ctx, EraseMode::for_good, 0).lines.size(), 0u);
  expect_journal_holds();
  // What figures count stays.
  EXPECT_EQ(count("SELECT COUNT(*) FROM answer"), answers);
  EXPECT_EQ(count("SELECT COUNT(*) FROM matter WHERE state <> 0"), 1);
  const auto followed =
      read([&](db::Reader& in) { return matters::follow_matter(ctx, in, raised.receipt, "", Language::en); });
  ASSERT_TRUE(followed);
  store->leave_no_remains();
  EXPECT_EQ(places_of_needle(), std::vector<std::string>{});
}

TEST_F(Erasing, ABoundedRunGoesOnWhereTheOneBeforeStopped) {
  for (int i = 0; i < 3; ++i) closed_matter();
  pass(std::chrono::hours(24 * 366 * 3));
  std::int64_t subjects = 0;
  int runs = 0;
  for (bool more = true; more; ++runs) {
    const auto report = erase(ctx, EraseMode::for_good, 1);
    for (const EraseLine& line : report.lines) {
      EXPECT_LE(line.subjects, 1) << line.data;
      subjects += line.data == "statement" ? line.subjects : 0;
    }
    more = report.more;
    ASSERT_LT(runs, 20);
  }
  EXPECT_GE(runs, 3);
  EXPECT_EQ(subjects, 3);
  age_files();
  remove_unneeded_files(ctx);
  EXPECT_EQ(places_of_needle(), std::vector<std::string>{});
  expect_journal_holds();
}

TEST_F(Erasing, ARunLooksAtWhatEndsAndNotAtWhatEndedBefore) {
  for (int i = 0; i < 3; ++i) closed_matter();
  pass(std::chrono::hours(24 * 366 * 3));
  EXPECT_GE(erase(ctx, EraseMode::only_count, 0).looked_at, 15);
  EXPECT_GE(erase(ctx, EraseMode::for_good, 0).looked_at, 15);
  EXPECT_EQ(erase(ctx, EraseMode::for_good, 0).looked_at, 0);
  EXPECT_EQ(erase(ctx, EraseMode::only_count, 0).looked_at, 0);
  // One more, and of those from before the one that was written to.
  const auto late = closed_matter();
  pass(std::chrono::hours(24 * 366 * 3));
  const std::int64_t alone = erase(ctx, EraseMode::for_good, 0).looked_at;
  EXPECT_GE(alone, 5);
  EXPECT_LE(alone, 16) << "one matter: passed, and looked at, for each kind";
  ASSERT_TRUE(matters::follow_message(ctx, {late.receipt, "", "Once more.", {}}));
  const std::int64_t written_to = erase(ctx, EraseMode::for_good, 0).looked_at;
  EXPECT_GE(written_to, 1);
  EXPECT_LE(written_to, 8);
  EXPECT_EQ(erase(ctx, EraseMode::for_good, 0).looked_at, 0) << "it is kept for its time, and waits on the list";
}

TEST_F(Erasing, WhatIsHeldBackIsErasedOnTheDayAfter) {
  const auto raised = raise_named("estate-request");
  step(handler_, raised.id, "report-up", {{"reasons", "Not ours."}, {"remedy", "12345."}});
  pass(std::chrono::hours(24 * 366 * 3));
  erase(ctx, EraseMode::for_good, 0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM identity WHERE matter = " + to_string(raised.id)), 1)
      << "the ticket that was opened with it is open";
  EXPECT_EQ(erase(ctx, EraseMode::for_good, 0).looked_at, 0);
  store->write([&](db::Transaction& tx) {
    tx.execute("UPDATE clock SET state = 2");
    tx.execute("UPDATE matter SET state = 1, closed_at = $1 WHERE procedure = 'hotline'", {clock.now()});
    return true;
  });
  pass(std::chrono::hours(24));
  EXPECT_GE(erase(ctx, EraseMode::for_good, 0).lines.size(), 2u);
  EXPECT_EQ(count("SELECT COUNT(*) FROM identity WHERE matter = " + to_string(raised.id)), 0);
}

TEST_F(Erasing, ARuleThatIsChangedLaterCountsFromThenOn) {
  closed_matter();
  rulebook::Rulebook longer = rules(), shorter = rules();
  for (rulebook::RetentionRule& rule : longer.retention) rule.keep = {600, rulebook::LengthUnit::months};
  for (rulebook::RetentionRule& rule : shorter.retention) rule.keep = {1, rulebook::LengthUnit::days};
  const auto erased_under = [&](const rulebook::Rulebook& book) {
    Context other{*store, book, clock, random, ids, zone, std::string(32, 'k'), folder.file("files"), {}};
    other.digest_of_matter = ctx.digest_of_matter;
    age_files();
    return erase(other, EraseMode::for_good, 0).lines.size();
  };
  pass(std::chrono::hours(24 * 366 * 3));
  EXPECT_EQ(erased_under(longer), 0u) << "what was due by the rule from before is kept on";
  pass(std::chrono::hours(24));
  const auto second = closed_matter();
  pass(std::chrono::hours(24 * 60));
  EXPECT_EQ(erased_under(longer), 0u);
  EXPECT_GE(erased_under(shorter), 5u);
  EXPECT_EQ(places_of_needle(), std::vector<std::string>{}) << "old and new ones alike";
  expect_journal_holds();
}

TEST_F(Erasing, WhatCameAfterTheRestWasErasedEndsToo) {
  const auto raised = closed_matter();
  pass(std::chrono::hours(24 * 366 * 3));
  erase(ctx, EraseMode::for_good, 0);
  EXPECT_EQ(places_of_needle(), std::vector<std::string>{"a file"});
  ASSERT_TRUE(matters::follow_message(ctx, {raised.receipt, "", std::string("Once more: ") + needle, {}}));
  const auto attached = matters::follow_attach(
      ctx, raised.receipt, "", {.name = std::string(needle) + ".txt", .bytes = needle, .is_public = true});
  ASSERT_TRUE(attached) << attached.error().text(Language::en);
  // It is held, is told as that with a date of its own, and is not gone before somebody has read it.
  erase(ctx, EraseMode::for_good, 0);
  const HeldKind said = held(held_on(raised), "message");
  EXPECT_GE(said.rows, 1);
  ASSERT_TRUE(said.until);
  EXPECT_GT(*said.until, ctx.today());
  EXPECT_GT(places_of_needle().size(), 2u);
  pass(std::chrono::hours(24 * 366 * 3));
  age_files();
  const auto report = erase(ctx, EraseMode::for_good, 0);
  EXPECT_EQ(report.lines.size(), 2u);
  EXPECT_EQ(places_of_needle(), std::vector<std::string>{});
  EXPECT_EQ(erase(ctx, EraseMode::for_good, 0).lines.size(), 0u);
  EXPECT_EQ(held(held_on(raised), "message").rows, 0);
  expect_journal_holds();
}

TEST_F(Erasing, WhatComesFirstAfterTheTimeWasOverIsKeptAsLong) {
  const auto raised = closed_matter();
  pass(std::chrono::hours(24 * 366 * 3));
  store->write([&](db::Transaction& tx) {
    tx.execute("DELETE FROM entry WHERE matter = $1 AND kind IN ('message', 'note')", {raised.id});
    return true;
  });
  erase(ctx, EraseMode::for_good, 0);
  ASSERT_TRUE(matters::follow_message(ctx, {raised.receipt, "", std::string("At last: ") + needle, {}}));
  const auto has_words = [&] {
    return count("SELECT COUNT(*) FROM entry WHERE kind = 'message' AND inputs LIKE '%" + std::string(needle) + "%'");
  };
  pass(std::chrono::hours(24));
  erase(ctx, EraseMode::for_good, 0);
  EXPECT_EQ(has_words(), 1) << "nobody has read it yet";
  const HeldKind said = held(held_on(raised), "message");
  ASSERT_TRUE(said.until);
  EXPECT_GT(*said.until, ctx.today() + std::chrono::days{300});
  pass(std::chrono::hours(24) * (*said.until - ctx.today()).count());
  erase(ctx, EraseMode::for_good, 0);
  EXPECT_EQ(has_words(), 0);
  expect_journal_holds();
}

TEST_F(Erasing, TheJournalTellsWhatWasErasedAndNotWhatItWas) {
  const auto raised = closed_matter();
  pass(std::chrono::hours(24 * 800));
  erase(ctx, EraseMode::for_good, 0);
  const auto rows = read([&](db::Reader& in) {
    return in.query("SELECT detail FROM journal WHERE act = 'retention.erase' AND subject = $1 ORDER BY seq",
                    {raised.id});
  });
  ASSERT_GE(rows.size(), 5u);
  EXPECT_EQ(rows.row(0).text(0), "identity by identity: 1 of " + raised.code);
}

TEST_F(Erasing, AnOpenMatterIsNeverErased) {
  const auto raised = raise_named("estate-request");
  pass(std::chrono::hours(24 * 4000));
  EXPECT_EQ(erase(ctx, EraseMode::for_good, 0).lines.size(), 0u);
  ASSERT_TRUE(erase_on_matter(ctx, raised.receipt, "", {"identity"}));
  const auto all = held_on(raised);
  EXPECT_EQ(held(all, "identity").erasable, Erasable::after_closing);
  EXPECT_EQ(held(all, "identity").content.size(), 1u);
}

TEST_F(Erasing, ListsOfAnEmergencyEndWithIt) {
  const auto head = officer("town-leader", "town");
  matters::RaiseRequest request;
  request.procedure = "emergency-check";
  request.place = units.at("east");
  request.inputs = {{"what", needle}};
  request.contact = {needle, "13700000000", "", ""};
  clock.advance(std::chrono::hours(24 * 400));  // the procedure is in force from November
  const auto too_early = matters::raise_matter(ctx, {}, request);
  ASSERT_FALSE(too_early);
  EXPECT_EQ(too_early.error().message->key, std::string_view("no-emergency"));

  EXPECT_FALSE(matters::declare_emergency(ctx, handler_, {units.at("town"), "Flood", ctx.today()}));
  EXPECT_FALSE(matters::declare_emergency(ctx, head, {units.at("town"), "Flood", ctx.today() + std::chrono::days{91}}));
  const auto emergency =
      matters::declare_emergency(ctx, head, {units.at("town"), "Flood", ctx.today() + std::chrono::days{30}});
  ASSERT_TRUE(emergency) << emergency.error().text(Language::en);
  const auto raised = matters::raise_matter(ctx, {}, request);
  ASSERT_TRUE(raised) << raised.error().text(Language::en);
  request.place = units.at("north");
  EXPECT_FALSE(matters::raise_matter(ctx, {}, request));

  step(handler_, raised->id, "done", {{"reasons", needle}, {"remedy", needle}});
  pass(std::chrono::hours(24 * 10));
  EXPECT_EQ(erase(ctx, EraseMode::for_good, 0).lines.size(), 0u);
  EXPECT_EQ(held(held_on(*raised), "identity").erasable, Erasable::after_closing);
  const auto ended = matters::end_emergency(ctx, head, emergency->id, emergency->version);
  ASSERT_TRUE(ended) << ended.error().text(Language::en);
  EXPECT_FALSE(matters::end_emergency(ctx, head, emergency->id, ended->version));
  pass(std::chrono::hours(24 * 7));
  EXPECT_EQ(erase(ctx, EraseMode::for_good, 0).lines.size(), 0u);
  pass(std::chrono::hours(24 * 2));
  EXPECT_GE(erase(ctx, EraseMode::for_good, 0).lines.size(), 2u);
  EXPECT_EQ(places_of_needle(), std::vector<std::string>{});
  expect_journal_holds();
}

TEST_F(Erasing, WhoLeftIsANumberAfterAWhile) {
  const auto person = store->command([&](db::Transaction& tx) {
    return registry::create_person(ctx, tx, server, {units.at("town"), needle});
  });
  const auto post = store->command([&](db::Transaction& tx) {
    return registry::begin_post(ctx, tx, server, {person->id, units.at("town"), "town-leader", {}, {}});
  });
  pass(std::chrono::hours(24 * 30));
  const auto ended = store->command([&](db::Transaction& tx) {
    return registry::end_post(ctx, tx, server, {post->id, ctx.today()});
  });
  ASSERT_TRUE(ended) << ended.error().text(Language::en);
  pass(std::chrono::hours(24 * 365 * 4));
  erase(ctx, EraseMode::for_good, 0);
  EXPECT_FALSE(places_of_needle().empty());
  pass(std::chrono::hours(24 * 400));
  const auto report = erase(ctx, EraseMode::for_good, 0);
  ASSERT_EQ(report.lines.size(), 1u);
  EXPECT_EQ(report.lines[0].data, "person");
  EXPECT_EQ(places_of_needle(), std::vector<std::string>{});
  EXPECT_EQ(read([&](db::Reader& in) { return registry::name_of_person(in, person->id); }), registry::erased_name);
  expect_journal_holds();
}

}  // namespace

}  // namespace massline::retention
