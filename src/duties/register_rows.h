// What the register and the record of activities say on a day, as the standing takes it: units in preorder, who owes,
// with the attributes that rules ask for, and who took part in what.
#pragma once

#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "activities/activity.h"
#include "duties/deeds.h"
#include "journal/context.h"
#include "standing/plan.h"
#include "standing/values.h"

namespace massline::duties {

/// Distinct tuples of attribute values, numbered in the order in which they came.
class Classes {
 public:
  std::uint32_t number_of(rulebook::AttributeValues values);
  const std::vector<rulebook::AttributeValues>& all() const { return all_; }

 private:
  std::map<rulebook::AttributeValues, std::uint32_t> numbers_;
  std::vector<rulebook::AttributeValues> all_;
};

struct UnitFacts {
  UnitId id, parent;
  std::string kind, setting;
  std::uint32_t members = 0;
};

/// A membership or a post: what owes.
struct OwerFactsRow {
  std::int64_t id = 0;  // of the membership or the post
  PersonId person;
  standing::OwerAt at;
  std::uint32_t ower_class = 0;
  Date since{};      // joined, or took the post
  std::string kind;  // of the membership or the post
};

struct RegisterRows {
  Date date{};
  std::vector<standing::UnitNode> nodes;  // preorder
  std::vector<UnitFacts> units;           // by row
  std::unordered_map<std::int64_t, standing::UnitRow> row_of_unit;
  std::array<std::vector<OwerFactsRow>, 3> owers;  // by Ower; of units, `person` is empty
  std::array<Classes, 3> classes;
};

/// Units, memberships and posts in force on `date`, with the attributes that duties of any of the rulebooks may ask
/// for. The first is the one in force.
RegisterRows read_register(std::initializer_list<const rulebook::Rulebook*> rulebooks, db::Reader& in, Date date);

/// The same of these units alone: those of them in force on `date`, in the order of the tree, whatever is above them.
RegisterRows read_units(const rulebook::Rulebook& rulebook, db::Reader& in, Date date, std::span<const UnitId> units);

/// When a member joined, or the post was taken; of units nothing.
std::optional<standing::EventDate> event_of(standing::Ower ower, const OwerFactsRow& row);

/// What an activity counts for; without parts where it was not held. Classes that are new are added.
Counted counted_of(const Context& ctx, db::Reader& in, Classes& activity_classes, const activities::Activity& activity);

}  // namespace massline::duties
