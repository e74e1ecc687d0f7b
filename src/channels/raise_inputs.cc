#include "channels/raise_inputs.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/text.h"
#include "channels/refusals.h"
#include "channels/words.h"

namespace massline::channels {
namespace {

using rulebook::Ask;
using rulebook::AskType;

tl::unexpected<Refusal> expected(const char* en, const char* zh) {
  return refuse(refusals::input_not_valid, {{"expected", en}, {"expected.zh", zh}});
}

Result<Json> choice_of(const Ask& ask, const std::string& text) {
  for (const rulebook::NamedChoice& choice : ask.choices) {
    if (choice.id == text || plain_name(choice.title.en) == plain_name(text) || choice.title.zh == text)
      return Json(choice.id);
  }
  std::string en, zh;
  for (const rulebook::NamedChoice& choice : ask.choices) {
    en += (en.empty() ? "one of: " : ", ") + choice.title.en;
    zh += (zh.empty() ? "选项：" : "、") + choice.title.zh;
  }
  return expected(en.c_str(), zh.c_str());
}

Result<Json> yes_no_of(const std::string& text) {
  const std::string word = folded(text);
  for (const char* yes : {"yes", "y", "true", "1", "是", "有"}) {
    if (word == yes) return Json(true);
  }
  for (const char* no : {"no", "n", "false", "0", "否", "无"}) {
    if (word == no) return Json(false);
  }
  return expected("yes or no", "“是”或“否”");
}

Result<Json> number_of(const std::string& text) {
  std::int64_t whole = 0;
  const char* end = text.data() + text.size();
  if (const auto read = std::from_chars(text.data(), end, whole); read.ec == std::errc{} && read.ptr == end)
    return Json(whole);
  double real = 0;
  const auto read = std::from_chars(text.data(), end, real);
  if (read.ec == std::errc{} && read.ptr == end && std::isfinite(real)) return Json(real);
  return expected("a number", "数字");
}

}  // namespace

const Ask* main_ask(const rulebook::Procedure& procedure) {
  const std::vector<Ask>& asks = procedure.raise.asks;
  const std::array<bool (*)(const Ask&), 3> tests{
      [](const Ask& ask) { return ask.type == AskType::long_text && ask.required; },
      [](const Ask& ask) { return ask.type == AskType::long_text; },
      [](const Ask& ask) { return ask.type == AskType::text; },
  };
  for (const auto test : tests) {
    const auto found = std::find_if(asks.begin(), asks.end(), test);
    if (found != asks.end()) return &*found;
  }
  return nullptr;
}

bool is_text_input(AskType type) { return type != AskType::person && type != AskType::matter && type != AskType::file; }

Result<Json> input_of_text(db::Reader& in, const Ask& ask, std::string_view raw, const Zone& zone, DateOrder order,
                           PlaceFinder& units) {
  const std::string text = trimmed(raw);
  switch (ask.type) {
    case AskType::text:
    case AskType::long_text:
    case AskType::money:
      return Json(text);
    case AskType::choice:
      return choice_of(ask, text);
    case AskType::yes_no:
      return yes_no_of(text);
    case AskType::number:
      return number_of(text);
    case AskType::date: {
      const auto moment = parse_moment(text, zone, order);
      if (!moment) return tl::unexpected(moment.error());
      return Json(to_string(zone.date_of(moment->at)));
    }
    case AskType::unit:
    case AskType::place: {
      const auto unit = units.find(in, text);
      if (!unit) return tl::unexpected(unit.error());
      return Json(to_string(unit->id));
    }
    case AskType::person:
    case AskType::matter:
    case AskType::file:
      break;
  }
  return expected("something that a table can say", "表格可填写的内容");
}

std::string language_of(std::string_view text) {
  bool latin = false;
  for (const char32_t c : code_points(text)) {
    if (c >= 0x3400 && c <= 0x9FFF) return "zh";
    latin = latin || (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z');
  }
  return latin ? "en" : "";
}

}  // namespace massline::channels
