#include "matters/step_checks.h"

#include <algorithm>

#include "base/crypto.h"
#include "matters/attributes.h"
#include "matters/clock_rules.h"
#include "matters/identity_text.h"
#include "matters/matter_table.h"
#include "matters/refusals.h"
#include "registry/units.h"

namespace massline::matters {

namespace {

bool has_contact(Context& ctx, db::Reader& in, const Matter& matter) {
  const std::string sealed = sealed_identity_of(in, matter.region, matter.id);
  if (sealed.empty()) return false;
  const auto plain = ctx.vault.open(sealed);
  if (!plain) throw Fault("an identity can't be opened: the vault's key is another");
  const Contact contact = identity_of(*plain).contact;
  return !contact.phone.empty() || !contact.email.empty() || !contact.address.empty();
}

tl::unexpected<Refusal> refuse_step(const Message& message, const StepFacts& facts, const rulebook::Step& step,
                                    Parameters more = {}) {
  Parameters parameters = step_parameters(step);
  parameters.merge(more);
  return refuse_by(message, rule_of(facts.procedure, step), step.source.text(), std::move(parameters));
}

Result<Done> within_holds(Context& ctx, const rulebook::Step& step, const StepFacts& facts) {
  if (step.within.empty()) return Done{};
  const Clock* clock = newest_clock(facts.clocks, step.within);
  const bool over = clock != nullptr && (clock->state == ClockState::run_out ||
                                         (clock->state == ClockState::running && facts.now > clock->due));
  if (over) return refuse_step(refusals::window_over, facts, step, {{"due", to_string(ctx.zone.date_of(clock->due))}});
  if (clock == nullptr || clock->state != ClockState::running)
    return refuse_step(refusals::window_not_open, facts, step);
  return Done{};
}

Result<Done> extension_holds(const rulebook::Step& step, const StepFacts& facts) {
  for (const rulebook::ClockRule& rule : facts.procedure.clocks) {
    if (!rule.extension || rule.extension->on != step.id) continue;
    const Clock* clock = newest_clock(facts.clocks, rule.id);
    if (clock == nullptr || extensions_of(*clock) < rule.extension->times) continue;
    return refuse_step(refusals::step_condition, facts, step,
                       {{"why", "“" + rule.title.en + "” can't be extended again"},
                        {"why.zh", "“" + rule.title.zh + "”不能再次延长"}});
  }
  return Done{};
}

Result<Done> effects_hold(Context& ctx, db::Reader& in, const rulebook::Step& step, const StepFacts& facts) {
  if (step.has(rulebook::EffectKind::appraise) && !answer_to_appraise(in, facts.matter)) {
    const bool answered = !answers_of(in, facts.matter.region, facts.matter.id).empty();
    return refuse_step(answered ? refusals::appraised_already : refusals::nothing_to_appraise, facts, step);
  }
  if (goes_higher(step)) {
    const auto base =
        registry::find_unit(in, facts.matter.decided_unit ? facts.matter.decided_unit : facts.matter.unit);
    check(base.has_value(), "a matter always has a responsible unit");
    if (!registry::next_authority_above(in, ctx.rulebook, base->path, facts.access.barred_paths, ctx.today()))
      return refuse_step(refusals::no_higher_unit, facts, step);
  }
  return Done{};
}

}  // namespace

bool condition_holds(Context& ctx, db::Reader& in, const rulebook::Expression& condition, const StepFacts& facts,
                     const std::vector<rulebook::Ask>& asks, const JsonObject& inputs) {
  AttributeFacts attributes{facts.matter, facts.clocks, "", "", false, facts.now};
  if (facts.matter.place)
    if (const auto place = registry::find_unit(in, facts.matter.place)) attributes.place_kind = place->kind;
  if (const auto unit = registry::find_unit(in, facts.matter.unit)) attributes.unit_kind = unit->kind;
  attributes.has_contact = has_contact(ctx, in, facts.matter);
  return condition.evaluate(attribute_values(facts.procedure, asks, attributes, inputs));
}

Result<Done> when_holds(Context& ctx, db::Reader& in, const rulebook::Step& step, const StepFacts& facts,
                        const JsonObject& inputs) {
  if (!step.when || condition_holds(ctx, in, *step.when, facts, step.asks, inputs)) return Done{};
  return refuse_step(refusals::step_condition, facts, step, {{"why", step.when->text()}});
}

Result<Done> step_is_open(Context& ctx, db::Reader& in, const rulebook::Step& step, const StepFacts& facts) {
  if (auto within = within_holds(ctx, step, facts); !within) return within;
  if (auto extension = extension_holds(step, facts); !extension) return extension;
  if (auto effects = effects_hold(ctx, in, step, facts); !effects) return effects;
  if (step.when && step.when->text().find("input.") == std::string::npos) return when_holds(ctx, in, step, facts, {});
  return Done{};
}

EntryId answer_to_appraise(db::Reader& in, const Matter& matter) {
  const auto rows = in.query(
      "SELECT a.entry FROM answer a WHERE a.region = $1 AND a.matter = $2 AND NOT EXISTS (SELECT 1 "
      "FROM appraisal p WHERE p.region = a.region AND p.matter = a.matter AND p.entry >= a.entry) "
      "ORDER BY a.entry DESC LIMIT 1",
      {matter.region, matter.id});
  return rows.empty() ? EntryId{} : rows.row(0).id<EntryId>(0);
}

bool goes_higher(const rulebook::Step& step) {
  return std::any_of(step.effects.begin(), step.effects.end(), [](const rulebook::Effect& effect) {
    return effect.kind == rulebook::EffectKind::route && effect.route.kind == rulebook::RouteKind::higher;
  });
}

Parameters step_parameters(const rulebook::Step& step) { return {{"step", step.title.en}, {"step.zh", step.title.zh}}; }

std::string rule_of(const rulebook::Procedure& procedure, const rulebook::Step& step) {
  return procedure.id + "/" + step.id;
}

}  // namespace massline::matters
