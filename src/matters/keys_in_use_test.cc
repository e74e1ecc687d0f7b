// A server that stood still while the vault's keys were changed, and goes on with what it had sealed before.
#include "journal/keys_in_use.h"

#include "matters/list_world.h"

namespace massline::matters {
namespace {

class StalledServer : public ListTest {
 protected:
  RaiseRequest request() const {
    RaiseRequest request;
    request.procedure = "estate-request";
    request.topic = "street-lamp";
    request.place = units.at("east");
    request.inputs = {{"what", "路灯坏了，晚上看不见"}};
    request.contact = {"Li Hua", "13800000000", "", ""};
    request.once = {"raise", "the same key", "the same request"};
    return request;
  }
  std::int64_t count(const std::string& table) {
    return read([&](db::Reader& in) { return in.query("SELECT COUNT(*) FROM " + table).row(0).integer(0); });
  }
  void retire(std::uint32_t number) {
    store->write([&](db::Transaction& tx) {
      journal::retire_keys_before(tx, number);
      return true;
    });
  }

  const std::string lookup_ = std::string(32, 'k');
  const Vault newer_{KeyRing{lookup_, {{2, std::string(32, 'b')}}}};
};

TEST_F(StalledServer, LosesNothingThatIsAcknowledged) {
  retire(2);
  const std::int64_t acts = count("journal");
  try {
    std::ignore = raise_matter(ctx, {}, request());
    FAIL() << "a value was taken under a key that is destroyed";
  } catch (const db::Error& error) {
    EXPECT_TRUE(error.transient());
  }
  EXPECT_EQ(count("matter") + count("identity") + count("idempotency"), 0);
  EXPECT_EQ(count("journal"), acts);
  ctx.vault = newer_;
  const auto raised = raise_matter(ctx, {}, request());
  ASSERT_TRUE(raised) << raised.error().text(Language::en);
  EXPECT_EQ(
      read([&](db::Reader& in) { return newer_.open(sealed_identity_of(in, raised->region, raised->id)); }).has_value(),
      true);
}

TEST_F(StalledServer, CantCorrectAContactUnderAnOldKey) {
  const auto raised = raise_matter(ctx, {}, request());
  ASSERT_TRUE(raised) << raised.error().text(Language::en);
  const std::string before = read([&](db::Reader& in) { return sealed_identity_of(in, raised->region, raised->id); });
  retire(2);
  EXPECT_THROW(std::ignore = correct_contact(ctx, {raised->receipt, "", {"Li Hua", "13900000000", "", ""}}), db::Error);
  EXPECT_EQ(read([&](db::Reader& in) { return sealed_identity_of(in, raised->region, raised->id); }), before);
}

TEST_F(StalledServer, KeysThatWereRetiredStayRetired) {
  retire(3);
  retire(2);
  EXPECT_EQ(read([](db::Reader& in) { return journal::first_key_in_use(in); }), 3u);
  ctx.vault = newer_;
  EXPECT_THROW(std::ignore = raise_matter(ctx, {}, request()), db::Error);
}

}  // namespace
}  // namespace massline::matters
