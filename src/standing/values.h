// What goes into the standing and what comes out: plain values.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/time.h"
#include "rulebook/duty.h"

namespace massline::standing {

using rulebook::Ower;
inline constexpr std::array<Ower, 3> all_owers{Ower::member, Ower::officer, Ower::unit};
/// Its place in what is kept for each sort of ower.
constexpr std::size_t index_of(Ower ower) { return static_cast<std::size_t>(ower); }

/// A unit's number within one standing: 0 is the root. It stays the same for as long as the standing lives, also in
/// its snapshots. Standing::row_of() gives it for the caller's 64-bit id.
using UnitRow = std::uint32_t;
inline constexpr UnitRow no_unit = 0xFFFFFFFF;

/// A unit of the tree, in preorder: a parent stands before its children, and the first is the root.
struct UnitNode {
  std::int64_t id = 0;
  UnitRow parent = 0;  // the root's is the root
};

/// Where an ower stands: a unit, and a number that is theirs alone within the unit and population (below 2^20; small
/// numbers cost least, so reuse those that became free). The caller keeps it with the membership or the post, and marks
/// attendance by it. A unit that owes stands in itself, at place 0.
struct OwerAt {
  UnitRow unit = 0;
  std::uint32_t place = 0;
  bool operator==(const OwerAt&) const = default;
};

/// An ower: a row of a population. `ower_class` counts in the catalogue of classes that the plan was compiled with.
struct OwerRow {
  OwerAt at;
  std::uint32_t ower_class = 0;
};

/// When somebody joined, or takes the post; needed where a class owes something once, after or before it.
struct EventDate {
  rulebook::DutyPeriod::Event event = rulebook::DutyPeriod::Event::joining;
  Date date{};
};

/// In which roles somebody took part; both bits where the leader was there like the others.
enum Roles : std::uint8_t { attended = 1, led = 2, attended_and_led = 3 };

/// One ower's part in an activity. A unit has part in what it held; a person who holds posts has part as member and
/// once for each post.
struct Participation {
  Ower ower = Ower::member;
  Roles roles = attended;
  std::uint16_t activity_class = 0;  // in the catalogue of the plan: kind, place, own report …
  OwerAt at;
  std::uint32_t minutes = 0;
  std::uint32_t days = 0;
  std::uint32_t times = 1;  // more where one row stands for the sum of several
};

/// Something that was held on one day.
struct Activity {
  Date date{};
  std::span<const Participation> who;
};

/// What one ower did on a day: given where they come with a history.
struct Deed {
  Date date{};
  Participation part;  // `at` and `ower` are those of the ower it is given for
};

/// How a unit and all below it stand in one duty. Amounts are minutes, days or times, as the duty measures.
/// What somebody does beyond the quota makes up for nobody else, so done + missing = owing × quota.
struct Figures {
  std::uint64_t owing = 0;
  std::uint64_t behind = 0;
  std::uint64_t done = 0;
  std::uint64_t missing = 0;

  std::uint64_t met() const { return owing - behind; }
  bool operator==(const Figures&) const = default;
};

/// Of every duty of the plan, in Plan::duties() order.
struct UnitStanding {
  UnitRow unit = 0;
  std::vector<Figures> duties;
};

/// First and last day.
struct DateRange {
  Date from{};
  Date to{};
  bool contains(Date date) const { return date >= from && date <= to; }
  bool operator==(const DateRange&) const = default;
};

}  // namespace massline::standing
