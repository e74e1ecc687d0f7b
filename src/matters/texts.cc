#include "matters/texts.h"

#include <array>

namespace massline::matters {

namespace {

struct Line {
  std::string_view key;
  const char* en;
  const char* zh;
};

constexpr std::array events{
    Line{"escalated", "A date was missed: the next higher unit was called in", "已超过期限，上级单位介入督办"},
    Line{"late-at-the-top", "A date was missed; there is no higher unit to call in",
         "已超过期限，没有更上一级单位可以介入"},
    Line{"went-higher", "Went to a higher unit, since the unit that would have had it is accused",
         "因原应承办的单位被反映，改由上级单位办理"},
    Line{"party-named", "A party was named", "登记了有关当事方"},
    Line{"joined", "Joined to another matter, which is answered for both", "与另一事项合并办理"},
    Line{"took-in", "Another matter was joined to this one", "另一事项并入本事项"},
    Line{"separated", "Handled on its own again", "恢复单独办理"},
    Line{"opened", "Opened a linked matter", "另行登记了关联事项"},
    Line{"identity-opened", "The name and contact were opened, with a reason", "身份信息已被查看，理由如下"},
    Line{"dates-worked-out-anew", "Dates were worked out anew, since the calendar changed",
         "因工作日历调整，重新计算了期限"},
};

constexpr std::array kinds{
    Line{"raised", "Raised", "提出"},
    Line{"message", "Message", "留言"},
    Line{"note", "Note", "内部备注"},
    Line{"system", "Reason", "理由"},  // what the program did on somebody's word
    Line{"addendum", "Correction of what was said", "对所述内容的更正"},
};

template <class Lines>
std::string line_in(const Lines& lines, std::string_view key, Language language) {
  for (const Line& line : lines)
    if (line.key == key) return language == Language::zh ? line.zh : line.en;
  return std::string(key);
}

void replace_all(std::string& text, std::string_view what, std::string_view by) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
}

}  // namespace

std::string told_text(const rulebook::Rulebook& rulebook, std::string_view key, Language language,
                      std::string_view code, std::string_view unit, std::string_view due) {
  if (key.empty()) return {};
  std::string text = rulebook.text(key, language);
  replace_all(text, "{code}", code);
  replace_all(text, "{unit}", unit);
  replace_all(text, "{due}", due.empty() ? (language == Language::zh ? "（未定）" : "(no date)") : due);
  return text;
}

std::string system_text(std::string_view event, Language language) { return line_in(events, event, language); }
std::string kind_text(std::string_view kind, Language language) { return line_in(kinds, kind, language); }

}  // namespace massline::matters
