#include "matters/who_may.h"

#include <algorithm>
#include <utility>

namespace massline::matters {

const access::HeldPost* post_to_message(Context&, const access::Viewer& viewer, const access::MatterFacts& matter) {
  for (const access::HeldPost& post : viewer.posts)
    if (post.unit_path == matter.unit_path || post.unit_path == matter.escalated_path) return &post;
  return nullptr;
}

const access::HeldPost* post_to_note(Context& ctx, const access::Viewer& viewer, const access::MatterFacts& matter) {
  if (const access::HeldPost* post = post_to_message(ctx, viewer, matter)) return post;
  for (const access::HeldPost& post : viewer.posts)
    if (post.unit_path == matter.sender_path || access::is_within(matter.unit_path, post.unit_path)) return &post;
  return nullptr;
}

const access::HeldPost* post_with(Context& ctx, const access::Viewer& viewer, const access::MatterFacts& matter,
                                  rulebook::Capability capability) {
  for (const std::string* path : {&matter.unit_path, &matter.escalated_path, &matter.sender_path})
    if (!path->empty())
      if (const access::HeldPost* post = access::post_that_can(ctx.rulebook, viewer, capability, *path)) return post;
  return nullptr;
}

const access::HeldPost* post_to_open_identity(Context& ctx, const access::Viewer& viewer,
                                              const access::MatterFacts& matter, const rulebook::Procedure& procedure) {
  const auto& calls_back = procedure.raise.calls_back;
  for (const access::HeldPost& post : viewer.posts) {
    const bool is_at = post.unit_path == matter.unit_path || post.unit_path == matter.escalated_path ||
                       post.unit_path == matter.sender_path;
    const rulebook::PostKind* kind = ctx.rulebook.post(post.kind);
    if (!is_at || kind == nullptr || !kind->can(rulebook::Capability::open_identity)) continue;
    if (calls_back.empty() || std::find(calls_back.begin(), calls_back.end(), post.kind) != calls_back.end())
      return &post;
  }
  return nullptr;
}

ReadingPost post_to_read(Context& ctx, const access::Viewer& viewer, const access::MatterFacts& matter) {
  using rulebook::Capability;
  const std::pair<const std::string*, ReadingReason> places[] = {{&matter.unit_path, ReadingReason::responsible},
                                                                 {&matter.escalated_path, ReadingReason::escalated},
                                                                 {&matter.sender_path, ReadingReason::sender}};
  const auto can = [&](const access::HeldPost& post, Capability capability) {
    const rulebook::PostKind* kind = ctx.rulebook.post(post.kind);
    return kind != nullptr && kind->can(capability);
  };
  for (const auto& [path, reason] : places)
    for (const access::HeldPost& post : viewer.posts)
      if (post.unit_path == *path && (can(post, Capability::read_unit) || can(post, Capability::read_subtree)))
        return {&post, reason};
  for (const access::HeldPost& post : viewer.posts)
    if (access::is_within(matter.unit_path, post.unit_path) && can(post, Capability::read_subtree))
      return {&post, ReadingReason::above};
  for (const access::HeldPost& post : viewer.posts)
    if (post.unit_path == matter.unit_path) return {&post, ReadingReason::in_hand};
  return {};
}

}  // namespace massline::matters
