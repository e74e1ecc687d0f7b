// Who may see and do what: one pure decision, in one place. Every query of matters goes through `readable_matters` or
// `may_read`, counts and search included; every step goes through `may_take`.
//
// A person acts through the posts they hold now. The accused barrier comes first and no capability opens it: a matter
// that names a unit is closed to everybody posted there or below, one that names a person is closed to that person and
// to everybody under them (DESIGN, protections 2).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/id.h"
#include "base/result.h"
#include "db/db.h"
#include "rulebook/model.h"

namespace massline::access {

struct HeldPost {
  PostId id;
  std::string kind;
  UnitId unit;
  std::string unit_path;
  std::string unit_kind;
  bool operator==(const HeldPost&) const = default;
};

/// Who asks. Without a person and posts: somebody from outside.
struct Viewer {
  RegionId region;
  PersonId person;
  std::vector<HeldPost> posts;
  bool raiser = false;  // has shown the receipt of the matter in question

  bool is_staff() const { return static_cast<bool>(person); }
};

/// What of a matter decides who may see and do what.
struct MatterFacts {
  RegionId region;
  std::string unit_path;       // of the responsible unit
  std::string sender_path;     // empty if none
  std::string escalated_path;  // empty if none
  std::string stage;
  PersonId handler;
  bool confidential = false;  // read where it lies, and not from above
  std::vector<std::string> barred_paths;
  std::vector<PersonId> barred_persons;
  std::vector<std::pair<std::string, PersonId>> takers;  // step, person: who took which step
};

/// True if `path` is `above` or lies below it; nothing lies within an empty path.
bool is_within(std::string_view path, std::string_view above);

/// The path itself and every path above it, from the root down; paths have 4 characters for each step.
std::vector<std::string> path_and_above(std::string_view path);

/// The accused barrier.
bool is_barred(const Viewer& viewer, const MatterFacts& matter);

/// A post whose capability covers the unit at `path`: held in that unit or, where `Capability::read_subtree`,
/// `manage_*`, `read_figures`, `read_journal`, `import_matters` and those of activities are concerned, in one above it.
/// Null if none.
const HeldPost* post_that_can(const rulebook::Rulebook& rulebook, const Viewer& viewer, rulebook::Capability capability,
                              std::string_view path);
/// The same in any unit.
const HeldPost* post_that_can(const rulebook::Rulebook& rulebook, const Viewer& viewer,
                              rulebook::Capability capability);

/// True for somebody who, not barred,
///   holds a post with read_unit or read_subtree in the unit that is responsible, sent the matter, or was called in;
///   holds a post with read_subtree above the responsible unit;
///   or has the matter in hand, by a post in the responsible unit.
/// Whoever has shown the receipt may read it too.
bool may_read(const rulebook::Rulebook& rulebook, const Viewer& viewer, const MatterFacts& matter);

/// The post by which the viewer may take the step (null post where the raiser takes it), or why not. Looks at stage,
/// post, relation, the different-person rule and the barrier; not at `when`, `within` and the inputs.
struct Permission {
  const HeldPost* post = nullptr;
};
Result<Permission> may_take(const rulebook::Rulebook& rulebook, const Viewer& viewer,
                            const rulebook::Procedure& procedure, const rulebook::Step& step,
                            const MatterFacts& matter);

/// The WHERE condition that holds exactly for the matters that `may_read` allows, over table alias `alias`; its
/// parameters are bound from $`first_parameter` on. Always a single parenthesised condition. It knows nothing of
/// receipts: Viewer::raiser counts for nothing here.
struct Filter {
  std::string sql;
  std::vector<db::Value> parameters;
};
Filter readable_matters(const rulebook::Rulebook& rulebook, const Viewer& viewer, std::string_view alias,
                        int first_parameter);
/// The same for the barrier alone: the matters that `is_barred` does not keep from the viewer.
Filter matters_not_barred(const Viewer& viewer, std::string_view alias, int first_parameter);

}  // namespace massline::access
