// What every rule has: a source, dates, texts in both languages, lengths of time.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "rulebook/expression.h"

namespace massline::rulebook {

/// Where a rule comes from, and where it stands in the files.
struct Source {
  std::string document;  // "Petition Work Regulations 2022"
  std::string place;     // "Art. 34"
  std::string quote;     // may be empty
  std::string file;
  int line = 0;

  std::string text() const { return place.empty() ? document : document + ", " + place; }
};

struct Period {
  Date from{};
  std::optional<Date> to;  // the last day in force
  bool contains(Date date) const { return date >= from && (!to || date <= *to); }
};

struct LocalText {
  std::string en, zh;
  const std::string& in(Language language) const { return language == Language::zh ? zh : en; }
};

enum class LengthUnit { hours, days, working_days, months };

struct Length {
  int count = 0;
  LengthUnit unit = LengthUnit::days;
  bool operator==(const Length&) const = default;
};

/// "15 days", "5 working days", "3 months", "24 hours"; in Chinese "15 日", "5 个工作日" …
std::string to_string(Length length, Language language);

}  // namespace massline::rulebook
