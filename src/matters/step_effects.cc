#include "matters/step_effects.h"

#include <algorithm>

#include "base/refusals.h"
#include "matters/clock_rules.h"
#include "matters/matter_table.h"
#include "matters/refusals.h"
#include "matters/step_checks.h"
#include "matters/texts.h"
#include "registry/bars.h"
#include "registry/people.h"

namespace massline::matters {

namespace {

namespace common = massline::refusals;
using rulebook::EffectKind;

struct Planning {
  MatterWork& work;
  const rulebook::Step& step;
  const CheckedInputs& inputs;
  const journal::By& by;
  RouteFrom from;  // as it is after the effects so far
  EffectPlan plan;
};

Result<Done> plan_route(Planning& p, const rulebook::Effect& effect) {
  auto to = routed(p.work.ctx, p.work.tx, effect.route, p.from, p.inputs);
  if (!to) {
    Refusal refusal = to.error();
    refusal.rule = rule_of(p.work.procedure, p.step);
    refusal.source = p.step.source.text();
    if (effect.route.kind == rulebook::RouteKind::input) refusal.field = "/inputs/" + effect.route.ask;
    return tl::unexpected(std::move(refusal));
  }
  p.from.sender = p.from.unit;
  p.from.unit = to->unit;
  p.plan.went_higher = to->went_higher;
  p.plan.moves.push_back(std::move(to->unit));
  return Done{};
}

/// In time if every clock of the organisation's that the step stops had not run out.
bool is_in_time(const MatterWork& work, const rulebook::Step& step) {
  return std::none_of(work.clocks.begin(), work.clocks.end(), [&](const Clock& clock) {
    const rulebook::ClockRule* rule = work.procedure.clock(clock.name);
    const bool stops =
        rule != nullptr && std::find(rule->stops.begin(), rule->stops.end(), step.id) != rule->stops.end();
    return stops && goes_on(clock) && clock.is_late(work.now);
  });
}

void plan_answer(Planning& p) {
  Answer answer;
  answer.step = p.step.id;
  answer.decision = p.inputs.text("decision");
  answer.reasons = p.inputs.text("reasons");
  answer.remedy = p.inputs.text("remedy");
  answer.unit = p.from.unit.id;
  answer.person = p.by.person;
  answer.at = p.work.now;
  answer.in_time = is_in_time(p.work, p.step);
  p.from.decided = p.from.unit;
  p.plan.answer = std::move(answer);
}

tl::unexpected<Refusal> refuse_input(Planning& p, const char* id, const char* en, const char* zh) {
  const rulebook::Ask* ask = p.step.ask(id);
  Parameters parameters = ask == nullptr ? Parameters{{"field", id}} : field_parameters(ask->title);
  parameters.insert({{"expected", en}, {"expected.zh", zh}});
  return refuse_field(common::field_not_valid, std::string("/inputs/") + id, std::move(parameters));
}

Result<Done> plan_appraisal(Planning& p) {
  Appraisal appraisal{answer_to_appraise(p.work.tx, p.work.matter), p.inputs.text("solved"),
                      p.inputs.number("satisfied"), p.inputs.text("comment")};
  if (!appraisal.answer) return refuse(refusals::nothing_to_appraise);
  if (appraisal.solved != "yes" && appraisal.solved != "partly" && appraisal.solved != "no")
    return refuse_input(p, "solved", "yes, partly or no", "“yes”“partly”“no”之一");
  if (appraisal.satisfied < 1 || appraisal.satisfied > 5)
    return refuse_input(p, "satisfied", "a number from 1 to 5", "1 至 5 之间的整数");
  p.plan.appraisal = std::move(appraisal);
  return Done{};
}

Result<Done> plan_assignment(Planning& p, const rulebook::Effect& effect) {
  const auto chosen = effect.ask.empty() ? std::optional(p.by.person) : parse_id<PersonId>(p.inputs.text(effect.ask));
  if (!chosen || !*chosen) return Done{};  // left to nobody, or taken by the person who raised it
  const std::vector<access::HeldPost> posts = registry::held_posts(p.work.tx, *chosen, p.work.ctx.today());
  const bool here = std::any_of(posts.begin(), posts.end(),
                                [&](const access::HeldPost& post) { return post.unit == p.from.unit.id; });
  const bool is_barred = access::is_barred(registry::viewer_of(p.work.tx, *chosen, p.work.ctx.today()), p.work.facts);
  if ((!here || is_barred) && !effect.ask.empty()) {
    const rulebook::Ask* ask = p.step.ask(effect.ask);
    return refuse_field(refusals::person_not_fit, "/inputs/" + effect.ask,
                        ask == nullptr ? Parameters{} : field_parameters(ask->title));
  }
  if (here) p.plan.handler = *chosen;
  return Done{};
}

/// Opens a matter of another procedure with what was raised here. It has the same receipt, so that the person follows
/// both with it, and nobody has to hand them a second secret.
Result<Done> plan_linked(Planning& p, const rulebook::Effect& effect) {
  Context& ctx = p.work.ctx;
  const Matter& matter = p.work.matter;
  NewMatter from;
  from.procedure = ctx.rulebook.procedure(effect.procedure, ctx.zone.date_of(p.work.now));
  if (from.procedure == nullptr)
    return refuse_field(refusals::procedure_not_known, "/procedure", {{"procedure", effect.procedure}});
  from.topic = matter.topic.empty() ? nullptr : ctx.rulebook.topic(matter.topic);
  const auto place = matter.place ? registry::find_unit(p.work.tx, matter.place) : registry::root_unit(p.work.tx);
  check(place.has_value(), "a matter's place stays in the tree");
  from.place = *place;
  from.place_given = static_cast<bool>(matter.place);
  from.raised_at = p.work.now;
  from.channel = matter.channel;
  from.language = parse_language(matter.language).value_or(ctx.rulebook.default_language);
  from.address = matter.address;
  from.latitude = matter.latitude;
  from.longitude = matter.longitude;
  for (const Entry& entry : entries_of(p.work.tx, matter.region, matter.id)) {
    if (entry.kind != "raised") continue;
    for (const auto& [key, value] : entry.inputs)
      if (from.procedure->raise.ask(key) != nullptr) from.inputs.values.emplace(key, value);
  }
  from.inputs.parties = parties_of(p.work.tx, matter.region, matter.id);
  from.inputs.parties.insert(from.inputs.parties.end(), p.plan.parties.begin(), p.plan.parties.end());
  from.sealed_identity = sealed_identity_of(p.work.tx, matter.region, matter.id);
  from.has_contact = !from.sealed_identity.empty();
  from.anonymous = matter.anonymous;
  from.confidential = matter.confidential;
  from.group_size = matter.group_size;
  from.receipt_hash = matter.receipt_hash;
  from.by = p.by;
  auto rows = make_rows(ctx, p.work.tx, from, matter.region);
  if (!rows) return tl::unexpected(rows.error());
  p.plan.linked.push_back(std::move(*rows));
  return Done{};
}

Result<Done> plan_parties(Planning& p) {
  p.plan.parties = p.inputs.parties;
  for (std::string& path : paths_barred_by_parties(p.work.ctx, p.work.tx, p.plan.parties))
    p.from.barred_paths.push_back(std::move(path));
  auto away = away_from_accused(p.work, p.from.unit, p.plan.parties);
  if (!away) return tl::unexpected(away.error());
  if (*away) {
    p.from.sender = p.from.unit;
    p.from.unit = **away;
    p.plan.moves.push_back(std::move(**away));
    p.plan.went_higher = true;
  }
  return Done{};
}

Result<Done> plan_one(Planning& p, const rulebook::Effect& effect) {
  switch (effect.kind) {
    case EffectKind::route:
      return plan_route(p, effect);
    case EffectKind::answer:
      plan_answer(p);
      return Done{};
    case EffectKind::appraise:
      return plan_appraisal(p);
    case EffectKind::assign:
      return plan_assignment(p, effect);
    case EffectKind::name_party:
      return plan_parties(p);
    case EffectKind::open_linked:
      return plan_linked(p, effect);
  }
  return Done{};
}

/// Of the unit that gave the answer, which may lie in another region than the matter.
void insert_appraisal(MatterWork& work, const Appraisal& appraisal) {
  const Matter& matter = work.matter;
  const auto answer = work.tx.query(
      "SELECT a.unit, NULLIF(u.region, a.region) FROM answer a JOIN unit u ON u.id = a.unit WHERE a.region = $1 AND "
      "a.matter = $2 AND a.entry = $3",
      {matter.region, matter.id, appraisal.answer});
  work.tx.execute(
      "INSERT INTO appraisal (region, matter, entry, unit, solved, satisfied, comment, at, unit_region) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      {matter.region, matter.id, appraisal.answer, answer.row(0).at(0), appraisal.solved, appraisal.satisfied,
       appraisal.comment, work.now, answer.row(0).at(1)});
}

}  // namespace

