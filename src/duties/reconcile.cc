// The register's changes, followed: units that changed are compared with the register as it is, and what differs of
// their place in the tree, of who owes in them and of what is moved in the standing. The rest stays as it is.
#include <algorithm>

#include "duties/live.h"

namespace massline::duties {

using standing::index_of;
using standing::Ower;
using standing::UnitRow;

namespace {

constexpr std::size_t units_at_once = 500;
std::size_t depth_of(const standing::Standing& standing, UnitRow row) {
  std::size_t depth = 0;
  for (; row != 0; row = standing.parent_of(row)) ++depth;
  return depth;
}

}  // namespace

/// False where the board has to be built anew: a unit came back, or what somebody owes does not fit the records.
bool LiveDuties::reconcile(db::Reader& in, const UnitSet& units) {
  std::vector<UnitId> ids;
  for (const std::int64_t id : units) ids.push_back(UnitId{id});
  std::vector<RegisterRows> parts;
  for (std::size_t at = 0; at < ids.size(); at += units_at_once)
    parts.push_back(read_units(ctx_.rulebook, in, ctx_.today(),
                               std::span(ids).subspan(at, std::min(units_at_once, ids.size() - at))));
  Present present;
  for (const RegisterRows& now : parts) {
    if (!place_units(now)) return false;
    for (const auto& node : now.nodes) present.insert({Ower::unit, node.id});
    for (const Ower ower : {Ower::member, Ower::officer})
      for (const OwerFactsRow& row : now.owers[index_of(ower)]) present.insert({ower, row.id});
  }
  leave(present, units);
  for (const Ower ower : {Ower::member, Ower::officer, Ower::unit})
    for (const RegisterRows& now : parts)
      if (!join_all(ower, now)) return false;
  {
    const std::lock_guard lock(board_mutex_);
    counters_.reconciled += static_cast<std::int64_t>(units.size());
  }
  return close_units(present, units);
}

/// Units that are new, and those that hang elsewhere; parents stand before their children.
bool LiveDuties::place_units(const RegisterRows& now) {
  standing::Standing& standing = *board_->standing;
  for (const UnitFacts& unit : now.units) {
    const auto parent = standing.row_of(unit.parent.value);
    const auto row = standing.row_of(unit.id.value);
    if (row && *row == 0) continue;
    if (!parent || standing.has_closed(*parent)) return false;
    if (row && standing.has_closed(*row)) {
      if (!state_.columns_only) return false;
      standing.reopen_unit(*row, *parent);
      moved_.note(*row);
    } else if (!row) {
      moved_.note(standing.add_unit(unit.id.value, *parent));
    } else if (standing.parent_of(*row) != *parent) {
      if (standing.tree().is_below_or_same(*parent, *row)) return false;
      moved_.note(standing.parent_of(*row));
      standing.move_unit(*row, *parent);
      moved_.note(*row);
    }
  }
  return true;
}

std::uint32_t LiveDuties::class_of(Ower ower, const rulebook::AttributeValues& values) {
  Classes& classes = state_.classes[index_of(ower)];
  const std::uint32_t number = classes.number_of(values);
  if (number == board_->standing->class_count(ower)) board_->standing->add_class(ower, values);
  return number;
}

/// Those who are no longer there, so that their places are free.
void LiveDuties::leave(const Present& present, const UnitSet& units) {
  for (const std::int64_t id : units) {
    const auto unit = board_->standing->row_of(id);
    if (!unit) continue;
    for (const Owes& owes : board_->places().in_unit(*unit)) {
      if (present.contains({owes.ower, owes.id})) continue;
      moved_.note(*unit);
      board_->change_places([&](standing::Standing& standing, Places& places) {
        standing.leave(owes.ower, owes.at);
        places.erase(owes.ower, owes.id);
      });
    }
  }
}

bool LiveDuties::join_all(Ower ower, const RegisterRows& now) {
  for (const OwerFactsRow& row : now.owers[index_of(ower)]) {
    const UnitRow unit = *board_->standing->row_of(now.nodes[row.at.unit].id);
    rulebook::AttributeValues values = now.classes[index_of(ower)].all()[row.ower_class];
    if (ower == Ower::unit && state_.columns_only) {
      // It stands in columns already, with what it did, which no row knows.
      if (board_->places().find(ower, row.id) == nullptr && board_->standing->count_of(ower, unit) > 0) continue;
      // Where members have no rows, they are counted where they stand.
      values["unit.members"] = static_cast<double>(board_->standing->count_of(Ower::member, unit));
    }
    if (!join(ower, row, unit, values)) return false;
  }
  return true;
}

/// Joins, or owes something else, or somewhere else, from now on; what was done is brought along.
bool LiveDuties::join(Ower ower, const OwerFactsRow& row, UnitRow unit, const rulebook::AttributeValues& values) {
  const std::uint32_t ower_class = class_of(ower, values);
  const Owes* before = board_->places().find(ower, row.id);
  if (before != nullptr && before->at.unit == unit && before->ower_class == ower_class) return true;
  const auto event = event_of(ower, row);
  const auto past = ower == Ower::unit ? state_.deeds.of_unit(UnitId{row.id}) : state_.deeds.of_person(row.person);
  standing::OwerFacts facts{ower_class, {}, past};
  if (event) facts.events = std::span(&*event, 1);
  moved_.note(unit);
  if (before != nullptr) moved_.note(before->at.unit);
  return board_->change_places([&](standing::Standing& changed, Places& places) {
    standing::OwerAt at{unit, 0};
    if (before != nullptr && before->at.unit == unit) {
      at = before->at;
    } else if (ower != Ower::unit) {
      at.place = changed.free_place(ower, unit);
    }
    const auto done = before == nullptr ? changed.join(ower, at, facts) : changed.move(ower, before->at, at, facts);
    if (done) places.put({ower, row.id, row.person, at, ower_class, row.kind});
    return done.has_value();
  });
}

/// Those below first.
bool LiveDuties::close_units(const Present& present, const UnitSet& units) {
  standing::Standing& standing = *board_->standing;
  std::vector<UnitRow> closing;
  for (const std::int64_t id : units) {
    const auto row = standing.row_of(id);
    if (row && !standing.has_closed(*row) && !present.contains({Ower::unit, id})) closing.push_back(*row);
  }
  std::sort(closing.begin(), closing.end(),
            [&](UnitRow a, UnitRow b) { return depth_of(standing, a) > depth_of(standing, b); });
  for (const UnitRow row : closing) {
    if (row == 0 || standing.tree().first_child(row) != standing::no_unit) return false;
    moved_.note(standing.parent_of(row));
    board_->change_places([&](standing::Standing& changed, Places& places) {
      places.erase(Ower::unit, changed.id_of(row));
      changed.close_unit(row);
    });
  }
  return true;
}

}  // namespace massline::duties
