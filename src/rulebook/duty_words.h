// A duty's conditions in plain words: whom the rule asks, why somebody is asked, and what counts. Pure.
//
//   who_in_words(book, duty, Language::en)          // {"the kind of unit is Party branch", "the membership is Full
//   member or …"} why_in_words(book, duty, inputs, Language::en)  // {"The kind of unit: Party branch", "The
//   membership: Full member"}
#pragma once

#include <string>
#include <vector>

#include "rulebook/model.h"

namespace massline::rulebook {

/// What must hold of an ower, all of it; empty where all owe it.
std::vector<std::string> who_in_words(const Rulebook& rulebook, const Duty& duty, Language language);

/// What the rule looked at, as it is for this ower; a sentence each, in the order in which the rule speaks of it.
/// Shapes: `inputs` has every attribute of the duty's `who`.
std::vector<std::string> why_in_words(const Rulebook& rulebook, const Duty& duty, const AttributeValues& inputs,
                                      Language language);

/// In which part, and under which conditions, an activity counts; empty where being there is enough.
std::vector<std::string> counts_in_words(const Rulebook& rulebook, const Duty& duty, Language language);

}  // namespace massline::rulebook
