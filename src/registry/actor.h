// Who gives a command of the registry.
#pragma once

#include <string_view>

#include "access/access.h"
#include "journal/journal.h"
#include "rulebook/model.h"

namespace massline::registry {

/// A person acting through the posts they hold, or whoever runs the program on the server itself (set-up, import,
/// timed jobs), who stands outside of every post.
struct Actor {
  enum class Kind { person, server } kind = Kind::person;
  access::Viewer viewer;

  static Actor of(access::Viewer viewer) { return {Kind::person, std::move(viewer)}; }
  static Actor server() { return {Kind::server, {}}; }
};

/// By which post the actor may use `capability` on the unit at `path`; for the server, an act without a person.
/// Refuses not_allowed if by none.
Result<journal::By> authorise(const rulebook::Rulebook& rulebook, const Actor& actor, rulebook::Capability capability,
                              std::string_view path);

}  // namespace massline::registry
