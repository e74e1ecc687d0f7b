#include "matters/matter_views.h"

#include <algorithm>

#include "base/crypto.h"
#include "base/refusals.h"
#include "matters/codes.h"
#include "matters/identity_requests.h"
#include "matters/identity_text.h"
#include "matters/matter_table.h"
#include "matters/matter_work.h"
#include "matters/readable.h"
#include "matters/refusals.h"
#include "matters/step_checks.h"
#include "matters/summaries.h"
#include "matters/view_parts.h"
#include "matters/who_may.h"

namespace massline::matters {

namespace {

namespace common = massline::refusals;

/// All that a view is made from.
struct Seen {
  Matter matter;
  const rulebook::Procedure& procedure;
  std::vector<Clock> clocks;
  access::MatterFacts facts;
  Instant now;

  StepFacts step_facts() const { return {matter, procedure, clocks, facts, now}; }
};

Seen seen(Context& ctx, db::Reader& in, Matter matter) {
  const rulebook::Procedure& procedure = procedure_of(ctx.rulebook, matter);
  std::vector<Clock> clocks = clocks_of(in, matter.region, matter.id);
  access::MatterFacts facts = facts_of(in, matter);
  return {std::move(matter), procedure, std::move(clocks), std::move(facts), ctx.clock.now()};
}

Result<Seen> seen_by(Context& ctx, db::Reader& in, const access::Viewer& viewer, MatterId id) {
  auto matter = find_readable(in, ctx.rulebook, viewer, id);
  if (!matter || !viewer.is_staff()) return refuse(common::not_found);
  Seen out = seen(ctx, in, std::move(*matter));
  if (!access::may_read(ctx.rulebook, viewer, out.facts)) return refuse(common::not_found);
  return out;
}

/// Why the viewer can't take the step now; nothing if they can.
std::optional<Refusal> why_not(Context& ctx, db::Reader& in, const access::Viewer& viewer, const Seen& seen,
                               const rulebook::Step& step) {
  const auto permission = access::may_take(ctx.rulebook, viewer, seen.procedure, step, seen.facts);
  if (!permission) return permission.error();
  if (seen.matter.joined_to && !step.by.raiser) {
    const auto leader = find_matter(in, seen.matter.region, seen.matter.joined_to);
    return refuse(refusals::joined_elsewhere, {{"code", leader ? leader->code : std::string("?")}}).value();
  }
  const auto open = step_is_open(ctx, in, step, seen.step_facts());
  if (!open) return open.error();
  return std::nullopt;
}

std::vector<OpenStep> open_steps(Context& ctx, db::Reader& in, const access::Viewer& viewer, const Seen& seen) {
  std::vector<OpenStep> out;
  for (const rulebook::Step& step : seen.procedure.steps)
    if (!why_not(ctx, in, viewer, seen, step)) out.push_back(open_step(step));
  return out;
}

bool opens_confidential(Context& ctx, const rulebook::Step& step, Date today) {
  return std::any_of(step.effects.begin(), step.effects.end(), [&](const rulebook::Effect& effect) {
    if (effect.kind != rulebook::EffectKind::open_linked) return false;
    const rulebook::Procedure* procedure = ctx.rulebook.procedure(effect.procedure, today);
    return procedure == nullptr || procedure->raise.confidential;
  });
}

/// That somebody appraised is for nobody who was; that a part was split off to a confidential procedure is for the unit
/// that did it.
bool staff_sees(Context& ctx, const access::Viewer& viewer, const Seen& seen, const Entry& entry) {
  const rulebook::Step* step = entry.kind == "step" ? seen.procedure.step(entry.step) : nullptr;
  if (step == nullptr) return true;
  if (step->has(rulebook::EffectKind::appraise)) return false;
  if (!opens_confidential(ctx, *step, ctx.today())) return true;
  return std::any_of(viewer.posts.begin(), viewer.posts.end(),
                     [&](const access::HeldPost& post) { return post.unit == entry.unit; });
}

/// True if the code is that of a matter that the accused barrier keeps from the viewer.
bool names_barred_matter(db::Reader& in, const access::Viewer& viewer, const FieldView& field) {
  if (!field.names_matter) return false;
  const std::vector<Matter> named = matters_by_code(in, normalised_code(field.value));
  return std::any_of(named.begin(), named.end(),
                     [&](const Matter& matter) { return access::is_barred(viewer, facts_of(in, matter)); });
}

/// What the timeline says of other matters: nothing of those that accuse the reader. A line of the program's that is
/// about such a matter is left out; what people gave loses the code.
void leave_out_barred(db::Reader& in, const access::Viewer& viewer, std::vector<EntryView>& entries) {
  const auto barred = [&](const FieldView& field) { return names_barred_matter(in, viewer, field); };
  std::erase_if(entries, [&](const EntryView& entry) {
    return entry.kind == "system" && std::any_of(entry.fields.begin(), entry.fields.end(), barred);
  });
  for (EntryView& entry : entries) std::erase_if(entry.fields, barred);
}

std::vector<LinkView> links_for(Context& ctx, db::Reader& in, const access::Viewer& viewer, const Seen& seen,
                                Language language) {
  std::vector<LinkView> out;
  for (const auto row : in.query("SELECT other, kind FROM link WHERE region = $1 AND matter = $2 ORDER BY at, other",
                                 {seen.matter.region, seen.matter.id})) {
    const auto other = find_matter(in, seen.matter.region, row.id<MatterId>(0));
    if (!other || !access::may_read(ctx.rulebook, viewer, facts_of(in, *other))) continue;
    const rulebook::Stage* stage = procedure_of(ctx.rulebook, *other).stage(other->stage);
    out.push_back({other->id, other->code, other->title, row.text(1),
                   stage == nullptr ? other->stage : stage->title.in(language)});
  }
  return out;
}

std::vector<PartyView> party_views(db::Reader& in, Names& names, const Matter& matter) {
  std::vector<PartyView> out;
  for (const Party& party : parties_of(in, matter.region, matter.id)) {
    PartyView view{party.role, std::nullopt, std::nullopt};
    if (party.unit) view.unit = names.unit_ref(party.unit);
    if (party.person) view.person = Named{to_string(party.person), names.person(party.person)};
    out.push_back(std::move(view));
  }
  return out;
}

std::string masked_contact(Context& ctx, db::Reader& in, const Matter& matter, Language language) {
  const std::string sealed = sealed_identity_of(in, matter.region, matter.id);
  if (sealed.empty()) return {};
  const auto plain = ctx.vault.open(sealed);
  if (!plain) throw Fault("an identity can't be opened: the vault's key is another");
  return masked(identity_of(*plain), matter.confidential, language);
}

void add_identity_rules(Context& ctx, db::Reader& in, const access::Viewer& viewer, const Seen& seen, Names& names,
                        MatterDetail& out) {
  const rulebook::RaiseRule& rule = seen.procedure.raise;
  out.may_open_identity =
      !out.contact.empty() && post_to_open_identity(ctx, viewer, seen.facts, seen.procedure) != nullptr;
  out.identity_by_two = rule.identity_by_two;
  for (const std::string& post : rule.calls_back) out.calls_back.push_back(names.post(post));
  if (!out.may_open_identity || !rule.identity_by_two) return;
  for (const IdentityRequest& request : open_requests(in, seen.matter.region, seen.matter.id, seen.now)) {
    const bool mine = request.asked_by == viewer.person, agreed = static_cast<bool>(request.agreed_by);
    out.identity_requests.push_back({to_string(request.id), names.post(request.asked_post),
                                     names.unit(request.asked_unit), names.person(request.asked_by), request.reason,
                                     request.asked_at, agreed, mine, !mine && !agreed, request.ends_at});
  }
}

}  // namespace

Result<Followed> follow_matter(Context& ctx, db::Reader& in, const std::string& receipt, const std::string& code,
                               Language language) {
  auto matter = matter_of_receipt(ctx, in, receipt, code);
  if (!matter) return tl::unexpected(matter.error());
  const Seen it = seen(ctx, in, std::move(*matter));
  const Matter& m = it.matter;
  Names names(ctx, in, language);
  const rulebook::Stage* stage = it.procedure.stage(m.stage);
  const rulebook::Topic* topic = ctx.rulebook.topic(m.topic);
  Followed out;
  out.region = m.region;
  out.id = m.id;
  out.code = m.code;
  out.title = m.title;
  out.procedure = {it.procedure.id, it.procedure.title.in(language)};
  out.status = stage == nullptr ? m.stage : stage->status.in(language);
  out.state = m.state;
  out.unit = names.unit_ref(m.unit);
  out.topic = topic == nullptr ? m.topic : topic->title.in(language);
  out.place = names.unit(m.place);
  out.anonymous = m.anonymous;
  out.raised_at = m.raised_at;
  out.outcome = m.outcome;
  out.version = m.version;
  for (Attachment& attachment : attachments_of(in, m.region, m.id))
    if (attachment.is_public) out.attachments.push_back(std::move(attachment));
  for (const Entry& entry : entries_of(in, m.region, m.id))
    if (entry.is_public)
      out.entries.push_back(entry_view(ctx, names, m, it.procedure, entry, out.attachments, Audience::raiser));
  for (const Clock& clock : it.clocks)
    if (!clock.owed_by_raiser || is_window_of_raiser(it.procedure, clock.name))
      out.clocks.push_back(clock_view(ctx, it.procedure, clock, language));
  const std::vector<Answer> answers = answers_of(in, m.region, m.id);
  out.answers = answer_views(names, it.procedure, answers);
  out.appraised = !answers.empty() && !answer_to_appraise(in, m);
  access::Viewer raiser;
  raiser.region = m.region;
  raiser.raiser = true;
  out.steps = open_steps(ctx, in, raiser, it);
  out.joined = static_cast<bool>(m.joined_to);
  for (const Matter& other : matters_by_receipt(in, m.receipt_hash)) {
    if (other.id == m.id) continue;
    const rulebook::Stage* other_stage = procedure_of(ctx.rulebook, other).stage(other.stage);
    out.others.push_back(
        {other.code, other.title, other_stage == nullptr ? other.stage : other_stage->status.in(language)});
  }
  return out;
}

Result<MatterDetail> matter_detail(Context& ctx, db::Reader& in, const access::Viewer& viewer, MatterId id,
                                   Language language) {
  const auto found = seen_by(ctx, in, viewer, id);
  if (!found) return tl::unexpected(found.error());
  const Seen& it = *found;
  const Matter& m = it.matter;
  Names names(ctx, in, language);
  MatterDetail out;
  out.matter = summaries_of(ctx, in, {m}, language).front();
  out.version = m.version;
  out.language = m.language;
  out.anonymous = m.anonymous;
  out.contact = masked_contact(ctx, in, m, language);
  if (m.sender) out.sender = names.unit_ref(m.sender);
  if (m.escalated) out.escalated_to = names.unit_ref(m.escalated);
  out.outcome = m.outcome;
  out.closed_at = m.closed_at;
  out.procedure_from = m.procedure_from;
  out.attachments = attachments_of(in, m.region, m.id);
  for (const Entry& entry : entries_of(in, m.region, m.id))
    if (staff_sees(ctx, viewer, it, entry))
      out.entries.push_back(entry_view(ctx, names, m, it.procedure, entry, out.attachments, Audience::staff));
  leave_out_barred(in, viewer, out.entries);
  for (const Clock& clock : it.clocks) out.clocks.push_back(clock_view(ctx, it.procedure, clock, language));
  out.answers = answer_views(names, it.procedure, answers_of(in, m.region, m.id));
  const auto can = [&](rulebook::Capability capability) {
    return post_with(ctx, viewer, it.facts, capability) != nullptr;
  };
  out.may_name_parties = can(rulebook::Capability::name_parties);
  if (out.may_name_parties) out.parties = party_views(in, names, m);
  out.links = links_for(ctx, in, viewer, it, language);
  out.steps = open_steps(ctx, in, viewer, it);
  add_identity_rules(ctx, in, viewer, it, names, out);
  const ReadingPost reading = post_to_read(ctx, viewer, it.facts);
  out.reading = {m.region, m.id, by_post(viewer, reading.post), reading.reason};
  out.may_message = post_to_message(ctx, viewer, it.facts) != nullptr;
  out.may_note = post_to_note(ctx, viewer, it.facts) != nullptr;
  out.may_attach = out.may_note;
  out.may_join = m.state == MatterState::open && can(rulebook::Capability::join_matters);
  return out;
}

Result<MatterId> find_by_code(Context& ctx, db::Reader& in, const access::Viewer& viewer, const std::string& code) {
  const auto matter = find_readable_by_code(in, ctx.rulebook, viewer, normalised_code(code));
  if (!matter || !viewer.is_staff()) return refuse(common::not_found);
  return matter->id;
}

Result<std::vector<DeniedStep>> denied_steps(Context& ctx, db::Reader& in, const access::Viewer& viewer, MatterId id,
                                             Language language) {
  const auto it = seen_by(ctx, in, viewer, id);
  if (!it) return tl::unexpected(it.error());
  std::vector<DeniedStep> out;
  for (const rulebook::Step& step : it->procedure.steps)
    if (const auto refusal = why_not(ctx, in, viewer, *it, step)) out.push_back({&step, refusal->text(language)});
  return out;
}

}  // namespace massline::matters
