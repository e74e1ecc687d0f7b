#include "duties/past_changes.h"

#include <algorithm>

#include "base/money.h"
#include "duties/draft.h"

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
  const auto found = std::find_if(rulebook.duties.begin(), rulebook.duties.end(),
                                  [&](const Duty& one) { return one.id == wanted.id && one.in_force.from == wanted.in_force.from; });
  return found == rulebook.duties.end() ? nullptr : &*found;
}

void compare_duties(const rulebook::Rulebook& before, const rulebook::Rulebook& after, Date today, std::vector<std::string>& out) {
  for (const Duty& duty : before.duties) {
    if (duty.in_force.from >= today) continue;
    const Duty* now = same_duty(after, duty);
    if (now == nullptr) {
      out.push_back("duty " + duty.id + ", in force " + text_of(duty.in_force) + ", is gone");
    } else if (!owes_same(duty, *now)) {
      out.push_back("duty " + duty.id + ", in force " + text_of(duty.in_force) + ", asks for something else");
    } else if (!same_past(duty.in_force, now->in_force, today)) {
      out.push_back("duty " + duty.id + ", in force " + text_of(duty.in_force) + ", is in force " + text_of(now->in_force));
    }
  }
  for (const Duty& duty : after.duties)
    if (duty.in_force.from < today && same_duty(before, duty) == nullptr)
      out.push_back("duty " + duty.id + " is new, and in force " + text_of(duty.in_force));
}

void compare_standards(const rulebook::Rulebook& before, const rulebook::Rulebook& after, Date today, std::vector<std::string>& out) {
  const auto lines = [&](const rulebook::Rulebook& rulebook) {
    std::vector<std::string> all;
    for (const auto& standard : rulebook.standards)
      for (const auto& entry : standard.entries) {
        if (entry.in_force.from >= today) continue;
        Period past = entry.in_force;
        if (past.to && *past.to >= today) past.to.reset();
        all.push_back("standard " + standard.id + " of " + entry.place + ", " + to_string(Money{entry.fen}) + " yuan " + text_of(past));
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

}  // namespace

std::vector<std::string> past_changes(const rulebook::Rulebook& before, const rulebook::Rulebook& after, Date today) {
  std::vector<std::string> out;
  compare_duties(before, after, today, out);
  compare_standards(before, after, today, out);
  return out;
}

}  // namespace massline::duties
