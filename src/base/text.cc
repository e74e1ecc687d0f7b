#include "base/text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include "base/result.h"

namespace massline {

namespace {

struct Range {
  char32_t first, last;
};

/// Length of the valid sequence at the start of `text`, and its code point; 0 where it is not valid UTF-8
/// (RFC 3629: no over-long forms, no surrogates, nothing above U+10FFFF).
std::size_t decode(std::string_view text, char32_t& out) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) {
    out = lead;
    return 1;
  }
  // Most of what is not ASCII is Chinese.
  if (lead > 0xE0 && lead < 0xED && text.size() >= 3 && (byte(1) & 0xC0) == 0x80 && (byte(2) & 0xC0) == 0x80) {
    out = static_cast<char32_t>((lead & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F));
    return 3;
  }
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return 0;
  char32_t value = lead & (0x7F >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
    value = value << 6 | (byte(i) & 0x3F);
  }
  constexpr std::array<char32_t, 5> smallest = {0, 0, 0x80, 0x800, 0x10000};
  if (value < smallest[length] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return 0;
  out = value;
  return length;
}

template <class Visit>
void for_each_code_point(std::string_view text, Visit visit) {
  while (!text.empty()) {
    char32_t code_point = 0;
    const std::size_t length = decode(text, code_point);
    check(length > 0, "text was checked to be valid UTF-8");
    visit(code_point);
    text.remove_prefix(length);
  }
}

char32_t folded(char32_t c) {
  if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;  // full-width forms
  if (c == 0x3000) c = ' ';
  if (c >= 'A' && c <= 'Z') c += 'a' - 'A';
  return c;
}

/// Punctuation, symbols, spaces and pictures outside of ASCII: what stands between words in any script.
constexpr Range between_words[] = {
    {0x80, 0xA9},       {0xAB, 0xB4},       {0xB6, 0xB9},        {0xBB, 0xBF},     {0xD7, 0xD7},     {0xF7, 0xF7},
    {0x55A, 0x55F},     {0x589, 0x58F},     {0x5BE, 0x5BE},      {0x5C0, 0x5C0},   {0x5C3, 0x5C3},   {0x5F3, 0x5F4},
    {0x600, 0x60F},     {0x61B, 0x61F},     {0x66A, 0x66D},      {0x6D4, 0x6D4},   {0x964, 0x965},   {0xE4F, 0xE4F},
    {0xE5A, 0xE5B},     {0xF01, 0xF17},     {0xF3A, 0xF3D},      {0x104A, 0x104F}, {0x1680, 0x1680}, {0x1800, 0x180E},
    {0x2000, 0x2BFF},   {0x2E00, 0x2E7F},   {0x2FF0, 0x3004},    {0x3008, 0x3020}, {0x3030, 0x3030}, {0x3036, 0x3037},
    {0x303D, 0x303F},   {0x309B, 0x309C},   {0x30A0, 0x30A0},    {0x30FB, 0x30FB}, {0x3200, 0x33FF}, {0x4DC0, 0x4DFF},
    {0xD800, 0xF8FF},   {0xFD3E, 0xFD3F},   {0xFE00, 0xFE6F},    {0xFEFF, 0xFF0F}, {0xFF5F, 0xFF65}, {0xFFE0, 0xFFFF},
    {0x1D000, 0x1D3FF}, {0x1F000, 0x1FFFF}, {0xE0000, 0x10FFFF},
};

/// Latin letters beyond ASCII.
constexpr Range latin_letters[] = {{0xAA, 0xAA},  {0xB5, 0xB5},     {0xBA, 0xBA},
                                   {0xC0, 0x24F}, {0x1E00, 0x1EFF}, {0xA720, 0xA7FF}};

template <std::size_t N>
bool is_in(char32_t c, const Range (&ranges)[N]) {
  const auto after = std::upper_bound(std::begin(ranges), std::end(ranges), c,
                                      [](char32_t value, const Range& range) { return value < range.first; });
  return after != std::begin(ranges) && c <= std::prev(after)->last;
}

enum class Script { none, latin, other };

Script script_of(char32_t c) {
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? Script::latin : Script::none;
  if (is_in(c, between_words)) return Script::none;
  return is_in(c, latin_letters) ? Script::latin : Script::other;
}

/// What a run of characters that are no Latin letters becomes.
enum class Pairs { alone, and_last_character };

void append_words(std::vector<std::string>& words, Script script, const std::vector<char32_t>& run, Pairs pairs) {
  if (script == Script::latin || run.size() == 1) {
    std::string& word = words.emplace_back();
    for (const char32_t c : run) append_utf8(word, c);
    return;
  }
  for (std::size_t i = 0; i + 1 < run.size(); ++i) {
    std::string& word = words.emplace_back();
    append_utf8(word, run[i]);
    append_utf8(word, run[i + 1]);
  }
  if (pairs == Pairs::and_last_character) append_utf8(words.emplace_back(), run.back());
}

/// Calls `visit` with each run of characters of one script; what stands between words is left out.
template <class Visit>
void for_each_run(std::string_view text, Visit visit) {
  std::vector<char32_t> run;
  Script script = Script::none;
  for_each_code_point(text, [&](char32_t raw) {
    const char32_t c = folded(raw);
    const Script next = script_of(c);
    if (next != script) {
      if (!run.empty()) visit(script, run);
      run.clear();
      script = next;
    }
    if (next != Script::none) run.push_back(c);
  });
  if (!run.empty()) visit(script, run);
}

std::vector<std::string> words_of(std::string_view text, Pairs pairs) {
  std::vector<std::string> words;
  for_each_run(text, [&](Script script, const std::vector<char32_t>& run) { append_words(words, script, run, pairs); });
  return words;
}

}  // namespace

