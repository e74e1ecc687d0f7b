// JSON of duties and figures, and who may see which. Shapes: the schemas of the same names in api/openapi.yaml.
#pragma once

#include <string>

#include "http/api/session.h"
#include "http/api/views.h"
#include "standing/values.h"

namespace massline::http {

std::string ower_name(rulebook::Ower ower);
std::string period_text(const rulebook::DutyPeriod& per, Language language);
Json duty_view(const rulebook::Rulebook& rulebook, const rulebook::Duty& duty, Language language);
Json duty_figures_view(const standing::Figures& figures);

/// Who answers for the unit or for one above it sees its figures; names take a post that needs them.
struct Reach {
  bool figures = false, names = false;
};
Reach reach_of(const Application& application, const registry::Session& session, std::string_view path);

}  // namespace massline::http
