#include "matters/attachments.h"

#include "base/files.h"
#include "base/refusals.h"
#include "matters/matter_table.h"
#include "matters/matter_work.h"
#include "matters/readable.h"
#include "matters/refusals.h"
#include "matters/who_may.h"

namespace massline::matters {

namespace {

namespace common = massline::refusals;

Attached attachment_of(Context& ctx, const FileFacts& facts, const NewAttachment& file) {
  Attached out;
  out.name = facts.name;
  out.media_type = facts.media_type;
  out.size = facts.size;
  out.digest = facts.digest;
  out.metadata = facts.metadata;
  out.is_public = file.is_public;
  out.at = ctx.clock.now();
  out.id = ctx.ids.make<AttachmentId>();
  return out;
}

/// Each side has its own ten, so that neither can take the other's room.
Result<Done> check_room(db::Reader& in, const Matter& matter, bool by_raiser) {
  const auto rows = in.query(
      "SELECT COUNT(*) FROM attachment a WHERE a.region = $1 AND a.matter = $2 AND EXISTS (SELECT 1 "
      "FROM entry e WHERE e.region = a.region AND e.matter = a.matter AND e.id = a.entry AND "
      "e.by_raiser = $3)",
      {matter.region, matter.id, by_raiser});
  if (rows.row(0).integer(0) < attachments_max) return Done{};
  return refuse(refusals::too_many_files, {{"max", std::to_string(attachments_max)}});
}

Result<Attached> add_attachment(MatterWork& work, Attached attachment, const journal::By& by, bool by_raiser) {
  if (auto room = check_room(work.tx, work.matter, by_raiser); !room) return tl::unexpected(room.error());
  Entry entry = work.new_entry("message", by, attachment.is_public);
  if (!attachment.is_public) entry.kind = "note";
  entry.by_raiser = by_raiser;
  insert_entry(work.tx, work.matter.region, work.matter.id, entry);
  attachment.entry = entry.id;
  insert_attachment(work.tx, work.matter.region, work.matter.id, attachment);
  // Not the digest of the bytes: whoever has the file could tell for good that it was given here.
  work.save(by, "matter.attach", to_string(attachment.id), Version::same);
  return attachment;
}

Result<AttachmentFile> file_in(Context& ctx, db::Reader& in, const Matter& matter, AttachmentId id, bool public_only) {
  for (Attachment& attachment : attachments_of(in, matter.region, matter.id)) {
    if (attachment.id != id || (public_only && !attachment.is_public)) continue;
    std::string path = path_of_file(ctx.files_folder, attachment.digest);
    return AttachmentFile{std::move(attachment), std::move(path)};
  }
  return refuse(common::not_found);
}

}  // namespace

Result<Attached> attach(Context& ctx, const access::Viewer& viewer, MatterId matter, const NewAttachment& file) {
  const auto facts = facts_of_file(file.name, file.bytes);
  if (!facts) return tl::unexpected(facts.error());
  // Nobody fills the disk with files for matters that they may not read.
  const auto allowed = ctx.store.read([&](db::Reader& in) -> Result<Done> {
    if (!viewer.is_staff() || !find_readable(in, ctx.rulebook, viewer, matter)) return refuse(common::not_found);
    return Done{};
  });
  if (!allowed) return tl::unexpected(allowed.error());
  keep_file(ctx.files_folder, facts->digest, facts->kept(file.bytes), ctx.random);
  return ctx.store.command([&](db::Transaction& tx) -> Result<Attached> {
    auto work = work_for_staff(ctx, tx, viewer, matter, 0);
    if (!work) return tl::unexpected(work.error());
    const access::HeldPost* post =
        file.is_public ? post_to_message(ctx, viewer, work->facts) : post_to_note(ctx, viewer, work->facts);
    if (post == nullptr) return refuse(common::not_allowed);
    return add_attachment(*work, attachment_of(ctx, *facts, file), by_post(viewer, post), false);
  });
}

Result<Attached> follow_attach(Context& ctx, const std::string& receipt, const std::string& code,
                               const NewAttachment& file) {
  const auto facts = facts_of_file(file.name, file.bytes);
  if (!facts) return tl::unexpected(facts.error());
  Attached attached = attachment_of(ctx, *facts, file);
  attached.is_public = true;
  const auto matter = ctx.store.read([&](db::Reader& in) -> Result<Done> {
    const auto row = matter_of_receipt(ctx, in, receipt, code);
    if (!row) return tl::unexpected(row.error());
    return check_room(in, *row, true);
  });
  if (!matter) return tl::unexpected(matter.error());
  keep_file(ctx.files_folder, facts->digest, facts->kept(file.bytes), ctx.random);
  return ctx.store.command([&](db::Transaction& tx) -> Result<Attached> {
    auto work = work_for_raiser(ctx, tx, receipt, code, 0);
    if (!work) return tl::unexpected(work.error());
    return add_attachment(*work, attached, {}, true);
  });
}

Result<AttachmentFile> find_attachment(Context& ctx, db::Reader& in, const access::Viewer& viewer, MatterId id,
                                       AttachmentId attachment) {
  const auto matter = find_readable(in, ctx.rulebook, viewer, id);
  if (!matter || !viewer.is_staff()) return refuse(common::not_found);
  return file_in(ctx, in, *matter, attachment, false);
}

Result<AttachmentFile> follow_attachment(Context& ctx, db::Reader& in, const std::string& receipt,
                                         AttachmentId attachment) {
  const auto first = matter_of_receipt(ctx, in, receipt, "");
  if (!first) return tl::unexpected(first.error());
  for (const Matter& matter : matters_by_receipt(in, first->receipt_hash))
    if (auto file = file_in(ctx, in, matter, attachment, true)) return file;
  return refuse(common::not_found);
}

std::vector<KeptFile> kept_files(const Context& ctx, db::Reader& in) {
  std::vector<KeptFile> files;
  for (const auto row : in.query("SELECT matter, digest, size FROM attachment ORDER BY region, matter, id"))
    files.push_back({row.id<MatterId>(0), path_of_file(ctx.files_folder, row.text(1)), row.integer(2)});
  return files;
}

}  // namespace massline::matters
