#include "oidc/key_set.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include "base/crypto.h"
#include "oidc/members.h"
#include "oidc/refusals.h"

namespace massline::oidc {

namespace {

constexpr std::size_t p256_bytes = 32;

template <class T, void (*release)(T*)>
struct Release {
  void operator()(T* held) const { release(held); }
};
template <class T, void (*release)(T*)>
using Held = std::unique_ptr<T, Release<T, release>>;

using Number = Held<BIGNUM, BN_free>;
using KeyParameters = Held<OSSL_PARAM, OSSL_PARAM_free>;
using Builder = Held<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>;
using KeyContext = Held<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using DigestContext = Held<EVP_MD_CTX, EVP_MD_CTX_free>;
using Signature = Held<ECDSA_SIG, ECDSA_SIG_free>;

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

/// The bytes of a member in base64url; empty where it is not there or is too long to be a key's.
std::string bytes_in(const Json& json, std::string_view name) {
  const std::string text = text_in(json, name);
  if (text.size() > rsa_bits_max / 4) return {};
  return from_base64url(text).value_or("");
}

Number number_of(std::string_view bytes) {
  return Number(BN_bin2bn(bytes_of(bytes), static_cast<int>(bytes.size()), nullptr));
}

std::shared_ptr<EVP_PKEY> key_from(const char* kind, OSSL_PARAM_BLD* builder) {
  const KeyParameters parameters(OSSL_PARAM_BLD_to_param(builder));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr));
  EVP_PKEY* made = nullptr;
  if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1)
    return nullptr;
  return {made, EVP_PKEY_free};
}

std::shared_ptr<EVP_PKEY> rsa_key(const Json& json) {
  const Number modulus = number_of(bytes_in(json, "n")), exponent = number_of(bytes_in(json, "e"));
  if (!modulus || !exponent) return nullptr;
  const auto bits = static_cast<std::size_t>(BN_num_bits(modulus.get()));
  if (bits < rsa_bits_min || bits > rsa_bits_max || BN_is_odd(modulus.get()) == 0) return nullptr;
  if (BN_num_bits(exponent.get()) < 2 || BN_num_bits(exponent.get()) > 33 || BN_is_odd(exponent.get()) == 0)
    return nullptr;
  const Builder builder(OSSL_PARAM_BLD_new());
  if (!builder || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()) != 1)
    return nullptr;
  return key_from("RSA", builder.get());
}

std::shared_ptr<EVP_PKEY> p256_key(const Json& json) {
  const std::string x = bytes_in(json, "x"), y = bytes_in(json, "y");
  if (text_in(json, "crv") != "P-256" || x.size() != p256_bytes || y.size() != p256_bytes) return nullptr;
  const std::string point = std::string(1, '\x04') + x + y;
  const Builder builder(OSSL_PARAM_BLD_new());
  if (!builder || OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) != 1 ||
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) != 1)
    return nullptr;
  auto key = key_from("EC", builder.get());
  if (!key) return nullptr;
  const KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
  if (!context || EVP_PKEY_public_check(context.get()) != 1) return nullptr;  // a point off the curve
  return key;
}

/// JWS has the two numbers of a signature side by side (RFC 7518, 3.4); OpenSSL takes them as ASN.1.
std::string asn1_of(std::string_view signature) {
  if (signature.size() != 2 * p256_bytes) return {};
  const Signature both(ECDSA_SIG_new());
  Number r = number_of(signature.substr(0, p256_bytes)), s = number_of(signature.substr(p256_bytes));
  if (!both || !r || !s || ECDSA_SIG_set0(both.get(), r.get(), s.get()) != 1) return {};
  static_cast<void>(r.release());
  static_cast<void>(s.release());
  unsigned char* bytes = nullptr;
  const int length = i2d_ECDSA_SIG(both.get(), &bytes);
  if (length <= 0) return {};
  std::string out(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length));
  OPENSSL_free(bytes);
  return out;
}

}  // namespace

std::shared_ptr<evp_pkey_st> KeySet::key_of(const Json& json, std::string_view algorithm) {
  return algorithm == "RS256" ? rsa_key(json) : p256_key(json);
}

Result<KeySet> KeySet::read(std::string_view text) {
  const auto json = parse_json(text);
  const Json* list = json ? json->find("keys") : nullptr;
  if (list == nullptr || list->array() == nullptr || list->array()->size() > keys_max)
    return refuse(refusals::token_unreadable);
  KeySet set;
  for (const Json& one : *list->array()) {
    const std::string kind = text_in(one, "kty"), use = text_in(one, "use"), only = text_in(one, "alg");
    const std::string algorithm = kind == "RSA" ? "RS256" : kind == "EC" ? "ES256" : "";
    if (algorithm.empty() || (!use.empty() && use != "sig") || (!only.empty() && only != algorithm)) continue;
    if (auto key = key_of(one, algorithm)) set.keys_.push_back({algorithm, text_in(one, "kid"), std::move(key)});
  }
  return set;
}

const KeySet::Key* KeySet::find(std::string_view algorithm, std::string_view id) const {
  const Key* found = nullptr;
  for (const Key& key : keys_) {
    if (key.algorithm != algorithm || (!id.empty() && key.id != id)) continue;
    if (found != nullptr) return nullptr;  // a token has to say which
    found = &key;
  }
  return found;
}

bool KeySet::verifies(std::string_view algorithm, std::string_view id, std::string_view text,
                      std::string_view signature) const {
  const Key* key = find(algorithm, id);
  if (key == nullptr) return false;
  const std::string proof = algorithm == "ES256" ? asn1_of(signature) : std::string(signature);
  const DigestContext context(EVP_MD_CTX_new());
  if (!context || proof.empty() ||
      EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key->key.get()) != 1)
    return false;
  return EVP_DigestVerify(context.get(), bytes_of(proof), proof.size(), bytes_of(text), text.size()) == 1;
}

}  // namespace massline::oidc
