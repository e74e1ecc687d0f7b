// Small helpers over lists of words: the nearest to a misspelt one, and lists as people read them.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace massline::rulebook {

inline bool contains(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// The word of `known` nearest to `word` by edit distance, if it is near enough to be what was meant; else "".
std::string nearest_word(std::string_view word, const std::vector<std::string>& known);

/// "a, b, c"; long lists end in "…".
std::string listed(const std::vector<std::string>& words, std::size_t at_most = 20);

/// "Write X." if a word is near, else "Known are: a, b, c."
std::string suggestion(std::string_view word, const std::vector<std::string>& known);

/// Lower-case words of letters and digits joined by hyphens, at most 64 bytes, beginning with a letter.
bool is_id(std::string_view text);

}  // namespace massline::rulebook
