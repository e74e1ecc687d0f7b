#include "rulebook/duty.h"

#include "rulebook/model.h"

namespace massline::rulebook {

namespace {

using Kind = AttributeType::Kind;

template <class Things>
AttributeType word_of(const Things& things) {
  AttributeType out{Kind::word, Unit::none, {}};
  for (const auto& thing : things) out.words.push_back(thing.id);
  return out;
}

AttributeType yes_or_no() { return {Kind::boolean, Unit::none, {}}; }

}  // namespace

Attributes duty_attributes(const Rulebook& rulebook, Ower owed_by) {
  Attributes out;
  out["unit.kind"] = word_of(rulebook.unit_kinds);
  out["unit.setting"] = word_of(rulebook.settings);
  switch (owed_by) {
    case Ower::unit:
      out["unit.members"] = {Kind::number, Unit::persons, {}};
      break;
    case Ower::member:
      out["member.kind"] = word_of(rulebook.memberships);
      for (const auto& post : rulebook.posts) out["holds." + post.id] = yes_or_no();
      break;
    case Ower::officer:
      out["post.kind"] = word_of(rulebook.posts);
      out["post.leads"] = yes_or_no();
      break;
  }
  return out;
}

Attributes activity_attributes(const Rulebook& rulebook) {
  Attributes out;
  out["activity.kind"] = word_of(rulebook.activities);
  out["activity.hard-place"] = yes_or_no();
  out["activity.report"] = yes_or_no();
  out["activity.place-kind"] = word_of(rulebook.unit_kinds);
  out["activity.unit-kind"] = word_of(rulebook.unit_kinds);
  return out;
}

}  // namespace massline::rulebook
