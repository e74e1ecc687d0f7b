#include <algorithm>

#include "activities/activity_checks.h"
#include "activities/activity_lists.h"
#include "activities/activity_table.h"
#include "activities/refusals.h"
#include "base/crypto.h"
#include "base/refusals.h"

namespace massline::activities {

namespace {

namespace common = massline::refusals;

constexpr std::size_t name_length = 200, media_type_length = 100, digest_bytes = 32;

std::string_view kind_word(DocumentKind kind) {
  return kind == DocumentKind::minutes ? "minutes" : kind == DocumentKind::report ? "report" : "other";
}

bool is_digest(const std::string& hex) {
  const auto bytes = from_hex(hex);
  return bytes && bytes->size() == digest_bytes;
}

}  // namespace

Result<Document> attach_document(Context& ctx, db::Transaction& tx, const registry::Actor& actor,
                                 const AttachDocument& input) {
  const auto activity = find_activity(tx, input.activity);
  if (!activity) return refuse(common::not_found);
  const bool own_report = actor.kind == registry::Actor::Kind::person && input.kind == DocumentKind::report &&
                          input.person && input.person == actor.viewer.person;
  journal::By by{actor.viewer.person, "", UnitId{}};
  if (!own_report) {
    auto target = activity_to_change(ctx, tx, actor, input.activity, activity->version);
    if (!target) return tl::unexpected(target.error());
    by = std::move(target->by);
  }
  const rulebook::ActivityKind* kind = ctx.rulebook.activity(activity->kind);
  if (kind != nullptr && kind->pair_only)
    return refuse(refusals::kind_is_pair, {{"kind", kind->title.en}, {"kind.zh", kind->title.zh}});
  if (activity->state != ActivityState::held) return refuse(refusals::not_held);
  if (input.kind == DocumentKind::report && !took_part(tx, *activity, input.person)) {
    if (own_report) return refuse(common::not_found);
    return refuse_field(refusals::not_member, "person", {{"date", to_string(ctx.zone.date_of(activity->from))}});
  }
  auto name = checked_line("name", input.name, name_length, true);
  if (!name) return tl::unexpected(name.error());
  auto media_type = checked_line("mediaType", input.media_type, media_type_length, true);
  if (!media_type) return tl::unexpected(media_type.error());
  if (!is_digest(input.digest) || input.size < 0)
    return refuse_field(common::field_not_valid, "digest", {{"field", "digest"}, {"expected", "a file's digest"}});
  Document document{ctx.ids.make<AttachmentId>().value,
                    input.kind,
                    input.person,
                    std::move(*name),
                    std::move(*media_type),
                    input.size,
                    input.digest,
                    ctx.clock.now()};
  tx.execute(
      "INSERT INTO activity_document(region, activity, id, kind, person, name, media_type, size, digest, at) "
      "VALUES($1, "
      "$2, $3, $4, $5, $6, $7, $8, $9, $10)",
      {activity->region, activity->id, document.id, kind_word(document.kind),
       document.person ? db::Value(document.person) : db::Value(), document.name, document.media_type, document.size,
       document.digest, document.at});
  const std::string digest = digest_of_activity(*activity);
  journal::append(tx, {activity->region, document.at, by, "activity.attach", "activity", activity->id.value,
                       std::string(kind_word(document.kind)), digest, digest});
  return document;
}

Result<Done> mark_hard_place(Context& ctx, db::Transaction& tx, const registry::Actor& actor,
                             const MarkHardPlace& mark) {
  const auto unit = registry::find_unit(tx, mark.unit);
  if (!unit) return refuse_field(common::not_found, "unit");
  auto by = registry::authorise(ctx.rulebook, actor, rulebook::Capability::manage_units, unit->path);
  if (!by) return tl::unexpected(by.error());
  if (mark.to && *mark.to <= mark.from) return refuse_field(refusals::times_backwards, "to");
  tx.execute("DELETE FROM hard_place WHERE region = $1 AND unit = $2 AND from_date = $3",
             {unit->region, unit->id, mark.from});
  tx.execute("INSERT INTO hard_place(region, unit, from_date, to_date) VALUES($1, $2, $3, $4)",
             {unit->region, unit->id, mark.from, mark.to ? db::Value(*mark.to) : db::Value()});
  journal::append(tx, {unit->region, ctx.clock.now(), *by, "hard-place.mark", "hard-place", unit->id.value,
                       "from " + to_string(mark.from) + (mark.to ? " to " + to_string(*mark.to) : ""), "", ""});
  return Done{};
}

}  // namespace massline::activities
