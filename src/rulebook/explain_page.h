// The page of one rule in one language, as explain() writes it. Used in this folder only.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rulebook/citation.h"
#include "rulebook/model.h"

namespace massline::rulebook {

/// Lines of "label: text" in one language.
class Page {
 public:
  explicit Page(Language language) : language_(language) {}

  std::string say(std::string_view en, std::string_view zh) const {
    return std::string(language_ == Language::zh ? zh : en);
  }
  const std::string& in(const LocalText& text) const { return text.in(language_); }
  Language language() const { return language_; }

  void heading(const std::string& title, const std::string& id) {
    out_ += title + say(" (", "（") + id + say(")", "）") + "\n";
  }
  void plain(const std::string& text) {
    if (!text.empty()) out_ += text + "\n";
  }
  void line(std::string_view en, std::string_view zh, const std::string& text) {
    if (!text.empty()) out_ += say(en, zh) + say(": ", "：") + text + "\n";
  }
  void items(std::string_view en, std::string_view zh, const std::vector<std::string>& items) {
    if (items.empty()) return;
    out_ += say(en, zh) + say(":", "：") + "\n";
    for (const auto& item : items) out_ += "  - " + item + "\n";
  }
  std::string joined(const std::vector<std::string>& words) const {
    std::string out;
    for (const auto& word : words) out += (out.empty() ? "" : say(", ", "、")) + word;
    return out;
  }
  void source(const Source& source) {
    std::string text = citation_in(source.text(), language_);
    if (!source.quote.empty()) text += say(": “", "：“") + source.quote + "”";
    line("Source", "依据", text);
    line("Written in", "规则所在", source.file + ":" + std::to_string(source.line));
  }
  void in_force(const Period& period) {
    std::string text = say("from ", "自 ") + massline::to_string(period.from);
    text += period.to ? say(" to ", " 至 ") + massline::to_string(*period.to) : say("", " 起");
    line("In force", "施行", text);
  }
  std::string take() { return std::move(out_); }

 private:
  Language language_;
  std::string out_;
};

/// "from 2022-05-01", "2009-01-01 – 2013-12-31": when the versions of a rule are in force.
std::string period_text(const Period& period);

/// In explain_retention.cc.
std::string explain_retention(const Rulebook& rulebook, const RetentionRule& rule, Date date, Language language);

// ---- the rules of explain_duties.cc, each by its name without what stands before the first “/”

std::string explain_activity(const Rulebook& rulebook, const ActivityKind& kind, Date date, Language language);
std::string explain_duty(const Rulebook& rulebook, const Duty& duty, Language language);
std::string explain_entitlement(const Rulebook& rulebook, const Entitlement& entitlement, Language language);
std::string explain_standard(const Rulebook& rulebook, const Standard& standard, Date date, Language language);

}  // namespace massline::rulebook
