// Attendance in few bytes: a bit for each member of the roster, and only what differs from “was there” or “was not” in
// full. A branch of 20 takes 3 bytes, a late member one more and a count.
//
//   ceil(members / 8) bytes   bit i of byte i/8: the member was there
//   and only where somebody was late, excused or a guest:
//   varint count, each: varint place * 2 + excused; where excused, varint length and the reason
//   varint count, each: varint person less the one before; byte presence; where excused, varint length and the reason
//
// Pure and thread-safe.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "activities/activity.h"

namespace massline::activities {

/// `attendance.members` stand in the order of the roster, `attendance.guests` by person, each once.
std::string encode_attendance(const Attendance& attendance);
/// Throws Fault where the bytes can't be of this roster.
Attendance decode_attendance(std::string_view bytes, std::span<const PersonId> roster);

/// Persons in growing order, each as its distance from the one before.
std::string encode_roster(std::span<const PersonId> members);
std::vector<PersonId> decode_roster(std::string_view bytes);

}  // namespace massline::activities
