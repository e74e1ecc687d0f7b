#include "rulebook/citation.h"

#include <optional>

namespace massline::rulebook {
namespace {

constexpr std::string_view article = "Art. ";

bool has_other_than_ascii(std::string_view text) {
  for (const char c : text)
    if (static_cast<unsigned char>(c) >= 0x80) return true;
  return false;
}

/// Where the Chinese title begins and ends in `text`, if it has one.
struct Brackets {
  std::size_t open, close;
};
std::optional<Brackets> chinese_title(std::string_view text) {
  const std::size_t open = text.find(" (");
  if (open == std::string_view::npos) return {};
  const std::size_t close = text.find(')', open);
  if (close == std::string_view::npos || !has_other_than_ascii(text.substr(open, close - open))) return {};
  return Brackets{open, close};
}

std::string_view title_between(std::string_view text, Brackets at) {
  return text.substr(at.open + 2, at.close - at.open - 2);
}

/// "11, 12" as "11、12", "21-29" as "21至29", "46(6)" as "46条（6）" without the last 条.
std::optional<std::string> numbers_in_chinese(std::string_view numbers) {
  std::string out;
  bool in_brackets = false, closed = false;
  for (const char c : numbers) {
    if (c >= '0' && c <= '9') {
      if (closed) return {};
      out += c;
    } else if (c == '-') {
      out += "至";
    } else if (c == ',') {
      if (closed) {
        out += "、第";
        closed = false;
      } else {
        out += in_brackets ? "，" : "、";
      }
    } else if (c == '(') {
      out += "条（";
      in_brackets = true;
    } else if (c == ')' && in_brackets) {
      out += "）";
      in_brackets = false;
      closed = true;
    } else if (c != ' ') {
      return {};
    }
  }
  return closed ? "第" + out : "第" + out + "条";
}

std::string part_in_chinese(std::string_view part) {
  if (const auto at = chinese_title(part)) return std::string(title_between(part, *at));
  if (part.starts_with(article))
    if (const auto numbers = numbers_in_chinese(part.substr(article.size()))) return *numbers;
  return std::string(part);
}

}  // namespace

std::string document_in(std::string_view document, Language language) {
  const auto at = language == Language::zh ? chinese_title(document) : std::nullopt;
  return std::string(at ? title_between(document, *at) : document);
}

std::string place_in(std::string_view place, Language language) {
  std::string out;
  while (true) {
    const std::size_t end = place.find("; ");
    const std::string_view part = place.substr(0, end);
    const auto at = chinese_title(part);
    if (language == Language::zh) {
      out += part_in_chinese(part);
    } else {
      out += at ? part.substr(0, at->open) : part;
    }
    if (end == std::string_view::npos) return out;
    out += language == Language::zh ? "；" : "; ";
    place.remove_prefix(end + 2);
  }
}

std::string citation_in(std::string_view citation, Language language) {
  // Of several, the first bracket may be the document's or, where the document has no Chinese title, the place's.
  const auto at = chinese_title(citation);
  if (!at) return std::string(citation);
  const std::size_t comma = citation.find(", ");
  const bool of_place = comma < at->open;
  const std::size_t end = of_place ? comma : at->close + 1;
  std::string document = document_in(citation.substr(0, end), language);
  if (language == Language::zh && !of_place) document = "《" + document + "》";
  const std::string_view rest = citation.substr(end);
  if (!rest.starts_with(", ")) return document + std::string(rest);
  const bool joined = language == Language::zh && !of_place;
  return document + (joined ? "" : language == Language::zh ? "，" : ", ") + place_in(rest.substr(2), language);
}

}  // namespace massline::rulebook
