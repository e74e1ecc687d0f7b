#include "rulebook/words.h"

#include <algorithm>
#include <numeric>

namespace massline::rulebook {

namespace {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string nearest_word(std::string_view word, const std::vector<std::string>& known) {
  constexpr std::size_t longest_compared = 80;
  if (word.empty() || word.size() > longest_compared) return "";
  std::string best;
  std::size_t best_distance = std::clamp<std::size_t>(word.size() / 3, 2, 3) + 1;
  for (const auto& candidate : known) {
    const std::size_t difference =
        candidate.size() > word.size() ? candidate.size() - word.size() : word.size() - candidate.size();
    if (candidate.size() > longest_compared || difference >= best_distance) continue;
    const std::size_t distance = edit_distance(word, candidate);
    if (distance < best_distance && distance < candidate.size()) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best;
}

std::string listed(const std::vector<std::string>& words, std::size_t at_most) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i == at_most) return out + ", …";
    if (i > 0) out += ", ";
    out += words[i];
  }
  return out;
}

std::string suggestion(std::string_view word, const std::vector<std::string>& known) {
  const std::string near = nearest_word(word, known);
  if (!near.empty()) return "Write “" + near + "”.";
  if (known.empty()) return "None is defined.";
  return "Known are: " + listed(known) + ".";
}

bool is_id(std::string_view text) {
  if (text.empty() || text.size() > 64) return false;
  bool after_hyphen = true;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool letter = c >= 'a' && c <= 'z';
    const bool digit = c >= '0' && c <= '9';
    if (i == 0 && !letter) return false;
    if (c == '-' && after_hyphen) return false;
    if (!letter && !digit && c != '-') return false;
    after_hyphen = c == '-';
  }
  return !after_hyphen;
}

}  // namespace massline::rulebook
