// Messages in both directions, and notes among staff.
#include "base/refusals.h"
#include "matters/inputs.h"
#include "matters/matter_commands.h"
#include "matters/matter_table.h"
#include "matters/matter_work.h"
#include "matters/readable.h"
#include "matters/refusals.h"
#include "matters/texts.h"
#include "matters/who_may.h"

namespace massline::matters {

namespace {

constexpr std::size_t text_length = 10'000;

Result<std::string> checked_message(const std::string& text) {
  Problems problems;
  std::string out = checked_text(problems, text, text_length, "/text", {"Text", "内容"});
  if (!problems.empty()) return problems.take();
  if (out.empty()) return refuse_field(refusals::text_needed, "/text");
  return out;
}

Changed add_text(MatterWork& work, const char* kind, const std::string& text, const journal::By& by, bool by_raiser) {
  Entry entry = work.new_entry(kind, by, std::string_view(kind) != "note");
  entry.by_raiser = by_raiser;
  entry.inputs.emplace(message_text, text);
  insert_entry(work.tx, work.matter.region, work.matter.id, entry);
  work.save(by, std::string("matter.") + kind, "", Version::same);
  work.index();
  return work.changed(entry.id);
}

Result<Changed> write_text(Context& ctx, const access::Viewer& viewer, const WriteText& request, const char* kind,
                           const access::HeldPost* (*post_for)(Context&, const access::Viewer&,
                                                               const access::MatterFacts&)) {
  const auto text = checked_message(request.text);
  if (!text) return tl::unexpected(text.error());
  return ctx.store.command([&](db::Transaction& tx) -> Result<Changed> {
    // A repeated request gets its answer again where the matter has gone on meanwhile, but not past the barrier.
    const auto matter = find_not_barred(tx, viewer, request.matter);
    if (!matter) return refuse(massline::refusals::not_found);
    return change_once(ctx, tx, matter->region, request.once, [&]() -> Result<Changed> {
      auto work = work_for_staff(ctx, tx, viewer, request.matter, 0);
      if (!work) return tl::unexpected(work.error());
      const access::HeldPost* post = post_for(ctx, viewer, work->facts);
      if (post == nullptr) return refuse(massline::refusals::not_allowed);
      return add_text(*work, kind, *text, by_post(viewer, post), false);
    });
  });
}

}  // namespace

Result<Changed> write_message(Context& ctx, const access::Viewer& viewer, const WriteText& message) {
  return write_text(ctx, viewer, message, "message", post_to_message);
}

Result<Changed> write_note(Context& ctx, const access::Viewer& viewer, const WriteText& note) {
  return write_text(ctx, viewer, note, "note", post_to_note);
}

namespace {

Result<Changed> follow_text(Context& ctx, const FollowMessage& request, const char* kind) {
  const auto text = checked_message(request.text);
  if (!text) return tl::unexpected(text.error());
  return ctx.store.command([&](db::Transaction& tx) -> Result<Changed> {
    const auto matter = matter_of_receipt(ctx, tx, request.receipt, request.code);
    if (!matter) return tl::unexpected(matter.error());
    return change_once(ctx, tx, matter->region, request.once, [&]() -> Result<Changed> {
      auto work = work_for_raiser(ctx, tx, request.receipt, request.code, 0);
      if (!work) return tl::unexpected(work.error());
      return add_text(*work, kind, *text, {}, true);
    });
  });
}

}  // namespace

Result<Changed> follow_message(Context& ctx, const FollowMessage& request) {
  return follow_text(ctx, request, "message");
}

Result<Changed> follow_addendum(Context& ctx, const FollowMessage& request) {
  return follow_text(ctx, request, "addendum");
}

}  // namespace massline::matters
