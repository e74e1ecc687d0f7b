// Whether a step is open: who may take it is decided in access; here stand its conditions.
#pragma once

#include "access/access.h"
#include "base/result.h"
#include "journal/context.h"
#include "matters/clocks.h"
#include "matters/matter.h"
#include "rulebook/model.h"

namespace massline::matters {

/// What the conditions of steps are asked about.
struct StepFacts {
  const Matter& matter;
  const rulebook::Procedure& procedure;
  const std::vector<Clock>& clocks;
  const access::MatterFacts& access;
  Instant now;
};

/// Kind of the place, kind of the responsible unit, whether there is a contact: read when a condition is evaluated.
bool condition_holds(Context& ctx, db::Reader& in, const rulebook::Expression& condition, const StepFacts& facts,
                     const std::vector<rulebook::Ask>& asks, const JsonObject& inputs);

/// Looks at `within`, at how often a clock may be extended, at whether there is an answer to appraise and a unit above,
/// and, if it asks nothing of the inputs, at `when`.
Result<Done> step_is_open(Context& ctx, db::Reader& in, const rulebook::Step& step, const StepFacts& facts);

/// `when`, once the inputs are there.
Result<Done> when_holds(Context& ctx, db::Reader& in, const rulebook::Step& step, const StepFacts& facts,
                        const JsonObject& inputs);

/// The answer that an appraisal would be of; the empty id if there is none, or it was appraised.
EntryId answer_to_appraise(db::Reader& in, const Matter& matter);

/// True if the step routes the matter to the next higher authority.
bool goes_higher(const rulebook::Step& step);

/// Title of a step in a refusal's parameters.
Parameters step_parameters(const rulebook::Step& step);
std::string rule_of(const rulebook::Procedure& procedure, const rulebook::Step& step);

}  // namespace massline::matters
