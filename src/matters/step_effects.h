// What a step does beyond moving on: the closed catalogue of effects. First planned, which only reads and may refuse;
// then carried out, which only writes.
#pragma once

#include <optional>
#include <vector>

#include "matters/inputs.h"
#include "matters/matter_work.h"
#include "matters/raise_rows.h"

namespace massline::matters {

struct Appraisal {
  EntryId answer;
  std::string solved;
  std::int64_t satisfied = 0;
  std::string comment;
};

struct EffectPlan {
  std::vector<registry::Unit> moves;  // in their order
  bool went_higher = false;           // the last of them since the natural unit is barred
  std::optional<Answer> answer;
  std::optional<Appraisal> appraisal;
  std::optional<PersonId> handler;
  std::vector<Party> parties;
  std::vector<PreparedRaisePtr> linked;
};

/// `by`: who takes the step.
Result<EffectPlan> plan_effects(MatterWork& work, const rulebook::Step& step, const CheckedInputs& inputs,
                                const journal::By& by);

/// `entry`: the step's line in the timeline. Changes `work.matter`; does not save it.
void carry_out(MatterWork& work, const EffectPlan& plan, EntryId entry);

/// If the accused among `parties` bar the unit that is responsible, where it goes instead; refuses root_is_accused if
/// nobody is left. Nothing if the unit stays.
Result<std::optional<registry::Unit>> away_from_accused(MatterWork& work, const registry::Unit& unit,
                                                        const std::vector<Party>& parties);

/// What is confidential stays in the line of offices that may know of it: from the office of one level to the office of
/// the same kind one level higher, and nowhere where there is none.
std::optional<registry::Unit> same_office_above(MatterWork& work, const std::string& from,
                                                const std::vector<std::string>& barred_paths);

/// The unit that a late clock calls in: one higher than the one that was called in before, never one that is barred.
std::optional<registry::Unit> unit_to_call_in(MatterWork& work);

/// The matter is in the hand of nobody, and no unit is called in, that the barrier keeps from it: the next one above is
/// called in instead. True if anything was changed; does not save it.
bool take_from_accused(MatterWork& work);

/// Takes the matter to `unit`, since the one that had it is barred, and tells the person. Does not save it.
void go_higher(MatterWork& work, const registry::Unit& unit);

/// Writes the parties and works out anew who is barred.
void add_parties(MatterWork& work, const std::vector<Party>& parties);

}  // namespace massline::matters
