#include "duties/past_changes.h"

#include <algorithm>
#include <map>

#include "base/money.h"
#include "duties/draft.h"
#include "rulebook/rule_facts.h"

namespace massline::duties {
namespace {

using rulebook::Duty;
using rulebook::Period;

std::string text_of(const Period& period) {
  return "from " + to_string(period.from) + (period.to ? " to " + to_string(*period.to) : "");
}

/// Whether the two hold on the same days before `today`.
bool same_past(const Period& one, const Period& other, Date today) {
  const auto end = [&](const Period& period) { return period.to && *period.to < today ? *period.to : today; };
  return one.from == other.from && end(one) == end(other);
}

const Duty* same_duty(const rulebook::Rulebook& rulebook, const Duty& wanted) {
  const auto found = std::find_if(rulebook.duties.begin(), rulebook.duties.end(), [&](const Duty& one) {
    return one.id == wanted.id && one.in_force.from == wanted.in_force.from;
  });
  return found == rulebook.duties.end() ? nullptr : &*found;
}

void compare_duties(const rulebook::Rulebook& before, const rulebook::Rulebook& after, Date today,
                    std::vector<std::string>& out) {
  for (const Duty& duty : before.duties) {
    if (duty.in_force.from >= today) continue;
    const Duty* now = same_duty(after, duty);
    if (now == nullptr) {
      out.push_back("duty " + duty.id + ", in force " + text_of(duty.in_force) + ", is gone");
    } else if (!owes_same(duty, *now)) {
      out.push_back("duty " + duty.id + ", in force " + text_of(duty.in_force) + ", asks for something else");
    } else if (!same_past(duty.in_force, now->in_force, today)) {
      out.push_back("duty " + duty.id + ", in force " + text_of(duty.in_force) + ", is in force " +
                    text_of(now->in_force));
    }
  }
  for (const Duty& duty : after.duties)
    if (duty.in_force.from < today && same_duty(before, duty) == nullptr)
      out.push_back("duty " + duty.id + " is new, and in force " + text_of(duty.in_force));
}

void compare_standards(const rulebook::Rulebook& before, const rulebook::Rulebook& after, Date today,
                       std::vector<std::string>& out) {
  const auto lines = [&](const rulebook::Rulebook& rulebook) {
    std::vector<std::string> all;
    for (const auto& standard : rulebook.standards)
      for (const auto& entry : standard.entries) {
        if (entry.in_force.from >= today) continue;
        Period past = entry.in_force;
        if (past.to && *past.to >= today) past.to.reset();
        all.push_back("standard " + standard.id + " of " + entry.place + ", " + to_string(Money{entry.fen}) + " yuan " +
                      text_of(past));
      }
    std::sort(all.begin(), all.end());
    return all;
  };
  const auto old_lines = lines(before), new_lines = lines(after);
  std::vector<std::string> gone, come;
  std::set_difference(old_lines.begin(), old_lines.end(), new_lines.begin(), new_lines.end(), std::back_inserter(gone));
  std::set_difference(new_lines.begin(), new_lines.end(), old_lines.begin(), old_lines.end(), std::back_inserter(come));
  for (const std::string& line : gone) out.push_back(line + ", is gone");
  for (const std::string& line : come) out.push_back(line + ", is new");
}

using rulebook::RuleFacts;

/// The day from which the rule is in force: it stands in its name. Those without are in force for ever.
Date begins(const std::string& rule) {
  constexpr std::size_t date_length = 10;
  const std::size_t at = rule.find('@');
  return at == std::string::npos ? Date{} : parse_date(rule.substr(at + 1, date_length)).value_or(Date{});
}

/// What decides about a case or a count, and not how it is called or shown.
bool decides(const std::string& rule, const std::string& field) {
  if (rule.starts_with("activity/")) return field == "measure" || field == "pair-only" || field == "report";
  if (rule.starts_with("entitlement/")) return field == "standard" || field == "in-force.to";
  if (rule.find("/clock/") == std::string::npos) return field == "in-force.to";
  return field != "title" && field != "summary" && !field.starts_with("source");
}

/// Kinds of activities, entitlements, procedures and their clocks; duties and standards are compared by what they mean.
bool is_compared(const std::string& rule) {
  if (rule.starts_with("duty/") || rule.starts_with("standard/")) return false;
  if (rule.starts_with("activity/") || rule.starts_with("entitlement/")) return true;
  const std::size_t at = rule.find('@');
  return at != std::string::npos &&
         (rule.find('/', at) == std::string::npos || rule.find("/clock/") != std::string::npos);
}

std::map<std::string, std::string> deciding_fields(const RuleFacts& facts, Date today) {
  std::map<std::string, std::string> out;
  for (const auto& [name, value] : facts.fields) {
    if (!decides(facts.rule, name)) continue;
    const auto end = name == "in-force.to" ? parse_date(value) : std::nullopt;
    // An end that is still to come leaves what has passed as it was.
    if (name != "in-force.to" || (end && *end < today)) out[name] = value;
  }
  return out;
}

void compare_facts(const rulebook::Rulebook& before, const rulebook::Rulebook& after, Date today,
                   std::vector<std::string>& out) {
  const auto lines = [&](const rulebook::Rulebook& rulebook) {
    std::map<std::string, std::map<std::string, std::string>> all;
    for (const RuleFacts& facts : rulebook::rule_facts(rulebook))
      if (is_compared(facts.rule) && begins(facts.rule) < today) all[facts.rule] = deciding_fields(facts, today);
    return all;
  };
  const auto old_rules = lines(before), new_rules = lines(after);
  for (const auto& [rule, fields] : old_rules) {
    const auto now = new_rules.find(rule);
    if (now == new_rules.end())
      out.push_back(rule + " is gone");
    else if (now->second != fields)
      out.push_back(rule + " says something else");
  }
  // A kind of activity that nothing counted yet alters nothing.
  for (const auto& [rule, fields] : new_rules)
    if (!old_rules.contains(rule) && !rule.starts_with("activity/"))
      out.push_back(rule + " is new, and in force on days that have passed");
}

void compare_calendars(const rulebook::Rulebook& before, const rulebook::Rulebook& after, Date today,
                       std::vector<std::string>& out) {
  std::int64_t days = 0;
  Date first{};
  for (Date day{std::chrono::year{1980} / 1 / 1}; day < today; day += std::chrono::days{1}) {
    if (before.calendar.is_working_day(day) == after.calendar.is_working_day(day)) continue;
    if (days++ == 0) first = day;
  }
  if (days > 0)
    out.push_back("calendar: " + std::to_string(days) +
                  " days are working days that were none, or the reverse; the first " + to_string(first));
}

}  // namespace

std::vector<std::string> past_changes(const rulebook::Rulebook& before, const rulebook::Rulebook& after, Date today) {
  std::vector<std::string> out;
  compare_duties(before, after, today, out);
  compare_standards(before, after, today, out);
  compare_facts(before, after, today, out);
  compare_calendars(before, after, today, out);
  return out;
}

}  // namespace massline::duties
