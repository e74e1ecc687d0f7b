#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <map>

#include "base/crypto.h"
#include "oidc/id_token.h"
#include "oidc/providers.h"

namespace massline::oidc {
namespace {

using std::chrono::minutes;
using testing::HasSubstr;
using testing::Not;

template <class T>
std::string key_of(const Result<T>& result) {
  return result ? std::string() : result.error().message->key;
}

/// A key of the provider, made anew, and what it signs.
class TestKey {
 public:
  TestKey(std::string algorithm, std::string id, unsigned bits = 2048)
      : algorithm_(std::move(algorithm)),
        id_(std::move(id)),
        key_(algorithm_ == "RS256" ? EVP_RSA_gen(bits) : EVP_EC_gen("P-256"), EVP_PKEY_free) {}

  JsonObject jwk() const {
    JsonObject out{{"kid", id_}, {"use", "sig"}, {"alg", algorithm_}};
    if (algorithm_ == "RS256") {
      out["kty"] = "RSA";
      out["n"] = number(OSSL_PKEY_PARAM_RSA_N, 0);
      out["e"] = number(OSSL_PKEY_PARAM_RSA_E, 0);
    } else {
      out["kty"] = "EC";
      out["crv"] = "P-256";
      out["x"] = number(OSSL_PKEY_PARAM_EC_PUB_X, 32);
      out["y"] = number(OSSL_PKEY_PARAM_EC_PUB_Y, 32);
    }
    return out;
  }

  std::string token(const JsonObject& claims) const {
    const std::string text =
        to_base64url(to_text(JsonObject{{"alg", algorithm_}, {"kid", id_}})) + "." + to_base64url(to_text(claims));
    return text + "." + to_base64url(signature(text));
  }

 private:
  std::string number(const char* name, int length) const {
    BIGNUM* value = nullptr;
    EXPECT_EQ(EVP_PKEY_get_bn_param(key_.get(), name, &value), 1);
    std::string bytes(static_cast<std::size_t>(length == 0 ? BN_num_bytes(value) : length), '\0');
    BN_bn2binpad(value, reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    BN_free(value);
    return to_base64url(bytes);
  }

  std::string signature(const std::string& text) const {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    std::string out(1024, '\0');
    std::size_t length = out.size();
    EXPECT_EQ(EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, key_.get()), 1);
    EXPECT_EQ(EVP_DigestSign(context, reinterpret_cast<unsigned char*>(out.data()), &length,
                             reinterpret_cast<const unsigned char*>(text.data()), text.size()),
              1);
    EVP_MD_CTX_free(context);
    out.resize(length);
    return algorithm_ == "RS256" ? out : side_by_side(out);
  }

  static std::string side_by_side(const std::string& asn1) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(asn1.data());
    ECDSA_SIG* both = d2i_ECDSA_SIG(nullptr, &bytes, static_cast<long>(asn1.size()));
    std::string out(64, '\0');
    BN_bn2binpad(ECDSA_SIG_get0_r(both), reinterpret_cast<unsigned char*>(out.data()), 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(both), reinterpret_cast<unsigned char*>(out.data() + 32), 32);
    ECDSA_SIG_free(both);
    return out;
  }

