// What a provider sends: a set of keys in the first line, an ID token in the second. What is let through is signed, for
// this client, of this issuer and sign-in, and of now.
#include "base/result.h"
#include "fuzz/target.h"
#include "oidc/id_token.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace massline;
  const std::string_view text = fuzz::text_of(data, size);
  const std::size_t line = text.find('\n');
  const auto keys = oidc::KeySet::read(text.substr(0, line));
  if (keys) check(keys->size() <= oidc::keys_max, "a set of keys is bounded");
  auto token = oidc::read_token(line == std::string_view::npos ? std::string_view() : text.substr(line + 1));
  if (!token) return 0;
  check(token->claims.object() != nullptr, "claims are an object");
  if (!keys) return 0;
  const oidc::Expected expected{"https://id.example", "massline", "nonce-of-the-seeds", Instant{1'790'000'000'000}};
  const auto subject = oidc::check_token(*token, *keys, expected);
  if (!subject) return 0;
  check(!subject->empty() && subject->size() <= oidc::subject_bytes_max, "a subject is bounded");
  check(token->algorithm == "RS256" || token->algorithm == "ES256", "nothing else is known");
  // One bit of what was signed, and nobody is let in.
  token->signed_part.back() = static_cast<char>(token->signed_part.back() ^ 1);
  check(!oidc::check_token(*token, *keys, expected), "a changed token is not signed");
  return 0;
}
