// Emergencies: declared for a unit and all below it, with a last day, and ended. Matters of a procedure with
// `emergency: true` (lists of people, check-ups on residents) are raised only while one holds for their place, and
// their personal data end with it.
//
// Source: Emergency Response Law 2024, Art. 84-85: used for the emergency alone, destroyed after it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "access/access.h"
#include "journal/context.h"

namespace massline::matters {

inline constexpr int emergency_days_max = 90;  // at once; whoever needs longer declares it again, and is seen to

struct Emergency {
  RegionId region;
  EmergencyId id;
  UnitId unit;
  std::string unit_path;
  std::string title;
  Instant declared_at;
  PersonId declared_by;
  Date last_day{};
  std::optional<Instant> ended_at;
  std::int64_t version = 1;

  /// When it ended, or will by itself.
  Instant end(const Zone& zone) const;
};

struct DeclareEmergency {
  UnitId unit;
  std::string title;  // at most 200 characters
  Date last_day{};    // today or later, at most 90 days on
};
/// Needs the capability declare_emergencies over the unit. Errors: not_found, not_allowed, invalid (fields).
Result<Emergency> declare_emergency(Context& ctx, const access::Viewer& viewer, const DeclareEmergency& request);

/// Needs the same. From then on nothing is raised under it, and its data go as the rules of retention say.
/// Errors: not_found, not_allowed, changed_meanwhile, emergency_over.
Result<Emergency> end_emergency(Context& ctx, const access::Viewer& viewer, EmergencyId id, std::int64_t version);

/// All, the newest first.
std::vector<Emergency> emergencies(db::Reader& in);
/// Whether the viewer may declare and end emergencies for what stands at this path.
bool may_declare(Context& ctx, const access::Viewer& viewer, std::string_view path);

/// The emergency that holds for a place at a moment, the one that ends last; nothing if none does.
std::optional<Emergency> emergency_at(const std::vector<Emergency>& all, std::string_view path, Instant at,
                                      const Zone& zone);

}  // namespace massline::matters
