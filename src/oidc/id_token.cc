#include "oidc/id_token.h"

#include <cmath>
#include <optional>

#include "base/crypto.h"
#include "base/text.h"
#include "oidc/members.h"
#include "oidc/refusals.h"

namespace massline::oidc {

namespace {

/// A time in seconds since 1970, whole or not; nothing where it is missing, of another type or beyond all sense.
std::optional<Instant> time_in(const Json& claims, std::string_view name) {
  constexpr std::int64_t seconds_max = 1'000'000'000'000;
  const Json* member = claims.find(name);
  if (member == nullptr) return std::nullopt;
  double seconds = -1;
  if (const auto* whole = member->integer())
    seconds = static_cast<double>(*whole);
  else if (const auto* real = member->real())
    seconds = *real;
  if (!(seconds >= 0) || seconds > static_cast<double>(seconds_max)) return std::nullopt;
  return Instant{static_cast<std::int64_t>(seconds * 1000)};
}

std::optional<Json> json_part(std::string_view encoded) {
  const auto bytes = from_base64url(encoded);
  if (!bytes) return std::nullopt;
  auto json = parse_json(*bytes);
  if (!json || json->object() == nullptr) return std::nullopt;
  return std::move(*json);
}

/// True if the token is for the client: it is the audience, or one of several and the party that asked.
bool is_for(const Json& claims, const std::string& client) {
  const Json* audience = claims.find("aud");
  if (audience == nullptr) return false;
  bool named = false, others = false;
  if (const auto* one = audience->string()) {
    named = *one == client;
  } else if (const auto* list = audience->array()) {
    for (const Json& item : *list) {
      const bool own = item.string() != nullptr && *item.string() == client;
      named = named || own;
      others = others || !own;
    }
  }
  const Json* party = claims.find("azp");
  if (party != nullptr && (party->string() == nullptr || *party->string() != client)) return false;
  return named && (!others || party != nullptr);
}

Result<Done> check_times(const Json& claims, Instant now) {
  const auto ends = time_in(claims, "exp"), issued = time_in(claims, "iat");
  if (!ends || !issued) return refuse(refusals::token_unreadable);
  const auto from = claims.find("nbf") == nullptr ? issued : time_in(claims, "nbf");
  if (!from) return refuse(refusals::token_unreadable);
  const bool over = now.ms >= ends->ms + skew_ms, early = from->ms > now.ms + skew_ms || issued->ms > now.ms + skew_ms;
  const bool old = now.ms > issued->ms + token_age_ms + skew_ms;
  if (over || early || old) return refuse(refusals::token_out_of_time);
  return Done{};
}

}  // namespace

Result<Token> read_token(std::string_view text) {
  if (text.size() > token_bytes_max) return refuse(refusals::token_unreadable);
  const std::size_t first = text.find('.'),
                    second = first == std::string_view::npos ? first : text.find('.', first + 1);
  if (second == std::string_view::npos || text.find('.', second + 1) != std::string_view::npos)
    return refuse(refusals::token_unreadable);
  const auto header = json_part(text.substr(0, first));
  auto claims = json_part(text.substr(first + 1, second - first - 1));
  const auto signature = from_base64url(text.substr(second + 1));
  if (!header || !claims || !signature) return refuse(refusals::token_unreadable);
  const std::string* algorithm = find_text(*header, "alg");
  const Json* key = header->find("kid");
  // "crit" names what must be understood (RFC 7515, 4.1.11): nothing of it is here.
  if (algorithm == nullptr || (key != nullptr && key->string() == nullptr) || header->find("crit") != nullptr)
    return refuse(refusals::token_unreadable);
  return Token{*algorithm, key == nullptr ? std::string() : *key->string(), std::string(text.substr(0, second)),
               *signature, std::move(*claims)};
}

Result<std::string> check_token(const Token& token, const KeySet& keys, const Expected& expected) {
  if (!keys.verifies(token.algorithm, token.key_id, token.signed_part, token.signature))
    return refuse(refusals::token_not_signed);
  const std::string* issuer = find_text(token.claims, "iss");
  const std::string* subject = find_text(token.claims, "sub");
  const std::string* nonce = find_text(token.claims, "nonce");
  if (issuer == nullptr || subject == nullptr || subject->empty() || subject->size() > subject_bytes_max ||
      !is_valid_utf8(*subject))
    return refuse(refusals::token_unreadable);
  if (*issuer != expected.issuer || !is_for(token.claims, expected.client)) return refuse(refusals::token_of_another);
  if (auto timely = check_times(token.claims, expected.now); !timely) return tl::unexpected(timely.error());
  if (nonce == nullptr || !equal_in_constant_time(*nonce, expected.nonce)) return refuse(refusals::token_of_another);
  return *subject;
}

}  // namespace massline::oidc
