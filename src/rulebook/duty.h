// Duties, the activities that discharge them, and entitlements, as the rulebook's files give them.
// docs/rulebook.md describes the files.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "rulebook/model_parts.h"

namespace massline::rulebook {

inline constexpr std::int64_t minutes_per_hour = 60;

/// What is counted. Amounts are whole numbers: minutes for hours, days for days, times for times.
enum class Measure { hours, days, times };

/// Something done: a meeting, a class, a reception day. Recorded as rows, discharged against duties.
struct ActivityKind {
  std::string id;
  LocalText title;
  LocalText summary;
  Source source;
  // What one of them is worth: its hours, its days, or once. A duty in hours is discharged by kinds in hours, one in
  // days by kinds in days; one in times by any, each once.
  Measure measure = Measure::times;
  bool pair_only = false;  // a talk: the date and the two persons are kept, nothing else
  bool report = false;     // those who take part owe a report of their own
};

/// Who owes: each membership, each post held, or each unit.
enum class Ower { member, officer, unit };

/// In which part an activity counts for the ower: one who was there, one who led it, or either. For a unit: always
/// one that the unit held.
enum class Part { attended, led, either };

struct DutyPeriod {
  enum class Kind {
    year,
    quarter,
    month,
    after,   // once, within `length` of the event
    before,  // once, in the `length` up to the event
  } kind = Kind::year;
  enum class Event { joining, taking_post } event = Event::joining;  // of after and before
  Length length;                                                     // of after and before
};

/// What a rule makes a member, an officer or a unit owe in a period.
struct Duty {
  std::string id;
  LocalText title;
  LocalText summary;
  Source source;
  Period in_force;
  std::string jurisdiction;
  Ower owed_by = Ower::member;
  std::shared_ptr<const Expression> who;  // over duty_attributes(owed_by); null: all of them
  std::int64_t amount = 0;                // in minutes, days or times; positive
  Measure measure = Measure::times;
  std::vector<std::string> of;                    // kinds of activities; never empty
  std::shared_ptr<const Expression> counts_when;  // over activity_attributes(); null: always
  Part part = Part::attended;
  DutyPeriod per;
};

/// A right to an amount: whose, the test, the amount. Money in fen.
struct Entitlement {
  std::string id;
  LocalText title;
  LocalText summary;
  Source source;
  Period in_force;
  std::string jurisdiction;
  std::string standard;  // the id of the standard, a dated list of amounts by place
};

/// A parameter by place and time: the subsistence standard of a county from a date. In fen a person a month.
struct Standard {
  struct Entry {
    std::string place;  // the public code of a unit; holds below it too, until a nearer one does
    Period in_force;
    std::int64_t fen = 0;
    Source source;
  };
  std::string id;
  LocalText title;
  std::vector<Entry> entries;
};

}  // namespace massline::rulebook
