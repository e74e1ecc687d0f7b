// UTF-8 text: checking what comes in, and cutting it into what search needs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace massline {

bool is_valid_utf8(std::string_view text);

/// Number of code points; the text must be valid.
std::size_t length_of(std::string_view text);

/// True if the text has control characters other than tab, line feed and carriage return, or Unicode's
/// bidirectional overrides, which let a text look like another.
bool has_control_characters(std::string_view text);

std::vector<char32_t> code_points(std::string_view text);
void append_utf8(std::string& out, char32_t code_point);

/// Without white space at both ends; \r\n and \r become \n.
std::string trimmed(std::string_view text);

/// ASCII letters and full-width forms folded to lower-case ASCII; the rest as it is.
std::string folded(std::string_view text);

/// The words that texts are compared by, in their order: runs of Latin letters and digits as folded words, runs of Han
/// and other scripts as overlapping pairs of characters ("路灯坏了" gives 路灯 灯坏 坏了; a run of one gives itself).
std::vector<std::string> search_words(std::string_view text);

/// The same for a search index: behind the pairs of a run stands its last character ("路灯坏了" gives 路灯 灯坏 坏了
/// 了), so that every character begins a word, and one character alone is found wherever it stands.
std::vector<std::string> index_words(std::string_view text);

/// What is looked for as words next to each other in such an index.
struct SearchPhrase {
  std::vector<std::string> words;
  bool last_is_beginning = false;  // the last word is one character, which may go on
};
SearchPhrase search_phrase(std::string_view text);

/// Crockford's base 32 without I, L, O, U; 13 characters for a 63-bit number.
std::string to_base32(std::int64_t value);

}  // namespace massline
