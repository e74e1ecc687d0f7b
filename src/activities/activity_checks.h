// What must be right before an activity is written. Those that read do so by few queries for a whole sheet.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "activities/activities.h"
#include "registry/units.h"

namespace massline::activities {

/// The unit and by whom it is recorded. Errors: not_found, not_allowed, unit_closed.
struct Place {
  registry::Unit unit;
  journal::By by;
};
Result<Place> place_to_record(Context& ctx, db::Reader& in, const registry::Actor& actor, UnitId unit, Date on);

/// The activity to change, with its unit. Errors: not_found, not_allowed, changed_meanwhile.
struct Target {
  Activity activity;
  journal::By by;
};
Result<Target> activity_to_change(Context& ctx, db::Reader& in, const registry::Actor& actor, ActivityId activity,
                                  std::int64_t version);

Result<const rulebook::ActivityKind*> kind_to_record(const rulebook::Rulebook& rulebook, const std::string& kind,
                                                     bool pair);

/// Fills times, amount, place, topic and leader of `activity`, whose region, unit and kind are set; `unit` is that
/// unit.
Result<Done> fill_activity(Context& ctx, db::Reader& in, const ActivityInput& what, const rulebook::ActivityKind& kind,
                           const registry::Unit& unit, Activity& activity);

/// Characters of a reason, at most.
inline constexpr std::size_t because_length = 500;

/// A text on one line, trimmed. Errors: field_*.
Result<std::string> checked_line(std::string_view field, std::string_view text, std::size_t max, bool required);

/// The sheet against the register and other activities: `roster` holds the members of the unit on that day.
struct CheckedSheet {
  Attendance attendance;
  std::vector<PersonId> others;  // who took part or led and stands in no roster
  std::vector<RowProblem> problems;
  std::size_t kept = 0;
};
CheckedSheet check_sheet(Context& ctx, db::Reader& in, const registry::Unit& unit, const Activity& activity,
                         const std::vector<PersonId>& roster, const std::vector<SheetRow>& sheet);

/// True if the person held a membership or post on that day within the ground of the unit: the unit itself, or where it
/// is an office or a branch, the nearest place above it.
bool belongs_to_ground(db::Reader& in, const std::string& ground, PersonId person, Date on);
std::string ground_of(db::Reader& in, const registry::Unit& unit);

}  // namespace massline::activities
