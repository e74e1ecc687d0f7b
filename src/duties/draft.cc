#include "duties/draft.h"

#include <algorithm>
#include <set>

#include "duties/refusals.h"

namespace massline::duties {
namespace {

std::string expression_text(const std::shared_ptr<const rulebook::Expression>& expression) {
  return expression ? expression->text() : std::string();
}

Result<Done> apply(const rulebook::Rulebook& rulebook, const DutyEdit& edit, rulebook::Duty& duty,
                   const std::string& field) {
  if (edit.amount) duty.amount = *edit.amount;
  if (edit.per) duty.per = {.kind = *edit.per, .event = duty.per.event, .length = {}};
  if (!edit.who) return Done{};
  duty.who = nullptr;
  if (edit.who->empty()) return Done{};
  auto who = rulebook::Expression::parse(*edit.who, rulebook::duty_attributes(rulebook, duty.owed_by));
  if (!who)
    return refuse_field(
        refusals::condition_not_valid, field + "/who",
        {{"column", std::to_string(who.error().column)}, {"what", who.error().what}, {"hint", who.error().hint}});
  duty.who = std::move(*who);
  return Done{};
}

}  // namespace

bool owes_same(const rulebook::Duty& one, const rulebook::Duty& other) {
  return one.owed_by == other.owed_by && expression_text(one.who) == expression_text(other.who) &&
         one.amount == other.amount && one.measure == other.measure && one.of == other.of &&
         expression_text(one.counts_when) == expression_text(other.counts_when) && one.part == other.part &&
         one.per.kind == other.per.kind && one.per.event == other.per.event && one.per.length == other.per.length;
}

Result<std::shared_ptr<const rulebook::Rulebook>> draft_of(const rulebook::Rulebook& today,
                                                           std::span<const DutyEdit> edits, Date date) {
  auto draft = std::make_shared<rulebook::Rulebook>(today);
  std::set<std::string> changed;
  bool differs = false;
  for (std::size_t i = 0; i < edits.size(); ++i) {
    const std::string field = "/changes/" + std::to_string(i);
    const auto duty = std::find_if(draft->duties.begin(), draft->duties.end(), [&](const rulebook::Duty& one) {
      return one.id == edits[i].duty && one.in_force.contains(date);
    });
    if (duty == draft->duties.end())
      return refuse_field(refusals::duty_unknown, field + "/duty",
                          {{"duty", edits[i].duty}, {"date", to_string(date)}});
    if (!changed.insert(duty->id).second)
      return refuse_field(refusals::duty_twice, field + "/duty", {{"duty", duty->id}});
    const rulebook::Duty before = *duty;
    if (auto done = apply(today, edits[i], *duty, field); !done) return tl::unexpected(done.error());
    differs = differs || !owes_same(before, *duty);
  }
  if (!differs) return refuse(refusals::draft_same);
  return std::shared_ptr<const rulebook::Rulebook>(std::move(draft));
}

}  // namespace massline::duties
