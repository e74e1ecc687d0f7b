// Answers of the API: JSON, and refusals as RFC 9457 problem documents. Pure, thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "http/server/message.h"

namespace massline::http {

/// The one table from what kind of refusal it is to the status that HTTP has for it.
int status_of(RefusalKind kind);

/// The language in which this request is answered.
Language language_of(const Request& request);

Response json_reply(int status, const Json& value);
/// 204.
Response no_content();

/// {type, title, status, detail, rule, source, field, problems}.
Response problem_reply(const Refusal& refusal, Language language);
/// Several problems of one request: the first is told at the top, all in `problems`.
Response problem_reply(const std::vector<Refusal>& refusals, Language language);

}  // namespace massline::http
