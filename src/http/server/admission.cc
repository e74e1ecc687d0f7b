#include "http/server/admission.h"

#include <utility>

#include "http/server/url.h"

namespace massline::http {

Admission::Admission(const Router& router, RateLimiter& limiter, std::size_t default_max_body_bytes,
                     bool trust_forwarded_for)
    : router_(router),
      limiter_(limiter),
      default_max_body_bytes_(default_max_body_bytes),
      trust_forwarded_for_(trust_forwarded_for) {}

std::uint64_t Admission::bucket_of(const Request& request, const Peer& peer) const {
  if (!trust_forwarded_for_ || !peer.is_loopback) return peer.bucket;
  // The last entry is the one that the proxy on this machine wrote; those before it are the client's word.
  auto forwarded = request.headers.get("X-Forwarded-For");
  forwarded = forwarded.substr(forwarded.rfind(',') + 1);
  while (forwarded.starts_with(' ')) forwarded.remove_prefix(1);
  while (forwarded.ends_with(' ')) forwarded.remove_suffix(1);
  return forwarded.empty() ? peer.bucket : limiter_.bucket_of(forwarded);
}

Admission::Verdict Admission::admit(Request& request, const Peer& peer, const Framing& framing,
                                    RateLimiter::Time now) const {
  Verdict verdict;
  const auto refused = [&](const TransportProblem& problem) {
    verdict.problem = &problem;
    return verdict;
  };
  request.client_bucket = bucket_of(request, peer);

  const auto hosts = request.headers.count("Host");
  if (hosts > 1 || (hosts == 0 && !framing.http_1_0)) return refused(problems::malformed);
  // A coding that is not understood leaves the end of the request unknown: two readers would see two requests.
  if (request.headers.has("Transfer-Encoding") && (!framing.chunked || framing.http_1_0))
    return refused(problems::coding_not_known);
  auto target = parse_target(request.target);
  if (!target) return refused(problems::malformed);
  request.path = std::move(target->path);
  request.query = std::move(target->query);

  auto match = router_.match(request.method, request.path);
  const RateClass rate = match.route != nullptr ? match.route->options.rate : RateClass::reading;
  if (const auto wait = limiter_.take(request.client_bucket, rate, now)) {
    verdict.retry_after_seconds = *wait;
    return refused(problems::too_many);
  }
  if (match.route == nullptr) {
    verdict.allow = std::move(match.allow);
    if (verdict.allow.empty()) return refused(problems::not_found);
    if (request.method != Method::options) return refused(problems::method_not_allowed);
    verdict.is_options_answer = true;
    return verdict;
  }
  verdict.route = match.route;
  request.route = match.route->pattern;
  for (std::size_t i = 0; i < match.values.size(); ++i)
    request.parameters.emplace_back(match.route->names[i], std::string(match.values[i]));

  verdict.max_body_bytes =
      match.route->options.max_body_bytes > 0 ? match.route->options.max_body_bytes : default_max_body_bytes_;
  if (framing.content_length > verdict.max_body_bytes) return refused(problems::body_too_large);
  if (request.headers.has("Expect") && !framing.http_1_0) {
    if (lower_ascii(request.headers.get("Expect")) != "100-continue") return refused(problems::expectation_failed);
    verdict.wants_continue = true;
  }
  return verdict;
}

}  // namespace massline::http
