#include "registry/sign_in.h"

#include "base/totp.h"
#include "registry/second_factor.h"
#include "registry/test_world.h"

namespace massline::registry {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

class Factors : public RegistryTest {
 protected:
  Factors() {
    // Attempts are counted for the whole process: each test has tokens and ids of its own.
    ctx.random.bytes(next_network());
    make_country();
    li = make_person("Li", "office");
    post(li, "clerk", "office");
    account = *create_account(ctx, server, {li, "li.hua", good_password, Language::en});
  }

  Result<SignedIn> enter(const std::string& code, const char* password = good_password) {
    return sign_in(ctx, {"li.hua", password, code, "", {network, device}});
  }
  std::string code_now() { return totp_code(secret, clock.now().ms / totp_step_ms); }

  /// Sets the factor up, and leaves the clock at a step whose code was not used.
  std::vector<std::string> set_up() {
    const auto in = enter("");
    secret = *begin_second_factor(ctx, in->session, in->token, good_password, "");
    auto codes = *confirm_second_factor(ctx, in->session, in->token, code_now());
    clock.advance(seconds(60));
    session = *read([&](db::Reader& reader) { return session_of(reader, in->token, clock.now(), ctx.today()); });
    token = in->token;
    return codes;
  }

  static std::uint64_t next_network() {
    static std::uint64_t last = 1'000;
    return ++last;
  }