  std::string algorithm_, id_;
  std::shared_ptr<EVP_PKEY> key_;
};

std::string key_set_of(const std::vector<JsonObject>& keys) {
  JsonArray list;
  for (const auto& key : keys) list.push_back(key);
  return to_text(JsonObject{{"keys", std::move(list)}});
}

TEST(KeySets, VerifyWhatTheirKeysSignedAndNothingElse) {
  for (const char* algorithm : {"RS256", "ES256"}) {
    const TestKey key(algorithm, "one"), other(algorithm, "one");
    const auto set = KeySet::read(key_set_of({key.jwk()}));
    ASSERT_TRUE(set);
    const auto good = read_token(key.token({{"sub", "s"}})), bad = read_token(other.token({{"sub", "s"}}));
    EXPECT_TRUE(set->verifies(good->algorithm, "one", good->signed_part, good->signature));
    EXPECT_TRUE(set->verifies(good->algorithm, "", good->signed_part, good->signature)) << "the only key";
    EXPECT_FALSE(set->verifies(good->algorithm, "two", good->signed_part, good->signature));
    EXPECT_FALSE(set->verifies("none", "one", good->signed_part, ""));
    EXPECT_FALSE(set->verifies(bad->algorithm, "one", bad->signed_part, bad->signature));
    for (std::size_t at : {std::size_t{0}, good->signature.size() / 2, good->signature.size() - 1}) {
      std::string flipped = good->signature;
      flipped[at] = static_cast<char>(flipped[at] ^ 1);
      EXPECT_FALSE(set->verifies(good->algorithm, "one", good->signed_part, flipped));
    }
  }
}

TEST(KeySets, PassOverWhatCantSignHere) {
  const TestKey good("RS256", "good"), small("RS256", "small", 1024), curve("ES256", "curve");
  JsonObject encrypts = good.jwk(), off = curve.jwk(), unknown{{"kty", "OKP"}, {"crv", "Ed25519"}, {"x", "AAAA"}};
  encrypts["use"] = "enc";
  off["y"] = off["x"];
  EXPECT_EQ(KeySet::read(key_set_of({encrypts, small.jwk(), off, unknown}))->size(), 0U);
  EXPECT_EQ(KeySet::read(key_set_of({encrypts, good.jwk(), curve.jwk()}))->size(), 2U);
  for (const char* text : {"", "[]", "{}", R"({"keys":{}})", R"({"keys":[)"})
    EXPECT_EQ(key_of(KeySet::read(text)), "token-unreadable") << text;
}

TEST(KeySets, ATokenSaysWhichOfSeveralKeys) {
  const TestKey one("RS256", ""), two("RS256", "");
  const auto set = KeySet::read(key_set_of({one.jwk(), two.jwk()}));
  const auto token = read_token(one.token({{"sub", "s"}}));
  EXPECT_FALSE(set->verifies("RS256", "", token->signed_part, token->signature));
}

TEST(Addresses, AreHttpsOrThisMachine) {
  for (const char* url : {"https://id.example", "https://id.example:8443/x?y", "http://127.0.0.1:80/",
                          "http://localhost", "http://[::1]:9/"})
    EXPECT_TRUE(may_be_asked(url)) << url;
  for (const char* url :
       {"", "http://id.example", "http://127.0.0.1.example/", "http://localhost@id.example/", "https://a@b/",
        "file:///etc/passwd", "https://", "https:///x", "https://id.example/ x", "gopher://127.0.0.1"})
    EXPECT_FALSE(may_be_asked(url)) << url;
}

/// A provider in memory, beside a clock that is moved by hand.
class Flows : public testing::Test {
 protected:
  Fetched answer(const Ask& ask) {
    ++asked[ask.url];
    if (!ask.form.empty()) posted = ask;
    if (silent) return tl::make_unexpected(std::string("no answer"));
    if (ask.url.ends_with("/openid-configuration")) return Answer{200, to_text(description)};
    if (ask.url == "https://id.example/keys") return Answer{200, key_set_of({key.jwk()})};
    if (ask.url == "https://id.example/token") return Answer{200, to_text(JsonObject{{"id_token", token}})};
    return Answer{404, ""};
  }

  Begun begin() {
    auto begun = providers.begin("county", "sign-in");
    EXPECT_TRUE(begun) << key_of(begun);
    const std::int64_t seconds = clock.now().ms / 1000;
    token = key.token({{"iss", "https://id.example"},
                       {"sub", "s-1"},
                       {"aud", "massline"},
                       {"nonce", in(begun->address, "nonce")},
                       {"iat", seconds},
                       {"exp", seconds + 300}});
    return *begun;
  }
  static std::string in(const std::string& address, const std::string& name) {
    const std::size_t at = address.find("&" + name + "=") + name.size() + 2;
    return address.substr(at, address.find('&', at) - at);
  }
  Result<Person> finish(const Begun& begun, std::string_view purpose = "sign-in") {
    return providers.finish({"code", in(begun.address, "state"), ""}, begun.flow, purpose);
  }

