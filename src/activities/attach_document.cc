#include <algorithm>

#include "activities/activity_checks.h"
#include "activities/activity_lists.h"
#include "activities/activity_table.h"
#include "activities/refusals.h"
#include "base/files.h"
#include "base/refusals.h"

namespace massline::activities {

namespace {

namespace common = massline::refusals;

std::string_view kind_word(DocumentKind kind) {
  return kind == DocumentKind::minutes ? "minutes" : kind == DocumentKind::report ? "report" : "other";
}

bool is_own_report(const registry::Actor& actor, DocumentKind kind, PersonId person) {
  return actor.kind == registry::Actor::Kind::person && kind == DocumentKind::report && person &&
         person == actor.viewer.person;
}

/// The activity and by whom its documents change: whoever records it, and each person for a report of their own.
Result<Target> activity_to_document(Context& ctx, db::Reader& in, const registry::Actor& actor, ActivityId id,
                                    bool own_report) {
  auto activity = find_activity(in, id);
  if (!activity) return refuse(common::not_found);
  if (!own_report) return activity_to_change(ctx, in, actor, id, activity->version);
  if (!took_part(in, *activity, actor.viewer.person)) return refuse(common::not_found);
  return Target{std::move(*activity), {actor.viewer.person, "", UnitId{}}};
}

/// Each person has room for reports of their own, so that nobody takes the room of others.
Result<Done> check_room(db::Reader& in, const Activity& activity, const AttachDocument& input) {
  const auto documents = documents_of(in, activity);
  if (static_cast<int>(documents.size()) >= documents_max)
    return refuse(refusals::too_many_documents, {{"max", std::to_string(documents_max)}});
  const auto own = std::count_if(documents.begin(), documents.end(), [&](const Document& document) {
    return document.kind == DocumentKind::report && document.person == input.person;
  });
  if (input.kind == DocumentKind::report && own >= reports_max)
    return refuse(refusals::too_many_reports, {{"max", std::to_string(reports_max)}});
  return Done{};
}

Result<Target> check_document(Context& ctx, db::Reader& in, const registry::Actor& actor, const AttachDocument& input) {
  auto target = activity_to_document(ctx, in, actor, input.activity, is_own_report(actor, input.kind, input.person));
  if (!target) return target;
  const Activity& activity = target->activity;
  const rulebook::ActivityKind* kind = ctx.rulebook.activity(activity.kind);
  if (kind != nullptr && kind->pair_only)
    return refuse(refusals::kind_is_pair, {{"kind", kind->title.en}, {"kind.zh", kind->title.zh}});
  if (activity.state != ActivityState::held) return refuse(refusals::not_held);
  if (input.kind == DocumentKind::report && !took_part(in, activity, input.person))
    return refuse_field(refusals::took_no_part, "person");
  if (auto room = check_room(in, activity, input); !room) return tl::unexpected(room.error());
  return target;
}

void journal_document(db::Transaction& tx, const Target& target, Instant at, std::string act, DocumentKind kind) {
  const std::string digest = digest_of_activity(target.activity);
  journal::append(tx, {target.activity.region, at, target.by, std::move(act), "activity", target.activity.id.value,
                       std::string(kind_word(kind)), digest, digest});
}

}  // namespace

Result<Document> attach_document(Context& ctx, const registry::Actor& actor, const AttachDocument& input) {
  auto facts = facts_of_file(input.name, input.bytes);
  if (!facts) return tl::unexpected(facts.error());
  // Nobody fills the disk with files for activities that they may not add to.
  const auto allowed = ctx.store.read([&](db::Reader& in) { return check_document(ctx, in, actor, input); });
  if (!allowed) return tl::unexpected(allowed.error());
  keep_file(ctx.files_folder, facts->digest, facts->kept(input.bytes), ctx.random);
  return ctx.store.command([&](db::Transaction& tx) -> Result<Document> {
    const auto target = check_document(ctx, tx, actor, input);
    if (!target) return tl::unexpected(target.error());
    const PersonId person = input.kind == DocumentKind::report ? input.person : PersonId{};
    Document document{ctx.ids.make<AttachmentId>().value,
                      input.kind,
                      person,
                      facts->name,
                      facts->media_type,
                      facts->size,
                      facts->digest,
                      ctx.clock.now()};
    tx.execute(
        "INSERT INTO activity_document(region, activity, id, kind, person, name, media_type, size, digest, at) "
        "VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        {target->activity.region, target->activity.id, document.id, kind_word(document.kind),
         person ? db::Value(person) : db::Value(), document.name, document.media_type, document.size, document.digest,
         document.at});
    journal_document(tx, *target, document.at, "activity.attach", document.kind);
    return document;
  });
}

Result<Done> withdraw_document(Context& ctx, db::Transaction& tx, const registry::Actor& actor, ActivityId id,
                               std::int64_t document_id) {
  const auto activity = find_activity(tx, id);
  if (!activity) return refuse(common::not_found);
  const auto documents = documents_of(tx, *activity);
  const auto document =
      std::find_if(documents.begin(), documents.end(), [&](const Document& one) { return one.id == document_id; });
  if (document == documents.end()) return refuse(common::not_found);
  const auto target = activity_to_document(ctx, tx, actor, id, is_own_report(actor, document->kind, document->person));
  if (!target) return tl::unexpected(target.error());
  tx.execute("DELETE FROM activity_document WHERE region = $1 AND activity = $2 AND id = $3",
             {activity->region, activity->id, document_id});
  journal_document(tx, *target, ctx.clock.now(), "activity.withdraw", document->kind);
  return Done{};
}

Result<DocumentFile> find_document(Context& ctx, db::Reader& in, const registry::Actor& actor, ActivityId activity,
                                   std::int64_t document_id) {
  auto view = view_activity(ctx, in, actor, activity);
  if (!view) return tl::unexpected(view.error());
  for (Document& document : view->documents)
    if (document.id == document_id) {
      std::string path = path_of_file(ctx.files_folder, document.digest);
      return DocumentFile{std::move(document), std::move(path)};
    }
  return refuse(common::not_found);
}

}  // namespace massline::activities
