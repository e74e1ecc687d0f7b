#include "rulebook/retention.h"

#include <algorithm>
#include <array>

#include "rulebook/model.h"
#include "rulebook/problems.h"
#include "rulebook/words.h"

namespace massline::rulebook {

namespace {

struct Worded {
  std::string_view id;
  const char* en;
  const char* zh;
};

constexpr std::array events{
    Worded{"closed", "the matter is closed", "事项办结"},
    Worded{"emergency-ended", "the emergency ends", "突发事件应对结束"},
    Worded{"answered", "the request is answered", "请求得到答复"},
    Worded{"ended", "it ends", "其到期或结束"},
    Worded{"left", "the person's last post and membership end", "最后一项职务和成员身份终止"},
    Worded{"held", "the activity is over", "活动结束"},
    Worded{"recorded", "it is recorded", "登记"},
};
constexpr std::array deeds{
    Worded{"erase", "It is erased.", "予以删除。"},
    Worded{"strip", "All is erased but what figures are made of.", "除统计所需外全部删除。"},
};

template <class Lines>
std::string text_in(const Lines& lines, std::string_view id, Language language) {
  for (const Worded& line : lines)
    if (line.id == id) return language == Language::zh ? line.zh : line.en;
  return std::string(id);
}

Position place_of(const RetentionRule& rule) { return {rule.source.file, rule.source.line, 1}; }

/// A rule for all procedures, or one for each of them, that has no last day.
bool is_covered(const Rulebook& rulebook, const DataKind& kind) {
  const auto covers = [&](std::string_view procedure) {
    return std::any_of(rulebook.retention.begin(), rulebook.retention.end(), [&](const RetentionRule& rule) {
      return rule.data == kind.id && !rule.in_force.to &&
             (rule.procedures.empty() || (!procedure.empty() && contains(rule.procedures, procedure)));
    });
  };
  if (!kind.of_matters) return covers("");
  return std::all_of(rulebook.procedures.begin(), rulebook.procedures.end(),
                     [&](const Procedure& procedure) { return covers(procedure.id); });
}

void check_rule(const RetentionRule& rule, std::span<const DataKind> kinds, Problems& problems) {
  std::vector<std::string> known;
  for (const DataKind& kind : kinds) known.push_back(kind.id);
  const auto kind = std::find_if(kinds.begin(), kinds.end(), [&](const DataKind& one) { return one.id == rule.data; });
  if (kind == kinds.end()) {
    problems.add(place_of(rule), "There is no kind of data “" + rule.data + "”.", suggestion(rule.data, known));
    return;
  }
  if (!contains(kind->events, rule.after))
    problems.add(place_of(rule), "“" + rule.data + "” is not kept after “" + rule.after + "”.",
                 suggestion(rule.after, kind->events));
  if (rule.then != kind->then)
    problems.add(place_of(rule), "“" + rule.data + "” can't be dealt with by “" + rule.then + "”.",
                 "Write “then: " + kind->then + "”.");
  if (!kind->of_matters && !rule.procedures.empty())
    problems.add(place_of(rule), "“" + rule.data + "” belongs to no procedure.", "Leave out “procedures”.");
  if (!kind->on_request && rule.on_request)
    problems.add(place_of(rule), "Nobody can ask for “" + rule.data + "” to be erased earlier.",
                 "Leave out “on-request”.");
}

}  // namespace

const RetentionRule* retention_rule(const Rulebook& rulebook, std::string_view data, std::string_view procedure,
                                    Date date) {
  const RetentionRule* general = nullptr;
  for (const RetentionRule& rule : rulebook.retention) {
    if (rule.data != data || !rule.in_force.contains(date)) continue;
    if (contains(rule.procedures, procedure)) return &rule;
    if (rule.procedures.empty()) general = &rule;
  }
  return general;
}

Date kept_since(Date today, Length keep) {
  if (keep.unit == LengthUnit::months) return add_months(today, -keep.count);
  const int days = keep.unit == LengthUnit::hours ? (keep.count + 23) / 24 : keep.count;
  return today - std::chrono::days{days};
}

Date end_of_keeping(Date event, Length keep) {
  if (keep.unit != LengthUnit::months) return event + (event - kept_since(event, keep)) + std::chrono::days{1};
  // Months are not all as long: the first day from which so many months back lie behind the event.
  Date day = add_months(event, keep.count);
  while (kept_since(day, keep) <= event) day += std::chrono::days{1};
  return day;
}

std::vector<Problem> check_retention(const Rulebook& rulebook, std::span<const DataKind> kinds) {
  Problems problems;
  for (const RetentionRule& rule : rulebook.retention) check_rule(rule, kinds, problems);
  for (const DataKind& kind : kinds)
    if (!is_covered(rulebook, kind))
      problems.add({"retention.yaml", 0, 0}, "Nothing says how long “" + kind.id + "” is kept (" + kind.title.en + ").",
                   "Write a rule with “data: " + kind.id + "”, “after: " + kind.events.front() + "”, “then: " +
                       kind.then + "” that has no last day" + (kind.of_matters ? ", for all procedures." : "."));
  return problems.sorted();
}

std::string event_text(std::string_view event, Language language) { return text_in(events, event, language); }
std::string then_text(std::string_view then, Language language) { return text_in(deeds, then, language); }

}  // namespace massline::rulebook
