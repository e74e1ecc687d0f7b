#include "db/search.h"

#include <algorithm>

namespace massline::db {

namespace {

std::string_view cut(std::string_view word) {
  if (word.size() <= longest_indexed_word) return word;
  std::size_t end = longest_indexed_word;
  while (end > 0 && (static_cast<unsigned char>(word[end]) & 0xC0) == 0x80) --end;  // not within a code point
  return word.substr(0, end);
}

std::span<const std::string> first_of(std::span<const std::string> words) {
  return words.first(std::min(words.size(), most_indexed_words));
}

void append_doubling(std::string& out, std::string_view word, std::string_view doubled) {
  for (const char c : cut(word)) {
    if (doubled.find(c) != std::string_view::npos) out += c;
    out += c;
  }
}

void append_lexeme(std::string& out, std::string_view word) {
  out += '\'';
  append_doubling(out, word, "'\\");
  out += '\'';
}

}  // namespace

std::string spaced_text(std::span<const std::string> words) {
  std::string out = " ";
  for (const std::string& word : first_of(words)) {
    out += cut(word);
    out += ' ';
  }
  return out;
}

std::vector<std::string> spaced_phrases(const SearchQuery& query) {
  std::vector<std::string> out;
  for (const auto& phrase : query.phrases) {
    if (phrase.words.empty()) continue;
    std::string text = spaced_text(phrase.words);
    if (phrase.last_is_beginning) text.pop_back();
    out.push_back(std::move(text));
  }
  return out;
}

std::string fts5_query(const SearchQuery& query) {
  std::string out;
  for (const auto& phrase : query.phrases) {
    if (phrase.words.empty()) continue;
    if (!out.empty()) out += " AND ";
    out += '"';
    for (std::size_t i = 0; i < phrase.words.size(); ++i) {
      if (i > 0) out += ' ';
      append_doubling(out, phrase.words[i], "\"");
    }
    out += phrase.last_is_beginning ? "\" *" : "\"";
  }
  return out;
}

std::string tsvector_text(std::span<const std::string> words) {
  std::string out;
  std::size_t position = 0;
  for (const std::string& word : first_of(words)) {
    if (!out.empty()) out += ' ';
    append_lexeme(out, word);
    out += ':';
    out += std::to_string(++position);
  }
  return out;
}

std::string tsquery_text(const SearchQuery& query) {
  std::string out;
  for (const auto& phrase : query.phrases) {
    if (phrase.words.empty()) continue;
    if (!out.empty()) out += " & ";
    out += '(';
    for (std::size_t i = 0; i < phrase.words.size(); ++i) {
      if (i > 0) out += " <-> ";
      append_lexeme(out, phrase.words[i]);
    }
    out += phrase.last_is_beginning ? ":*)" : ")";
  }
  return out;
}

}  // namespace massline::db