  TestKey key{"RS256", "one"};
  JsonObject description{{"issuer", "https://id.example"},
                         {"authorization_endpoint", "https://id.example/begin?tenant=1"},
                         {"token_endpoint", "https://id.example/token"},
                         {"jwks_uri", "https://id.example/keys"},
                         {"id_token_signing_alg_values_supported", JsonArray{"RS256"}}};
  std::string token;
  std::map<std::string, int> asked;
  Ask posted;
  bool silent = false;
  ManualClock clock{*parse_instant("2026-10-01T08:00:00Z")};
  SeededRandom random{7};
  Providers providers{{{.id = "county",
                        .title_en = "County",
                        .title_zh = "县",
                        .issuer = "https://id.example",
                        .client = "massline",
                        .secret = "s"}},
                      "https://work.example",
                      std::string(32, 'k'),
                      clock,
                      random,
                      [this](const Ask& ask) { return answer(ask); }};
};

TEST_F(Flows, GoThereAndBack) {
  const Begun begun = begin();
  EXPECT_TRUE(
      begun.address.starts_with("https://id.example/begin?tenant=1&response_type=code&scope=openid&client_id=massline&"
                                "redirect_uri=https%3A%2F%2Fwork.example%2Fwork%2Fsign-in%2Fanswer&"))
      << begun.address;
  const auto person = finish(begun);
  ASSERT_TRUE(person) << key_of(person);
  EXPECT_EQ(person->subject, "s-1");
  // What is sent with the code fits what was promised at the beginning.
  const std::string verifier = in(posted.form, "code_verifier");
  EXPECT_EQ(to_base64url(sha256(verifier)), in(begun.address, "code_challenge"));
  EXPECT_EQ(posted.user + ":" + posted.password, "massline:s");
  EXPECT_THAT(posted.form, Not(HasSubstr("secret")));
}

TEST_F(Flows, EndAfterTenMinutesAndAreForOnePurpose) {
  const Begun begun = begin();
  EXPECT_EQ(key_of(finish(begun, "connect 1 2")), "sign-in-flow-gone");
  for (std::size_t at = 0; at < begun.flow.size(); at += 7) {
    Begun bent = begun;
    bent.flow[at] = bent.flow[at] == 'A' ? 'B' : 'A';
    EXPECT_EQ(key_of(finish(bent)), "sign-in-flow-gone");
  }
  clock.advance(minutes(10));
  EXPECT_EQ(key_of(finish(begun)), "sign-in-flow-gone");
}

TEST_F(Flows, KeepWhatTheProviderSaidForAnHour) {
  ASSERT_TRUE(finish(begin()));
  ASSERT_TRUE(finish(begin()));
  EXPECT_EQ(asked["https://id.example/.well-known/openid-configuration"], 1);
  EXPECT_EQ(asked["https://id.example/keys"], 1);
  key = TestKey("RS256", "two");
  ASSERT_TRUE(finish(begin()));
  EXPECT_EQ(asked["https://id.example/keys"], 2);
  clock.advance(minutes(61));
  ASSERT_TRUE(finish(begin()));
  EXPECT_EQ(asked["https://id.example/keys"], 3);
}

TEST_F(Flows, ADescriptionOfAnotherIssuerOrWithoutHttpsIsNotTaken) {
  const auto& settings = providers.settings().front();
  description["issuer"] = "https://id.example/";
  EXPECT_THAT(providers.ailment_of(settings).value_or(""), HasSubstr("is of the issuer"));
  description["issuer"] = "https://id.example";
  description["token_endpoint"] = "http://id.example/token";
  EXPECT_THAT(providers.ailment_of(settings).value_or(""), HasSubstr("not https"));
  EXPECT_EQ(key_of(providers.begin("county", "sign-in")), "provider-unavailable");
  description["token_endpoint"] = "https://id.example/token";
  EXPECT_FALSE(providers.ailment_of(settings));
  silent = true;
  EXPECT_EQ(key_of(finish(begin())), "provider-unavailable");
}

TEST_F(Flows, APersonIsKeptForASecondQuestion) {
  const auto person = finish(begin());
  const std::string kept = providers.keep(*person);
  EXPECT_EQ(providers.kept(kept)->subject, "s-1");
  EXPECT_EQ(key_of(providers.finish({"code", "", ""}, kept, "sign-in")), "sign-in-flow-gone");
  EXPECT_FALSE(providers.kept(begin().flow));
  clock.advance(minutes(10));
  EXPECT_FALSE(providers.kept(kept));
}

}  // namespace
}  // namespace massline::oidc
