#include <chrono>
#include <map>

#include "rulebook/draft.h"

namespace massline::rulebook {

namespace {

class DaysReader {
 public:
  explicit DaysReader(Problems& problems) : problems_(problems) {}

  std::vector<Date> holidays, workdays;

  void read_year(int year, const YamlNode& node) {
    Fields fields(node, "a year of the calendar", problems_);
    read_days(fields.required("holidays", "[…], or []"), year, holidays);
    read_days(fields.required("workdays", "[…], or []"), year, workdays);
    fields.finish();
  }

 private:
  void read_days(const YamlNode* node, int year, std::vector<Date>& days) {
    read_list(node, 0, problems_, [&](const YamlNode& item) {
      const auto date = read_date(&item, problems_);
      if (!date) return;
      const std::chrono::year_month_day day{*date};
      if (static_cast<int>(day.year()) != year)
        problems_.add(item.at, massline::to_string(*date) + " is not in " + std::to_string(year) + ".",
                      "Write it under its own year.");
      const auto [seen, added] = seen_.emplace(*date, item.at);
      if (!added)
        problems_.add(item.at, massline::to_string(*date) + " stands in the calendar twice.",
                      "Keep one; the first is in line " + std::to_string(seen->second.line) + ".");
      const std::chrono::weekday weekday{*date};
      const bool weekend = weekday == std::chrono::Saturday || weekday == std::chrono::Sunday;
      if (&days == &workdays && !weekend)
        problems_.add(item.at, massline::to_string(*date) + " is not a weekend day, and is worked anyway.",
                      "List Saturdays and Sundays only that are worked.");
      days.push_back(*date);
    });
  }

  Problems& problems_;
  std::map<Date, Position> seen_;
};

}  // namespace

void read_calendar(const YamlNode& root, Draft& draft) {
  Problems& problems = draft.problems;
  Fields file(root, "calendar.yaml", problems);
  draft.book.calendar_source = read_source(file.required("source", "{document: …, place: …}"), problems);
  const YamlNode* years = file.required("years", "a map");
  file.finish();
  if (years == nullptr) return;
  if (years->kind != YamlNode::Kind::map) {
    problems.add(years->at, "The years must be a map.", "Write “2022: {holidays: […], workdays: […]}”.");
    return;
  }
  DaysReader reader(problems);
  for (const auto& entry : years->entries) {
    const auto first = parse_date(entry.key + "-01-01");
    if (!first) {
      problems.add(entry.key_at, "“" + entry.key + "” is not a year.", "Write four digits.");
      continue;
    }
    reader.read_year(static_cast<int>(std::chrono::year_month_day{*first}.year()), entry.value);
  }
  draft.book.calendar = WorkingCalendar(std::move(reader.holidays), std::move(reader.workdays));
}

}  // namespace massline::rulebook
