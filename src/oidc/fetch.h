// Asking a provider over HTTPS, with a bound on everything: time, size, redirects (none), and where to. Thread-safe.
//
//   const auto answer = fetch({.url = "https://id.example/.well-known/openid-configuration"});
//   if (!answer) log(answer.error());
#pragma once

#include <functional>
#include <string>
#include <tl/expected.hpp>

namespace massline::oidc {

inline constexpr long fetch_connect_ms = 3'000;
inline constexpr long fetch_whole_ms = 8'000;
inline constexpr std::size_t fetch_bytes_max = 256 * 1024;

struct Ask {
  std::string url;
  std::string form{};              // sent with POST where it is not empty
  std::string user{}, password{};  // for basic authentication; empty: none
  std::string bearer{};            // an access token; empty: none
  std::string ca_file{};           // trusted beside nothing else; empty: what the system trusts
};
struct Answer {
  int status = 0;
  std::string body;
};
/// The error says in English what went wrong, and holds no secret.
using Fetched = tl::expected<Answer, std::string>;
using Fetch = std::function<Fetched(const Ask&)>;

/// True for https, and for http to this machine itself.
bool may_be_asked(const std::string& url);

/// Blocks for at most fetch_whole_ms: never call it on an io thread. Errors: a url that may not be asked, no
/// connection, no trust, too slow, too large.
Fetched fetch(const Ask& ask);

}  // namespace massline::oidc
