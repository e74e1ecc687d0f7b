// The standing of one moment, and where each person stands in it.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <span>
#include <vector>

#include "duties/deeds.h"
#include "duties/places.h"
#include "duties/register_rows.h"
#include "standing/standing.h"

namespace massline::duties {

/// One ower, with what they owe.
struct Stands {
  Owes owes;
  standing::OwerStanding standing;
};

/// What readers look at, from any thread. Figures of units never wait. Who asks about persons waits while one of them
/// changes place, some microseconds, so that nobody is shown what another did.
class Board {
 public:
  std::unique_ptr<standing::Standing> standing;

  /// As a member and by each post; those who owe nothing too.
  std::vector<Stands> of_person(PersonId person) const;
  /// Members and officers of the unit itself.
  std::vector<Stands> in_unit(standing::UnitRow unit) const;
  /// An open unit.
  std::optional<standing::UnitRow> row_of(UnitId unit) const;

  // The writer.

  const Places& places() const { return places_; }
  /// Changes who stands where, in the standing and here, at once for those who ask about persons.
  template <class Change>
  auto change_places(const Change& change) {
    const std::unique_lock lock(mutex_);
    return change(*standing, places_);
  }

 private:
  std::vector<Stands> standings_of(std::vector<Owes> owes) const;

  mutable std::shared_mutex mutex_;
  Places places_;
};

struct HeldActivity {
  ActivityId id;
  Counted counted;
};

/// How far back an activity may lie: a period is a year at most, and a window after joining opens at most as long
/// before today.
inline constexpr std::chrono::days counted_days{3 * 366};
/// Every activity that may still count on `date`; classes that are new are added to `classes`.
std::vector<HeldActivity> held_activities(const Context& ctx, db::Reader& in, Date date, Classes& classes);

/// Errors: as standing::Plan::compile().
Result<std::shared_ptr<const standing::Plan>> compile_duties(std::vector<rulebook::Duty> duties,
                                                             const RegisterRows& rows, const Classes& classes);

std::shared_ptr<Board> build_board(const std::shared_ptr<const standing::Plan>& plan, const RegisterRows& rows,
                                   std::span<const HeldActivity> activities);

/// Whose part counts where, as everybody stands now.
std::vector<standing::Participation> who_took_part(const standing::Standing& standing, const Places& places,
                                                   const Counted& counted);

}  // namespace massline::duties
