// Whether the parts of each procedure, and the procedures with each other, make sense.
#include <algorithm>
#include <set>

#include "rulebook/draft.h"
#include "rulebook/words.h"

namespace massline::rulebook {

namespace {

/// The words that `when` may compare these attributes with, so that a misspelt one is found.
void add_known_words(const Draft& draft, Attributes& attributes) {
  const auto words_of = [&](RefKind kind) {
    const auto found = draft.names.find(kind);
    return found == draft.names.end() || draft.unreadable.contains(kind) ? std::vector<std::string>()
                                                                         : texts_of(found->second);
  };
  attributes["matter.channel"].words = words_of(RefKind::channel);
  attributes["matter.place-kind"].words = words_of(RefKind::unit_kind);
  attributes["matter.unit-kind"].words = words_of(RefKind::unit_kind);
  attributes["matter.procedure"].words = words_of(RefKind::procedure);
  if (!draft.unreadable.contains(RefKind::topic_group))
    for (const auto& topic : draft.book.topics) attributes["matter.topic"].words.push_back(topic.id);
}

void parse_conditions(ProcedureDraft& procedure, Draft& draft) {
  const std::vector<std::string> clock_ids = texts_of(procedure.clock_ids);
  for (const auto& condition : procedure.conditions) {
    const bool of_step = condition.owner == Condition::Owner::step;
    Attributes attributes = of_step ? step_attributes(clock_ids, procedure.value.steps[condition.index].asks)
                                    : procedure_attributes(clock_ids);
    add_known_words(draft, attributes);
    auto parsed = Expression::parse(condition.text.text, attributes);
    if (!parsed) {
      Position at = condition.text.at;
      at.column += parsed.error().column - 1;
      draft.problems.add(at, "In the condition: " + parsed.error().what, parsed.error().hint);
    } else if (of_step) {
      procedure.value.steps[condition.index].when = *parsed;
    } else {
      procedure.value.clocks[condition.index].when = *parsed;
    }
  }
}

/// A step may add to a matter in a final stage (help given, an appraisal), but not take it up again.
bool leaves_final(const Procedure& procedure, const Step& step) {
  const Stage* to = procedure.stage(step.to);
  return to != nullptr && to->state != StageState::final;
}

void check_stages(const ProcedureDraft& procedure, Problems& problems) {
  const Procedure& value = procedure.value;
  std::set<std::string> reached{value.raise.stage};
  for (bool grew = true; grew;) {
    grew = false;
    for (const auto& step : value.steps)
      if (!step.to.empty() && !reached.contains(step.to) &&
          std::any_of(step.from.begin(), step.from.end(), [&](const auto& stage) { return reached.contains(stage); }))
        grew = reached.insert(step.to).second;
  }
  const bool has_first = value.stage(value.raise.stage) != nullptr;
  for (const auto& stage : value.stages) {
    const Position& at = procedure.place_of(procedure.stage_ids, stage.id);
    if (has_first && !reached.contains(stage.id))
      problems.add(at, "No step reaches the stage “" + stage.id + "”.", "Write a step that leads to it, or remove it.");
    const bool leads_on = std::any_of(value.steps.begin(), value.steps.end(), [&](const Step& step) {
      return contains(step.from, stage.id) && !step.to.empty() && step.to != stage.id;
    });
    if (stage.state == StageState::open && !leads_on)
      problems.add(at, "No step leads on from the open stage “" + stage.id + "”.",
                   "Write a step from it to another stage, or make it closed or final.");
    for (const auto& step : value.steps)
      if (stage.state == StageState::final && contains(step.from, stage.id) && leaves_final(value, step))
        problems.add(
            procedure.place_of(procedure.step_ids, step.id),
            "The step “" + step.id + "” leaves the final stage “" + stage.id + "”.",
            "Final means that the same facts are not taken up again: make the stage closed, or drop the step.");
  }
  if (has_first && value.stage(value.raise.stage)->state != StageState::open)
    problems.add(procedure.place_of(procedure.stage_ids, value.raise.stage),
                 "A matter would be closed as soon as it is raised.", "Make the first stage open.");
}

void check_step_clocks(const ProcedureDraft& procedure, Problems& problems) {
  for (const auto& clock : procedure.value.clocks) {
    const Position& at = procedure.place_of(procedure.clock_ids, clock.id);
    if (contains(clock.stops, "raise") || contains(clock.pauses, "raise") || contains(clock.resumes, "raise") ||
        (clock.extension && clock.extension->on == "raise"))
      problems.add(at, "Raising a matter can only start the clock “" + clock.id + "”.",
                   "Write “raise” under starts only.");
    if (clock.length.count > 0 && clock.extension && clock.extension->by.count > 0 &&
        (clock.extension->by.unit == LengthUnit::hours) != (clock.length.unit == LengthUnit::hours))
      problems.add(at, "The clock “" + clock.id + "” and its extension don't add up.",
                   "Give hours to both, or days or months to both.");
  }
  for (const auto& step : procedure.value.steps)
    if (contains(step.by.different_from, "raise"))
      problems.add(procedure.place_of(procedure.step_ids, step.id), "Nobody takes the step “raise”.",
                   "Name steps that somebody takes under different-from.");
}

void check_versions(const Draft& draft, Problems& problems) {
  const auto& all = draft.procedures;
  for (std::size_t i = 0; i < all.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const Procedure& one = all[i].value;
      const Procedure& other = all[j].value;
      const std::string other_place = all[j].at.file + ":" + std::to_string(all[j].at.line);
      if (one.id != other.id && !one.prefix.empty() && one.prefix == other.prefix)
        problems.add(all[i].at,
                     "The procedures “" + one.id + "” and “" + other.id + "” share the prefix " + one.prefix + ".",
                     "Choose another; the other stands in " + other_place + ".");
      if (one.id == other.id) report_overlap(one.id, one.in_force, all[i].at, other.in_force, all[j].at, problems);
    }
}

/// What a person may choose must be open to them.
void check_topics(Draft& draft) {
  for (const auto& reference : draft.references) {
    if (reference.kind != RefKind::procedure || reference.word.at.file != "topics.yaml") continue;
    bool found = false;
    bool listed_somewhere = false;
    for (const auto& procedure : draft.procedures)
      if (procedure.value.id == reference.word.text) {
        found = true;
        listed_somewhere = listed_somewhere || procedure.value.listed;
      }
    if (found && !listed_somewhere)
      draft.problems.add(reference.word.at, "The procedure “" + reference.word.text + "” is opened by others only.",
                         "Name a procedure without “listed: false”.");
  }
}

}  // namespace

void report_overlap(std::string_view id, const Period& one, const Position& at, const Period& other,
                    const Position& other_at, Problems& problems) {
  if (one.from == Date{} || other.from == Date{}) return;
  const bool before = one.to && *one.to < other.from;
  const bool after = other.to && *other.to < one.from;
  if (before || after) return;
  problems.add(at, "Two versions of “" + std::string(id) + "” are in force on one day.",
               "End the older with “to:” the day before the newer; the other stands in " + other_at.file + ":" +
                   std::to_string(other_at.line) + ".");
}

void check_procedures(Draft& draft) {
  for (auto& procedure : draft.procedures) {
    parse_conditions(procedure, draft);
    check_stages(procedure, draft.problems);
    check_step_clocks(procedure, draft.problems);
  }
  check_versions(draft, draft.problems);
  check_topics(draft);
}

}  // namespace massline::rulebook
