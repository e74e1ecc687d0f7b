// What a person may have shown, put right and erased, with the receipt.
#include "retention/rights.h"

#include "matters/kept_data.h"
#include "retention/erase.h"
#include "retention/erase_fixture.h"

namespace massline::retention {
namespace {

TEST_F(Erasing, AWindowOfThePersonsHoldsIt) {
  const auto raised = closed_matter();
  EXPECT_EQ(held(held_on(raised), "identity").erasable, Erasable::after_closing);
  pass(std::chrono::hours(24 * 60));
  EXPECT_EQ(held(held_on(raised), "identity").erasable, Erasable::now);
}

TEST_F(Erasing, ThePersonHasErasedWhatMayGoAndIsToldTheRest) {
  const auto raised = closed_matter();
  pass(std::chrono::hours(24 * 60));
  ASSERT_TRUE(erase_on_matter(ctx, raised.receipt, "", {"identity", "whereabouts"}));
  const auto all = held_on(raised);
  EXPECT_TRUE(held(all, "identity").erased_at);
  EXPECT_EQ(held(all, "identity").rows, 0);
  EXPECT_TRUE(held(all, "whereabouts").erased_at);
  EXPECT_EQ(held(all, "statement").erasable, Erasable::now);
  EXPECT_TRUE(held(all, "statement").until);
  EXPECT_EQ(count("SELECT COUNT(*) FROM identity"), 0);
  expect_journal_holds();
  EXPECT_FALSE(erase_on_matter(ctx, raised.receipt, "", {"session"}));
  EXPECT_FALSE(erase_on_matter(ctx, "0000000000000000", "", {"identity"}));
}

TEST_F(Erasing, WhatARestoredBackupStillHasIsErasedAgain) {
  const auto raised = closed_matter();
  pass(std::chrono::hours(24 * 60));
  const auto sealed = read([&](db::Reader& in) { return matters::sealed_identity_of(in, raised.region, raised.id); });
  ASSERT_TRUE(erase_on_matter(ctx, raised.receipt, "", {"identity"}));
  const auto list = read([&](db::Reader& in) { return journal::erasures_after(in, {}, 100); });
  ASSERT_EQ(list.size(), 1u);
  store->write([&](db::Transaction& tx) {
    tx.execute("INSERT INTO identity(region, matter, sealed) VALUES($1, $2, $3)",
               {raised.region, raised.id, db::Blob{sealed}});
    tx.execute("DELETE FROM erasure");
    return true;
  });
  EXPECT_EQ(erase_again(ctx, list), 1);
  EXPECT_EQ(count("SELECT COUNT(*) FROM identity"), 0);
  EXPECT_EQ(erase_again(ctx, list), 0);
}

TEST_F(Erasing, ContactAndStatementArePutRight) {
  const auto raised = raise_named("estate-request");
  ASSERT_TRUE(matters::correct_contact(ctx, {raised.receipt, "", {"Li Hua", "13800000000", "", ""}}));
  const auto nothing = matters::correct_contact(ctx, {raised.receipt, "", {}});
  ASSERT_FALSE(nothing);
  ASSERT_TRUE(matters::follow_addendum(ctx, {raised.receipt, "", "It is the third lamp.", {}}));
  const auto all = held_on(raised);
  EXPECT_EQ(*held(all, "identity").content[0].find("name")->string(), "Li Hua");
  const auto& said = held(all, "statement").content;
  ASSERT_EQ(said.size(), 2u);
  EXPECT_EQ(*said[0].find("kind")->string(), "raised");
  EXPECT_EQ(*said[1].find("kind")->string(), "addendum");
  expect_journal_holds();
}

}  // namespace
}  // namespace massline::retention
