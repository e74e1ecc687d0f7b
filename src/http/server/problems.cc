#include "http/server/problems.h"

#include <algorithm>
#include <cstdlib>

namespace massline::http {

Language preferred_language(std::string_view accept_language) {
  Language best = Language::en;
  double best_quality = 0;
  while (!accept_language.empty()) {
    const auto end = std::min(accept_language.find(','), accept_language.size());
    auto range = accept_language.substr(0, end);
    accept_language.remove_prefix(std::min(end + 1, accept_language.size()));
    while (range.starts_with(' ')) range.remove_prefix(1);
    double quality = 1;
    if (const auto q = range.find(";q="); q != std::string_view::npos)
      quality = std::strtod(std::string(range.substr(q + 3)).c_str(), nullptr);
    const auto names = [&](std::string_view code) {
      return range.size() >= 2 && (range[0] | 0x20) == code[0] && (range[1] | 0x20) == code[1] &&
             (range.size() == 2 || range[2] == '-' || range[2] == ';');
    };
    if (quality <= best_quality || !(names("en") || names("zh"))) continue;
    best = names("zh") ? Language::zh : Language::en;
    best_quality = quality;
  }
  return best;
}

// The texts are constants of problems.h without characters that JSON escapes, so no JSON library is needed here.
Response default_problem(const TransportProblem& problem, const Headers& headers, std::string_view request_id) {
  const Language language = preferred_language(headers.get("Accept-Language"));
  std::string body = "{\"type\":\"urn:massline:";
  body.append(problem.message.key).append("\",\"title\":\"");
  body.append(language == Language::zh ? problem.message.zh : problem.message.en).append("\",\"status\":");
  body.append(std::to_string(problem.status)).append(",\"instance\":\"urn:massline:request:");
  body.append(request_id).append("\"}\n");
  auto response = text_response(problem.status, "application/problem+json", std::move(body));
  response.headers.add("Content-Language", language == Language::zh ? "zh" : "en");
  return response;
}

}  // namespace massline::http
