#include "registry/accounts.h"

#include <thread>

#include "registry/kept_data.h"
#include "registry/sign_in.h"
#include "registry/sign_in_guard.h"
#include "registry/test_world.h"

namespace massline::registry {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

/// Attempts are counted for the whole process: each test comes from networks of its own.
std::uint64_t new_network() {
  static std::uint64_t last = 0;
  return ++last;
}

class Accounts : public RegistryTest {
 protected:
  Result<SignedIn> sign_in(Context& context, const char* name, const char* password, const char* code = "") {
    return registry::sign_in(context, {name, password, code, "", {network, device}});
  }
  std::uint64_t network = new_network();
  std::string device;

  Accounts() {
    make_country();
    li = make_person("Li", "office");
    li_post = post(li, "clerk", "office");
    account = *create_account(ctx, server, {li, "Li.Hua", good_password, Language::en});
  }

  std::optional<Session> session(const std::string& token) {
    return read([&](db::Reader& in) { return session_of(in, token, clock.now(), ctx.today()); });
  }

  PersonId li;
  PostId li_post;
  Account account;
};

TEST_F(Accounts, SignInAndOut) {
  const auto in = sign_in(ctx, " LI.HUA ", good_password);
  ASSERT_TRUE(in) << in.error().text(Language::en);
  auto found = session(in->token);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->person_name, "Li");
  EXPECT_EQ(found->viewer.person, li);
  ASSERT_EQ(found->viewer.posts.size(), 1u);
  EXPECT_TRUE(found->csrf_matches(in->session.csrf));
  EXPECT_FALSE(found->csrf_matches(""));
  EXPECT_FALSE(session("x"));
  // A post that ended is gone from the session at once.
  command([&](db::Transaction& tx) { return end_post(ctx, tx, server, {li_post, {}}); });
  EXPECT_TRUE(session(in->token)->viewer.posts.empty());
  sign_out(ctx, in->token);
  EXPECT_FALSE(session(in->token));
}

TEST_F(Accounts, SessionsRunOut) {
  const auto in = sign_in(ctx, "li.hua", good_password);
  clock.advance(hours(1));
  EXPECT_TRUE(session(in->token)->touch_due(clock.now()));
  touch_session(ctx, in->token);
  clock.advance(minutes(119));
  EXPECT_TRUE(session(in->token));
  clock.advance(minutes(2));
  EXPECT_FALSE(session(in->token));
  const auto erase_sessions = [&](Instant before) {
    std::int64_t erased = 0;
    ctx.store.write([&](db::Transaction& tx) {
      for (const RegionId region : regions(tx)) erased += erase_rows(tx, region, "session", before);
      return true;
    });
    return erased;
  };
  EXPECT_EQ(erase_sessions(Instant{clock.now().ms - ms_per_day}), 0);
  EXPECT_EQ(erase_sessions(clock.now()), 1);

  const auto again = sign_in(ctx, "li.hua", good_password);
  for (int hour = 0; hour < 11; ++hour) {
    clock.advance(hours(1));
    touch_session(ctx, again->token);
  }
  EXPECT_TRUE(session(again->token));
  clock.advance(hours(1));
  EXPECT_FALSE(session(again->token));
}

TEST_F(Accounts, WrongAttemptsWaitLongerButNeverForEver) {
  for (const char* name : {"li.hua", "nobody.knows"}) {
    for (int i = 0; i < 5; ++i) EXPECT_EQ(key_of(sign_in(ctx, name, "wrong password")), "sign-in-wrong") << name << i;
    EXPECT_EQ(key_of(sign_in(ctx, name, good_password)), "too-many-attempts") << name;
  }
  const auto refused = sign_in(ctx, "li.hua", good_password);
  EXPECT_EQ(refused.error().parameters.at("retry_after"), "60");
  clock.advance(minutes(1));
  EXPECT_TRUE(sign_in(ctx, "li.hua", good_password));
  EXPECT_EQ(key_of(sign_in(ctx, "li.hua", "wrong password")), "sign-in-wrong");
  EXPECT_TRUE(sign_in(ctx, "li.hua", good_password));
  EXPECT_EQ(waiting_minutes(4), 0);
  EXPECT_EQ(waiting_minutes(5), 1);
  EXPECT_EQ(waiting_minutes(8), 8);
  EXPECT_EQ(waiting_minutes(9), 15);
  EXPECT_EQ(waiting_minutes(1'000'000), 15);
}