  PersonId li;
  Account account;
  std::string secret, token, device;
  Session session;
  std::uint64_t network = next_network();
};

TEST_F(Factors, ACodeIsAskedForAndGoodOnce) {
  set_up();
  EXPECT_TRUE(session.has_second_factor);
  EXPECT_EQ(key_of(enter("")), "code-needed");
  EXPECT_EQ(key_of(enter("", "wrong password")), "sign-in-wrong");
  const std::string code = code_now();
  EXPECT_EQ(key_of(enter(code, "wrong password")), "sign-in-wrong");
  EXPECT_TRUE(enter(code));
  EXPECT_EQ(key_of(enter(code)), "code-wrong") << "played again";
  clock.advance(seconds(30));
  EXPECT_TRUE(enter(code_now()));
}

TEST_F(Factors, RecoveryCodesAreGoodOnceEach) {
  const auto codes = set_up();
  ASSERT_EQ(codes.size(), 10u);
  EXPECT_EQ(codes[0].size(), 19u);
  EXPECT_TRUE(enter(codes[0]));
  EXPECT_EQ(key_of(enter(codes[0])), "code-wrong");
  std::string typed = codes[1];
  for (char& character : typed) character = character == '-' ? ' ' : static_cast<char>(std::tolower(character));
  EXPECT_TRUE(enter(typed));
  EXPECT_EQ(read([&](db::Reader& in) { return second_factor_of(ctx, in, session).recovery_codes_left; }), 8);
  const auto fresh = renew_recovery_codes(ctx, session, token, code_now());
  ASSERT_TRUE(fresh);
  EXPECT_EQ(key_of(enter(codes[2])), "code-wrong");
  EXPECT_TRUE(enter(fresh->front()));
}

TEST_F(Factors, ANewSecretIsInUseOnlyOnceItWasSeen) {
  set_up();
  const std::string old = secret;
  EXPECT_EQ(key_of(begin_second_factor(ctx, session, token, "wrong password", code_now())), "password-not-right");
  for (const char* wrong : {"", "000000"})
    EXPECT_EQ(key_of(begin_second_factor(ctx, session, token, good_password, wrong)), "code-not-right") << wrong;
  const auto next = begin_second_factor(ctx, session, token, good_password, code_now());
  ASSERT_TRUE(next);
  clock.advance(seconds(30));
  EXPECT_TRUE(enter(code_now()));
  EXPECT_EQ(key_of(confirm_second_factor(ctx, session, token, "123")), "code-not-right");
  secret = *next;
  EXPECT_TRUE(confirm_second_factor(ctx, session, token, code_now()));
  clock.advance(seconds(60));
  EXPECT_TRUE(enter(code_now()));
  EXPECT_EQ(key_of(enter(totp_code(old, clock.now().ms / totp_step_ms))), "code-wrong");
  EXPECT_EQ(key_of(remove_second_factor(ctx, session, token, "000000")), "code-not-right");
  clock.advance(seconds(60));
  EXPECT_EQ(key_of(remove_second_factor(ctx, session, token, code_now())), "");
  EXPECT_TRUE(enter(""));
}

TEST_F(Factors, AreRequiredAndTakenAwayByWhoeverKeepsTheAccounts) {
  const auto registrar = make_person("Registrar", "county");
  post(registrar, "registrar", "county");
  EXPECT_EQ(key_of(require_second_factor(ctx, actor_of(li), account.region, account.id, true)), "not-allowed");
  EXPECT_EQ(key_of(require_second_factor(ctx, actor_of(registrar), account.region, account.id, true)), "");
  const auto in = enter("");
  EXPECT_EQ(key_of(check_second_factor(ctx, in->session)), "second-factor-due");
  set_up();
  EXPECT_TRUE(check_second_factor(ctx, session));
  EXPECT_EQ(key_of(reset_second_factor(ctx, actor_of(li), account.region, account.id)), "not-allowed");
  EXPECT_EQ(key_of(reset_second_factor(ctx, actor_of(registrar), account.region, account.id)), "");
  EXPECT_FALSE(read([&](db::Reader& reader) { return session_of(reader, token, clock.now(), ctx.today()); }));
  const auto again = enter("");
  ASSERT_TRUE(again);
  EXPECT_EQ(key_of(check_second_factor(ctx, again->session)), "second-factor-due");
}

TEST_F(Factors, NothingOfTheSecretsLiesOpen) {
  const auto codes = set_up();
  read([&](db::Reader& in) {
    const auto rows = in.query("SELECT secret FROM second_factor");
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_EQ(rows.row(0).blob(0).find(secret), std::string::npos);
    for (const auto row : in.query("SELECT code_hash FROM recovery_code")) EXPECT_EQ(row.blob(0).size(), 32u);
  });
}

class Links : public Factors {
 protected:
  Result<SignedIn> follow(const std::string& link, const std::string& code = "") {
    return sign_in_by_link(ctx, {link, code, "kiosk", {network, ""}});
  }
};

TEST_F(Links, SignInOnceWithin15Minutes) {
  EXPECT_EQ(key_of(make_sign_in_link(ctx, actor_of(li), account.region, account.id)), "not-allowed");
  const auto link = make_sign_in_link(ctx, server, account.region, account.id);
  ASSERT_TRUE(link);
  const auto in = follow(link->token);
  ASSERT_TRUE(in) << in.error().text(Language::en);
  EXPECT_EQ(in->session.account.person, li);
  EXPECT_EQ(key_of(follow(link->token)), "link-wrong");
  EXPECT_EQ(key_of(follow("guess")), "link-wrong");
  const auto late = make_sign_in_link(ctx, server, account.region, account.id);
  clock.advance(minutes(15));
  EXPECT_EQ(key_of(follow(late->token)), "link-wrong");
  const auto one = make_sign_in_link(ctx, server, account.region, account.id),
             two = make_sign_in_link(ctx, server, account.region, account.id);
  EXPECT_EQ(key_of(follow(one->token)), "link-wrong") << "a newer one takes its place";
  EXPECT_TRUE(follow(two->token));
  read([&](db::Reader& reader) {
    EXPECT_TRUE(reader.query("SELECT 1 FROM sign_in_link WHERE expires_at > $1", {clock.now()}).empty());
  });
}

TEST_F(Links, CodesAreTriedABoundedNumberOfTimes) {
  const auto known = enter("");
  set_up();
  const std::string link = make_sign_in_link(ctx, server, account.region, account.id)->token;
  for (int i = 0; i < 5; ++i) EXPECT_EQ(key_of(follow(link, "000000")), "code-wrong");
  EXPECT_EQ(key_of(follow(link, code_now())), "too-many-attempts");
  // From other networks too, after twenty: whoever got this far can't guess on from everywhere.
  for (int i = 0; i < 15; ++i) {
    network = next_network();
    EXPECT_EQ(key_of(follow(link, "000000")), "code-wrong");
  }
  network = next_network();
  EXPECT_EQ(key_of(follow(link, code_now())), "too-many-attempts");
  device = known->device;
  EXPECT_TRUE(enter(code_now())) << "the person's own device passes";
}

TEST_F(Links, StayGoodUntilTheCodeIsRight) {
  set_up();
  const auto link = make_sign_in_link(ctx, server, account.region, account.id);
  EXPECT_EQ(key_of(follow(link->token)), "code-needed");
  EXPECT_EQ(key_of(follow(link->token, "000000")), "code-wrong");
  EXPECT_TRUE(follow(link->token, code_now()));
}

TEST_F(Links, AccountsMayHaveNoPassword) {
  const auto wang = make_person("Wang", "office");
  const auto made = create_account(ctx, server, {wang, "wang", "", Language::zh});
  ASSERT_TRUE(made);
  for (const char* password : {"", good_password})
    EXPECT_EQ(key_of(sign_in(ctx, {"wang", password, "", "", {network, ""}})), "sign-in-wrong");
  const auto in = follow(make_sign_in_link(ctx, server, made->region, made->id)->token);
  ASSERT_TRUE(in);
  // A first password is chosen without an old one; after it, the old one is asked for.
  EXPECT_EQ(key_of(change_password(ctx, {made->region, made->id, "", "a first password", in->token})), "");
  EXPECT_EQ(key_of(change_password(ctx, {made->region, made->id, "", "a second password", in->token})),
            "password-not-right");
  EXPECT_TRUE(sign_in(ctx, {"wang", "a first password", "", "", {network, ""}}));
}

class Vouching : public Factors {
 protected:
  Result<SignedIn> vouched(const std::string& subject, const std::string& login = "", bool has_factor = false,
                           const std::string& code = "") {
    return sign_in_vouched(ctx,
                           {{"county", "https://id.example", subject, login, has_factor}, code, "", {network, device}});
  }
  Result<SignedIn> from_elsewhere(const std::string& issuer) {
    return sign_in_vouched(ctx, {{"county", issuer, "s-1", "", false}, "", "", {network, device}});
  }
};

TEST_F(Vouching, IsOfAConnectedSubjectAlone) {
  EXPECT_EQ(key_of(vouched("s-1")), "account-unknown");
  const auto own = enter("");
  EXPECT_EQ(key_of(prove_owner(ctx, own->session, own->token, "not the password")), "password-not-right");
  EXPECT_EQ(key_of(prove_owner(ctx, own->session, own->token, good_password)), "");
  EXPECT_EQ(key_of(connect(ctx, own->session, {"county", "https://id.example", "s-1", "", false})), "");
  EXPECT_EQ(key_of(connect(ctx, own->session, {"county", "https://id.example", "s-1", "", false})), "");
  const auto in = vouched("s-1");
  ASSERT_TRUE(in);
  EXPECT_EQ(in->session.account.person, li);
  EXPECT_EQ(key_of(from_elsewhere("https://other.example")), "account-unknown");
  const auto wang = make_person("Wang", "office");
  ASSERT_TRUE(create_account(ctx, server, {wang, "wang", "", Language::zh}));
  EXPECT_EQ(key_of(connect_as_operator(ctx, "wang", {"county", "https://id.example", "s-1", "", false})),
            "subject-taken");
  EXPECT_EQ(key_of(connect_as_operator(ctx, "nobody", {"county", "https://id.example", "s-2", "", false})),
            "login-unknown");
  const auto list = read([&](db::Reader& reader) { return connections_of(reader, account); });
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(key_of(disconnect(ctx, own->session, list[0].id)), "");
  EXPECT_EQ(key_of(disconnect(ctx, own->session, list[0].id)), "not-found");
  EXPECT_EQ(key_of(vouched("s-1")), "account-unknown");
}

TEST_F(Vouching, ForANameCountsOnceAndThenTheSubject) {
  EXPECT_EQ(key_of(vouched("s-1", "somebody.else")), "account-unknown");
  ASSERT_TRUE(vouched("s-1", "Li.Hua"));
  ASSERT_TRUE(vouched("s-1", "renamed"));
  // Whoever is given that name later is another subject.
  EXPECT_EQ(key_of(vouched("s-2", "Li.Hua")), "account-unknown");
  ASSERT_TRUE(close_account(ctx, server, account.region, account.id));
  EXPECT_EQ(key_of(vouched("s-1", "Li.Hua")), "account-unknown");
}

TEST_F(Vouching, AsksForTheFactorUnlessTheProviderDid) {
  set_up();
  EXPECT_EQ(key_of(vouched("s-1", "li.hua")), "code-needed");
  EXPECT_EQ(key_of(vouched("s-1")), "account-unknown") << "nothing was connected without the code";
  EXPECT_EQ(key_of(vouched("s-1", "li.hua", false, code_now())), "");
  EXPECT_TRUE(vouched("s-1", "", true));
}

TEST_F(Vouching, APostThatNeedsAFactorTakesTheProviders) {
  rulebook.posts[1].second_factor = true;
  const auto in = enter("");
  const auto due = check_second_factor(ctx, in->session);
  EXPECT_EQ(key_of(due), "second-factor-due");
  EXPECT_EQ(due.error().rule, "organisation/clerk");
  EXPECT_EQ(key_of(check_second_factor(ctx, vouched("s-1", "li.hua")->session)), "second-factor-due");
  EXPECT_EQ(key_of(check_second_factor(ctx, vouched("s-1", "", true)->session)), "");
  ctx.factors_of_posts = false;
  EXPECT_EQ(key_of(check_second_factor(ctx, in->session)), "");
}

}  // namespace
}  // namespace massline::registry
