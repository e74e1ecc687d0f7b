#include "rulebook/problems.h"

#include <algorithm>
#include <tuple>

namespace massline::rulebook {

void Problems::add(const Position& at, std::string what, std::string hint) {
  problems_.push_back({at.file, at.line, at.column, std::move(what), std::move(hint)});
  if (problems_.size() >= problems_max) throw TooManyProblems{};
}

bool Problems::has_in(const std::string& file) const {
  return std::any_of(problems_.begin(), problems_.end(), [&](const Problem& problem) { return problem.file == file; });
}

std::vector<Problem> Problems::sorted() const {
  const auto key = [](const Problem& problem) {
    return std::tie(problem.file, problem.line, problem.column, problem.what, problem.hint);
  };
  std::vector<Problem> out = problems_;
  std::sort(out.begin(), out.end(), [&](const Problem& a, const Problem& b) { return key(a) < key(b); });
  out.erase(std::unique(out.begin(), out.end(), [&](const Problem& a, const Problem& b) { return key(a) == key(b); }),
            out.end());
  return out;
}

std::string to_string(const Problem& problem) {
  std::string out = problem.file;
  if (problem.line > 0) out += ":" + std::to_string(problem.line) + ":" + std::to_string(problem.column);
  out += ": " + problem.what;
  if (!problem.hint.empty()) out += " " + problem.hint;
  return out;
}

}  // namespace massline::rulebook