TEST_F(Accounts, NobodyLocksSomebodyElseOut) {
  const auto first = sign_in(ctx, "li.hua", good_password);
  ASSERT_TRUE(first);
  const auto guess = [&] { return key_of(sign_in(ctx, "li.hua", "wrong password")); };
  for (int i = 0; i < 6; ++i) guess();
  EXPECT_EQ(guess(), "too-many-attempts");
  // From elsewhere nothing has changed, nor on the device that signed in before, even in the guesser's own network.
  const std::uint64_t guesser = network;
  network = new_network();
  EXPECT_TRUE(sign_in(ctx, "li.hua", good_password));
  network = guesser;
  device = first->device;
  EXPECT_TRUE(sign_in(ctx, "li.hua", good_password));
  // A device that was made up, or is another account's, counts as none.
  for (const std::string& made_up : {std::string("99999999999999.x"), "9" + first->device, std::string(".")}) {
    device = made_up;
    EXPECT_EQ(guess(), "too-many-attempts");
  }
  // It ends after half a year, and with the password.
  device = first->device;
  clock.advance(std::chrono::days(181));
  for (int i = 0; i < 5; ++i) guess();
  EXPECT_EQ(guess(), "too-many-attempts") << "as the network, in which it is one of many";
  network = new_network();
  const auto fresh = sign_in(ctx, "li.hua", good_password);
  EXPECT_EQ(key_of(change_password(ctx, {account.region, account.id, good_password, "another good one", fresh->token})),
            "");
  network = guesser;
  device = fresh->device;
  EXPECT_EQ(guess(), "too-many-attempts");
}

