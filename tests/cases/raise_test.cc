// Raising beyond what one line of a case shows: many at once, in a batch, and the same request from several sides.
#include <gtest/gtest.h>

#include <future>
#include <set>
#include <thread>

#include "cases/case_world.h"
#include "matters/matter_table.h"
#include "matters/matter_views.h"

namespace massline::cases {

namespace {

CaseFile small_county() {
  CaseFile file;
  file.rulebook = "cpc";
  file.units = {{"country", "C", ""}, {"province", "P", "C"}, {"city", "S", "P"},
                {"county", "K", "S"}, {"town", "T", "K"},     {"petition-office", "office", "K"}};
  file.people = {{"officer", {{"petition-officer", "office"}}}};
  return file;
}

class Raising : public testing::Test {
 protected:
  Raising() { world_.clock().set(*parse_instant("2024-03-01T01:00:00Z")); }

  matters::RaiseRequest request(const std::string& text) {
    matters::RaiseRequest request;
    request.procedure = "petition";
    request.place = world_.unit("T");
    request.inputs = {{"what", text}};
    request.contact = {"Wang", "13800001234", "", ""};
    return request;
  }
  std::int64_t count(const char* table) {
    return world_.context().store.read(
        [&](db::Reader& in) { return in.query(std::string("SELECT COUNT(*) FROM ") + table).row(0).integer(0); });
  }

