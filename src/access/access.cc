#include "access/access.h"

#include <algorithm>

#include "access/refusals.h"
#include "base/refusals.h"

namespace massline::access {

namespace {

using rulebook::Capability;
using rulebook::Relation;

constexpr std::size_t path_step = 4;

template <class Range, class Value>
bool holds(const Range& range, const Value& value) {
  return std::find(range.begin(), range.end(), value) != range.end();
}

bool can(const rulebook::Rulebook& rulebook, const HeldPost& post, Capability capability) {
  const rulebook::PostKind* kind = rulebook.post(post.kind);
  return kind != nullptr && kind->can(capability);
}

/// Capabilities that reach what lies below the unit where the post is held.
bool reaches_below(Capability capability) {
  switch (capability) {
    case Capability::read_subtree:
    case Capability::manage_units:
    case Capability::manage_people:
    case Capability::manage_accounts:
    case Capability::manage_keys:
    case Capability::read_figures:
    case Capability::read_journal:
    case Capability::record_activities:
    case Capability::declare_emergencies:
    case Capability::read_activities:
    case Capability::import_matters:
      return true;
    case Capability::read_unit:
    case Capability::intake:
    case Capability::open_identity:
    case Capability::name_parties:
    case Capability::join_matters:
      return false;
  }
  return false;
}

/// The posts that read the matters of their own unit.
bool reads_own_unit(const rulebook::Rulebook& rulebook, const HeldPost& post) {
  return can(rulebook, post, Capability::read_unit) || can(rulebook, post, Capability::read_subtree);
}

bool stands_at(const HeldPost& post, Relation relation, const MatterFacts& matter) {
  switch (relation) {
    case Relation::responsible:
      return post.unit_path == matter.unit_path;
    case Relation::sender:
      return !matter.sender_path.empty() && post.unit_path == matter.sender_path;
    case Relation::above:
      return post.unit_path != matter.unit_path && is_within(matter.unit_path, post.unit_path);
    case Relation::escalated:
      return !matter.escalated_path.empty() && post.unit_path == matter.escalated_path;
  }
  return false;
}

Message place_words(Relation relation) {
  switch (relation) {
    case Relation::responsible:
      return {"", RefusalKind::forbidden, "the unit responsible for it", "承办单位"};
    case Relation::sender:
      return {"", RefusalKind::forbidden, "the unit that sent it there", "转交单位"};
    case Relation::above:
      return {"", RefusalKind::forbidden, "a unit above the one responsible", "上级单位"};
    case Relation::escalated:
      return {"", RefusalKind::forbidden, "the unit that was called in", "督办单位"};
  }
  return {};
}

}  // namespace

bool is_within(std::string_view path, std::string_view above) { return !above.empty() && path.starts_with(above); }

std::vector<std::string> path_and_above(std::string_view path) {
  std::vector<std::string> out;
  for (std::size_t length = path_step; length <= path.size(); length += path_step)
    out.emplace_back(path.substr(0, length));
  return out;
}

bool is_barred(const Viewer& viewer, const MatterFacts& matter) {
  if (viewer.person && holds(matter.barred_persons, viewer.person)) return true;
  return std::any_of(viewer.posts.begin(), viewer.posts.end(), [&](const HeldPost& post) {
    return std::any_of(matter.barred_paths.begin(), matter.barred_paths.end(),
                       [&](const std::string& barred) { return is_within(post.unit_path, barred); });
  });
}

const HeldPost* post_that_can(const rulebook::Rulebook& rulebook, const Viewer& viewer, Capability capability,
                              std::string_view path) {
  for (const HeldPost& post : viewer.posts) {
    const bool covers = reaches_below(capability) ? is_within(path, post.unit_path) : path == post.unit_path;
    if (covers && can(rulebook, post, capability)) return &post;
  }
  return nullptr;
}

const HeldPost* post_that_can(const rulebook::Rulebook& rulebook, const Viewer& viewer, Capability capability) {
  for (const HeldPost& post : viewer.posts)
    if (can(rulebook, post, capability)) return &post;
  return nullptr;
}

bool may_read(const rulebook::Rulebook& rulebook, const Viewer& viewer, const MatterFacts& matter) {
  if (viewer.raiser) return true;
  if (is_barred(viewer, matter)) return false;
  return std::any_of(viewer.posts.begin(), viewer.posts.end(), [&](const HeldPost& post) {
    const bool in_unit = stands_at(post, Relation::responsible, matter);
    if (in_unit && viewer.person && matter.handler == viewer.person) return true;
    if (in_unit || stands_at(post, Relation::sender, matter) || stands_at(post, Relation::escalated, matter))
      return reads_own_unit(rulebook, post);
    return !matter.confidential && can(rulebook, post, Capability::read_subtree) &&
           is_within(matter.unit_path, post.unit_path);
  });
}

Result<Permission> may_take(const rulebook::Rulebook& rulebook, const Viewer& viewer,
                            const rulebook::Procedure& procedure, const rulebook::Step& step,
                            const MatterFacts& matter) {
  const std::string rule = procedure.id + "/" + step.id;
  const auto refuse_step = [&](const Message& message, const rulebook::LocalText& also = {}, const char* name = "") {
    auto refusal = refuse_by(message, rule, step.source.text());
    refusal.value().parameters["step"] = step.title.en;
    refusal.value().parameters["step.zh"] = step.title.zh;
    if (*name != '\0') {
      refusal.value().parameters[name] = also.en;
      refusal.value().parameters[std::string(name) + ".zh"] = also.zh;
    }
    return refusal;
  };
  if (!may_read(rulebook, viewer, matter)) return refuse(massline::refusals::not_found);
  if (!holds(step.from, matter.stage)) {
    const rulebook::Stage* stage = procedure.stage(matter.stage);
    return refuse_step(refusals::step_not_open, stage == nullptr ? rulebook::LocalText{} : stage->title, "stage");
  }
  if (step.by.raiser) {
    if (viewer.raiser) return Permission{};
    return refuse_step(refusals::step_of_the_raiser);
  }
  std::vector<const HeldPost*> fitting;
  for (const HeldPost& post : viewer.posts)
    if (holds(step.by.posts, post.kind)) fitting.push_back(&post);
  if (fitting.empty()) {
    rulebook::LocalText posts;
    for (const std::string& id : step.by.posts) {
      const rulebook::PostKind* kind = rulebook.post(id);
      if (kind == nullptr) continue;
      posts.en += (posts.en.empty() ? "" : ", ") + kind->title.en;
      posts.zh += (posts.zh.empty() ? "" : "、") + kind->title.zh;
    }
    return refuse_step(refusals::step_needs_post, posts, "posts");
  }
  const std::vector<Relation> by_default{Relation::responsible};
  const std::vector<Relation>& relations = step.by.at.empty() ? by_default : step.by.at;
  const auto placed = std::find_if(fitting.begin(), fitting.end(), [&](const HeldPost* post) {
    return std::any_of(relations.begin(), relations.end(),
                       [&](Relation relation) { return stands_at(*post, relation, matter); });
  });
  if (placed == fitting.end()) {
    rulebook::LocalText where;
    for (const Relation relation : relations) {
      const Message words = place_words(relation);
      where.en += (where.en.empty() ? "" : " or ") + std::string(words.en);
      where.zh += (where.zh.empty() ? "" : "或") + std::string(words.zh);
    }
    return refuse_step(refusals::step_needs_place, where, "where");
  }
  const bool took_one = std::any_of(matter.takers.begin(), matter.takers.end(), [&](const auto& taker) {
    return taker.second == viewer.person && holds(step.by.different_from, taker.first);
  });
  if (took_one) return refuse_step(refusals::step_needs_another_person);
  return Permission{*placed};
}

}  // namespace massline::access
