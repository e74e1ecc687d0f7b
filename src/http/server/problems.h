// What the transport refuses on its own, as RFC 9457 problem documents.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/server/message.h"

namespace massline::http {

/// A refusal of the transport with the status that HTTP has for it.
struct TransportProblem {
  int status;
  Message message;
};

namespace problems {
inline constexpr TransportProblem malformed{
    400, {"request-malformed", RefusalKind::malformed, "The request can't be read as HTTP.", "无法识别该请求。"}};
inline constexpr TransportProblem not_found{
    404, {"not-found", RefusalKind::not_found, "There is nothing under this address.", "该地址下没有内容。"}};
inline constexpr TransportProblem method_not_allowed{
    405,
    {"method-not-allowed", RefusalKind::malformed,
     "This address does not take this method; the header Allow lists those it takes.",
     "该地址不支持此方法，可用方法见 Allow 头。"}};
inline constexpr TransportProblem too_slow{
    408,
    {"request-too-slow", RefusalKind::malformed, "The request took too long to arrive. Send it again.",
     "请求传输超时，请重新发送。"}};
inline constexpr TransportProblem body_too_large{
    413,
    {"body-too-large", RefusalKind::too_large, "The content is larger than this address takes. Send less at once.",
     "内容超过允许的大小，请减少后重新发送。"}};
inline constexpr TransportProblem expectation_failed{
    417,
    {"expectation-failed", RefusalKind::malformed, "The only expectation that is met here is 100-continue.",
     "仅支持 100-continue。"}};
inline constexpr TransportProblem too_many{429,
                                           {"too-many-requests", RefusalKind::too_many,
                                            "Too many requests came from your network. Wait a moment, then try again.",
                                            "您所在网络的请求过于频繁，请稍后再试。"}};
inline constexpr TransportProblem header_too_large{
    431, {"header-too-large", RefusalKind::too_large, "The header of the request is too large.", "请求头过大。"}};
inline constexpr TransportProblem fault{
    500,
    {"fault", RefusalKind::unavailable,
     "Something went wrong here, not with you. Try again; if it stays, tell the number of the request.",
     "系统出现故障，并非您的操作有误。请重试；如仍有问题，请告知请求编号。"}};
inline constexpr TransportProblem coding_not_known{
    501,
    {"coding-not-known", RefusalKind::unsupported, "The only transfer coding that is known here is chunked.",
     "仅支持 chunked 传输编码。"}};
inline constexpr TransportProblem busy{
    503,
    {"busy", RefusalKind::unavailable, "Too many people ask at once. Try again in a moment.",
     "当前访问人数较多，请稍后再试。"}};
inline constexpr TransportProblem version_not_known{
    505,
    {"http-version-not-known", RefusalKind::unsupported, "Only HTTP/1.0 and HTTP/1.1 are spoken here.",
     "仅支持 HTTP/1.0 和 HTTP/1.1。"}};
}  // namespace problems

/// Writes the body of a problem in the reader's language. `headers` may be incomplete where the request was malformed.
using ProblemWriter =
    std::function<Response(const TransportProblem& problem, const Headers& headers, std::string_view request_id)>;

/// {"type": "urn:massline:too-many-requests", "title": …, "status": 429, "instance": "urn:massline:request:…"} in the
/// language that Accept-Language puts first, English or Chinese.
Response default_problem(const TransportProblem& problem, const Headers& headers, std::string_view request_id);

/// The language that an Accept-Language header puts first, of those of the program; English if it names none.
Language preferred_language(std::string_view accept_language);

}  // namespace massline::http
