#include "rulebook/duty.h"

#include "rulebook/model.h"

namespace massline::rulebook {

namespace {

using TypeKind = AttributeType::Kind;

template <class Things>
AttributeType words_among(const Things& things) {
  AttributeType out{TypeKind::word, Unit::none, {}};
  for (const auto& thing : things) out.words.push_back(thing.id);
  return out;
}

AttributeType yes_or_no() { return {TypeKind::boolean, Unit::none, {}}; }

}  // namespace

Attributes duty_attributes(const Rulebook& rulebook, Ower owed_by) {
  Attributes out;
  out["unit.kind"] = words_among(rulebook.unit_kinds);
  out["unit.setting"] = words_among(rulebook.settings);
  switch (owed_by) {
    case Ower::unit:
      out["unit.members"] = {TypeKind::number, Unit::persons, {}};
      break;
    case Ower::member:
      out["member.kind"] = words_among(rulebook.memberships);
      for (const auto& post : rulebook.posts) out["holds." + post.id] = yes_or_no();
      break;
    case Ower::officer:
      out["post.kind"] = words_among(rulebook.posts);
      out["post.leads"] = yes_or_no();
      break;
  }
  return out;
}

Attributes activity_attributes(const Rulebook& rulebook) {
  Attributes out;
  out["activity.kind"] = words_among(rulebook.activities);
  out["activity.hard-place"] = yes_or_no();
  out["activity.report"] = yes_or_no();
  out["activity.place-kind"] = words_among(rulebook.unit_kinds);
  out["activity.unit-kind"] = words_among(rulebook.unit_kinds);
  return out;
}

}  // namespace massline::rulebook
