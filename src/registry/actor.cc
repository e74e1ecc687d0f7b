#include "registry/actor.h"

#include "base/refusals.h"

namespace massline::registry {

Result<journal::By> authorise(const rulebook::Rulebook& rulebook, const Actor& actor, rulebook::Capability capability,
                              std::string_view path) {
  if (actor.kind == Actor::Kind::server) return journal::By{};
  const access::HeldPost* post = access::post_that_can(rulebook, actor.viewer, capability, path);
  if (post == nullptr) return refuse(massline::refusals::not_allowed);
  return journal::By{actor.viewer.person, post->kind, post->unit};
}

}  // namespace massline::registry
