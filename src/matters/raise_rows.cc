#include "matters/raise_rows.h"

#include "base/crypto.h"
#include "base/text.h"
#include "journal/receipts.h"
#include "matters/attributes.h"
#include "matters/clock_rules.h"
#include "matters/codes.h"
#include "matters/digests.h"
#include "matters/identity_text.h"
#include "matters/refusals.h"
#include "matters/texts.h"

namespace massline::matters {

namespace {

/// Name and number are for people: the year of the day it was raised.
int year_of(Date day) { return static_cast<int>(std::chrono::year_month_day{day}.year()); }

Matter matter_row(Context& ctx, const NewMatter& from, const Routed& to, RegionId region) {
  const rulebook::Procedure& procedure = *from.procedure;
  Matter matter;
  matter.region = region ? region : from.place.region;
  matter.id = ctx.ids.make<MatterId>();
  matter.code = make_code(procedure.prefix, year_of(ctx.zone.date_of(from.raised_at)), ctx.random);
  matter.procedure = procedure.id;
  matter.procedure_from = procedure.in_force.from;
  matter.stage = procedure.raise.stage;
  matter.channel = from.channel;
  matter.topic = from.topic == nullptr ? "" : from.topic->id;
  matter.language = std::string(language_code(from.language));
  matter.title = title_of(procedure, from.topic, from.inputs, from.language);
  matter.place = from.place_given ? from.place.id : UnitId{};
  matter.address = from.address;
  matter.latitude = from.latitude;
  matter.longitude = from.longitude;
  matter.unit = to.unit.id;
  matter.unit_region = to.unit.region;
  matter.anonymous = from.anonymous;
  matter.confidential = from.confidential || procedure.raise.confidential;
  matter.group_size = from.group_size;
  matter.receipt_hash = from.receipt_hash;
  matter.raised_at = from.raised_at;
  matter.updated_at = ctx.clock.now();
  matter.salt = ctx.random.bytes(16);
  return matter;
}

std::vector<std::string> words_of(const Matter& matter, const rulebook::Procedure& procedure,
                                  const CheckedInputs& inputs) {
  std::string text = matter.code + "\n" + matter.address;
  for (const rulebook::Ask& ask : procedure.raise.asks)
    if (ask.type == rulebook::AskType::text || ask.type == rulebook::AskType::long_text)
      text += "\n" + inputs.text(ask.id);
  return index_words(text);
}

std::vector<Entry> first_entries(Context& ctx, const Matter& matter, const std::string& due, const NewMatter& from,
                                 const Routed& to) {
  Entry raised{ctx.ids.make<EntryId>(), from.raised_at, "raised",     "",   matter.stage,      !from.by.person,
               from.by.person,          from.by.post,   from.by.unit, true, from.inputs.values};
  raised.inputs.emplace(told_unit, to_string(to.unit.id));
  raised.inputs.emplace(told_due, due);
  std::vector<Entry> entries{std::move(raised)};
  if (!to.went_higher) return entries;
  Entry higher{ctx.ids.make<EntryId>(), from.raised_at, "system", "", matter.stage, false, {}, "", {}, true, {}};
  higher.inputs.emplace(told_event, "went-higher");
  higher.inputs.emplace(told_unit, to_string(to.unit.id));
  entries.push_back(std::move(higher));
  return entries;
}

/// Where a new matter goes. What the memo knows holds for matters that bar nobody.
Result<Routed> raise_route(Context& ctx, db::Reader& in, const NewMatter& from, const RouteFrom& route_from,
                           const KnownPlaces& known) {
  const rulebook::Procedure& procedure = *from.procedure;
  if (procedure.raise.route.kind != rulebook::RouteKind::nearest) {
    auto to = routed(ctx, in, procedure.raise.route, route_from, from.inputs);
    if (!to && procedure.raise.route.kind == rulebook::RouteKind::input)
      to.error().field = "/inputs/" + procedure.raise.route.ask;
    return to;
  }
  PlaceMemo* memo = route_from.barred_paths.empty() ? known.memo : nullptr;
  if (memo != nullptr)
    if (auto unit = memo->route(known.tree, procedure, from.place.id)) return Routed{std::move(*unit), false};
  auto to = nearest_not_barred(ctx, in, from.place.path, procedure.raise.route.kinds, route_from.barred_paths);
  if (!to)
    return refuse_field(refusals::nobody_answers, "/place",
                        {{"title", procedure.title.en}, {"title.zh", procedure.title.zh}});
  if (!to->went_higher && memo != nullptr) memo->keep_route(known.tree, procedure, from.place.id, to->unit);
  return std::move(*to);
}

}  // namespace

std::vector<ClockPromise> promises_of(Context& ctx, const rulebook::Procedure& procedure,
                                      const std::vector<Clock>& clocks, Language language) {
  std::vector<ClockPromise> out;
  for (const Clock& clock : clocks) {
    if (clock.owed_by_raiser || clock.state != ClockState::running) continue;
    const rulebook::ClockRule* rule = procedure.clock(clock.name);
    out.push_back({clock.name, rule == nullptr ? clock.name : rule->title.in(language), clock.due,
                   ctx.zone.date_of(clock.due),
                   because_sentence(clock.because, procedure, ctx.zone, ctx.rulebook.calendar, language)});
  }
  return out;
}

Result<PreparedRaisePtr> make_rows(Context& ctx, db::Reader& in, const NewMatter& from, RegionId region,
                                   const KnownPlaces& known, Texts texts) {
  const rulebook::Procedure& procedure = *from.procedure;
  const RouteFrom route_from{region ? region : from.place.region,
                             from.place.path,
                             from.place,
                             std::nullopt,
                             std::nullopt,
                             paths_barred_by_parties(ctx, in, from.inputs.parties),
                             true};
  const auto to = raise_route(ctx, in, from, route_from, known);
  if (!to) return tl::unexpected(to.error());

  Matter matter = matter_row(ctx, from, *to, region);
  const std::vector<Clock> none;
  const AttributeFacts facts{matter, none, from.place.kind, to->unit.kind, from.has_contact, from.raised_at};
  std::vector<Clock> clocks;
  act_on_clocks(
      clocks, "raise", from.raised_at, {procedure, ctx.zone, ctx.rulebook.calendar, ctx.ids},
      [&](const rulebook::Expression& condition) {
        return condition.evaluate(attribute_values(procedure, procedure.raise.asks, facts, from.inputs.values));
      });
  set_next_due(matter, clocks);
  const std::string due = due_to_tell(matter, clocks, procedure, ctx.zone);

  PreparedRaisePtr prepared(new PreparedRaise);
  NewRows& rows = prepared->rows;
  rows.add(matter);
  const std::vector<Entry> entries = first_entries(ctx, matter, due, from, *to);
  for (const Entry& entry : entries) rows.add(matter, entry);
  for (const Clock& clock : clocks) rows.add(matter, clock);
  if (!from.sealed_identity.empty())
    rows.add_identity(matter, from.sealed_identity);
  else if (!from.anonymous)
    rows.add_identity(matter, ctx.vault.seal(to_text(from.identity)));
  prepared->rest = {matter.region, matter.id, from.inputs.parties, words_of(matter, procedure, from.inputs)};
  prepared->went_higher = to->went_higher;
  // The salted digest of what was said stands where other acts have the digest before them.
  std::string said;
  if (!from.receipt.empty())
    said = journal::digest_of_said(journal::salt_of(from.receipt, ctx.vault.lookup_key()),
                                   journal::said_in(from.inputs.values));
  prepared->act = {matter.region,
                   matter.updated_at,
                   from.by,
                   "matter.raise",
                   "matter",
                   matter.id.value,
                   matter.procedure + " " + matter.channel,
                   std::move(said),
                   digest_of_raised(matter, entries, from.inputs.parties, clocks)};

  RaisedMatter& result = prepared->result;
  result.region = matter.region;
  result.id = matter.id;
  result.code = matter.code;
  result.receipt = from.receipt;
  if (texts == Texts::left_out) return prepared;
  result.procedure = procedure.id;
  result.procedure_title = procedure.title.in(from.language);
  result.unit = {to->unit.id, to->unit.name_in(from.language), to->unit.kind};
  result.clocks = promises_of(ctx, procedure, clocks, from.language);
  result.told = told_text(ctx.rulebook, procedure.raise.tells, from.language, result.code, result.unit.name, due);
  return prepared;
}

}  // namespace massline::matters
