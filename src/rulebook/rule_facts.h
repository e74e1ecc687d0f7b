// A rulebook taken apart into single facts, each a piece of text: what diff() compares.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "rulebook/model.h"

namespace massline::rulebook {

struct RuleFacts {
  std::string rule;   // "petition@2022-05-01/clock/decide"
  std::string title;  // in English; may be empty
  std::vector<std::pair<std::string, std::string>> fields;
};

/// Every rule with all that it says except where it stands in the files, in the rulebook's order.
std::vector<RuleFacts> rule_facts(const Rulebook& rulebook);

}  // namespace massline::rulebook