bool is_valid_utf8(std::string_view text) {
  while (!text.empty()) {
    // Eight characters of ASCII at a time.
    std::uint64_t eight = 0;
    if (text.size() >= sizeof eight) std::memcpy(&eight, text.data(), sizeof eight);
    if (text.size() >= sizeof eight && (eight & 0x8080808080808080ULL) == 0) {
      text.remove_prefix(sizeof eight);
      continue;
    }
    char32_t code_point = 0;
    const std::size_t length = decode(text, code_point);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::size_t length_of(std::string_view text) {
  // Every code point has one byte that is not a continuation.
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

bool has_control_characters(std::string_view text) {
  bool found = false;
  for_each_code_point(text, [&found](char32_t c) {
    const bool allowed = c == '\t' || c == '\n' || c == '\r';
    const bool control = (c < 0x20 && !allowed) || (c >= 0x7F && c <= 0x9F);
    const bool direction = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    found = found || control || direction;
  });
  return found;
}

std::vector<char32_t> code_points(std::string_view text) {
  std::vector<char32_t> out;
  out.reserve(text.size());
  for_each_code_point(text, [&out](char32_t c) { out.push_back(c); });
  return out;
}

void append_utf8(std::string& out, char32_t c) {
  const auto tail = [](char32_t bits) { return static_cast<char>(0x80 | (bits & 0x3F)); };
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out.append({static_cast<char>(0xC0 | c >> 6), tail(c)});
  } else if (c < 0x10000) {
    out.append({static_cast<char>(0xE0 | c >> 12), tail(c >> 6), tail(c)});
  } else {
    out.append({static_cast<char>(0xF0 | c >> 18), tail(c >> 12), tail(c >> 6), tail(c)});
  }
}

std::string trimmed(std::string_view text) {
  constexpr std::string_view ideographic_space = "\u3000";
  constexpr std::string_view spaces = " \t\n\r\v\f";
  for (;;) {
    if (!text.empty() && spaces.find(text.front()) != std::string_view::npos)
      text.remove_prefix(1);
    else if (text.starts_with(ideographic_space))
      text.remove_prefix(ideographic_space.size());
    else
      break;
  }
  for (;;) {
    if (!text.empty() && spaces.find(text.back()) != std::string_view::npos)
      text.remove_suffix(1);
    else if (text.ends_with(ideographic_space))
      text.remove_suffix(ideographic_space.size());
    else
      break;
  }
  if (text.find('\r') == std::string_view::npos) return std::string(text);
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      out += text[i];
    } else if (i + 1 == text.size() || text[i + 1] != '\n') {
      out += '\n';
    }
  }
  return out;
}

std::string folded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for_each_code_point(text, [&out](char32_t c) { append_utf8(out, folded(c)); });
  return out;
}

std::vector<std::string> search_words(std::string_view text) { return words_of(text, Pairs::alone); }

std::vector<std::string> index_words(std::string_view text) { return words_of(text, Pairs::and_last_character); }

SearchPhrase search_phrase(std::string_view text) {
  SearchPhrase phrase;
  bool drop_last = false;
  for_each_run(text, [&](Script script, const std::vector<char32_t>& run) {
    append_words(phrase.words, script, run, Pairs::and_last_character);
    phrase.last_is_beginning = script == Script::other && run.size() == 1;
    drop_last = script == Script::other && run.size() > 1;
  });
  // In the text the last run may go on.
  if (drop_last) phrase.words.pop_back();
  return phrase;
}

std::string to_base32(std::int64_t value) {
  check(value >= 0, "only numbers from 0 have a base 32 form");
  constexpr std::string_view symbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  std::string out(13, '0');
  for (std::size_t i = out.size(); i-- > 0;) {
    out[i] = symbols[static_cast<std::size_t>(value & 31)];
    value >>= 5;
  }
  return out;
}

}  // namespace massline
