// Signing in through an organisation's own provider: the authorization code flow with PKCE, state and nonce (OpenID
// Connect Core 1.0, RFC 7636, RFC 9207). Thread-safe. It asks the provider over the network: call it on worker threads
// alone.
//
// What a sign-in waits for lies sealed in the browser that began it, so that nothing is kept here for those who never
// come back, several servers need not know of each other, and an answer that was begun elsewhere is worth nothing.
//
//   auto begun = providers.begin("county", "sign-in");         // send the browser to begun->address, keep begun->flow
//   there auto who = providers.finish({code, state, iss}, flow, "sign-in");
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/random.h"
#include "base/result.h"
#include "base/time.h"
#include "oidc/fetch.h"
#include "oidc/key_set.h"

namespace massline::oidc {

inline constexpr std::int64_t flow_length_ms = 10 * 60'000;
inline constexpr int asked_at_once = 6;  // sign-ins that ask a provider at the same time; the others are told to wait

/// A provider as whoever runs the server describes it.
struct ProviderSettings {
  std::string id;
  std::string title_en, title_zh;
  std::string issuer;  // https, as the provider writes it
  std::string client;
  std::string secret{};      // empty: a client without one
  std::string ca_file{};     // empty: what the system trusts
  std::string name_claim{};  // holds the name of an account here, and the provider vouches for that; empty: none does
  bool has_factor = false;   // it asks for a second factor itself
};

/// Whom the provider vouches for.
struct Person {
  std::string provider, issuer, subject;
  std::string name;  // what the name claim holds; empty where the settings name none
  bool has_factor = false;
};

struct Begun {
  std::string address;  // at the provider, for the browser
  std::string flow;     // for a cookie of that browser
};

/// What the browser brings back.
struct ProviderAnswer {
  std::string code, state;
  std::string issuer;  // RFC 9207; empty where the provider sends none
};

class Providers {
 public:
  /// `address`: of this server, as browsers reach it, without a slash at the end. `key`: 32 bytes. References are kept.
  Providers(std::vector<ProviderSettings> settings, std::string address, std::string key, const Clock& clock,
            Random& random, Fetch fetch = oidc::fetch);
  ~Providers();

  const std::vector<ProviderSettings>& settings() const { return settings_; }
  const ProviderSettings* find(std::string_view id) const;
  /// Where the provider sends the browser back to; it has to be registered there.
  std::string redirect_address() const { return address_ + "/work/sign-in/answer"; }

  /// `purpose` has to be the same at the end: what the sign-in is for, and whose it is.
  /// Refuses provider_unavailable, provider_busy. check() fails for an unknown id.
  Result<Begun> begin(std::string_view id, std::string_view purpose);
  /// Refuses flow_gone, provider_refused (no code came), code_used, the provider_… and the token_… of refusals.h.
  Result<Person> finish(const ProviderAnswer& answer, std::string_view flow, std::string_view purpose);

  /// For a second question after finish(), such as a code: the person, sealed for the same browser, and opened again.
  std::string keep(const Person& person) const;
  std::optional<Person> kept(std::string_view flow) const;

  /// Asks the provider for its description and keys, and says what is wrong, in English; nothing where all is well.
  std::optional<std::string> ailment_of(const ProviderSettings& settings);

 private:
  struct Description;
  struct Known;
  class Turn;

  Known& known_of(const ProviderSettings& settings);
  tl::expected<std::string, std::string> get(const ProviderSettings& settings, const std::string& url);
  tl::expected<std::shared_ptr<const Description>, std::string> describe(const ProviderSettings& settings);
  tl::expected<std::shared_ptr<const KeySet>, std::string> keys(const ProviderSettings& settings,
                                                                const Description& description, bool anew);
  struct Tokens {
    std::string id, access;
  };
  Result<Tokens> tokens_for(const ProviderSettings& settings, const Description& description, const std::string& code,
                            const std::string& verifier);
  Result<Person> person_in(const ProviderSettings& settings, const Description& description, const Tokens& tokens,
                           const std::string& nonce);
  /// What the name claim holds, in the token or in what the provider tells of its users.
  Result<std::string> name_in(const ProviderSettings& settings, const Description& description, const Json& claims,
                              const std::string& access, const std::string& subject);
  std::string sealed(const std::string& text) const;
  std::optional<std::string> opened(std::string_view sealed) const;

  std::vector<ProviderSettings> settings_;
  std::string address_, key_;
  const Clock& clock_;
  Random& random_;
  Fetch fetch_;
  std::vector<std::unique_ptr<Known>> known_;  // beside settings_
  std::atomic<int> turns_{0};
};

}  // namespace massline::oidc
