#include <algorithm>

#include "rulebook/draft.h"
#include "rulebook/words.h"

namespace massline::rulebook {

namespace {

std::string_view kind_text(RefKind kind) {
  switch (kind) {
    case RefKind::unit_kind:
      return "kind of unit";
    case RefKind::post:
      return "post";
    case RefKind::channel:
      return "channel";
    case RefKind::topic_group:
      return "group of topics";
    case RefKind::procedure:
      return "procedure";
    case RefKind::text_key:
      return "text";
    case RefKind::stage:
      return "stage";
    case RefKind::step:
      return "step";
    case RefKind::clock:
      return "clock";
    case RefKind::activity:
      return "kind of activity";
    case RefKind::standard:
      return "standard";
  }
  return "";
}

bool is_among(const std::vector<Word>& words, std::string_view text) {
  return std::any_of(words.begin(), words.end(), [&](const Word& word) { return word.text == text; });
}

void check_reference(const Reference& reference, const std::vector<Word>& known, Problems& problems) {
  if (is_among(known, reference.word.text)) return;
  std::vector<std::string> words = texts_of(known);
  if (reference.kind == RefKind::text_key) {
    const std::string near = nearest_word(reference.word.text, words);
    problems.add(reference.word.at, "There is no text “" + reference.word.text + "”.",
                 "Write it in text/en.yaml and text/zh.yaml" + (near.empty() ? "." : ", or use “" + near + "”."));
    return;
  }
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());  // a procedure has several versions
  problems.add(reference.word.at,
               "There is no " + std::string(kind_text(reference.kind)) + " “" + reference.word.text + "”.",
               suggestion(reference.word.text, words));
}

void check_own_references(const ProcedureDraft& procedure, Problems& problems) {
  std::vector<Word> steps = procedure.step_ids;
  steps.push_back({"raise", {}});
  for (const auto& reference : procedure.references) {
    if (reference.kind == RefKind::stage)
      check_reference(reference, procedure.stage_ids, problems);
    else if (reference.kind == RefKind::clock)
      check_reference(reference, procedure.clock_ids, problems);
    else
      check_reference(reference, steps, problems);
  }
}

}  // namespace

void check_references(Draft& draft) {
  for (const auto& reference : draft.references)
    if (!draft.unreadable.contains(reference.kind))
      check_reference(reference, draft.names[reference.kind], draft.problems);
  for (const auto& procedure : draft.procedures) check_own_references(procedure, draft.problems);
}

}  // namespace massline::rulebook
