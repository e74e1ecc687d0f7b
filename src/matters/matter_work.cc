#include "matters/matter_work.h"

#include "base/refusals.h"
#include "base/text.h"
#include "matters/codes.h"
#include "matters/digests.h"
#include "matters/ended_matters.h"
#include "matters/matter_table.h"
#include "matters/readable.h"
#include "matters/refusals.h"
#include "matters/texts.h"

namespace massline::matters {

namespace common = massline::refusals;

const rulebook::Procedure& procedure_of(const rulebook::Rulebook& rulebook, const Matter& matter) {
  const rulebook::Procedure* procedure = rulebook.procedure_version(matter.procedure, matter.procedure_from);
  if (procedure == nullptr)
    throw Fault("the rulebook has no version of “" + matter.procedure + "” from " + to_string(matter.procedure_from) +
                ", by which the matter " + matter.code + " runs");
  return *procedure;
}

MatterWork::MatterWork(Context& context, db::Transaction& transaction, Matter row)
    : ctx(context),
      tx(transaction),
      matter(std::move(row)),
      procedure(procedure_of(context.rulebook, matter)),
      clocks(clocks_of(transaction, matter.region, matter.id)),
      facts(facts_of(transaction, matter)),
      now(context.clock.now()),
      digest_before(digest_of_matter(transaction, matter)) {}

RouteFrom MatterWork::route_from() {
  RouteFrom from;
  from.region = matter.region;
  const auto place = matter.place ? registry::find_unit(tx, matter.place) : registry::root_unit(tx);
  check(place.has_value(), "a matter's place stays in the tree");
  from.place_path = place->path;
  const auto unit = registry::find_unit(tx, matter.unit);
  check(unit.has_value(), "a matter always has a responsible unit");
  from.unit = *unit;
  if (matter.sender) from.sender = registry::find_unit(tx, matter.sender);
  if (matter.decided_unit) from.decided = registry::find_unit(tx, matter.decided_unit);
  from.barred_paths = facts.barred_paths;
  return from;
}

Entry MatterWork::new_entry(std::string kind, const journal::By& by, bool is_public) const {
  Entry entry;
  entry.id = ctx.ids.make<EntryId>();
  entry.at = now;
  entry.kind = std::move(kind);
  entry.stage = matter.stage;
  entry.person = by.person;
  entry.post = by.post;
  entry.unit = by.unit;
  entry.is_public = is_public;
  return entry;
}

void MatterWork::move_to(const registry::Unit& unit) {
  if (unit.id == matter.unit) return;
  matter.sender = matter.unit;
  facts.sender_path = facts.unit_path;
  matter.unit = unit.id;
  matter.unit_region = unit.region;
  facts.unit_path = unit.path;
  matter.handler = {};
  facts.handler = {};
}

void MatterWork::set_stage(const std::string& stage_id) {
  const rulebook::Stage* stage = procedure.stage(stage_id);
  check(stage != nullptr, "the rulebook was checked: every step leads to a stage");
  matter.stage = stage_id;
  facts.stage = stage_id;
  matter.state = static_cast<MatterState>(static_cast<int>(stage->state));
  if (matter.state == MatterState::open)
    matter.closed_at.reset();
  else if (!matter.closed_at)
    matter.closed_at = now;
}

void MatterWork::save(const journal::By& by, std::string_view act, std::string_view detail, Version version) {
  matter.updated_at = now;
  if (matter.salt.empty()) matter.salt = ctx.random.bytes(16);  // from before there were any
  check(update_matter(tx, matter, version), "the one writer has the newest version");
  look_again(tx, matter);
  std::string digest = digest_of_matter(tx, matter);
  journal::append(tx, {matter.region, now, by, std::string(act), "matter", matter.id.value, std::string(detail),
                       digest_before, digest});
  digest_before = std::move(digest);
}

namespace {

/// What people wrote in a line of the timeline. Choices, dates and what the program says are not words to search for.
std::string written_in(const rulebook::Procedure& procedure, const Entry& entry) {
  std::string text;
  const auto add = [&](std::string_view key) {
    const auto value = entry.inputs.find(key);
    if (value != entry.inputs.end() && value->second.string() != nullptr) text += "\n" + *value->second.string();
  };
  if (entry.kind == "message" || entry.kind == "note" || entry.kind == "addendum") add(message_text);
  const rulebook::Step* step = entry.kind == "step" ? procedure.step(entry.step) : nullptr;
  if (step == nullptr && entry.kind != "raised") return text;
  for (const rulebook::Ask& ask : step == nullptr ? procedure.raise.asks : step->asks)
    if (ask.type == rulebook::AskType::text || ask.type == rulebook::AskType::long_text) add(ask.id);
  return text;
}

}  // namespace

void MatterWork::index() { tx.index_text(matter.region, matter.id.value, indexed_words_of(tx, procedure, matter)); }

std::vector<std::string> indexed_words_of(db::Reader& in, const rulebook::Procedure& procedure, const Matter& matter) {
  std::string text = matter.code + "\n" + matter.address;
  for (const Entry& entry : entries_of(in, matter.region, matter.id)) text += written_in(procedure, entry);
  return index_words(text);
}

Result<MatterWork> work_for_staff(Context& ctx, db::Transaction& tx, const access::Viewer& viewer, MatterId id,
                                  std::int64_t version) {
  auto matter = find_readable(tx, ctx.rulebook, viewer, id);
  if (!matter || !viewer.is_staff()) return refuse(common::not_found);
  MatterWork work(ctx, tx, std::move(*matter));
  if (!access::may_read(ctx.rulebook, viewer, work.facts)) return refuse(common::not_found);
  if (version != 0 && version != work.matter.version) return refuse(common::changed_meanwhile);
  return work;
}

Result<Matter> matter_of_receipt(Context& ctx, db::Reader& in, const std::string& receipt, const std::string& code) {
  const auto digits = receipt_digits(receipt);
  if (!digits) return refuse(refusals::receipt_not_known);
  std::vector<Matter> matters = matters_by_receipt(in, hash_of_receipt(*digits, ctx.vault.lookup_key()));
  if (matters.empty()) return refuse(refusals::receipt_not_known);
  for (Matter& matter : matters)
    if (code.empty() || matter.code == normalised_code(code)) return std::move(matter);
  return refuse(common::not_found);
}

Result<MatterWork> work_for_raiser(Context& ctx, db::Transaction& tx, const std::string& receipt,
                                   const std::string& code, std::int64_t version) {
  auto matter = matter_of_receipt(ctx, tx, receipt, code);
  if (!matter) return tl::unexpected(matter.error());
  if (version != 0 && version != matter->version) return refuse(common::changed_meanwhile);
  return MatterWork(ctx, tx, std::move(*matter));
}

journal::By by_post(const access::Viewer& viewer, const access::HeldPost* post) {
  if (post == nullptr) return {viewer.person, "", {}};
  return {viewer.person, post->kind, post->unit};
}

std::optional<std::string> receipt_digits(std::string_view text) {
  std::string digits;
  for (const char character : text) {
    if (character == ' ' || character == '-') continue;
    if (character < '0' || character > '9' || digits.size() == 16) return std::nullopt;
    digits += character;
  }
  if (digits.size() != 16) return std::nullopt;
  return digits;
}

namespace {

std::int64_t number_in(const Json& json, std::string_view key) {
  const Json* value = json.find(key);
  check(value != nullptr && value->integer() != nullptr, "an answer that was kept has its numbers");
  return *value->integer();
}

}  // namespace

Result<Changed> change_once(Context& ctx, db::Transaction& tx, RegionId region, const std::optional<Once>& once,
                            const std::function<Result<Changed>()>& job) {
  if (!once) return job();
  const auto before = answer_given(ctx, tx, region, *once);
  if (!before) return tl::unexpected(before.error());
  if (*before) {
    const auto json = parse_json(**before);
    check(json.has_value(), "an answer that was kept is JSON that this program wrote");
    return Changed{RegionId{number_in(*json, "region")}, MatterId{number_in(*json, "id")}, number_in(*json, "version"),
                   EntryId{number_in(*json, "entry")}};
  }
  auto changed = job();
  if (changed)
    keep_answer(tx, kept_answer(ctx, region, *once,
                                to_text(Json(JsonObject{{"region", changed->region.value},
                                                        {"id", changed->id.value},
                                                        {"version", changed->version},
                                                        {"entry", changed->entry.value}}))));
  return changed;
}

}  // namespace massline::matters
