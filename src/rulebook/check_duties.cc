// Whether each duty fits what it speaks of, and the versions of duties and entitlements fit each other.
#include <algorithm>

#include "rulebook/draft.h"
#include "rulebook/words.h"

namespace massline::rulebook {

namespace {

std::shared_ptr<const Expression> parse_condition(const Word& text, const Attributes& attributes, Problems& problems) {
  if (text.text.empty()) return nullptr;
  auto parsed = Expression::parse(text.text, attributes);
  if (parsed) return *parsed;
  Position at = text.at;
  at.column += parsed.error().column - 1;
  problems.add(at, "In the condition: " + parsed.error().what, parsed.error().hint);
  return nullptr;
}

std::string_view measure_word(Measure measure) {
  return measure == Measure::hours ? "hours" : measure == Measure::days ? "days" : "times";
}

/// The days that every such period has.
std::int64_t days_of(const DutyPeriod& per) {
  constexpr std::int64_t days_of_month = 28, days_of_quarter = 90, days_of_year = 365;
  switch (per.kind) {
    case DutyPeriod::Kind::month:
      return days_of_month;
    case DutyPeriod::Kind::quarter:
      return days_of_quarter;
    case DutyPeriod::Kind::year:
      return days_of_year;
    case DutyPeriod::Kind::after:
    case DutyPeriod::Kind::before:
      return per.length.unit == LengthUnit::months ? per.length.count * days_of_month : per.length.count;
  }
  return 0;
}

/// An amount in hours needs activities in hours, one in days activities in days; and both must fit into the period.
void check_amount(const DutyDraft& duty, const Rulebook& book, Problems& problems) {
  constexpr std::int64_t minutes_per_day = 24 * minutes_per_hour;
  const Duty& value = duty.value;
  if (value.measure == Measure::times) return;
  for (const auto& word : duty.of) {
    const ActivityKind* kind = book.activity(word.text);
    if (kind == nullptr || kind->measure == value.measure) continue;
    problems.add(duty.amount_at,
                 "The amount is in " + std::string(measure_word(value.measure)) + ", and “" + word.text +
                     "” is measured in " + std::string(measure_word(kind->measure)) + ".",
                 "Write the amount in times, or name kinds in " + std::string(measure_word(value.measure)) + ".");
  }
  const std::int64_t most = days_of(value.per) * (value.measure == Measure::hours ? minutes_per_day : 1);
  if (most > 0 && value.amount > most)
    problems.add(duty.amount_at, "So much does not fit into the period.",
                 "Write a smaller amount, or a longer period.");
}

/// Of a pair nothing is kept that a condition could ask for.
void check_pairs(const DutyDraft& duty, const Rulebook& book, Problems& problems) {
  for (const auto& word : duty.of) {
    const ActivityKind* kind = book.activity(word.text);
    if (kind == nullptr || !kind->pair_only) continue;
    if (!duty.counts_when.text.empty())
      problems.add(word.at, "Of “" + word.text + "” only the date and the two persons are kept.",
                   "Leave out “counts-when”, or this kind.");
    if (duty.value.owed_by == Ower::unit)
      problems.add(word.at, "“" + word.text + "” is between two persons, and no unit holds it.",
                   "Write “owed-by: member” or “owed-by: officer”.");
  }
}

template <class Drafts>
void check_overlaps(const Drafts& all, Problems& problems) {
  for (std::size_t i = 0; i < all.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (all[i].value.id == all[j].value.id)
        report_overlap(all[i].value.id, all[i].value.in_force, all[i].at, all[j].value.in_force, all[j].at, problems);
}

}  // namespace

void check_duties(Draft& draft) {
  const bool knows_words = !draft.unreadable.contains(RefKind::unit_kind);
  const bool knows_kinds = !draft.unreadable.contains(RefKind::activity);
  for (auto& duty : draft.duties) {
    if (knows_words && knows_kinds) {
      duty.value.who = parse_condition(duty.who, duty_attributes(draft.book, duty.value.owed_by), draft.problems);
      duty.value.counts_when = parse_condition(duty.counts_when, activity_attributes(draft.book), draft.problems);
    }
    check_amount(duty, draft.book, draft.problems);
    check_pairs(duty, draft.book, draft.problems);
  }
  check_overlaps(draft.duties, draft.problems);
  check_overlaps(draft.entitlements, draft.problems);
}

}  // namespace massline::rulebook