std::optional<registry::Unit> same_office_above(MatterWork& work, const std::string& from,
                                                const std::vector<std::string>& barred_paths) {
  const auto office = registry::find_unit_at(work.tx, from);
  const auto level = registry::next_authority_above(work.tx, work.ctx.rulebook, from, {}, work.ctx.today());
  if (!office || !level) return std::nullopt;
  const auto higher = registry::next_authority_above(work.tx, work.ctx.rulebook, level->path, {}, work.ctx.today());
  if (!higher) return std::nullopt;
  return registry::nearest_unit(
      work.tx,
      {.place_path = higher->path, .kinds = {office->kind}, .barred_paths = barred_paths, .on = work.ctx.today()});
}

Result<std::optional<registry::Unit>> away_from_accused(MatterWork& work, const registry::Unit& unit,
                                                        const std::vector<Party>& parties) {
  std::vector<std::string> barred = work.facts.barred_paths;
  for (std::string& path : paths_barred_by_parties(work.ctx, work.tx, parties)) barred.push_back(std::move(path));
  if (!is_barred_unit(unit.path, barred)) return std::optional<registry::Unit>();
  std::optional<registry::Unit> above;
  if (work.procedure.raise.confidential) above = same_office_above(work, unit.path, barred);
  if (!above) above = registry::next_authority_above(work.tx, work.ctx.rulebook, unit.path, barred, work.ctx.today());
  if (!above) return refuse(refusals::root_is_accused);
  return std::optional(std::move(*above));
}