TEST(AttemptCounts, ForgetAndAreBounded) {
  Attempts attempts(2);
  const Instant noon{1'000'000};
  for (int i = 0; i < 5; ++i) attempts.note_wrong("a", noon);
  EXPECT_EQ(attempts.refused_until("a", noon), (Instant{noon.ms + 60'000}));
  EXPECT_FALSE(attempts.refused_until("a", Instant{noon.ms + 60'000}));
  attempts.note_right("a");
  EXPECT_FALSE(attempts.refused_until("a", noon));
  for (const char* key : {"a", "b"})
    for (int i = 0; i < 5; ++i) attempts.note_wrong(key, noon);
  attempts.note_wrong("c", noon);  // takes the place of "a", which rested longest
  EXPECT_FALSE(attempts.refused_until("a", noon));
  EXPECT_TRUE(attempts.refused_until("b", noon));
  const Instant later{noon.ms + 3'600'001};
  for (int i = 0; i < 4; ++i) attempts.note_wrong("b", later);
  EXPECT_FALSE(attempts.refused_until("b", later));
}

TEST_F(Accounts, RefuseWeakPasswordsAndTakenNames) {
  const auto wang = make_person("Wang", "office");
  const auto make = [&](PersonId person, const char* name, const char* password) {
    return key_of(create_account(ctx, server, {person, name, password, Language::zh}));
  };
  EXPECT_EQ(make(wang, "wang", "short"), "password-short");
  EXPECT_EQ(make(wang, "wang.of.the.office", "Wang.of.the.office"), "password-is-login");
  EXPECT_EQ(make(wang, "w", good_password), "login-not-valid");
  EXPECT_EQ(make(wang, "wang wang", good_password), "login-not-valid");
  EXPECT_EQ(make(wang, "li.hua", good_password), "login-taken");
  EXPECT_EQ(make(li, "li.two", good_password), "has-account");
  EXPECT_EQ(make(wang, "wang", "十二个汉字也可以作为密码使用"), "");
  EXPECT_EQ(key_of(create_account(ctx, actor_of(li), {wang, "wang2", good_password, Language::zh})), "not-allowed");
}

TEST_F(Accounts, ChangeOfPasswordEndsOtherSessions) {
  const auto mine = sign_in(ctx, "li.hua", good_password), other = sign_in(ctx, "li.hua", good_password);
  EXPECT_EQ(read([&](db::Reader& in) { return sessions_of(in, account, mine->token, clock.now()); }).size(), 2u);
  EXPECT_EQ(key_of(change_password(ctx, {account.region, account.id, "not this one", "another good one", mine->token})),
            "password-not-right");
  EXPECT_EQ(key_of(change_password(ctx, {account.region, account.id, good_password, "another good one", mine->token})),
            "");
  EXPECT_TRUE(session(mine->token));
  EXPECT_FALSE(session(other->token));
  EXPECT_EQ(key_of(sign_in(ctx, "li.hua", good_password)), "sign-in-wrong");
  EXPECT_EQ(key_of(set_password(ctx, server, {account.region, account.id, "set by the office"})), "");
  EXPECT_FALSE(session(mine->token));
  const auto again = sign_in(ctx, "li.hua", "set by the office");
  ASSERT_TRUE(again);
  EXPECT_EQ(key_of(close_account(ctx, server, account.region, account.id)), "");
  EXPECT_FALSE(session(again->token));
  EXPECT_EQ(key_of(sign_in(ctx, "li.hua", "set by the office")), "sign-in-wrong");
}

TEST_F(Accounts, SessionsAreEndedOneByOne) {
  const auto one = sign_in(ctx, "li.hua", good_password), two = sign_in(ctx, "li.hua", good_password),
             three = sign_in(ctx, "li.hua", good_password);
  EXPECT_EQ(key_of(end_session(ctx, account, to_hex(digest(one->token)))), "");
  EXPECT_EQ(key_of(end_session(ctx, account, to_hex(digest(one->token)))), "not-found");
  EXPECT_FALSE(session(one->token));
  EXPECT_TRUE(session(two->token));
  EXPECT_EQ(key_of(name_device(ctx, two->token, " office computer ")), "");
  EXPECT_EQ(key_of(name_device(ctx, two->token, std::string(61, 'x'))), "field-too-long");
  const auto open = read([&](db::Reader& in) { return sessions_of(in, account, two->token, clock.now()); });
  ASSERT_EQ(open.size(), 2u);
  for (const auto& session : open) EXPECT_EQ(session.device, session.current ? "office computer" : "");
  EXPECT_EQ(end_other_sessions(ctx, account, two->token), 1);
  EXPECT_FALSE(session(three->token));
  EXPECT_TRUE(session(two->token));
  EXPECT_EQ(end_other_sessions(ctx, account, two->token), 0);
}

TEST_F(Accounts, KeysAreShownOnce) {
  const auto registrar = make_person("Registrar", "county");
  post(registrar, "registrar", "county");
  const auto actor = actor_of(registrar);
  EXPECT_EQ(key_of(create_api_key(ctx, actor, ids_["city"], "App")), "not-allowed");
  const auto key = create_api_key(ctx, actor, ids_["office"], "App");
  ASSERT_TRUE(key);
  read([&](db::Reader& in) {
    EXPECT_EQ(find_api_key(in, key->secret)->unit, ids_["office"]);
    EXPECT_FALSE(find_api_key(in, "guess"));
    EXPECT_EQ(api_keys_for(in, rulebook, actor.viewer).size(), 1u);
    EXPECT_TRUE(api_keys_for(in, rulebook, {}).empty());
  });
  EXPECT_EQ(key_of(revoke_api_key(ctx, actor, key->key.id)), "");
  EXPECT_EQ(key_of(revoke_api_key(ctx, actor, key->key.id)), "not-found");
  read([&](db::Reader& in) { EXPECT_FALSE(find_api_key(in, key->secret)); });
}

TEST(HashingGate, LetsAFewThroughAndBoundsTheQueue) {
  HashingGate no_queue(1, 0);
  {
    const auto first = no_queue.enter();
    EXPECT_TRUE(first);
    EXPECT_FALSE(no_queue.enter());
  }
  EXPECT_TRUE(no_queue.enter());

  HashingGate queue(1, 1);
  auto first = queue.enter();
  std::thread waiting([&] { EXPECT_TRUE(queue.enter()); });
  first.reset();
  waiting.join();
}

}  // namespace
}  // namespace massline::registry
