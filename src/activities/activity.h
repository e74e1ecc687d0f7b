// Something done: when, where, by whom, with whom present.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/time.h"
#include "rulebook/duty.h"

namespace massline::activities {

enum class ActivityState { planned = 0, held = 1, cancelled = 2 };

enum class Presence { absent, present, late, excused };

/// True for those who were there.
inline bool was_there(Presence presence) { return presence == Presence::present || presence == Presence::late; }

struct Mark {
  PersonId person;
  Presence presence = Presence::absent;
  std::string reason;  // of those excused
  bool operator==(const Mark&) const = default;
};

/// The members of the unit on that day, in the order of the roster, and others who took part.
struct Attendance {
  std::vector<Mark> members;
  std::vector<Mark> guests;  // by person
  bool operator==(const Attendance&) const = default;
};

struct Activity {
  RegionId region;
  ActivityId id;
  UnitId unit;
  std::string kind;
  ActivityState state = ActivityState::planned;
  Instant from, to;
  std::int64_t amount = 0;  // minutes, days or 1, as the kind is measured
  UnitId place;             // empty: in the unit itself
  bool hard_place = false;
  std::string topic;
  PersonId leader;          // may be empty
  std::int64_t roster = 0;  // 0: nobody was ticked
  std::string attendance;   // as attendance.h encodes it
  std::int64_t version = 0;
  std::string salt{};  // of its digests in the journal; empty in old rows
};

enum class DocumentKind { minutes, report, other };

struct Document {
  std::int64_t id = 0;
  DocumentKind kind = DocumentKind::minutes;
  PersonId person;  // whose own report it is
  std::string name, media_type;
  std::int64_t size = 0;
  std::string digest;  // hex
  Instant at;
};

}  // namespace massline::activities