std::optional<registry::Unit> unit_to_call_in(MatterWork& work) {
  const std::string& from = work.facts.escalated_path.empty() ? work.facts.unit_path : work.facts.escalated_path;
  if (work.procedure.raise.confidential) return same_office_above(work, from, work.facts.barred_paths);
  return registry::next_authority_above(work.tx, work.ctx.rulebook, from, work.facts.barred_paths, work.ctx.today());
}

bool take_from_accused(MatterWork& work) {
  bool taken = false;
  if (work.matter.handler &&
      access::is_barred(registry::viewer_of(work.tx, work.matter.handler, work.ctx.today()), work.facts)) {
    work.matter.handler = {};
    work.facts.handler = {};
    taken = true;
  }
  if (work.matter.escalated && is_barred_unit(work.facts.escalated_path, work.facts.barred_paths)) {
    work.facts.escalated_path.clear();
    const auto other = unit_to_call_in(work);
    work.matter.escalated = other ? other->id : UnitId{};
    work.facts.escalated_path = other ? other->path : std::string();
    taken = true;
  }
  return taken;
}

void go_higher(MatterWork& work, const registry::Unit& unit) {
  work.move_to(unit);
  Entry moved = work.new_entry("system", {}, true);
  moved.inputs.emplace(told_event, "went-higher");
  moved.inputs.emplace(told_unit, to_string(work.matter.unit));
  insert_entry(work.tx, work.matter.region, work.matter.id, moved);
}

void add_parties(MatterWork& work, const std::vector<Party>& parties) {
  if (parties.empty()) return;
  const auto rows = work.tx.query("SELECT COALESCE(MAX(id), 0) FROM party WHERE region = $1 AND matter = $2",
                                  {work.matter.region, work.matter.id});
  std::int64_t id = rows.row(0).integer(0);
  for (const Party& party : parties) insert_party(work.tx, work.matter.region, work.matter.id, ++id, party);
  registry::recompute_bars(work.tx, work.ctx.rulebook, work.matter.region, work.matter.id, work.ctx.today());
  work.facts = facts_of(work.tx, work.matter);
  take_from_accused(work);
}

Result<EffectPlan> plan_effects(MatterWork& work, const rulebook::Step& step, const CheckedInputs& inputs,
                                const journal::By& by) {
  Planning planning{work, step, inputs, by, work.route_from(), {}};
  for (const rulebook::Effect& effect : step.effects)
    if (auto done = plan_one(planning, effect); !done) return tl::unexpected(done.error());
  return std::move(planning.plan);
}

void carry_out(MatterWork& work, const EffectPlan& plan, EntryId entry) {
  Matter& matter = work.matter;
  if (plan.answer) {
    Answer answer = *plan.answer;
    answer.entry = entry;
    insert_answer(work.tx, matter.region, matter.id, answer);
    matter.decided_unit = answer.unit;
  }
  for (const registry::Unit& unit : plan.moves) work.move_to(unit);
  if (plan.handler) matter.handler = *plan.handler;
  add_parties(work, plan.parties);
  if (plan.appraisal) {
    insert_appraisal(work, *plan.appraisal);
  }
  for (const PreparedRaisePtr& linked : plan.linked) {
    apply_raise(work.ctx, work.tx, *linked);
    insert_link(work.tx, matter.region, matter.id, linked->result.id, "opened", work.now);
    insert_link(work.tx, matter.region, linked->result.id, matter.id, "opened", work.now);
  }
}

}  // namespace massline::matters
