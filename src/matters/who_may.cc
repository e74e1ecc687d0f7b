#include "matters/who_may.h"

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

}  // namespace massline::matters
