#include "http/api/reply.h"

#include "http/server/problems.h"
#include "rulebook/citation.h"

namespace massline::http {

int status_of(RefusalKind kind) {
  switch (kind) {
    case RefusalKind::invalid:
      return 422;
    case RefusalKind::malformed:
      return 400;
    case RefusalKind::unauthorised:
      return 401;
    case RefusalKind::forbidden:
      return 403;
    case RefusalKind::not_found:
      return 404;
    case RefusalKind::conflict:
      return 409;
    case RefusalKind::stale:
      return 412;
    case RefusalKind::too_large:
      return 413;
    case RefusalKind::unsupported:
      return 415;
    case RefusalKind::too_many:
      return 429;
    case RefusalKind::unavailable:
      return 503;
  }
  check(false, "a refusal has a kind");
  return 500;
}

Language language_of(const Request& request) { return preferred_language(request.headers.get("accept-language")); }

Response json_reply(int status, const Json& value) {
  return text_response(status, "application/json; charset=utf-8", to_text(value));
}

Response no_content() {
  Response response;
  response.status = 204;
  return response;
}

Response problem_reply(const Refusal& refusal, Language language) {
  return problem_reply(std::vector<Refusal>{refusal}, language);
}

Response problem_reply(const std::vector<Refusal>& refusals, Language language) {
  check(!refusals.empty() && refusals.front().message != nullptr, "a problem reply has a refusal with a message");
  const Refusal& first = refusals.front();
  const int status = status_of(first.message->kind);
  JsonObject problem{
      {"type", std::string("urn:massline:") + first.message->key}, {"title", first.text(language)}, {"status", status}};
  if (!first.rule.empty()) problem["rule"] = first.rule;
  if (!first.source.empty()) problem["source"] = rulebook::citation_in(first.source, language);
  if (!first.field.empty()) problem["field"] = first.field;
  JsonArray problems;
  const auto add = [&](const Refusal& refusal) {
    if (!refusal.field.empty())
      problems.push_back(JsonObject{{"field", refusal.field}, {"detail", refusal.text(language)}});
  };
  for (const Refusal& refusal : refusals) {
    add(refusal);
    for (const Refusal& other : refusal.others) add(other);
  }
  if (!problems.empty()) problem["problems"] = std::move(problems);
  Response response = text_response(status, "application/problem+json; charset=utf-8", to_text(problem));
  response.headers.set("Content-Language", language_code(language));
  const auto wait = first.parameters.find("retry_after");
  if (wait != first.parameters.end())
    response.headers.set("Retry-After", wait->second);
  else if (status == 503 || status == 429)
    response.headers.set("Retry-After", "5");
  return response;
}

}  // namespace massline::http