  CaseFile file_ = small_county();
  World world_{file_};
};

TEST_F(Raising, AnswersOnTheWriterOnceItIsOnDisk) {
  std::promise<matters::RaisedMatter> promise;
  matters::raise_matter_async(world_.context(), {}, request("A lamp"),
                              [&](Result<matters::RaisedMatter> raised, std::exception_ptr error) {
                                ASSERT_FALSE(error);
                                ASSERT_TRUE(raised.has_value());
                                promise.set_value(*raised);
                              });
  const matters::RaisedMatter raised = promise.get_future().get();
  const auto seen = world_.context().store.read(
      [&](db::Reader& in) { return matters::follow_matter(world_.context(), in, raised.receipt, "", Language::en); });
  ASSERT_TRUE(seen.has_value());
  EXPECT_EQ(seen->code, raised.code);
}

TEST_F(Raising, TakesThePlainMatterFromMemoryOnceThePlaceIsKnown) {
  Context& ctx = world_.context();
  matters::PlaceMemo memo;
  int told = 0;
  std::promise<Result<matters::RaisedMatter>> promise;
  const auto take = [&](const matters::RaiseRequest& request) {
    promise = {};
    return matters::raise_from_memory(
        ctx, request,
        [&](Result<matters::RaisedMatter> raised, std::exception_ptr error) {
          EXPECT_FALSE(error);
          ++told;
          promise.set_value(std::move(raised));
        },
        {}, memo);
  };
  EXPECT_FALSE(take(request("The place is not known yet")));
  matters::raise_matter_async(
      ctx, {}, request("A worker looks it up"),
      [&](Result<matters::RaisedMatter> raised, std::exception_ptr) {
        ++told;
        promise.set_value(std::move(raised));
      },
      {}, &memo);
  const auto first = promise.get_future().get();
  ASSERT_TRUE(first.has_value());

  ASSERT_TRUE(take(request("Now it is")));
  const auto second = promise.get_future().get();
  ASSERT_TRUE(second.has_value());
  EXPECT_EQ(second->unit.id, first->unit.id);
  EXPECT_EQ(second->clocks.size(), first->clocks.size());
  EXPECT_EQ(count("matter"), 2);
  EXPECT_EQ(count("journal WHERE act = 'matter.raise'"), 2);

  ASSERT_TRUE(take(request("")));
  EXPECT_FALSE(promise.get_future().get().has_value());
  matters::RaiseRequest repeatable = request("What was said before stands in the database");
  repeatable.once = matters::Once{"raise", "key-from-the-phone", "bytes"};
  EXPECT_FALSE(take(repeatable));
  matters::RaiseRequest elsewhere = request("At another place");
  elsewhere.place = world_.unit("K");
  EXPECT_FALSE(take(elsewhere));
  EXPECT_EQ(told, 3);
  EXPECT_EQ(count("matter"), 2);
}

TEST_F(Raising, GivesTheSameAnswerToTheSameRequestFromManySides) {
  std::vector<matters::RaisedMatter> raised(8);
  std::vector<std::thread> threads;
  for (matters::RaisedMatter& answer : raised)
    threads.emplace_back([&] {
      matters::RaiseRequest same = request("Sent by a shaky connection");
      same.once = matters::Once{"raise", "key-from-the-phone", "the same bytes"};
      auto result = matters::raise_matter(world_.context(), {}, same);
      if (result) answer = std::move(*result);
    });
  for (std::thread& thread : threads) thread.join();
  for (const matters::RaisedMatter& answer : raised) {
    EXPECT_EQ(answer.id, raised[0].id);
    EXPECT_EQ(answer.receipt, raised[0].receipt);
    EXPECT_EQ(answer.clocks.size(), raised[0].clocks.size());
  }
  EXPECT_EQ(count("matter"), 1);
  EXPECT_EQ(count("journal WHERE act = 'matter.raise'"), 1);
}

TEST_F(Raising, PutsManyIntoOneTransactionOrNone) {
  Context& ctx = world_.context();
  std::vector<matters::PreparedRaisePtr> prepared;
  ctx.store.read([&](db::Reader& in) {
    for (int i = 0; i < 50; ++i) {
      auto one = matters::prepare_raise(ctx, in, {}, request("Row " + std::to_string(i)));
      ASSERT_TRUE(one.has_value());
      prepared.push_back(std::move(*one));
    }
  });
  const auto apply = [&](bool keep) {
    return ctx.store.write([&](db::Transaction& tx) {
      for (const auto& one : prepared) matters::apply_raise(ctx, tx, *one);
      return keep;
    });
  };
  EXPECT_FALSE(apply(false));
  EXPECT_EQ(count("matter"), 0);
  EXPECT_TRUE(apply(true));
  EXPECT_EQ(count("matter"), 50);
  EXPECT_EQ(count("identity"), 50);
}

TEST_F(Raising, KeepsNeitherReceiptNorNameInTheClear) {
  const auto raised = matters::raise_matter(world_.context(), {}, request("Quietly"));
  ASSERT_TRUE(raised.has_value());
  world_.context().store.read([&](db::Reader& in) {
    const auto matter = *matters::find_matter(in, raised->region, raised->id);
    EXPECT_EQ(matter.receipt_hash.size(), 32U);
    EXPECT_EQ(matter.receipt_hash.find(raised->receipt), std::string::npos);
    const std::string sealed = matters::sealed_identity_of(in, raised->region, raised->id);
    EXPECT_EQ(sealed.find("Wang"), std::string::npos);
    EXPECT_EQ(sealed.find("13800001234"), std::string::npos);
  });
}

TEST_F(Raising, TellsEveryFieldThatIsWrongAtOnce) {
  matters::RaiseRequest wrong = request("");
  wrong.contact.email = "not an address";
  wrong.latitude = 91;
  wrong.inputs["colour"] = "red";
  const auto refused = matters::raise_matter(world_.context(), {}, wrong);
  ASSERT_FALSE(refused.has_value());
  std::set<std::string> fields{refused.error().field};
  for (const Refusal& other : refused.error().others) fields.insert(other.field);
  EXPECT_EQ(fields, (std::set<std::string>{"/contact/email", "/inputs/colour", "/inputs/what", "/latitude"}));
}

TEST_F(Raising, PreviewsWhoAnswersAndByWhenAndKeepsNothing) {
  matters::RaiseRequest half = request("");
  half.inputs.clear();
  const auto preview =
      world_.context().store.read([&](db::Reader& in) { return matters::preview_raise(world_.context(), in, half); });
  ASSERT_TRUE(preview.has_value());
  EXPECT_EQ(preview->unit.id, world_.unit("office"));
  ASSERT_FALSE(preview->clocks.empty());
  EXPECT_EQ(preview->clocks[0].name, "route");
  EXPECT_EQ(count("matter"), 0);
}

}  // namespace

}  // namespace massline::cases
