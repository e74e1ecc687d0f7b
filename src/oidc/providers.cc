#include "oidc/providers.h"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "base/crypto.h"
#include "base/json.h"
#include "base/percent.h"
#include "oidc/id_token.h"
#include "oidc/members.h"
#include "oidc/refusals.h"

namespace massline::oidc {

namespace {

constexpr std::int64_t known_for_ms = 60 * 60'000;
constexpr std::size_t random_bytes = 32;
constexpr std::size_t answer_bytes_max = 4'096;  // a code or a state

bool flag_in(const Json& json, std::string_view name) {
  const Json* member = json.find(name);
  return member != nullptr && member->boolean() != nullptr && *member->boolean();
}

bool lists(const Json& json, std::string_view name, std::string_view wanted) {
  const Json* member = json.find(name);
  if (member == nullptr || member->array() == nullptr) return false;
  return std::any_of(member->array()->begin(), member->array()->end(),
                     [&](const Json& one) { return one.string() != nullptr && *one.string() == wanted; });
}

std::string form_of(std::initializer_list<std::pair<std::string_view, std::string_view>> fields) {
  std::string out;
  for (const auto& [name, value] : fields) {
    if (!out.empty()) out += '&';
    out.append(name).append("=").append(percent_encoded(value));
  }
  return out;
}

tl::unexpected<Refusal> refuse_of(const Message& message, const ProviderSettings& settings, Parameters more = {}) {
  more.emplace("provider", settings.title_en);
  more.emplace("provider.zh", settings.title_zh);
  return refuse(message, std::move(more));
}

tl::unexpected<Refusal> unavailable(const ProviderSettings& settings, const std::string& why) {
  spdlog::warn("sign-in through {}: {}", settings.id, why);
  return refuse_of(refusals::provider_unavailable, settings, {{"retry_after", "60"}});
}

}  // namespace

/// What is used of a provider's own description (OpenID Connect Discovery 1.0).
struct Providers::Description {
  std::string authorization, token, keys;
  std::string user_info;      // empty: it has none
  bool takes_basic = true;    // the client's name and secret in the header; else in the form
  bool names_issuer = false;  // in its answers (RFC 9207)
  bool signs_known = true;    // by RS256 or ES256
};

struct Providers::Known {
  std::mutex mutex;
  std::shared_ptr<const Description> description;
  std::shared_ptr<const KeySet> keys;
  Instant described_at{}, keys_at{};
};

/// One of the sign-ins that may ask a provider at a time, so that a slow one can't take all workers.
class Providers::Turn {
 public:
  explicit Turn(std::atomic<int>& taken) : taken_(taken), has_(taken.fetch_add(1) < asked_at_once) {}
  ~Turn() { taken_.fetch_sub(1); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  explicit operator bool() const { return has_; }

 private:
  std::atomic<int>& taken_;
  bool has_;
};

Providers::Providers(std::vector<ProviderSettings> settings, std::string address, std::string key, const Clock& clock,
                     Random& random, Fetch fetch)
    : settings_(std::move(settings)),
      address_(std::move(address)),
      key_(std::move(key)),
      clock_(clock),
      random_(random),
      fetch_(std::move(fetch)) {
  for (std::size_t i = 0; i < settings_.size(); ++i) known_.push_back(std::make_unique<Known>());
}

Providers::~Providers() = default;

const ProviderSettings* Providers::find(std::string_view id) const {
  const auto found = std::find_if(settings_.begin(), settings_.end(), [&](const auto& one) { return one.id == id; });
  return found == settings_.end() ? nullptr : &*found;
}

Providers::Known& Providers::known_of(const ProviderSettings& settings) {
  return *known_[static_cast<std::size_t>(&settings - settings_.data())];
}

// ---- what the provider says of itself

tl::expected<std::string, std::string> Providers::get(const ProviderSettings& settings, const std::string& url) {
  const Fetched fetched = fetch_({.url = url, .ca_file = settings.ca_file});
  if (!fetched) return tl::make_unexpected(url + ": " + fetched.error());
  if (fetched->status != 200) return tl::make_unexpected(url + " answers " + std::to_string(fetched->status));
  return fetched->body;
}

tl::expected<std::shared_ptr<const Providers::Description>, std::string> Providers::describe(
    const ProviderSettings& settings) {
  Known& known = known_of(settings);
  {
    const std::lock_guard lock(known.mutex);
    if (known.description && clock_.now().ms - known.described_at.ms < known_for_ms) return known.description;
  }
  std::string base = settings.issuer;
  if (base.ends_with('/')) base.pop_back();
  const std::string url = base + "/.well-known/openid-configuration";
  const auto text = get(settings, url);
  if (!text) return tl::make_unexpected(text.error());
  const auto json = parse_json(*text);
  if (!json) return tl::make_unexpected(url + " is no JSON");
  if (text_in(*json, "issuer") != settings.issuer)
    return tl::make_unexpected(url + " is of the issuer “" + text_in(*json, "issuer") +
                               "”; write that in sign-in.yaml if it is right");
  auto made = std::make_shared<Description>();
  made->authorization = text_in(*json, "authorization_endpoint");
  made->token = text_in(*json, "token_endpoint");
  made->keys = text_in(*json, "jwks_uri");
  made->user_info = text_in(*json, "userinfo_endpoint");
  for (const auto* address : {&made->authorization, &made->token, &made->keys, &made->user_info})
    if ((address != &made->user_info || !address->empty()) && !may_be_asked(*address))
      return tl::make_unexpected(url + " names an address that is not https: “" + *address + "”");
  const bool says = json->find("token_endpoint_auth_methods_supported") != nullptr;
  made->takes_basic = !says || lists(*json, "token_endpoint_auth_methods_supported", "client_secret_basic");
  made->names_issuer = flag_in(*json, "authorization_response_iss_parameter_supported");
  constexpr std::string_view signing = "id_token_signing_alg_values_supported";
  made->signs_known = lists(*json, signing, "RS256") || lists(*json, signing, "ES256");
  const std::lock_guard lock(known.mutex);
  known.description = made;
  known.described_at = clock_.now();
  return known.description;
}

tl::expected<std::shared_ptr<const KeySet>, std::string> Providers::keys(const ProviderSettings& settings,
                                                                         const Description& description, bool anew) {
  Known& known = known_of(settings);
  {
    const std::lock_guard lock(known.mutex);
    if (!anew && known.keys && clock_.now().ms - known.keys_at.ms < known_for_ms) return known.keys;
  }
  const auto text = get(settings, description.keys);
  if (!text) return tl::make_unexpected(text.error());
  auto read = KeySet::read(*text);
  if (!read) return tl::make_unexpected(description.keys + " holds no set of keys");
  const std::lock_guard lock(known.mutex);
  known.keys = std::make_shared<const KeySet>(std::move(*read));
  known.keys_at = clock_.now();
  return known.keys;
}

std::optional<std::string> Providers::ailment_of(const ProviderSettings& settings) {
  const auto description = describe(settings);
  if (!description) return description.error();
  if (!(*description)->signs_known) return "It signs by neither RS256 nor ES256.";
  const auto known = keys(settings, **description, true);
  if (!known) return known.error();
  if ((*known)->size() == 0) return (*description)->keys + " holds no key for RS256 or ES256";
  return std::nullopt;
}

// ---- to the provider

std::string Providers::sealed(const std::string& text) const { return to_base64url(seal(text, key_)); }

std::optional<std::string> Providers::opened(std::string_view text) const {
  const auto bytes = text.size() <= answer_bytes_max ? from_base64url(text) : std::nullopt;
  return bytes ? open_sealed(*bytes, key_) : std::nullopt;
}

Result<Begun> Providers::begin(std::string_view id, std::string_view purpose) {
  const ProviderSettings* settings = find(id);
  check(settings != nullptr, "a sign-in begins at a provider of the settings");
  const Turn turn(turns_);
  if (!turn) return refuse_of(refusals::provider_busy, *settings, {{"retry_after", "5"}});
  const auto description = describe(*settings);
  if (!description) return unavailable(*settings, description.error());
  const auto random = [&] { return to_base64url(random_.bytes(random_bytes)); };
  const std::string state = random(), nonce = random(), verifier = random();
  const std::string& base = (*description)->authorization;
  Begun begun;
  begun.address = base + (base.find('?') == std::string::npos ? "?" : "&") +
                  form_of({{"response_type", "code"},
                           {"scope", settings->name_claim == "email" ? "openid email"
                                     : settings->name_claim.empty()  ? "openid"
                                                                     : "openid profile"},
                           {"client_id", settings->client},
                           {"redirect_uri", redirect_address()},
                           {"state", state},
                           {"nonce", nonce},
                           {"code_challenge", to_base64url(sha256(verifier))},
                           {"code_challenge_method", "S256"}});
  begun.flow = sealed(to_text(JsonObject{{"provider", settings->id},
                                         {"state", state},
                                         {"nonce", nonce},
                                         {"verifier", verifier},
                                         {"purpose", purpose},
                                         {"until", clock_.now().ms + flow_length_ms}}));
  return begun;
}

// ---- and back

Result<Providers::Tokens> Providers::tokens_for(const ProviderSettings& settings, const Description& description,
                                                const std::string& code, const std::string& verifier) {
  Ask ask{.url = description.token,
          .form = form_of({{"grant_type", "authorization_code"},
                           {"code", code},
                           {"redirect_uri", redirect_address()},
                           {"code_verifier", verifier}}),
          .ca_file = settings.ca_file};
  if (!settings.secret.empty() && description.takes_basic) {
    ask.user = percent_encoded(settings.client);  // RFC 6749, 2.3.1
    ask.password = percent_encoded(settings.secret);
  } else {
    ask.form += "&" + form_of({{"client_id", settings.client}});
    if (!settings.secret.empty()) ask.form += "&" + form_of({{"client_secret", settings.secret}});
  }
  const Fetched fetched = fetch_(ask);
  if (!fetched) return unavailable(settings, description.token + ": " + fetched.error());
  const auto json = parse_json(fetched->body);
  if (fetched->status == 400 && json && text_in(*json, "error") == "invalid_grant")
    return refuse_of(refusals::code_used, settings);
  if (fetched->status != 200) {
    const std::string error = json ? text_in(*json, "error") : std::string();
    return unavailable(settings,
                       description.token + " answers " + std::to_string(fetched->status) + " " + error.substr(0, 60));
  }
  Tokens tokens{json ? text_in(*json, "id_token") : std::string(),
                json ? text_in(*json, "access_token") : std::string()};
  if (tokens.id.empty()) return refuse_of(refusals::token_unreadable, settings);
  return tokens;
}

Result<std::string> Providers::name_in(const ProviderSettings& settings, const Description& description,
                                       const Json& claims, const std::string& access, const std::string& subject) {
  Json more;
  const Json* told = &claims;
  if (claims.find(settings.name_claim) == nullptr && !description.user_info.empty() && !access.empty()) {
    const Fetched fetched = fetch_({.url = description.user_info, .bearer = access, .ca_file = settings.ca_file});
    if (!fetched) return unavailable(settings, description.user_info + ": " + fetched.error());
    auto json = parse_json(fetched->body);
    // Claims of another subject are nobody's (OpenID Connect Core 1.0, 5.3.2).
    if (fetched->status != 200 || !json || text_in(*json, "sub") != subject)
      return refuse_of(refusals::token_unreadable, settings);
    more = std::move(*json);
    told = &more;
  }
  std::string name = text_in(*told, settings.name_claim);
  if (name.empty() || (settings.name_claim == "email" && !flag_in(*told, "email_verified")))
    return refuse_of(refusals::name_not_verified, settings);
  return name;
}

Result<Person> Providers::person_in(const ProviderSettings& settings, const Description& description,
                                    const Tokens& tokens, const std::string& nonce) {
  const auto named = [&](const Refusal& refusal) { return refuse_of(*refusal.message, settings); };
  const auto token = read_token(tokens.id);
  if (!token) return named(token.error());
  auto known = keys(settings, description, false);
  // A key that was not there is looked for once more: the provider may have changed its keys.
  if (known && !(*known)->knows(token->algorithm, token->key_id)) known = keys(settings, description, true);
  if (!known) return unavailable(settings, known.error());
  auto subject = check_token(*token, **known, {settings.issuer, settings.client, nonce, clock_.now()});
  if (!subject) return named(subject.error());
  Person person{settings.id, settings.issuer, std::move(*subject), "", settings.has_factor};
  if (settings.name_claim.empty()) return person;
  auto name = name_in(settings, description, token->claims, tokens.access, person.subject);
  if (!name) return tl::unexpected(name.error());
  person.name = std::move(*name);
  return person;
}

Result<Person> Providers::finish(const ProviderAnswer& answer, std::string_view flow, std::string_view purpose) {
  const auto text = opened(flow);
  const auto begun = text ? parse_json(*text) : Result<Json>(Json());
  if (!begun || answer.state.size() > answer_bytes_max || answer.code.size() > answer_bytes_max)
    return refuse(refusals::flow_gone);
  const Json* until = begun->find("until");
  const std::string state = text_in(*begun, "state");
  const ProviderSettings* settings = find(text_in(*begun, "provider"));
  if (state.empty() || !equal_in_constant_time(state, answer.state) || text_in(*begun, "purpose") != purpose ||
      settings == nullptr || until == nullptr || until->integer() == nullptr || *until->integer() <= clock_.now().ms)
    return refuse(refusals::flow_gone);
  if (!answer.issuer.empty() && answer.issuer != settings->issuer)
    return refuse_of(refusals::token_of_another, *settings);
  if (answer.code.empty()) return refuse_of(refusals::provider_refused, *settings);
  const Turn turn(turns_);
  if (!turn) return refuse_of(refusals::provider_busy, *settings, {{"retry_after", "5"}});
  const auto description = describe(*settings);
  if (!description) return unavailable(*settings, description.error());
  if ((*description)->names_issuer && answer.issuer.empty()) return refuse_of(refusals::token_of_another, *settings);
  const auto tokens = tokens_for(*settings, **description, answer.code, text_in(*begun, "verifier"));
  if (!tokens) return tl::unexpected(tokens.error());
  return person_in(*settings, **description, *tokens, text_in(*begun, "nonce"));
}

std::string Providers::keep(const Person& person) const {
  return sealed(to_text(JsonObject{{"person", JsonObject{{"provider", person.provider},
                                                         {"issuer", person.issuer},
                                                         {"subject", person.subject},
                                                         {"name", person.name},
                                                         {"factor", person.has_factor}}},
                                   {"until", clock_.now().ms + flow_length_ms}}));
}

std::optional<Person> Providers::kept(std::string_view flow) const {
  const auto text = opened(flow);
  if (!text) return std::nullopt;
  const auto json = parse_json(*text);
  const Json* person = json ? json->find("person") : nullptr;
  const Json* until = json ? json->find("until") : nullptr;
  if (person == nullptr || until == nullptr || until->integer() == nullptr || *until->integer() <= clock_.now().ms)
    return std::nullopt;
  return Person{text_in(*person, "provider"), text_in(*person, "issuer"), text_in(*person, "subject"),
                text_in(*person, "name"), flag_in(*person, "factor")};
}

}  // namespace massline::oidc
